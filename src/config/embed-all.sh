#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Writes the files $3... of the folder $2 by their names and bytes, for C to
# include; $1 is where embed.sh is.
embed=$1/embed.sh
folder=$2
shift 2
for file; do
	printf '{ "%s", (const char []){\n' "$file"
	sh "$embed" "$folder/$file" || exit 1
	echo '0 } },'
done

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Writes the file $1 as the numbers of its bytes, for C to include.
LC_ALL=C od -An -v -tu1 "$1" | sed 's/[0-9][0-9]*/&,/g'

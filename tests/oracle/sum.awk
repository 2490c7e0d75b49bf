# SPDX-License-Identifier: BSD-2-Clause
# Adds up a tally of differences, and tells what the lists have in vain.
#
# Reads the tally, then two lists in the form of exceptions.txt, of which the
# first has at most MOST reasons. WHOLE: all their captures were looked at.
function complain(what) {
	print "# " FILENAME ":" FNR ": " what
	failed = 1
}

# Was there a difference for each word of LIST, in this line?
function expect_all(list,    words, i, n) {
	n = split(list, words, ",")
	for (i = 1; i <= n; i++)
		if (!((FILENAME, FNR, words[i]) in met))
			complain("\"" words[i] "\" does not differ")
}

function tell(list,    name) {
	name = list
	sub(/.*\//, "", name)
	printf "# %d known differences for %d reasons in %s\n",
	       met[list], reasons[list], name
}

BEGIN {
	FS = "\t"
}
FILENAME == ARGV[1] && $1 == "messages" {
	captures += $2 > 0
	messages += $2
	unknown += $3
}
FILENAME == ARGV[1] && $1 == "known" {
	met[$2]++
	met[$2, $3, $4]	# the frame, or "*"
	met[$2, $3, $5]
}
FILENAME == ARGV[1] || /^#/ {
	next
}
/^$/ {
	if (within)
		complain("no place for the reason before")
	within = placed = 0
	next
}
/^\t/ {
	if (!within && !placed)
		complain("no reason")
	if (whole) {
		expect_all($3)
		expect_all($4)
	}
	within = 0
	placed = 1
	next
}
!within {		# a reason may have several lines
	within = 1
	if (placed)
		complain("no empty line before the reason")
	if (++reasons[FILENAME] > most && FILENAME == ARGV[2])
		complain("more than " most " reasons")
}
END {
	printf "# %d messages in %d captures, %d unknown differences\n",
	       messages, captures, unknown
	tell(ARGV[2])
	tell(ARGV[3])
	exit failed
}

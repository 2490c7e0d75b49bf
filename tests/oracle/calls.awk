# SPDX-License-Identifier: BSD-2-Clause
# Holds the calls of a capture to what its table of messages amounts to.
#
# Reads exceptions (calls.txt), the table, then the records of -p calls. A call
# is a Call-ID, From tag and leg with an INVITE outside a dialog; its code is
# that of the last final response to it. CAPTURE is the capture's name.

# The value of KEY in the record that is this line.
function value(key,    at, rest) {
	at = index(" " $0, " " key "=")
	if (!at)
		return ""
	rest = substr($0, at + length(key) + 1)
	if (substr(rest, 1, 1) != "\"") {
		sub(/ .*/, "", rest)
		return rest
	}
	match(rest, /^"([^"\\]|\\.)*"/)
	rest = substr(rest, 2, RLENGTH - 2)
	gsub(/\\"/, "\"", rest)
	gsub(/\\\\/, "\\", rest)
	return rest
}

function complain(id, what) {
	if ((CAPTURE, id) in excused) {
		met[id]
		return
	}
	print "# " CAPTURE ": " id ": " what
	failed = 1
}

BEGIN {
	FS = "\t"
}
FILENAME == ARGV[1] {
	if (/^\t/ && NF == 3)
		excused[$2, $3]
	next
}
FILENAME == ARGV[2] && FNR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}
FILENAME == ARGV[2] {
	id = $column["call_id"]
	if (!id || $column["in_icmp"] == 1 || $column["resend"] == 1 ||
	    $column["cseq_method"] != "INVITE")
		next
	if ($column["kind"] == "request") {
		leg = $column["ip_src"] SUBSEP $column["ip_dst"]
		call = id SUBSEP $column["from_tag"] SUBSEP leg
		if (!$column["to_tag"] && !(call in begun)) {
			begun[call]
			calls[id]++
		}
	} else if ($column["kind"] == "response" &&
		   $column["method_or_code"] >= 200) {
		finals[id] = finals[id] " " $column["method_or_code"]
	}
	next
}
/^type=call / {
	id = value("call_id")
	code = value("code")
	told[id] += value("start") != "" && value("status") != "redirected"
	if (code)
		codes[id] = codes[id] " " code
	if (code && !index(finals[id] " ", " " code " "))
		complain(id, "has code " code ", not one of:" finals[id])
}
END {
	for (id in calls) {
		n++
		if (told[id] != calls[id])
			complain(id, told[id] + 0 " calls, not " calls[id])
		last = finals[id]
		sub(/.* /, "", last)
		if (last && !index(codes[id] " ", " " last " "))
			complain(id, "has codes" codes[id] ", not " last)
	}
	for (id in told)
		if (told[id] && !(id in calls))
			complain(id, "is no call in the table")
	for (pair in excused) {
		split(pair, part, SUBSEP)
		if (part[1] == CAPTURE && !(part[2] in met)) {
			print "# calls.txt: " CAPTURE ": " part[2] \
			      ": nothing differs"
			failed = 1
		}
	}
	print n + 0 " calls"
	exit failed
}

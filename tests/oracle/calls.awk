# SPDX-License-Identifier: BSD-2-Clause
# Holds the calls of a capture to what its table of messages amounts to.
#
# Reads exceptions (calls.txt), the table, then the records of -p calls. A call
# is a Call-ID, its caller's tag and a leg; what became of it is told by the
# responses to its INVITE, or by what follows these. A Call-ID has just
# as many records as it has calls, whole or not, with these statuses and codes.
# CAPTURE is the capture's name.

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

# -- reading the table: one call after the other on a leg, N of them ---------

function leg_of(    a, b) {
	a = $column["ip_src"]
	b = $column["ip_dst"]
	return a < b ? a SUBSEP b : b SUBSEP a
}

# The last call of this Call-ID and leg whose caller's tag is TAG; "": none.
function call_of(id, tag) {
	return last[id, leg_of(), tag]
}

# That of a dialog; its requests may go past the leg, to the Contacts.
function dialog_of(id, from, to,    c) {
	c = call_of(id, from)
	if (c == "")
		c = call_of(id, to)
	if (c == "")
		c = anywhere[id, from, to]
	return c == "" ? anywhere[id, to, from] : c
}

function begin(id, tag, cseq) {
	n++
	id_of[n] = id
	number[n] = cseq
	began[n] = now
	last[id, leg_of(), tag] = n
	return n
}

# RFC 3261 section 22, RFC 4028: another INVITE is the same call.
function asks_again(code) {
	return code == 401 || code == 407 || code == 422 || code == 494
}

function is_over(c) {
	return left[c] || (code[c] && code[c] / 100 != 2 &&
	       code[c] >= 300 && !asks_again(code[c]))
}

# Some B2BUAs answer a challenge with another tag.
function is_challenged(id, cseq,    c) {
	c = challenged[id, leg_of()]
	return c != "" && asks_again(code[c]) && cseq > number[c] && \
	       now - when[c] < 32
}

function read_invite(id, from, cseq,    c) {
	c = call_of(id, from)
	if (c == "" && is_challenged(id, cseq))
		c = last[id, leg_of(), from] = challenged[id, leg_of()]
	if (c == "" || (is_over(c) && cseq > number[c]))
		c = begin(id, from, cseq)
	if (cseq > number[c])
		number[c] = cseq
	branches[c] = branches[c] " " $column["via_branch"]
	# what comes at once is the same packet, captured twice
	if ($column["resend"] == 1 && now - sent[c] > 0.05)
		resent[c] = 1
	sent[c] = now
}

# Was what this line responds to sent to another address?
function is_mismatched(    branch) {
	branch = $column["via_branch"]
	return (branch in asked) &&
	       !((branch, $column["ip_src"]) in asked_there)
}

# The INVITE of C has the response that is this line.
function read_final(c, id, from, to, said) {
	heard[c] = 1
	anywhere[id, from, to] = c
	if (said >= 200 && (code[c] == "" || code[c] >= 300)) {
		code[c] = said
		when[c] = now
		challenged[id, leg_of()] = c
	}
}

function read_response(id, from, to, cseq, said,    c) {
	c = call_of(id, from)
	if (c == "" && call_of(id, to) != "")
		return			# the callee's re-INVITE
	if (c == "" && ($column["resend"] == 1 || is_mismatched()))
		return
	if (c == "")
		c = begin(id, from, cseq)
	if (cseq > number[c] && (code[c] == "" || code[c] >= 300))
		number[c] = cseq	# whose INVITE was not seen
	if (cseq == number[c])
		read_final(c, id, from, to, said)
}

# A request in a dialog: BYE, or an INVITE with both tags.
function read_within(id, from, to, method,    c) {
	c = dialog_of(id, from, to)
	if (c == "") {
		c = begin(id, from, 0)
		joined[c] = 1
	}
	if (!heard[c])
		proven[c] = 1
	if (method == "BYE")
		left[c] = 1
}

# The ACK of a 2xx has a branch of its own (RFC 3261 section 13.2.2.4).
function read_ack(id, from, cseq, branch,    c) {
	c = call_of(id, from)
	if (c == "" || heard[c] || cseq != number[c])
		return
	if (index(branches[c] " ", " " branch " "))
		refused[c] = 1
	else
		proven[c] = 1
}

# RFC 3261 section 12.2.2: what was met by this request was no call.
function read_gone(id, from, to,    c) {
	c = dialog_of(id, from, to)
	if (joined[c])
		gone[c] = 1
}

function read_line(id, method, from, to, cseq,    said) {
	said = $column["method_or_code"]
	if ($column["kind"] == "request") {
		asked[$column["via_branch"]]
		asked_there[$column["via_branch"], $column["ip_dst"]]
	}
	if ($column["kind"] == "response") {
		if (method == "INVITE" && !(joined[call_of(id, from)] &&
					    said == 481))
			read_response(id, from, to, cseq, said)
		else if (said == 481)
			read_gone(id, from, to)
	} else if (method == "INVITE" && to == "") {
		read_invite(id, from, cseq)
	} else if (method == "INVITE" || method == "BYE") {
		read_within(id, from, to, method)
	} else if (method == "ACK") {
		read_ack(id, from, cseq, $column["via_branch"])
	} else if (method == "CANCEL") {
		cancelled[call_of(id, from)] = now
	}
}

# -- what became of C: "status code" ----------------------------------------

function outcome(c) {
	if (code[c] / 100 >= 2 && code[c] / 100 < 3)
		return "answered " code[c]
	if (proven[c])
		return "answered "
	if (code[c] == 487)
		return "cancelled 487"
	if (asks_again(code[c]))
		return (now - when[c] > 32 ? "failed " : " ") code[c]
	if (code[c])
		return (code[c] < 400 ? "redirected " : "failed ") code[c]
	if (refused[c])
		return "failed "
	if (heard[c] && cancelled[c] && now - cancelled[c] > 32)
		return "cancelled "
	if (heard[c])
		return now - began[c] > 180 ? "no-final " : " "
	return now - began[c] > 32 || resent[c] ? "no-response " : " "
}

function add(list, id, what) {
	list[id] = list[id] "\n" what
}

function sorted(lines,    part, count, i, j, line, all) {
	count = split(substr(lines, 2), part, "\n")
	for (i = 2; i <= count; i++)
		for (j = i; j > 1 && part[j - 1] > part[j]; j--) {
			line = part[j]
			part[j] = part[j - 1]
			part[j - 1] = line
		}
	for (i = 1; i <= count; i++)
		all = all "; " part[i]
	return substr(all, 3)
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
	now = $column["time_epoch"]
	if ($column["call_id"] && $column["in_icmp"] != 1)
		read_line($column["call_id"], $column["cseq_method"],
			  $column["from_tag"], $column["to_tag"],
			  $column["cseq_num"] + 0)
	next
}
/^type=call / {
	id = value("call_id")
	told[id] = told[id] "\n" value("status") " " value("code")
}
END {
	for (c = 1; c <= n; c++)
		if (!gone[c])
			add(calls, id_of[c], outcome(c))
	for (id in calls)
		if (sorted(calls[id]) != sorted(told[id]))
			complain(id, sorted(told[id]) " told, not " \
				 sorted(calls[id]))
	for (id in told)
		if (!(id in calls))
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

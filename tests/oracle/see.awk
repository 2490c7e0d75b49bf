# SPDX-License-Identifier: BSD-2-Clause
# Makes a table of what tshark -T pdml tells: one row for each SIP message.
function attribute(line, name,    s) {
	if (!match(line, " " name "=\"[^\"]*\""))
		return ""
	s = substr(line, RSTART + length(name) + 3,
		   RLENGTH - length(name) - 4)
	gsub(/&quot;/, "\"", s)
	gsub(/&lt;/, "<", s)
	gsub(/&gt;/, ">", s)
	gsub(/&#x27;/, "'", s)
	gsub(/&amp;/, "\\&", s)
	return s
}

# As tables have it: the first that each message shows of a field.
function escape(s) {
	gsub(/\\/, "&&", s)
	gsub(/\t/, "\\t", s)
	return s
}

function value(name) {
	return escape(sip["sip." name])
}

function after_second_blank(line) {
	return match(line, /^[^ ]* [^ ]* /) ? substr(line, RLENGTH + 1) : ""
}

function finish(    kind, what, rest) {
	if ("sip.Status-Code" in sip) {
		kind = "response"
		what = sip["sip.Status-Code"]
		rest = escape(after_second_blank(sip["sip.Status-Line"]))
	} else if ("sip.Method" in sip) {
		kind = "request"
		what = sip["sip.Method"]
		rest = value("r-uri")
	} else {
		kind = "other"
	}
	print frame, time, idx++, transport, src, dst, sport, dport, kind,
	      what, rest, value("Call-ID"), value("CSeq.seq"),
	      value("CSeq.method"), value("from.addr"), value("to.addr"),
	      value("from.tag"), value("to.tag"), value("Via.branch"), "", "",
	      "", "", "", "", protocols ~ /:icmp/ ? 1 : 0, protocols
}

BEGIN {
	OFS = "\t"
	print "frame", "time_epoch"	# nobody reads the names
}

# Line ends in a value are blanks to XML.
{
	sub(/\r$/, "")
	$0 = held $0
	held = ""
}
/^ *<(proto|field) / && !/>$/ {
	held = $0 " "
	next
}
/<packet>/ { idx = 0; src = dst = sport = dport = transport = "" }
/<\/proto>/ && depth > 0 {	# what is in a message's is part of it
	if (--depth == 0)
		finish()
}
/<proto / {
	proto = attribute($0, "name")
	if (depth > 0) {
		depth += !/\/>$/	# or it is empty
	} else if (proto == "sip") {
		depth = 1
		split("", sip)
	} else if (proto == "udp" || proto == "tcp" || proto == "sctp") {
		transport = proto
	} else if (proto == "websocket") {
		transport = "ws"
	}
}
/<field / {
	name = attribute($0, "name")
	if (depth > 0 && name ~ /^sip\./ && !(name in sip))
		sip[name] = attribute($0, "show")
	else if (name == "frame.number")
		frame = attribute($0, "show")
	else if (name == "frame.time_epoch")
		time = attribute($0, "show")
	else if (name == "frame.protocols")
		protocols = attribute($0, "show")
	else if (name == "ip.src" || name == "ipv6.src")
		src = attribute($0, "show")
	else if (name == "ip.dst" || name == "ipv6.dst")
		dst = attribute($0, "show")
	else if (name ~ /^(udp|tcp|sctp)\.srcport$/)
		sport = attribute($0, "show")
	else if (name ~ /^(udp|tcp|sctp)\.dstport$/)
		dport = attribute($0, "show")
}

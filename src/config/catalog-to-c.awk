# SPDX-License-Identifier: BSD-2-Clause
# Writes files of the catalogue as arrays of C, and fails at a line that isn't
# plain: each statement has a line of its own, only a list may have more. So it
# does where a sentence is too long, an entry twice or a registered code missing.

function fail(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

function upper(word)
{
	word = toupper(word)
	gsub(/-/, "_", word)
	return word
}

# The values between braces become ITEMS[1...]; texts keep their quotes.
function split_list(value, items,    n)
{
	if (value !~ /^\{.*\}$/) {
		items[1] = value
		return 1
	}
	gsub(/^\{[ \t]*|,?[ \t]*\}$/, "", value)
	n = 0
	while (value != "") {
		if (!match(value, /^"([^"\\]|\\.)*"/) &&
		    !match(value, /^[^ ,"]+/))
			fail("no list: " value)
		items[++n] = substr(value, 1, RLENGTH)
		value = substr(value, RLENGTH + 1)
		sub(/^[ \t]*,[ \t]*/, "", value)
	}
	return n
}

function join(items, n, before, after, between,    i, text)
{
	for (i = 1; i <= n; i++)
		text = text (i > 1 ? between : "") before items[i] after
	return text
}

function list_of(field, kind, value,    items, n)
{
	n = split_list(value, items)
	return "." field " = " kind "(" join(items, n, "", "", ", ") "), ." \
		counter[field] " = " n
}

function tags_of(value, added,    items, n, i)
{
	n = split_list(value, items)
	for (i = 1; i <= n; i++)
		items[i] = upper(items[i])
	return ".says.tags = " join(items, n, "TAG(", ")", " | ") \
		(added ? ", .says.tags_added = true" : "")
}

function directions_of(value,    items, n, i)
{
	n = split_list(value, items)
	for (i = 1; i <= n; i++)
		items[i] = upper(items[i])
	return ".directions = " join(items, n, "1u << ", "", " | ")
}

function reason_of(value)
{
	gsub(/"/, "", value)
	if (value !~ /^(Q\.850|SIP);[0-9]+$/)
		fail("no Reason: " value)
	sub(/\./, "", value)
	sub(/;/, ", ", value)
	return ".reason = { CAUSE_" value " }"
}

# "meaning = ..." as ".says.meaning = ..."
function field_of(key, value, added)
{
	if (added && key != "tags")
		fail("+= is for tags alone")
	if (key in longest && length(value) > longest[key] + 2)
		fail(key " of over " longest[key] " bytes")
	if (key in texts && value ~ /^".*"$/)
		return "." texts[key] " = TEXT(" value ")"
	if (key in texts)
		return "." texts[key] " = TEXT(\"" value "\")"
	if (key in words)
		return "." words[key] upper(value)
	if (key in flags)
		return "." flags[key] " = " (value == "yes" ? "true" : "false")
	if (key in numbers)
		return "." numbers[key] " = " value
	if (key in lists)
		return list_of(lists[key], kinds[key], value)
	if (key == "tags")
		return tags_of(value, added)
	if (key == "direction")
		return directions_of(value)
	if (key == "reason")
		return reason_of(value)
	fail("unknown key " key)
}

function begin_part(kind, title)
{
	if (kind != "match" && seen[kind, title]++)
		fail(kind " " title " for the second time")
	place = ".file = \"" file "\", .line = " FNR
	if (kind == "profile")
		text = ".name = TEXT(\"" title "\")"
	else if (kind == "match")
		text = place
	else
		text = ".kind = ENTRY_" upper(kind) ", .title = TEXT(\"" \
			title "\")" (title ~ /^[0-9]+$/ ? ", .code = " \
			title : "")
	part = kind
}

function end_part()
{
	if (part == "match") {
		all_matches = all_matches "\t{ " text " },\n"
		n_matches++
		part = "profile"
		text = profile
		return
	}
	if (part == "profile")
		profiles = profiles "\t{ " text ",\n\t  .matches = " \
			"(struct catalog_match *)&matches[" first "], " \
			".n_matches = " (n_matches - first) ",\n\t  " place \
			" },\n"
	else
		entries[part] = entries[part] "\t{ " text ",\n\t  " place \
			" },\n"
	part = ""
}

BEGIN {
	split("name rfc meaning local source needs", all, " ")
	for (i in all)
		texts[all[i]] = "says." all[i]
	texts["next-step"] = "says.next_step"
	longest["meaning"] = longest["next-step"] = 100
	texts["found-by"] = "says.found_by"
	texts["location-note"] = "says.location"
	texts["phrase"] = "phrase"
	texts["phrase-prefix"] = "prefix"
	texts["title"] = "title"
	words["points-to"] = "says.points_to = POINTS_"
	words["retry"] = "says.retry = RETRY_"
	words["type"] = "says.type = TROUBLE_"
	words["initiator"] = "initiator = SIDE_"
	words["disconnect"] = "disconnect = DISCONNECT_"
	flags["retry-after"] = "says.retry_after"
	flags["deprecated"] = "says.deprecated"
	numbers["code"] = "code"
	numbers["to-sip"] = "to_sip"
	lists["causes"] = "says.causes"
	lists["q850"] = "says.q850"
	lists["from-sip"] = "from_sip"
	kinds["causes"] = "TEXTS"
	kinds["q850"] = kinds["from-sip"] = "NUMBERS"
	counter["says.causes"] = "says.n_causes"
	counter["says.q850"] = "says.n_q850"
	counter["from_sip"] = "n_from_sip"
	n_matches = 0
	# IANA, Session Initiation Protocol Parameters, response codes
	registered = "100 180 181 182 183 199 200 202 204 300 301 302 305 380 400 " \
		"401 402 403 404 405 406 407 408 410 412 413 414 415 416 417 " \
		"420 421 422 423 424 425 428 429 430 433 436 437 438 439 440 " \
		"469 470 480 481 482 483 484 485 486 487 488 489 491 493 494 " \
		"500 501 502 503 504 505 513 555 580 600 603 604 606 607 608"
}

FNR == 1 {
	file = "built-in " FILENAME
}

{
	gsub(/^[ \t]+|[ \t]+$/, "")
}

/^(#|$)/ {
	next
}

# a list over several lines
pending != "" {
	pending = pending " " $0
	if ($0 != "}")
		next
	$0 = pending
	pending = ""
}

/= *\{$/ {
	pending = $0
	next
}

/^[a-z]+ [^ ={}"]+ \{$/ && part == "" {
	begin_part($1, $2)
	first = n_matches
	next
}

/^match \{$/ && part == "profile" {
	profile = text
	outer = place
	begin_part("match", "")
	next
}

/^\}$/ && part != "" {
	was = part
	end_part()
	if (was == "match")
		place = outer
	next
}

/^[a-z0-9-]+ *\+?= *[^ ]/ && part != "" {
	key = $1
	sub(/\+?=.*/, "", key)
	value = $0
	sub(/^[^=]*= */, "", value)
	text = text ",\n\t  " field_of(key, value, $0 ~ /^[a-z0-9-]+ *\+=/)
	next
}

{
	fail("not a plain line of the catalogue")
}

END {
	n = failed ? 0 : split(registered, codes, " ")
	for (i = 1; i <= n; i++)
		if (!(("response", codes[i]) in seen))
			fail("there is no response " codes[i])
	if (failed)
		exit 1
	print "static const struct catalog_entry entries[] = {"
	n = split("response outcome disconnect situation cause", order, " ")
	for (i = 1; i <= n; i++)
		printf "%s", entries[order[i]]
	print "};\n\nstatic const struct catalog_match matches[] = {"
	printf "%s", all_matches
	print "};\n\nstatic const struct catalog_profile profiles[] = {"
	printf "%s", profiles
	print "};"
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows the names of the headers that every message is read for. */
#include "scan.h"

struct known {
	struct slice name;
	enum field field;
};

#define KNOWN(name, field) { { name, sizeof(name) - 1 }, field }

/* By first letter; compact forms are those of RFC 3261 section 7.3.3. */
static const struct known knowns[] = {
	KNOWN("Authorization", FIELD_CREDENTIAL),
	KNOWN("CSeq", FIELD_CSEQ),
	KNOWN("Call-ID", FIELD_CALL_ID),
	KNOWN("Content-Length", FIELD_LENGTH),
	KNOWN("From", FIELD_FROM),
	KNOWN("f", FIELD_FROM),
	KNOWN("i", FIELD_CALL_ID),
	KNOWN("l", FIELD_LENGTH),
	KNOWN("Proxy-Authorization", FIELD_CREDENTIAL),
	KNOWN("Proxy-Authenticate", FIELD_CHALLENGE),
	KNOWN("To", FIELD_TO),
	KNOWN("t", FIELD_TO),
	KNOWN("User-Agent", FIELD_AGENT),
	KNOWN("Via", FIELD_VIA),
	KNOWN("v", FIELD_VIA),
	KNOWN("WWW-Authenticate", FIELD_CHALLENGE),
};

/* Which of them begin with a letter: the first, and how many. */
static const struct {
	unsigned char first, n;
} by_letter[32] = {
	['a' & 31] = { 0, 1 }, ['c' & 31] = { 1, 3 }, ['f' & 31] = { 4, 2 },
	['i' & 31] = { 6, 1 }, ['l' & 31] = { 7, 1 }, ['p' & 31] = { 8, 2 },
	['t' & 31] = { 10, 2 }, ['u' & 31] = { 12, 1 },
	['v' & 31] = { 13, 2 }, ['w' & 31] = { 15, 1 },
};

/* What ends the name is looked at first: mostly that decides. */
static bool is_named(struct slice line, struct slice name)
{
	if (line.n <= name.n || scan_is(line.p[name.n], CHAR_TOKEN))
		return false;
	return scan_same((struct slice){ line.p, name.n }, name);
}

enum field scan_field(struct slice line, struct slice *value)
{
	const struct known *k, *end;
	struct cursor c;

	if (!scan_is(line.p[0], CHAR_INITIAL))
		return FIELD_NONE;
	k = knowns + by_letter[line.p[0] & 31].first;
	end = k + by_letter[line.p[0] & 31].n;
	while (k < end && !is_named(line, k->name))
		k++;
	if (k == end)
		return FIELD_NONE;
	c = cursor_over(line);
	c.p += k->name.n;
	if (!cursor_sign(&c, ':'))	/* HCOLON: blanks around it */
		return FIELD_NONE;
	cursor_trim(&c);
	*value = cursor_rest(&c);
	return k->field;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the headers of a message: those that every message is read for. */
#include "walk.h"

/* A name in capitals, and which bits of a line must be as in it. */
struct name {
	char text[16], bits[16];
	unsigned n;
};

#define L1 "\xdf"	/* a letter, small or capital */
#define L2 L1 L1
#define L4 L2 L2
#define DASH "\xff"
#define NAME(text, bits) { text, bits, sizeof(text) - 1 }

/* Of names that few messages hold only the begin: see read_any_line(). */
static const struct name via = NAME("VIA", L2 L1),
	from = NAME("FROM", L4), to = NAME("TO", L2),
	call_id = NAME("CALL-ID", L4 DASH L2), cseq = NAME("CSEQ", L4),
	length = NAME("CONTENT-LENGTH", L4 L2 L1 DASH L4 L2),
	agent = NAME("USER-AGENT", L4 DASH L4 L1),
	www = NAME("WWW-AUTH", L2 L1 DASH L4),
	proxy = NAME("PROXY-AUTH", L4 L1 DASH L4),
	authorization = NAME("AUTHOR", L4 L2), reason = NAME("REASON", L4 L2),
	replaces = NAME("REPLACES", L4 L4), rseq = NAME("RSEQ", L4),
	retry_after = NAME("RETRY-AF", L4 L1 DASH L2),
	session_expires = NAME("SESSION-E", L4 L2 L1 DASH L1),
	session_id = NAME("SESSION-ID", L4 L2 L1 DASH L2),
	warning = NAME("WARNING", L4 L2 L1);

#define AHEAD 17	/* bytes of a line that are looked at in any case */

ALWAYS bool begins_with(const char *p, const struct name *name)
{
	uint64_t line[2], text[2], bits[2];

	memcpy(line, p, sizeof line);
	memcpy(text, name->text, sizeof text);
	memcpy(bits, name->bits, sizeof bits);
	return (line[0] & bits[0]) == text[0] &&
	       (name->n <= 8 || (line[1] & bits[1]) == text[1]);
}

/* A blank, a line end, or a control. */
ALWAYS bool is_low(char c)
{
	return (unsigned char)c <= ' ';
}

/* Of headers that may be there once, the first one counts. */
ALWAYS void take(struct reading *r, enum field f, struct slice value)
{
	struct sip_msg *m = r->m;

	if (f < FIELD_CHALLENGE && r->seen & 1u << f)
		return;
	r->seen |= 1u << f;
	switch (f) {
	case FIELD_NONE:
		break;
	case FIELD_VIA:
		scan_top_via(r, value);
		break;
	case FIELD_FROM:
		m->from = value;
		break;
	case FIELD_TO:
		m->to = value;
		break;
	case FIELD_CALL_ID:
		scan_call_id(r, value);
		break;
	case FIELD_CSEQ:
		scan_cseq(r, value);
		break;
	case FIELD_LENGTH:
		scan_length(r, value);
		break;
	case FIELD_AGENT:
		m->user_agent = value;
		break;
	case FIELD_CHALLENGE:
		m->stale |= scan_realms(value, m->challenge, &m->challenges);
		break;
	case FIELD_CREDENTIAL:
		scan_realms(value, m->credential, &m->credentials);
		break;
	}
}

/*
 * Takes what is from COLON to LF; false when blanks are where few are, when
 * there is no CR, and when the next line goes on with this one.
 */
ALWAYS bool take_plain(struct reading *r, enum field f, const char *colon,
		       const char *lf)
{
	const char *end = lf - 1;

	if (memcmp(colon, ": ", 2) != 0 || is_low(colon[2]) ||
	    *end != '\r' || is_low(end[-1]) ||
	    (is_low(lf[1]) && scan_is_fold(lf + 1, lf + 2)))
		return false;
	take(r, f, slice_between(colon + 2, end));
	return true;
}

#define TAKE(name, field)						\
	if (begins_with(p, &(name)))					\
		return take_plain(r, field, p + (name).n, lf);
#define TAKE_COMPACT(field)	/* RFC 3261 section 7.3.3 */		\
	if (p[1] == ':')						\
		return take_plain(r, field, p + 1, lf);			\
	if (is_low(p[1]))						\
		return false;

#define HINT(name, header)						\
	if (begins_with(p, &(name)))					\
		r->m->hints |= 1u << (header);

/*
 * The line from P to LF; false when it may be wanted, but isn't plain. Each
 * header takes its value by itself: from the name to there one jump must do.
 */
ALWAYS bool read_plain_line(struct reading *r, const char *p, const char *lf)
{
	switch (*p | 0x20) {
	case 'a':
		return !begins_with(p, &authorization);
	case 'c':
		TAKE(cseq, FIELD_CSEQ)
		TAKE(call_id, FIELD_CALL_ID)
		TAKE(length, FIELD_LENGTH)
		break;
	case 'f':
		TAKE(from, FIELD_FROM)
		TAKE_COMPACT(FIELD_FROM)
		break;
	case 'i':
		TAKE_COMPACT(FIELD_CALL_ID)
		break;
	case 'l':
		TAKE_COMPACT(FIELD_LENGTH)
		break;
	case 'p':
		return !begins_with(p, &proxy);
	case 'r':
		HINT(reason, SIP_REASON)
		HINT(replaces, SIP_REPLACES)
		HINT(retry_after, SIP_RETRY_AFTER)
		HINT(rseq, SIP_RSEQ)
		break;
	case 's':
		HINT(session_expires, SIP_SESSION_EXPIRES)
		HINT(session_id, SIP_SESSION_ID)
		break;
	case 't':
		TAKE(to, FIELD_TO)
		TAKE_COMPACT(FIELD_TO)
		break;
	case 'u':
		TAKE(agent, FIELD_AGENT)
		break;
	case 'v':
		TAKE(via, FIELD_VIA)
		TAKE_COMPACT(FIELD_VIA)
		break;
	case 'w':
		HINT(warning, SIP_WARNING)
		return !begins_with(p, &www);
	case 'x':
		if (p[1] == ':' || is_low(p[1]))
			r->m->hints |= 1u << SIP_SESSION_EXPIRES;
		break;
	}
	return true;
}

static enum field field_named(struct slice name)
{
	static const struct {
		struct slice name;
		enum field field;
	} all[] = {
		{ SLICE("Via"), FIELD_VIA }, { SLICE("v"), FIELD_VIA },
		{ SLICE("From"), FIELD_FROM }, { SLICE("f"), FIELD_FROM },
		{ SLICE("To"), FIELD_TO }, { SLICE("t"), FIELD_TO },
		{ SLICE("Call-ID"), FIELD_CALL_ID },
		{ SLICE("i"), FIELD_CALL_ID },
		{ SLICE("CSeq"), FIELD_CSEQ },
		{ SLICE("Content-Length"), FIELD_LENGTH },
		{ SLICE("l"), FIELD_LENGTH },
		{ SLICE("User-Agent"), FIELD_AGENT },
		{ SLICE("WWW-Authenticate"), FIELD_CHALLENGE },
		{ SLICE("Proxy-Authenticate"), FIELD_CHALLENGE },
		{ SLICE("Authorization"), FIELD_CREDENTIAL },
		{ SLICE("Proxy-Authorization"), FIELD_CREDENTIAL },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (slice_same(name, all[i].name))
			return all[i].field;
	return FIELD_NONE;
}

/* Any line; false when it is no header that is wanted. */
static bool read_line(struct reading *r, struct slice line, bool cut)
{
	struct slice name, value;
	enum field f;

	scan_split(line, &name, &value);
	f = field_named(name);
	if (f == FIELD_NONE)
		return false;
	if (value.n == 0)
		return true;
	if (cut)
		scan_cut_value(r, f, value);
	else
		take(r, f, value);
	return true;
}

/* Where the next line begins; the last one may lack its line feed. */
static const char *behind(const char *lf, const char *end)
{
	return lf < end ? lf + 1 : end;
}

/*
 * The line at P with its folds (RFC 3261 section 7.3.1), whatever it is. It
 * counts for *LINES; returns where the next one begins.
 */
static RARELY const char *read_any_line(struct reading *r, const char *p,
					const char *end, bool partial,
					int *lines)
{
	struct slice line;
	const char *next = scan_line(p, end, &line, lines);

	++*lines;
	r->m->hints = SIP_HINTS;
	if (read_line(r, line, partial && line.p + line.n == end))
		*lines = 1;
	return next;
}

/*
 * Reads the lines from P on as long as they are plain and the message goes on
 * AHEAD bytes and more behind where they begin; returns where the first other
 * one is. A fold of a line that isn't wanted is one: it has no name.
 */
ALWAYS const char *read_plain_lines(struct reading *r, const char *p,
				    const char *end, int *lines)
{
	const char *deep = end - AHEAD, *lf;
	struct walk w;

	if (end - p <= AHEAD)
		return p;
	/* without the last byte: there is one behind each line feed */
	w = walk_over(slice_between(p, end - 1), glance_line_feeds);
	while (p < deep && !is_low(*p) &&
	       walk_next(&w, glance_line_feeds, &lf) &&
	       read_plain_line(r, p, lf)) {
		p = lf + 1;
		if (++*lines == SCAN_HEADERS)
			break;
	}
	return p;
}

/* Are the headers over at P, by a blank line or with the message? */
static bool are_over(const char *p, const char *end, bool partial,
		     const char **body)
{
	while (p < end && *p == '\r')
		p++;
	*body = behind(p, end);
	return p < end ? *p == '\n' : !partial;
}

const char *scan_headers(struct reading *r, const char *p, const char *end,
			 bool partial)
{
	const char *body;
	int lines = 0, more;

	while (p < end && lines < SCAN_HEADERS) {
		p = read_plain_lines(r, p, end, &lines);
		if (lines == SCAN_HEADERS)
			break;
		if (are_over(p, end, partial, &body)) {
			r->ended = true;
			return body;
		}
		p = read_any_line(r, p, end, partial, &more);
		lines += more;
	}
	r->crowded = p < end || lines > SCAN_HEADERS;
	r->ended = !r->crowded && !partial;
	return end;
}

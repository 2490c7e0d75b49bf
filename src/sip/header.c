/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the headers that few messages are asked for, by walking it again. */
#include "scan.h"

/* By enum sip_header; the compact forms are those IANA has registered. */
static const struct {
	struct slice name;
	char compact;
} known[SIP_HEADERS] = {
	[SIP_CONTACT] = { SLICE("Contact"), 'm' },
	[SIP_CONTENT_TYPE] = { SLICE("Content-Type"), 'c' },
	[SIP_EXPIRES] = { SLICE("Expires"), 0 },
	[SIP_MIN_SE] = { SLICE("Min-SE"), 0 },
	[SIP_P_ASSERTED_IDENTITY] = { SLICE("P-Asserted-Identity"), 0 },
	[SIP_RACK] = { SLICE("RAck"), 0 },
	[SIP_REASON] = { SLICE("Reason"), 0 },
	[SIP_REFER_TO] = { SLICE("Refer-To"), 'r' },
	[SIP_REPLACES] = { SLICE("Replaces"), 0 },
	[SIP_REQUIRE] = { SLICE("Require"), 0 },
	[SIP_RETRY_AFTER] = { SLICE("Retry-After"), 0 },
	[SIP_RSEQ] = { SLICE("RSeq"), 0 },
	[SIP_SERVER] = { SLICE("Server"), 0 },
	[SIP_SESSION_EXPIRES] = { SLICE("Session-Expires"), 'x' },
	[SIP_SESSION_ID] = { SLICE("Session-ID"), 0 },
	[SIP_SUPPORTED] = { SLICE("Supported"), 'k' },
	[SIP_WARNING] = { SLICE("Warning"), 0 },
};

struct sip_headers scan_lines(struct slice text, bool cut)
{
	return (struct sip_headers){ slice_head(text, SIP_HEADER_BYTES), cut };
}

struct sip_headers sip_headers_of(const struct sip_msg *m)
{
	struct sip_headers h = scan_lines(m->bytes, m->cut);

	h.rest = slice_from(h.rest, slice_find(h.rest, '\n') + 1);
	return h;
}

/*
 * The line at the front of H, its folds apart; false at the blank line, which
 * is taken, or the end.
 */
static bool at_line(struct sip_headers *h, struct slice *line)
{
	const char *p = h->rest.p;

	line->p = p;
	line->n = slice_find(h->rest, '\n');
	if (line->n == h->rest.n)
		return line->n > 0;
	if (scan_is_empty(p, p + line->n)) {
		h->rest = (struct slice){ p + line->n + 1, 0 };
		return false;
	}
	return true;
}

static void pass_line(struct sip_headers *h, struct slice line)
{
	h->rest = slice_from(h->rest, line.n + 1);
}

/* Takes the line at the front of H with its folds; false: it isn't whole. */
static bool take_line(struct sip_headers *h, struct slice *value)
{
	const char *end = h->rest.p + h->rest.n, *next;
	struct slice line, name, v;
	int folds;

	next = scan_line(h->rest.p, end, &line, &folds);
	h->rest = slice_between(next, end);
	if ((h->cut && line.p + line.n == end) ||
	    !scan_split(line, &name, &v))
		return false;
	*value = v;
	return true;
}

static bool is_named(struct slice line, struct slice name)
{
	return line.n > name.n && !scan_is(line.p[name.n], CHAR_TOKEN) &&
	       slice_begins(line, name);
}

static bool same_letter(char a, char b)
{
	return ((a ^ b) & ~0x20) == 0;
}

/* Which of WANTED the line is, or SIP_HEADERS. */
static enum sip_header kind_of(struct slice line, unsigned wanted)
{
	for (; wanted; wanted &= wanted - 1) {
		int i = __builtin_ctz(wanted);

		if (same_letter(line.p[0], known[i].name.p[0]) &&
		    is_named(line, known[i].name))
			return (enum sip_header)i;
		if (known[i].compact &&
		    is_named(line, (struct slice){ &known[i].compact, 1 }))
			return (enum sip_header)i;
	}
	return SIP_HEADERS;
}

/* The next of WANTED, which kind of them is in *KIND. */
static bool next_of(struct sip_headers *h, unsigned wanted,
		    enum sip_header *kind, struct slice *value)
{
	struct slice line;

	while (at_line(h, &line)) {
		*kind = kind_of(line, wanted);
		if (*kind == SIP_HEADERS)
			pass_line(h, line);
		else if (take_line(h, value))
			return true;
	}
	return false;
}

bool sip_next_header(struct sip_headers *h, enum sip_header which,
		     struct slice *value)
{
	enum sip_header kind;

	return next_of(h, 1u << which, &kind, value);
}

bool sip_next_named(struct sip_headers *h, struct slice name,
		    struct slice *value)
{
	struct slice line;

	while (at_line(h, &line)) {
		if (!is_named(line, name))
			pass_line(h, line);
		else if (take_line(h, value))
			return true;
	}
	return false;
}

bool sip_header(const struct sip_msg *m, enum sip_header which,
		struct slice *value)
{
	struct sip_headers h = sip_headers_of(m);

	return sip_next_header(&h, which, value);
}

bool sip_header_named(const struct sip_msg *m, struct slice name,
		      struct slice *value)
{
	struct sip_headers h = sip_headers_of(m);

	return name.n && sip_next_named(&h, name, value);
}

unsigned sip_first_headers(const struct sip_msg *m, unsigned wanted,
			   struct slice values[SIP_HEADERS])
{
	struct sip_headers h = sip_headers_of(m);
	unsigned open = wanted;
	enum sip_header kind;
	struct slice value;

	while (open && next_of(&h, open, &kind, &value)) {
		values[kind] = value;
		open &= ~(1u << kind);
	}
	return wanted & ~open;
}

bool sip_header_lists(const struct sip_msg *m, enum sip_header which,
		      struct slice token)
{
	struct sip_headers h = sip_headers_of(m);
	struct slice value, item;

	while (sip_next_header(&h, which, &value))
		while (sip_next_item(&value, &item))
			if (slice_same(item, token))
				return true;
	return false;
}

const char *scan_to_body(struct sip_headers *h)
{
	struct slice line;

	while (at_line(h, &line))
		pass_line(h, line);
	return h->rest.p;
}

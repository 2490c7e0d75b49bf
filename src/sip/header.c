/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the headers that few messages are asked for, by walking it again. */
#include "walk.h"

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

/* What a walk looks for: a name in either form; without one for the end. */
struct wish {
	struct slice name;
	char compact;		/* 0: it has no such form */
	uint32_t letters;	/* that it may begin with: 1 << letter */
	const struct wish *other;	/* whose letters are in there; NULL */
};

/* In either case; few lines begin with one of those that are wished for. */
static uint32_t letter(char c)
{
	return UINT32_C(1) << (c & 31);
}

static struct wish wish_for(struct slice name, char compact)
{
	struct wish w = { .name = name, .compact = compact };

	w.letters = letter(name.p[0]);
	if (compact)
		w.letters |= letter(compact);
	return w;
}

/* W or the other one, whichever LINE is for; or NULL. */
static const struct wish *wished(const struct wish *w, struct slice line)
{
	for (; w; w = w->other)
		if (is_named(line, w->name) ||
		    (w->compact &&
		     is_named(line, (struct slice){ &w->compact, 1 })))
			break;
	return w;
}

/*
 * The value of the next line that a wish of W is for, past which H is then;
 * that wish, or NULL at the blank line, which is taken, or the end.
 */
static const struct wish *walk_to(struct sip_headers *h, const struct wish *w,
				  struct slice *value)
{
	const char *p = h->rest.p, *end = p + h->rest.n;
	const struct wish *found;
	struct walk lines;

	if (h->rest.n == 0)
		return NULL;
	lines = walk_over(h->rest, glance_line_feeds);
	while (p < end) {
		const char *lf = walk_on(&lines, glance_line_feeds);

		if (*p <= '\r' && lf < end && scan_is_empty(p, lf)) {
			p = lf + 1;
			break;
		}
		if (w->letters & letter(*p) &&
		    (found = wished(w, slice_between(p, lf)))) {
			h->rest = slice_between(p, end);
			if (take_line(h, value))
				return found;
			p = h->rest.p;
			lines = walk_over(h->rest, glance_line_feeds);
		} else {
			p = lf < end ? lf + 1 : end;
		}
	}
	h->rest = slice_between(p, p);
	return NULL;
}

bool sip_next_header(struct sip_headers *h, enum sip_header which,
		     struct slice *value)
{
	struct wish w = wish_for(known[which].name, known[which].compact);

	return walk_to(h, &w, value) != NULL;
}

bool sip_next_either(struct sip_headers *h, const enum sip_header two[2],
		     enum sip_header *which, struct slice *value)
{
	struct wish b = wish_for(known[two[1]].name, known[two[1]].compact),
		    a = wish_for(known[two[0]].name, known[two[0]].compact);
	const struct wish *found;

	a.letters |= b.letters;
	a.other = &b;
	found = walk_to(h, &a, value);
	if (!found)
		return false;
	*which = found == &a ? two[0] : two[1];
	return true;
}

bool sip_next_named(struct sip_headers *h, struct slice name,
		    struct slice *value)
{
	struct wish w;

	if (name.n == 0)
		return false;
	w = wish_for(name, 0);
	return walk_to(h, &w, value) != NULL;
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

	return sip_next_named(&h, name, value);
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
	struct wish none = { .letters = 0 };
	struct slice value;

	walk_to(h, &none, &value);
	return h->rest.p;
}

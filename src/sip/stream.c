/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the messages of a stream: by their length, or by their start line. */
#include "scan.h"

#define LINE_MAX 8192		/* bytes of a start line that is waited for */
#define PATIENCE 65536		/* bytes without SIP until it's given up */

#define VERSION SLICE("SIP/2.0")

/* What of a stretch is not taken yet, and who is told of messages. */
struct stream {
	struct slice rest;
	struct stretch *stretch;
	const struct scan_stream *told;
};

static void take(struct stream *s, size_t n)
{
	s->rest = slice_from(s->rest, n);
	s->stretch->searched = 0;
}

static void skip(struct stream *s, size_t n)
{
	s->stretch->skipped += n;
	take(s, n);
}

/* RFC 3261 section 7.5, RFC 5626 section 3.5.1; zero bytes pad. */
static void pass_keepalives(struct stream *s)
{
	size_t n = 0;

	while (n < s->rest.n && (s->rest.p[n] == '\r' ||
				 s->rest.p[n] == '\n' ||
				 s->rest.p[n] == '\0'))
		n++;
	if (n)
		take(s, n);
}

/* Where the version stands in S from FROM on, or S.n. */
static size_t find_version(struct slice s, size_t from)
{
	const char *at = from < s.n ? memmem(s.p + from, s.n - from,
					     VERSION.p, VERSION.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

/* Where the line begins that S's byte AT is in; not before FROM. */
static size_t line_of(struct slice s, size_t at, size_t from)
{
	while (at > from && s.p[at - 1] != '\n')
		at--;
	return at;
}

/* Is S, up to its line feed, a start line? */
static bool is_start(struct slice s)
{
	size_t lf = slice_find(s, '\n'), used;
	struct sip_msg m;

	return lf < s.n && scan_start(slice_head(s, lf + 1), false, &m,
				      &used) == SCAN_COMPLETE;
}

/*
 * The next start line: a status line may stand right behind a body, a request
 * line has its line to itself. Other versions are those of Vias. Without one
 * *AT is where the last line begins, which may become one.
 */
static bool find_start(struct slice s, size_t *at)
{
	size_t line = 0, version = 0;

	while ((version = find_version(s, version)) < s.n) {
		line = line_of(s, version, line);
		*at = is_start(slice_from(s, version)) ? version : line;
		if (*at == version || is_start(slice_from(s, line)))
			return true;
		version += VERSION.n;
	}
	*at = line_of(s, s.n, line);
	return false;
}

/* Goes on to the next start line; false when it isn't there yet. */
static bool resume(struct stream *s)
{
	struct stretch *st = s->stretch;
	size_t at;

	st->in_step = find_start(s->rest, &at);
	if (!st->in_step && (s->rest.n - at > LINE_MAX || st->ends))
		at = s->rest.n;
	skip(s, at);
	if (!st->in_step && !st->sip && st->skipped > PATIENCE)
		st->foreign = true;
	return st->in_step;
}

/*
 * What should be a message is none. A stream that begins so is no SIP; one
 * that has had some, or whose beginning wasn't seen, may have it further on.
 */
static void stumble(struct stream *s)
{
	struct stretch *st = s->stretch;

	if (st->sip)
		s->told->stumbled(s->told->arg);
	else if (st->skipped == 0)
		st->foreign = true;
	st->in_step = false;
	skip(s, 1);
}

/* How many bytes the head has with its blank line; 0: it isn't there yet. */
static size_t find_body(struct stream *s)
{
	const char *first = s->rest.p, *end = first + s->rest.n;
	const char *p = first + s->stretch->searched, *lf;

	while ((lf = memchr(p, '\n', (size_t)(end - p)))) {
		const char *next = lf + 1;

		next += next < end && *next == '\r';
		if (next < end && *next == '\n')
			return (size_t)(next + 1 - first);
		if (next == end)	/* it may just be coming */
			break;
		p = next;
	}
	s->stretch->searched = (size_t)((lf ? lf : end) - first);
	return 0;
}

/* Hands on a message; CUT: it has more than N bytes, which won't come. */
static void hand_on(struct stream *s, struct sip_msg *m, size_t n, bool cut)
{
	m->bytes.n = n;
	s->stretch->sip = true;
	s->stretch->skipped = 0;
	s->told->message(m, cut, s->told->arg);
	take(s, n);
}

/* Could the rest, of which the blank line isn't there yet, be a message? */
static bool is_promising(const struct stream *s)
{
	struct sip_msg m;
	size_t used;

	if (s->rest.n > LINE_MAX &&
	    slice_find(slice_head(s->rest, LINE_MAX), '\n') == LINE_MAX)
		return false;
	return s->rest.n <= SCAN_BYTES &&
	       scan_start(s->rest, true, &m, &used) != SCAN_NOT_SIP;
}

/*
 * Reads the message that the rest begins with; false when more of it must
 * come. It ends where Content-Length says, which a stream's messages must
 * have (RFC 3261 section 18.3); one without has no body.
 */
static bool read_message(struct stream *s)
{
	size_t head = find_body(s), n = head ? head : s->rest.n, length;
	bool all = s->stretch->ends;
	struct sip_msg m;

	if (head == 0 && !all && is_promising(s))
		return false;
	if (scan_message(slice_head(s->rest, n), head == 0, NULL, &m,
			 &length) == SCAN_NOT_SIP || m.bytes.n == 0) {
		stumble(s);
		return true;
	}
	if (length > SCAN_BYTES) {	/* nobody waits for so much */
		m.defect = SIP_OVERSIZED;
		hand_on(s, &m, n, false);
		s->stretch->in_step = false;
		return true;
	}
	if (length > s->rest.n && !all) {
		s->stretch->wanted = length;
		return false;
	}
	hand_on(s, &m, length < s->rest.n ? length : s->rest.n,
		head == 0 || length > s->rest.n);
	return true;
}

static bool go_on(struct stream *s)
{
	if (s->stretch->foreign)
		return false;
	if (s->stretch->in_step)
		pass_keepalives(s);
	if (s->rest.n == 0 || (!s->stretch->in_step && !resume(s)))
		return false;
	return read_message(s);
}

void scan_stretch(struct slice bytes, struct stretch *stretch,
		  const struct scan_stream *told)
{
	struct stream s = { bytes, stretch, told };

	stretch->wanted = 0;
	while (go_on(&s))
		continue;
	stretch->taken = bytes.n - s.rest.n;
}

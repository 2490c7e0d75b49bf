/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the messages of a stream: by their length, or by their start line. */
#include "scan.h"

#define START_MAX 8192	/* bytes of a start line, at most */
#define PATIENCE 65536		/* bytes without SIP until it's given up */
#define GLIMPSE 64		/* bytes that tell whether a line may be one */
#define LONGEST 9		/* letters of a method: SUBSCRIBE */

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

static bool is_start(struct slice line)
{
	struct sip_msg m;
	size_t used;

	return scan_start(line, false, &m, &used) == SCAN_COMPLETE;
}

/* Is TEXT what follows the version in a status line? */
static bool begins_status(struct slice text)
{
	struct cursor c = cursor_over(text);

	cursor_pass(&c, CHAR_BLANK);
	return c.p > text.p && c.p < c.end && *c.p >= '0' && *c.p <= '9';
}

/* Goes back over those of KINDS before byte I of S, or all but those. */
static size_t back_over(struct slice s, size_t i, unsigned kinds, bool them)
{
	while (i && scan_is(s.p[i - 1], kinds) == them)
		i--;
	return i;
}

/*
 * Where the request line begins that LINE, up to the version at V, ends in:
 * at a known method, or at the front, or LINE.n.
 */
static size_t find_request(struct slice line, size_t v)
{
	size_t uri, end;

	uri = back_over(line, back_over(line, v, CHAR_BLANK, true),
			CHAR_BLANK, false);
	end = back_over(line, uri, CHAR_BLANK, true);
	for (size_t n = end < LONGEST ? end : LONGEST; n > 0; n--) {
		struct slice from = slice_from(line, end - n);

		if (sip_method_of(slice_head(from, n)) < SIP_OTHER &&
		    is_start(from))
			return end - n;
	}
	return is_start(line) ? 0 : line.n;
}

/*
 * Where in LINE a message begins, or LINE.n: a body before it need not have
 * ended in a line feed. Most versions are those of Vias.
 */
static size_t find_start(struct slice line)
{
	size_t end = back_over(line, line.n, CHAR_BLANK, true), v, next;

	for (v = find_version(line, 0); v < line.n;
	     v = find_version(line, next)) {
		next = v + VERSION.n;
		if (begins_status(slice_from(line, next)))
			return v;
		if (next == end) {
			v = find_request(slice_head(line, end), v);
			return v < end ? v : line.n;
		}
	}
	return line.n;
}

/*
 * Goes on to the next start line, line by line, of which no more than the
 * last START_MAX bytes are looked at; false when it isn't there yet.
 */
static bool resume(struct stream *s)
{
	struct stretch *st = s->stretch;

	while (s->rest.n) {
		struct slice new = slice_from(s->rest, st->searched), line;
		size_t lf = slice_find(new, '\n'), at;
		size_t n = (size_t)(new.p - s->rest.p) + lf;
		bool whole = lf < new.n;

		n += whole;
		if (n > START_MAX) {
			skip(s, n - START_MAX);
			n = START_MAX;
		}
		st->foreign = !st->sip && st->skipped > PATIENCE;
		if (!whole && !st->ends)
			st->searched = n;
		if (st->foreign || (!whole && !st->ends))
			return false;
		line = slice_head(s->rest, n);
		at = find_start(line);
		st->in_step = at < n;
		if (st->in_step || slice_trim(line).n)
			skip(s, at);
		else
			take(s, n);
		if (st->in_step)
			return true;
	}
	return false;
}

/*
 * What should be a message is none. A stream that begins so is no SIP; one
 * that has had some, or whose beginning wasn't seen, may have it further on.
 */
static void stumble(struct stream *s)
{
	struct stretch *st = s->stretch;

	if (st->sip)
		s->told->trouble(SCAN_STUMBLED, s->told->arg);
	else if (st->skipped == 0)
		st->foreign = true;
	st->in_step = false;
	skip(s, 1);
}

/* What is there of the start line? CUT: it may become one. */
static enum scan_end look_at_start(const struct stream *s)
{
	struct slice line = slice_head(s->rest, START_MAX);
	struct sip_msg m;
	size_t used;

	if (slice_find(line, '\n') < line.n)
		return SCAN_COMPLETE;
	if (line.n == START_MAX)
		return SCAN_NOT_SIP;
	return scan_start(slice_head(line, GLIMPSE), true, &m, &used) ==
	       SCAN_NOT_SIP ? SCAN_NOT_SIP : SCAN_CUT;
}

/* How many bytes the head has with its blank line; 0: it isn't there yet. */
static size_t find_body(struct stream *s)
{
	struct slice all = slice_head(s->rest, SCAN_BYTES);
	size_t at = s->stretch->searched;

	while ((at += slice_find(slice_from(all, at), '\n')) < all.n) {
		size_t line = at;

		while (line && all.p[line - 1] == '\r')
			line--;
		at++;
		if (line && all.p[line - 1] == '\n')
			return at;
	}
	s->stretch->searched = all.n;
	return 0;
}

/* Hands on a message of N bytes; CUT: it has more, which won't come. */
static void hand_on(struct stream *s, struct sip_msg *m, size_t n, bool cut)
{
	m->bytes.n = n;
	s->stretch->sip = true;
	s->stretch->skipped = 0;
	s->told->message(m, cut, s->told->arg);
	take(s, n);
}

/* Is the stream over, and so a message that has no end never was whole? */
static bool is_over(const struct stream *s)
{
	return s->stretch->ends && !s->stretch->lost;
}

/* Whom it was for has never got all of it. */
static void pass_unfinished(struct stream *s)
{
	s->told->trouble(SCAN_UNFINISHED, s->told->arg);
	take(s, s->rest.n);
}

/* A head without its end: the stream has none, or nobody waits for it. */
static bool read_open_head(struct stream *s)
{
	struct slice head = slice_head(s->rest, SCAN_BYTES);
	struct sip_msg m;
	size_t used;

	if (!s->stretch->ends && head.n < SCAN_BYTES)
		return false;
	if (scan_message(head, true, NULL, &m, &used) == SCAN_NOT_SIP) {
		stumble(s);
	} else if (m.bytes.n == 0) {
		s->told->trouble(SCAN_CUT_START, s->told->arg);
		take(s, head.n);
	} else if (head.n < SCAN_BYTES && is_over(s)) {
		pass_unfinished(s);
	} else {
		if (head.n == SCAN_BYTES)
			m.defect = SIP_OVERSIZED;
		hand_on(s, &m, head.n, true);
		s->stretch->in_step = false;
	}
	return true;
}

/*
 * Its end is where Content-Length says, which a stream's messages must have
 * (RFC 3261 section 18.3); one without has no body. After a length that can't
 * be believed, or that nobody waits for, the next start line is looked for.
 */
static bool read_head(struct stream *s, size_t head)
{
	struct stretch *st = s->stretch;
	struct sip_msg m;
	size_t length;

	if (scan_message(slice_head(s->rest, head), false, NULL, &m,
			 &length) == SCAN_NOT_SIP) {
		stumble(s);
	} else if (length > SCAN_BYTES) {
		if (length == SIZE_MAX)
			s->told->trouble(SCAN_BAD_LENGTH, s->told->arg);
		else
			m.defect = SIP_OVERSIZED;
		hand_on(s, &m, head, false);
		st->in_step = false;
	} else if (length <= s->rest.n) {
		hand_on(s, &m, length, false);
	} else if (is_over(s)) {
		pass_unfinished(s);
	} else if (st->ends) {
		hand_on(s, &m, s->rest.n, true);
	} else {
		st->wanted = length;
		return false;
	}
	return true;
}

/* Reads what the rest begins with; false when more of it must come. */
static bool read_message(struct stream *s)
{
	struct stretch *st = s->stretch;
	enum scan_end how = look_at_start(s);
	struct sip_msg m;
	size_t n;

	/* at first: mostly the whole message is there */
	if (how == SCAN_COMPLETE && st->searched == 0)
		how = scan_message(slice_head(s->rest, SCAN_BYTES), true,
				   NULL, &m, &n);
	else if (how == SCAN_COMPLETE)
		how = SCAN_CUT;
	else if (how == SCAN_CUT && !st->ends)
		return false;
	switch (how) {
	case SCAN_COMPLETE:
		hand_on(s, &m, n, false);
		return true;
	case SCAN_NOT_SIP:
		stumble(s);
		return true;
	default:
		n = find_body(s);
		return n ? read_head(s, n) : read_open_head(s);
	}
}

static bool go_on(struct stream *s)
{
	if (s->stretch->foreign ||
	    (!s->stretch->in_step && !resume(s)))
		return false;
	pass_keepalives(s);
	return s->rest.n && read_message(s);
}

void scan_stretch(struct slice bytes, struct stretch *stretch,
		  const struct scan_stream *told)
{
	struct stream s = { bytes, stretch, told };

	stretch->wanted = 0;
	while (go_on(&s))
		continue;
	stretch->taken = bytes.n - s.rest.n;
	if (stretch->ends)	/* there may be more behind a gap */
		stretch->in_step = false;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the messages of a stream: by their length, or by their start line. */
#include "scan.h"

#define START_MAX 8192	/* bytes of a start line, at most */
#define PATIENCE 65536		/* bytes without SIP until it's given up */
#define GLIMPSE 64		/* bytes that tell whether a line may be one */

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
	s->stretch->body = 0;
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
		at = scan_find_start(line);
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

/* Its body has another in it: it ends there, whatever its length says. */
static void hand_on_before(struct stream *s, struct sip_msg *m, size_t n)
{
	s->told->trouble(SCAN_BAD_LENGTH, s->told->arg);
	hand_on(s, m, n, false);
}

/*
 * Where a message ends: where Content-Length says, unless another begins
 * before, which isn't waited for in vain then; 0: more of it may tell. One
 * that is quoted is believed where another follows the whole.
 */
static size_t find_end(const struct stream *s, size_t body, size_t length,
		       size_t *searched)
{
	size_t at = scan_find_within(s->rest, body, length, searched);

	if (at == SIZE_MAX && *searched == length)
		return length;
	if (scan_may_hold_messages(slice_head(s->rest, body)))
		return length;
	if (at < length)
		return scan_begins_start(slice_from(s->rest, length)) ?
		       length : at;
	return s->stretch->ends ? length : 0;
}

/* More must come of a message whose body isn't all there, or what follows. */
static bool wait_for_end(struct stream *s, size_t body, size_t length,
			 size_t searched)
{
	s->stretch->searched = searched;
	s->stretch->body = (uint32_t)body;
	s->stretch->length = (uint32_t)length;
	return false;
}

static bool read_body(struct stream *s, struct sip_msg *m, size_t body,
		      size_t length)
{
	struct stretch *st = s->stretch;
	size_t searched = 0, end = find_end(s, body, length, &searched);

	if (end == 0)
		return wait_for_end(s, body, length, searched);
	if (end < length) {
		hand_on_before(s, m, end);
	} else if (length <= s->rest.n) {
		hand_on(s, m, length, false);
	} else if (is_over(s)) {
		pass_unfinished(s);
	} else if (st->ends) {
		hand_on(s, m, s->rest.n, true);
	} else {
		st->wanted = length;
		return false;
	}
	return true;
}

/*
 * A stream's messages must have a Content-Length (RFC 3261 section 18.3); one
 * without has no body. After a length that can't be believed, or that nobody
 * waits for, the next start line is looked for.
 */
static bool read_head(struct stream *s, size_t head)
{
	struct sip_msg m;
	size_t length;

	if (scan_message(slice_head(s->rest, head), false, NULL, &m,
			 &length) == SCAN_NOT_SIP) {
		stumble(s);
		return true;
	}
	if (length <= SCAN_BYTES)
		return read_body(s, &m, head, length);
	if (length == SIZE_MAX)
		s->told->trouble(SCAN_BAD_LENGTH, s->told->arg);
	else
		m.defect = SIP_OVERSIZED;
	hand_on(s, &m, head, false);
	s->stretch->in_step = false;
	return true;
}

/* There is more of a body that wasn't all there. */
static bool read_on(struct stream *s)
{
	struct stretch *st = s->stretch;
	size_t body = st->body;

	if (scan_find_within(s->rest, body, st->length, &st->searched) ==
	    SIZE_MAX && st->searched < st->length && !st->ends)
		return false;
	st->body = 0;
	return read_head(s, body);
}

/* The last of what was read of the head of M, which the rest begins with. */
static size_t last_read(const struct stream *s, const struct sip_msg *m)
{
	const struct slice values[] = { m->call_id, m->from, m->to,
					m->user_agent };
	const char *last = s->rest.p;

	for (int i = 0; i < 4; i++)
		if (values[i].n && values[i].p > last)
			last = values[i].p;
	return (size_t)(last - s->rest.p);
}

/* A message of N bytes is all there: mostly nothing else is in it. */
static bool read_whole(struct stream *s, struct sip_msg *m, size_t n)
{
	size_t body, searched = 0, end = n;

	s->stretch->searched = last_read(s, m);
	body = find_body(s);
	if (body && body < n)
		end = find_end(s, body, n, &searched);
	if (end == 0)
		return wait_for_end(s, body, n, searched);
	if (end < n)
		hand_on_before(s, m, end);
	else
		hand_on(s, m, n, false);
	return true;
}

/* Reads what the rest begins with; false when more of it must come. */
static bool read_message(struct stream *s)
{
	struct stretch *st = s->stretch;
	enum scan_end how;
	struct sip_msg m;
	size_t n;

	if (st->body)
		return read_on(s);
	how = look_at_start(s);
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
		return read_whole(s, &m, n);
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

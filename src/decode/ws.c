/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads WebSocket (RFC 6455): each message becomes a payload (RFC 7118). */
#include <errno.h>
#include <stdlib.h>

#include "decode/ws.h"

#define PATIENCE 65536		/* bytes without a frame until it's given up */

struct websocket {
	payload_handler *payload;
	void *arg;
	uint64_t *malformed;
	uint64_t *deflated;
	uint64_t *foreign;
	char text[WS_LONGEST];	/* a message as it was before its masks */
};

/* A stretch while it is read. */
struct reading {
	struct websocket *ws;
	const struct payload *payload;
	struct stretch *stretch;
	struct slice rest;
};

int decode_create_websocket(struct websocket **wp, struct counters *counters,
			    payload_handler *payload, void *arg)
{
	struct websocket *w = calloc(1, sizeof *w);

	if (!w)
		return -ENOMEM;
	w->payload = payload;
	w->arg = arg;
	w->malformed = counter(counters, "malformed", "websocket");
	w->deflated = counter(counters, "unread", "websocket");
	w->foreign = counter(counters, "not_sip", "stream");
	*wp = w;
	return 0;
}

void decode_destroy_websocket(struct websocket *w)
{
	free(w);
}

static void take(struct reading *r, size_t n)
{
	r->rest = slice_from(r->rest, n);
	r->stretch->searched = 0;
}

/* There is no frame where one should be: it is looked for further on. */
static void stumble(struct reading *r)
{
	++*r->ws->malformed;
	r->stretch->in_step = false;
	r->stretch->skipped++;
	take(r, 1);
}

static void set_foreign(struct reading *r)
{
	r->stretch->foreign = true;
	++*r->ws->foreign;
}

/* Goes on to where a frame fits; false when none is there yet. */
static bool resume(struct reading *r)
{
	struct stretch *st = r->stretch;
	enum ws_end how = WS_BAD;
	size_t at = 0;

	while (at < r->rest.n && st->skipped <= PATIENCE) {
		unsigned char first = (unsigned char)r->rest.p[at];

		first &= 0x7f;
		if (first == WS_TEXT || first == WS_BINARY)
			how = ws_fit_frame(slice_from(r->rest, at));
		if (how == WS_THERE || (how == WS_MORE && !st->ends))
			break;
		how = WS_BAD;
		at++;
		st->skipped++;
	}
	take(r, at);
	st->in_step = st->sip = how == WS_THERE;
	if (st->skipped > PATIENCE)
		set_foreign(r);
	return st->in_step;
}

static bool pass_upgrade(struct reading *r)
{
	struct stretch *st = r->stretch;
	size_t n;

	switch (ws_find_upgrade(r->rest, st->ends, &st->searched, &n)) {
	case GUESS_NO:
		set_foreign(r);
		return false;
	case GUESS_MAYBE:
		return false;
	default:
		st->sip = true;
		take(r, n);
		return true;
	}
}

/*
 * Joins the data of the frames in the first N bytes, of which the last one
 * may lack some; a single one without a mask stays where it is.
 */
static struct slice join(struct reading *r, size_t n)
{
	struct slice frames = slice_head(r->rest, n), data;
	size_t got = 0;
	struct ws_head h;

	while (ws_read_head(frames, &h) == WS_THERE) {
		data = slice_head(slice_from(frames, h.size), h.length);
		frames = slice_from(frames, h.size + h.length);
		if (h.opcode >= WS_CLOSE)
			continue;
		if (got == 0 && h.last && !h.key)
			return data;
		ws_unmask(r->ws->text + got, data.p, data.n, h.key);
		got += data.n;
	}
	return (struct slice){ r->ws->text, got };
}

/* Hands on the message whose frames are the first N bytes. */
static void hand_on(struct reading *r, size_t n, bool cut)
{
	struct payload p = *r->payload;

	if (r->rest.p[0] & 0x40) {
		++*r->ws->deflated;
	} else {
		p.bytes = join(r, n);
		p.cut = cut;
		p.stretch = NULL;
		p.transport = TRANSPORT_WS;
		r->ws->payload(&p, r->ws->arg);
	}
	r->stretch->sip = true;
	r->stretch->skipped = 0;
	take(r, n);
}

/* All that comes of a message is there: a part of it, if that is data. */
static void give_up(struct reading *r)
{
	unsigned char first = (unsigned char)r->rest.p[0];
	struct ws_head h;

	if ((first & 15) == WS_TEXT || (first & 15) == WS_BINARY)
		if (ws_read_head(r->rest, &h) == WS_THERE)
			hand_on(r, r->rest.n, true);
	take(r, r->rest.n);
}

/*
 * A frame of N bytes is at AT. Control frames may stand between those of a
 * message, which begins the rest, if it has begun (RFC 6455 section 5.4).
 */
static void place(struct reading *r, const struct ws_head *h, size_t at,
		  size_t n)
{
	struct stretch *st = r->stretch;

	if (h->opcode == WS_CLOSE) {
		st->foreign = true;
	} else if (h->opcode > WS_CLOSE || h->opcode == WS_GO_ON) {
		if (at == 0)	/* the message began before we did */
			take(r, n);
		else if (h->opcode == WS_GO_ON && h->last)
			hand_on(r, at + n, false);
		else
			st->searched = at + n;
	} else if (at > 0) {	/* another begins amid the one */
		++*r->ws->malformed;
		take(r, at);
	} else if (h->last) {
		hand_on(r, n, false);
	} else {
		st->searched = n;
	}
}

/* Reads on from the frame that is next; false when more of it must come. */
static bool read_frame(struct reading *r)
{
	struct stretch *st = r->stretch;
	size_t at = st->searched, n;
	enum ws_end how;
	struct ws_head h;

	how = ws_read_head(slice_from(r->rest, at), &h);
	if (how == WS_BAD) {
		stumble(r);
		return true;
	}
	n = h.size + (how == WS_THERE ? (size_t)h.length : 0);
	if (at + n > WS_LONGEST) {		/* nobody joins so much */
		++*r->ws->malformed;
		take(r, at);
	} else if (at + n <= r->rest.n) {
		place(r, &h, at, n);
	} else if (st->ends) {
		give_up(r);
	} else {
		st->wanted = at + n;
		return false;
	}
	return true;
}

/* HTTP begins a stream, even where it wasn't seen to begin. */
static enum guess guess_beginning(const struct reading *r)
{
	const struct stretch *st = r->stretch;

	if (st->in_step || st->sip || st->skipped)
		return GUESS_NO;
	return ws_guess_http(r->rest);
}

static bool go_on(struct reading *r)
{
	struct stretch *st = r->stretch;
	enum guess begins;

	if (st->foreign || r->rest.n == 0)
		return false;
	begins = guess_beginning(r);
	if (begins == GUESS_MAYBE && !st->ends)
		return false;
	if (begins == GUESS_YES)
		st->in_step = true;
	if (!st->in_step)
		return resume(r);
	return st->sip ? read_frame(r) : pass_upgrade(r);
}

void decode_read_websocket(struct websocket *w, const struct payload *p)
{
	struct reading r = { w, p, p->stretch, p->bytes };

	p->stretch->wanted = 0;
	while (go_on(&r))
		continue;
	p->stretch->taken = p->bytes.n - r.rest.n;
	if (p->stretch->ends)
		p->stretch->in_step = false;
}

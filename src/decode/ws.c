/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads WebSocket (RFC 6455): each message becomes a payload (RFC 7118). */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "decode/packet.h"

#define LONGEST 65535		/* bytes of a message and its frames' heads */
#define UPGRADE_MAX 8192	/* bytes of the HTTP that begins it */
#define PATIENCE 65536		/* bytes without a frame until it's given up */
#define TELLTALE 16		/* bytes of text, and it's no chance */

enum opcode { OPCODE_GO_ON, OPCODE_TEXT, OPCODE_BINARY, OPCODE_CLOSE = 8,
	      OPCODE_PONG = 10 };

struct websocket {
	payload_handler *payload;
	void *arg;
	uint64_t *malformed;
	uint64_t *deflated;
	uint64_t *foreign;
	char text[LONGEST];	/* a message as it was before its masks */
};

/* The head of a frame (RFC 6455 section 5.2). */
struct head {
	unsigned opcode;
	bool last;
	bool deflated;		/* RFC 7692 section 6 */
	const uint8_t *key;	/* NULL: not masked */
	size_t size;		/* of the head */
	uint64_t length;	/* of what follows it */
};

enum head_end { HEAD_THERE, HEAD_MORE, HEAD_BAD };

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

static bool is_known(unsigned opcode)
{
	return opcode <= OPCODE_BINARY ||
	       (opcode >= OPCODE_CLOSE && opcode <= OPCODE_PONG);
}

/* Reads the head that S begins with; MORE: *H has the size it will have. */
static enum head_end read_head(struct slice s, struct head *h)
{
	struct wire w = wire_over(s.p, s.n);
	unsigned first = wire_u8(&w), second = wire_u8(&w);
	uint64_t least = 0;

	h->size = 2;
	if (w.failed)
		return HEAD_MORE;
	h->opcode = first & 15;
	h->last = first & 0x80;
	h->deflated = first & 0x40;
	h->length = second & 127;
	h->size += h->length == 127 ? 8 : h->length == 126 ? 2 : 0;
	h->size += second & 0x80 ? 4 : 0;
	if (first & 0x30 || !is_known(h->opcode))
		return HEAD_BAD;
	if (h->opcode >= OPCODE_CLOSE &&
	    (!h->last || h->deflated || h->length > 125))
		return HEAD_BAD;
	if (h->length == 126) {
		h->length = wire_u16(&w);
		least = 126;
	} else if (h->length == 127) {
		h->length = (uint64_t)wire_u32(&w) << 32;
		h->length |= wire_u32(&w);
		least = 65536;
	}
	h->key = second & 0x80 ? wire_take(&w, 4) : NULL;
	if (w.failed)
		return HEAD_MORE;
	return h->length < least || h->length > LONGEST - h->size ? HEAD_BAD :
								    HEAD_THERE;
}

/* Copies what of IN there is, N bytes, to OUT, without its mask. */
static void unmask(char *out, const char *in, size_t n, const uint8_t *key)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(in[i] ^ (key ? key[i % 4] : 0));
}

/* What S begins with, is it a message in one frame, by all that is there? */
static enum head_end fit_frame(struct slice s)
{
	char text[TELLTALE];
	struct head h;
	enum head_end how = read_head(s, &h);

	if (how != HEAD_THERE)
		return how;
	if (!h.last || h.deflated || h.length < TELLTALE ||
	    (h.opcode != OPCODE_TEXT && h.opcode != OPCODE_BINARY))
		return HEAD_BAD;
	if (s.n < h.size + TELLTALE)
		return HEAD_MORE;
	unmask(text, s.p + h.size, TELLTALE, h.key);
	for (int i = 0; i < TELLTALE; i++)
		if ((text[i] < ' ' || text[i] > '~') && text[i] != '\t' &&
		    text[i] != '\r' && text[i] != '\n')
			return HEAD_BAD;
	return HEAD_THERE;
}

static enum guess guess_http(struct slice s)
{
	static const struct slice words[] = { { "GET ", 4 }, { "HTTP/", 5 } };

	for (int i = 0; i < 2; i++)
		if (slice_equal(slice_head(s, words[i].n),
				slice_head(words[i], s.n)))
			return s.n < words[i].n ? GUESS_MAYBE : GUESS_YES;
	return GUESS_NO;
}

/* Pings, and messages too short to tell, may come before one that fits. */
static enum guess guess_frames(struct slice s)
{
	struct head h;

	while (s.n) {
		enum head_end how = fit_frame(s);

		if (how == HEAD_THERE)
			return GUESS_YES;
		if (how == HEAD_MORE)
			return GUESS_MAYBE;
		if (read_head(s, &h) == HEAD_BAD || !h.last ||
		    h.opcode == OPCODE_GO_ON ||
		    (h.opcode < OPCODE_CLOSE && h.length >= TELLTALE))
			return GUESS_NO;
		s = slice_from(s, h.size + h.length);
	}
	return GUESS_MAYBE;
}

enum guess decode_guess_websocket(struct slice bytes, bool begins)
{
	enum guess http = guess_http(bytes);

	return http != GUESS_NO || begins ? http : guess_frames(bytes);
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
	enum head_end how = HEAD_BAD;
	size_t at = 0;

	while (at < r->rest.n && st->skipped <= PATIENCE) {
		unsigned char first = (unsigned char)r->rest.p[at];

		if (first == 0x81 || first == 0x82)
			how = fit_frame(slice_from(r->rest, at));
		if (how == HEAD_THERE || (how == HEAD_MORE && !st->ends))
			break;
		how = HEAD_BAD;
		at++;
		st->skipped++;
	}
	take(r, at);
	st->in_step = st->sip = how == HEAD_THERE;
	if (st->skipped > PATIENCE)
		set_foreign(r);
	return st->in_step;
}

/* Is there a line "Upgrade: websocket" in HTTP's HEAD? */
static bool is_upgrade(struct slice head)
{
	while (head.n) {
		size_t end = slice_find(head, '\n');
		struct slice line = slice_trim(slice_head(head, end));

		if (slice_begins(line, SLICE("Upgrade:")) &&
		    slice_begins(slice_trim(slice_from(line, 8)),
				 SLICE("websocket")))
			return true;
		head = slice_from(head, end + 1);
	}
	return false;
}

/* A request, or the response to one that agrees (RFC 6455 section 4). */
static bool pass_upgrade(struct reading *r)
{
	struct slice s = slice_head(r->rest, UPGRADE_MAX);
	struct stretch *st = r->stretch;
	size_t from = st->searched < 3 ? 0 : st->searched - 3;
	const char *blank = memmem(s.p + from, s.n - from, "\r\n\r\n", 4);
	size_t head = blank ? (size_t)(blank + 4 - s.p) : 0;

	st->searched = s.n;
	if (!head && s.n < UPGRADE_MAX && !st->ends)
		return false;
	if (!head || !is_upgrade(slice_head(s, head)) ||
	    (s.p[0] == 'H' &&
	     !slice_begins(s, SLICE("HTTP/1.1 101")))) {
		set_foreign(r);
		return false;
	}
	st->sip = true;
	take(r, head);
	return true;
}

/*
 * Joins the data of the frames in the first N bytes, of which the last one
 * may lack some; a single one without a mask stays where it is.
 */
static struct slice join(struct reading *r, size_t n)
{
	struct slice frames = slice_head(r->rest, n), data;
	size_t got = 0;
	struct head h;

	while (read_head(frames, &h) == HEAD_THERE) {
		data = slice_head(slice_from(frames, h.size), h.length);
		frames = slice_from(frames, h.size + h.length);
		if (h.opcode >= OPCODE_CLOSE)
			continue;
		if (got == 0 && h.last && !h.key)
			return data;
		unmask(r->ws->text + got, data.p, data.n, h.key);
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
	struct head h;

	if ((first & 15) == OPCODE_TEXT || (first & 15) == OPCODE_BINARY)
		if (read_head(r->rest, &h) == HEAD_THERE)
			hand_on(r, r->rest.n, true);
	take(r, r->rest.n);
}

/*
 * A frame of N bytes is at AT. Control frames may stand between those of a
 * message, which begins the rest, if it has begun (RFC 6455 section 5.4).
 */
static void place(struct reading *r, const struct head *h, size_t at, size_t n)
{
	struct stretch *st = r->stretch;

	if (h->opcode == OPCODE_CLOSE) {
		st->foreign = true;
	} else if (h->opcode > OPCODE_CLOSE || h->opcode == OPCODE_GO_ON) {
		if (at == 0)	/* the message began before we did */
			take(r, n);
		else if (h->opcode == OPCODE_GO_ON && h->last)
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
	enum head_end how;
	struct head h;

	how = read_head(slice_from(r->rest, at), &h);
	if (how == HEAD_BAD) {
		stumble(r);
		return true;
	}
	n = h.size + (how == HEAD_THERE ? (size_t)h.length : 0);
	if (at + n > LONGEST) {		/* nobody joins so much */
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
	return guess_http(r->rest);
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

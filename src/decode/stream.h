/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream is one way of a TCP connection; its bytes are shown in order. */
#ifndef SIPWARD_DECODE_STREAM_H
#define SIPWARD_DECODE_STREAM_H

#include "decode/packet.h"

/* -- backlog.c: what is kept of a stream's bytes ------------------------ */

struct backlog;

struct backlog *backlog_create(void);		/* NULL: no memory */
void backlog_destroy(struct backlog *b);	/* NULL is fine */

/*
 * Keeps BYTES, which begin AT bytes behind the first that is kept. What is
 * there already stays: *CONFLICT is set when it isn't the same. 0, -ENOMEM,
 * or -ENOSPC: too far, or too many holes.
 */
int backlog_put(struct backlog *b, size_t at, struct slice bytes,
		bool *conflict);

/* What is in order, valid until more is put; and takes N bytes off it. */
struct slice backlog_front(const struct backlog *b);
void backlog_drop(struct backlog *b, size_t n);

/* How long the hole behind that is; 0: nothing waits behind one. */
size_t backlog_hole(const struct backlog *b);
size_t backlog_waiting(const struct backlog *b);	/* bytes */

/* Of the bytes before the hole there are none: those behind it are next. */
void backlog_leap(struct backlog *b);

/* All is behind a hole of BY bytes. 0, -ENOMEM or -ENOSPC. */
int backlog_precede(struct backlog *b, size_t by);

size_t backlog_size(const struct backlog *b);	/* in memory */

/* Bytes from the first to the last, at most; one segment may have half. */
#define BACKLOG_SPAN 524288

/* -- what a stream is ---------------------------------------------------- */

enum stream_kind { STREAM_UNKNOWN, STREAM_SIP, STREAM_TLS,
		   STREAM_WEBSOCKET, STREAM_HEP };

/* Numbers are TCP's (RFC 9293 section 3.4). */
struct stream {
	struct stretch stretch;
	struct hold *hold;	/* NULL: nothing is held */
	uint32_t start;		/* its first byte's number */
	uint32_t first;		/* that of the first that isn't done with */
	uint32_t fin;		/* when FINAL: the number that FIN takes */
	struct moment met;	/* picked up in the middle; 0: it was not */
	bool known;		/* its numbers are */
	bool final, closed;
	uint8_t kind;
	uint8_t other;		/* what is the kind of the other way */
};

/* A payload without bytes, kept with its frame. */
struct origin {
	struct payload payload;
	struct frame frame;
};

/* What brought the bytes behind a hole up to number TO, without its bytes. */
struct arrival {
	uint32_t to;
	struct frame frame;
};

/* A segment from far off, which nothing has confirmed yet. */
struct stray {
	struct origin origin;
	uint32_t seq;
	size_t missing, n;
	char bytes[];
};

/* What of a stream isn't taken yet, or is behind a hole. */
struct hold {
	struct backlog *backlog;
	uint32_t torn_at, torn;	/* there the snap length took so many bytes
				 * of a segment that came behind a hole */
	bool shown;		/* no, they were shown already */
	struct stray *stray;	/* or NULL */
	struct stream *stream;
	struct origin front, behind;	/* what brought the last of each */
	struct arrival *arrivals;	/* by number; those in order are of
					 * no use once it is settled */
	size_t n_arrivals, most_arrivals;
	size_t size;			/* as counted */
	struct moment since;		/* the first hole is there, or the
					 * ACK that passed it */
	uint32_t acknowledged;
	struct queue *queue;
	struct hold *older, *newer;
};

struct queue { struct hold *oldest, *newest; };

/* What all streams have in common. */
struct streams {
	struct queue kept;	/* without a hole */
	struct queue holes;	/* with one */
	struct queue acknowledged;	/* with one that ACK passed */
	size_t held;		/* bytes of memory that all these take */
	struct moment now;	/* of the packets */
	struct websocket *websocket;
	payload_handler *payload, *hep;
	void *arg, *hep_arg;
	uint64_t *retransmitted, *disordered, *conflicts, *jumps;
	uint64_t *gaps, *lost, *given_up, *foreign;
};

struct segment {
	struct payload *payload;
	struct slice bytes;
	size_t missing;		/* behind them: cut off */
	uint32_t seq, ack;
	uint8_t flags;
};

static inline size_t segment_size(const struct segment *g)
{
	return g->bytes.n + g->missing;
}

/* G without its first N bytes. */
static inline struct segment segment_without(struct segment g, size_t n)
{
	size_t there = n < g.bytes.n ? n : g.bytes.n;

	g.bytes = slice_from(g.bytes, there);
	g.missing -= n - there;
	g.seq += (uint32_t)n;
	return g;
}

/* How far B is from A, or how far before it. */
static inline int32_t stream_distance(uint32_t a, uint32_t b)
{
	return (int32_t)(b - a);
}

#define JUMP 1048576	/* no segment is farther from the one before */

static inline bool stream_are_near(uint32_t a, uint32_t b)
{
	int32_t ahead = stream_distance(a, b);

	return ahead <= JUMP && ahead >= -JUMP;
}

/* Bytes that are held and in order. */
static inline size_t stream_front(const struct stream *s)
{
	return s->hold ? backlog_front(s->hold->backlog).n : 0;
}

static inline uint32_t stream_next(const struct stream *s)
{
	return s->first + (uint32_t)stream_front(s);
}

/* May SEQ be the number of what comes next, or came before? */
static inline bool stream_is_near(const struct stream *s, uint32_t seq)
{
	return stream_are_near(stream_next(s), seq);
}

static inline bool stream_has_hole(const struct stream *s)
{
	return s->hold && backlog_hole(s->hold->backlog) > 0;
}

/* -- proxy.c ------------------------------------------------------------- */

/* Is it PROXY's header, of *N bytes, that BYTES begin with? */
enum guess stream_guess_proxy(struct slice bytes, size_t *n);

/* How many bytes a stream that begins with BYTES has before it does. */
size_t stream_pass_preface(struct slice bytes);

/* -- kind.c -------------------------------------------------------------- */

/* Is one of its ports that of SIP over TLS? */
bool stream_is_to_sips(const struct payload *p);

/* S begins with BYTES. Tells its kind; false: more of them may tell. */
bool stream_tell_kind(struct stream *s, const struct payload *p,
		      struct slice bytes, bool ends);

/*
 * S was taken for SIP, which doesn't begin here: is it HEP, which has some, or
 * WebSocket, met within a frame?
 */
void stream_look_again(struct stream *s, struct slice bytes);

/*
 * A segment of S begins with BYTES. What is S surely now, and wasn't so far,
 * or not for those who ignored it? Mostly nothing: UNKNOWN.
 */
enum stream_kind stream_tell_change(const struct stream *s,
				    struct slice bytes);

/* The other way of S turned out to be of KIND. */
void stream_hear_kind(struct stream *s, enum stream_kind kind);

/* -- hold.c -------------------------------------------------------------- */

struct hold *stream_make_hold(struct streams *all, struct stream *s);

/* Holds BYTES of G, from number SEQ on, but for those done with; 0 if so. */
int stream_hold(struct streams *all, struct stream *s,
		const struct segment *g, uint32_t seq, struct slice bytes);

/*
 * What is held has changed: it is counted, and queued by what it waits for,
 * anew if the stream MOVED on.
 */
void stream_settle(struct streams *all, struct stream *s, bool moved);

/* F brought the bytes up to number TO, which are behind a hole. */
void stream_keep_arrival(struct hold *h, uint32_t to, const struct frame *f);
void stream_keep_origin(struct origin *o, const struct payload *p);

/* Nothing is held any longer. */
void stream_release(struct streams *all, struct stream *s);

/* What of all that waits behind a hole is given up first, or NULL; when. */
struct hold *streams_first_due(const struct streams *all);
struct moment streams_due(const struct streams *all);

/* -- stray.c -------------------------------------------------------------- */

/* Is G so far off that nobody can be waiting for it? */
bool stream_is_far(const struct stream *s, const struct segment *g);

/* Keeps G, and no other; -1: no memory, or nothing that S waits for. */
int stream_keep_stray(struct streams *all, struct stream *s,
		      const struct segment *g);
void stream_forget_stray(struct streams *all, struct stream *s);
bool stream_stray_is_near(const struct stream *s, uint32_t seq);

/* It is the caller's, to be freed; or NULL. */
struct stray *stream_take_stray(struct stream *s);

/* -- earlier.c ------------------------------------------------------------ */

/*
 * Where G comes before what was met first of S, picked up in the middle: S
 * began earlier, with a hole. What was taken since won't come again.
 */
void stream_go_back(struct streams *all, struct stream *s,
		    const struct segment *g);

/* Of a hole so much is lost: neither from before S was met, nor shown. */
size_t stream_lost_in(const struct stream *s, size_t hole);

/* Of G what was shown already is taken out; what came behind that. */
struct segment stream_take_out_shown(struct streams *all,
				     const struct stream *s,
				     struct segment *g);

/* -- show.c --------------------------------------------------------------- */

/*
 * Shows BYTES as P; how many of them are done with. ENDS: what follows them
 * is missing, or nothing does.
 */
size_t stream_show(struct streams *all, struct stream *s, struct payload *p,
		   struct slice bytes, bool ends);

/* So too, with P, what is held and in order, if somebody waits for it. */
void stream_show_front(struct streams *all, struct stream *s,
		       struct payload *p, bool ends);

/* Does nobody read S? */
bool stream_is_ignored(const struct stream *s);

/* S is over: counts it when it was searched, and nothing was found. */
void stream_count_end(struct streams *all, struct stream *s);

/* Nothing more of S is shown. */
void stream_close(struct streams *all, struct stream *s);

/* What is missing first won't come any more: what is behind it is shown. */
void stream_give_up_hole(struct streams *all, struct stream *s);

/* All holes are given up, and nothing is held any longer. */
void stream_let_go(struct streams *all, struct stream *s);

/* So many bytes behind the next one won't come. */
void stream_lose(struct streams *all, struct stream *s, size_t n);
void stream_count_gap(struct streams *all, size_t lost);

/* All is in order up to where a segment was cut: its rest won't come. */
void stream_pass_tear(struct streams *all, struct stream *s);

/* The stream goes on at SEQ, whatever was before. */
void stream_resume_at(struct streams *all, struct stream *s, uint32_t seq);

/* So too; what is missing before, where it is ahead, is a gap. */
void stream_jump(struct streams *all, struct stream *s, uint32_t seq);

/* -- change.c ------------------------------------------------------------- */

/*
 * What nobody reads, or what nothing is waited for of, may be something else
 * from where G begins as only that does: then it is that.
 */
void stream_change_kind(struct streams *all, struct stream *s,
			const struct segment *g);

/* Nobody reads S: only how far it has come is known. */
void stream_pass_over(struct stream *s, const struct segment *g);

/* -- stream.c ------------------------------------------------------------ */

/* S, which is all zero, begins at SEQ; IN_STEP: nothing came before that. */
void stream_begin(struct stream *s, uint32_t seq, bool in_step);

/* G's bytes come, of which there are some. */
void stream_take(struct streams *all, struct stream *s,
		 const struct segment *g);

/* G is the last. */
void stream_end(struct streams *all, struct stream *s,
		const struct segment *g);

/*
 * The other side has all bytes before ACK. ANSWERED: so it says with data,
 * which may answer them and come behind them.
 */
void stream_acknowledge(struct streams *all, struct stream *s, uint32_t ack,
			bool answered);

/* Nothing more will come: what is held is shown, and S is closed. */
void stream_finish(struct streams *all, struct stream *s);

/* So says a segment with number SEQ, if that may be true. */
bool stream_reset(struct streams *all, struct stream *s, uint32_t seq);

/* Let go: what waited too long; the oldest, to MOST bytes of memory; all. */
void streams_hurry(struct streams *all);
void streams_shrink(struct streams *all, size_t most);
void streams_let_go(struct streams *all);

#endif

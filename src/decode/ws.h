/* SPDX-License-Identifier: BSD-2-Clause */
/* WebSocket (RFC 6455): the HTTP that begins it, and the heads of frames. */
#ifndef SIPWARD_DECODE_WS_H
#define SIPWARD_DECODE_WS_H

#include "decode/packet.h"

/* -- upgrade.c ----------------------------------------------------------- */

/* Do BYTES begin as HTTP does? MAYBE: more of them may tell. */
enum guess ws_guess_http(struct slice bytes);

/*
 * Does S, which begins so, become WebSocket? In *N is where that begins. In
 * *SEARCHED, 0 at first, is how far S was searched, to go on when it has more.
 */
enum guess ws_find_upgrade(struct slice s, bool ends, size_t *searched,
			   size_t *n);

/* -- wshead.c ------------------------------------------------------------ */

#define WS_LONGEST 65535	/* bytes of a message and its frames' heads */

enum ws_opcode { WS_GO_ON, WS_TEXT, WS_BINARY, WS_CLOSE = 8, WS_PONG = 10 };

/* The head of a frame (section 5.2). */
struct ws_head {
	unsigned opcode;
	bool last;
	bool deflated;		/* RFC 7692 section 6 */
	const uint8_t *key;	/* NULL: not masked */
	size_t size;		/* of the head */
	uint64_t length;	/* of what follows it */
};

enum ws_end { WS_THERE, WS_MORE, WS_BAD };

/* Reads the head that S begins with; MORE: *H has the size it will have. */
enum ws_end ws_read_head(struct slice s, struct ws_head *h);

/* Copies N bytes of IN to OUT, without the mask of KEY, if there is one. */
void ws_unmask(char *out, const char *in, size_t n, const uint8_t *key);

/*
 * What S begins with, is it a message, by all that is there? One frame with
 * text, or the first of several, which must begin as SIP does.
 */
enum ws_end ws_fit_frame(struct slice s);

#endif

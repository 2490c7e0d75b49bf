/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends a dialogue as WebSocket messages (RFC 6455, RFC 7118) over TCP. */
#include <stdlib.h>
#include <string.h>

#include "variants.h"

static const char hello[] =
	"GET / HTTP/1.1\r\nHost: sbc.example.com\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\n"
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	"Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n";
static const char welcome[] =
	"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	"Connection: Upgrade\r\n"
	"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
	"Sec-WebSocket-Protocol: sip\r\n\r\n";

enum { CONTINUED = 0, TEXT = 1, PING = 9, FINAL = 0x80, MASKED = 0x80 };

static void append(struct turn *turn, const void *bytes, size_t n)
{
	memcpy(turn->bytes + turn->length, bytes, n);
	turn->length += n;
}

static void add_frame(struct turn *turn, unsigned first, const char *bytes,
		      size_t n)
{
	static const uint8_t key[4] = { 0x37, 0xfa, 0x21, 0x3d };
	bool masked = turn->side == CALLER;
	uint8_t head[4] = { (uint8_t)first };
	char *payload;

	head[1] = (uint8_t)((n < 126 ? n : 126) | (masked ? MASKED : 0));
	put16(head + 2, n);
	append(turn, head, n < 126 ? 2 : 4);
	if (masked)
		append(turn, key, sizeof key);
	payload = turn->bytes + turn->length;
	append(turn, bytes, n);
	for (size_t i = 0; masked && i < n; i++)
		payload[i] = (char)((uint8_t)payload[i] ^ key[i % 4]);
}

static void add_message(const struct recipe *r, struct turn *turn,
			const char *bytes, size_t n)
{
	size_t most = r->frame ? r->frame : n, at = 0;

	for (; at < n; at += most) {
		size_t length = n - at < most ? n - at : most;
		unsigned first = at ? CONTINUED : TEXT;

		if (r->pings)
			add_frame(turn, FINAL | PING, "ping", 4);
		if (at + length == n)
			first |= FINAL;
		add_frame(turn, first, bytes + at, length);
	}
}

/* Without its SYN, it was upgraded before the capture began, too. */
void ws_send(const struct recipe *r, const struct dialogue *d,
	     struct train *t)
{
	struct dialogue *framed = need(calloc(1, sizeof *framed));
	struct turn *turn = framed->turns;

	if (!r->no_syn) {
		turn->side = CALLER;
		append(turn++, hello, sizeof hello - 1);
		turn->side = CALLEE;
		append(turn++, welcome, sizeof welcome - 1);
	}
	for (size_t i = 0; i < d->n; i++, turn++) {
		const struct turn *plain = &d->turns[i];

		turn->side = plain->side;
		for (size_t k = 0; k < plain->n; k++)
			add_message(r, turn, plain->bytes +
				    plain->messages[k].at,
				    plain->messages[k].n);
	}
	framed->n = (size_t)(turn - framed->turns);
	tcp_send(r, framed, t);
	free(framed);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the heads of WebSocket's frames, and tells where one fits. */
#include "decode/ws.h"

#define TELLTALE 16		/* bytes of text, and it's no chance */

static bool is_known(unsigned opcode)
{
	return opcode <= WS_BINARY ||
	       (opcode >= WS_CLOSE && opcode <= WS_PONG);
}

enum ws_end ws_read_head(struct slice s, struct ws_head *h)
{
	struct wire w = wire_over(s.p, s.n);
	unsigned first = wire_u8(&w), second = wire_u8(&w);
	uint64_t least = 0;

	h->size = 2;
	if (w.failed)
		return WS_MORE;
	h->opcode = first & 15;
	h->last = first & 0x80;
	h->deflated = first & 0x40;
	h->length = second & 127;
	h->size += h->length == 127 ? 8 : h->length == 126 ? 2 : 0;
	h->size += second & 0x80 ? 4 : 0;
	if (first & 0x30 || !is_known(h->opcode))
		return WS_BAD;
	if (h->opcode >= WS_CLOSE &&
	    (!h->last || h->deflated || h->length > 125))
		return WS_BAD;
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
		return WS_MORE;
	return h->length < least || h->length > WS_LONGEST - h->size ?
	       WS_BAD : WS_THERE;
}

void ws_unmask(char *out, const char *in, size_t n, const uint8_t *key)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(in[i] ^ (key ? key[i % 4] : 0));
}

static bool is_text(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < ' ' || s.p[i] > '~') && s.p[i] != '\t' &&
		    s.p[i] != '\r' && s.p[i] != '\n')
			return false;
	return true;
}

/* So too; SURE: it must begin as SIP does. */
static enum ws_end fit_frame(struct slice s, bool sure)
{
	char text[TELLTALE];
	struct slice begins = { text, TELLTALE };
	struct ws_head h;
	enum ws_end how = ws_read_head(s, &h);

	if (how != WS_THERE)
		return how;
	if (h.deflated || h.length < TELLTALE ||
	    (h.opcode != WS_TEXT && h.opcode != WS_BINARY))
		return WS_BAD;
	if (s.n < h.size + TELLTALE)
		return WS_MORE;
	ws_unmask(text, s.p + h.size, TELLTALE, h.key);
	if (sure || !h.last)
		return decode_guess_sip(begins) == GUESS_YES ? WS_THERE :
							       WS_BAD;
	return is_text(begins) ? WS_THERE : WS_BAD;
}

enum ws_end ws_fit_frame(struct slice s)
{
	return fit_frame(s, false);
}

/* Pings, and messages too short to tell, may come before one that fits. */
static enum guess guess_frames(struct slice s, bool sure)
{
	struct ws_head h;

	while (s.n) {
		enum ws_end how = fit_frame(s, sure);

		if (how == WS_THERE)
			return GUESS_YES;
		if (how == WS_MORE)
			return GUESS_MAYBE;
		if (ws_read_head(s, &h) == WS_BAD || !h.last ||
		    h.opcode == WS_GO_ON ||
		    (h.opcode < WS_CLOSE && h.length >= TELLTALE))
			return GUESS_NO;
		s = slice_from(s, h.size + h.length);
	}
	return GUESS_MAYBE;
}

enum guess decode_guess_websocket(struct slice bytes, bool begins)
{
	enum guess http = ws_guess_http(bytes);

	return http != GUESS_NO || begins ? http : guess_frames(bytes, false);
}

bool decode_fits_websocket(struct slice bytes)
{
	return guess_frames(bytes, true) == GUESS_YES;
}

bool decode_holds_websocket(struct slice bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned first = (unsigned char)bytes.p[i] & 0x7f;

		if ((first == WS_TEXT || first == WS_BINARY) &&
		    fit_frame(slice_from(bytes, i), true) == WS_THERE)
			return true;
	}
	return false;
}

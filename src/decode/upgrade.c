/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes over the HTTP that begins WebSocket (RFC 6455 section 4). */
#include "decode/ws.h"

#define UPGRADE_MAX 8192	/* bytes of it */

enum guess ws_guess_http(struct slice s)
{
	static const struct slice words[] = { { "GET ", 4 }, { "HTTP/", 5 } };

	for (int i = 0; i < 2; i++)
		if (slice_equal(slice_head(s, words[i].n),
				slice_head(words[i], s.n)))
			return s.n < words[i].n ? GUESS_MAYBE : GUESS_YES;
	return GUESS_NO;
}

/* Is there a line "Upgrade: websocket" in HEAD? */
static bool says_upgrade(struct slice head)
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

/* A request, or the response to one that agrees. */
static bool is_upgrade(struct slice head)
{
	return says_upgrade(head) &&
	       (head.p[0] != 'H' ||
		slice_begins(head, SLICE("HTTP/1.1 101")));
}

enum guess ws_find_upgrade(struct slice s, bool ends, size_t *searched,
			   size_t *n)
{
	size_t from = *searched < 3 ? 0 : *searched - 3;
	const char *blank;

	s = slice_head(s, UPGRADE_MAX);
	blank = memmem(s.p + from, s.n - from, "\r\n\r\n", 4);
	*searched = s.n;
	if (!blank)
		return s.n < UPGRADE_MAX && !ends ? GUESS_MAYBE : GUESS_NO;
	*n = (size_t)(blank + 4 - s.p);
	return is_upgrade(slice_head(s, *n)) ? GUESS_YES : GUESS_NO;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes over what a stream may have before it begins: line ends, PROXY. */
#include "decode/stream.h"

/* The PROXY protocol of HAProxy, in text: one line of at most 107 bytes. */
#define LINE_MAX 107

/* In binary: this, a byte for the version and one for the family, a length.
 * The signature begins with two line ends, which are passed as such. */
#define SIGNATURE SLICE("\0\r\nQUIT\n")
#define HEADER 12

/* Does S begin with WORD, as far as it goes? */
static enum guess guess_word(struct slice s, struct slice word)
{
	if (!slice_equal(slice_head(s, word.n), slice_head(word, s.n)))
		return GUESS_NO;
	return s.n < word.n ? GUESS_MAYBE : GUESS_YES;
}

static enum guess guess_line(struct slice s, size_t *n)
{
	enum guess how = guess_word(s, SLICE("PROXY "));

	if (how != GUESS_YES)
		return how;
	s = slice_head(s, LINE_MAX);
	*n = slice_find(s, '\n') + 1;
	if (*n <= s.n)
		return s.p[*n - 2] == '\r' ? GUESS_YES : GUESS_NO;
	return s.n < LINE_MAX ? GUESS_MAYBE : GUESS_NO;
}

static enum guess guess_binary(struct slice s, size_t *n)
{
	enum guess how = guess_word(s, SIGNATURE);
	const uint8_t *b = (const uint8_t *)s.p;

	if (how != GUESS_YES)
		return how;
	if (s.n > SIGNATURE.n && b[SIGNATURE.n] >> 4 != 2)
		return GUESS_NO;
	if (s.n < HEADER)
		return GUESS_MAYBE;
	*n = HEADER + ((size_t)b[HEADER - 2] << 8 | b[HEADER - 1]);
	return *n <= s.n ? GUESS_YES : GUESS_MAYBE;
}

enum guess stream_guess_proxy(struct slice bytes, size_t *n)
{
	if (bytes.n == 0)
		return GUESS_NO;
	return bytes.p[0] == 'P' ? guess_line(bytes, n) :
				   guess_binary(bytes, n);
}

size_t stream_pass_preface(struct slice bytes)
{
	size_t at = 0, n;

	do {
		while (at < bytes.n &&
		       (bytes.p[at] == '\r' || bytes.p[at] == '\n'))
			at++;
		if (stream_guess_proxy(slice_from(bytes, at), &n) != GUESS_YES)
			return at;
		at += n;
	} while (at < bytes.n);
	return at;
}

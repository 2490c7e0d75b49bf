/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the messages in a stream of HEP: each tells its length. */
#include "base/hep.h"
#include "decode/packet.h"

#define PATIENCE 65536		/* bytes without HEP until it's given up */

enum guess decode_guess_hep(struct slice bytes, bool begins)
{
	size_t n = bytes.n < 4 ? bytes.n : 4;

	if (!begins)
		return hep_passes(bytes) ? GUESS_YES : GUESS_NO;
	if (memcmp(bytes.p, "HEP3", n) != 0)
		return GUESS_NO;
	return n == 4 ? GUESS_YES : GUESS_MAYBE;
}

/* Goes on to the next message; false: it isn't there yet. */
static bool resume(struct slice *rest, struct stretch *st)
{
	size_t at = hep_find(*rest), kept = 2 * HEP_HEAD - 1;

	st->in_step = at < rest->n;
	if (!st->in_step && !st->ends)	/* one may have begun */
		at = rest->n > kept ? rest->n - kept : 0;
	st->skipped += at;
	*rest = slice_from(*rest, at);
	st->foreign = !st->sip && st->skipped > PATIENCE;
	return st->in_step && !st->foreign;
}

/*
 * What should be a message and can't be is shown as it is, to be counted; so
 * is one whose end won't come.
 */
static bool read_message(struct slice *rest, const struct payload *stream,
			 payload_handler *message, void *arg)
{
	struct stretch *st = stream->stretch;
	struct payload one = *stream;
	bool head = rest->n >= HEP_HEAD;
	size_t n = head ? hep_length(rest->p) : HEP_HEAD;

	if (n > rest->n && !st->ends) {
		st->wanted = n;
		return false;
	}
	one.stretch = NULL;
	one.bytes = slice_head(*rest, n ? n : HEP_HEAD);
	one.cut = st->lost && n > rest->n;
	message(&one, arg);
	st->in_step = n > 0;
	st->sip = st->sip || n > 0;
	st->skipped = 0;
	*rest = slice_from(*rest, n ? one.bytes.n : 1);
	return true;
}

void decode_read_hep_stream(const struct payload *p, payload_handler *message,
			    void *arg)
{
	struct stretch *st = p->stretch;
	struct slice rest = p->bytes;

	while (rest.n && (st->in_step || resume(&rest, st)) &&
	       read_message(&rest, p, message, arg))
		continue;
	st->taken = p->bytes.n - rest.n;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures what lies between the moments of a call, where that is known. */
#include "calls/ends.h"

bool measure(const struct calls *c, struct moment earlier,
	     struct moment later, struct span *span)
{
	if (!earlier.ns || !later.ns ||
	    clock_stepped(c->clock, earlier, later))
		return false;
	*span = moment_since(later, earlier);
	return true;
}

static struct span between(const struct calls *c,
			   struct moment earlier,
			   struct moment later)
{
	struct span span;

	return measure(c, earlier, later, &span) ? span : CALL_NO_SPAN;
}

/* Without a BYE, or a timer that both sides know, no one knows the end. */
static bool was_hung_up(const struct attempt *a)
{
	return a->state != TALKING ||
	       a->disconnect == DISCONNECT_SESSION_TIMER;
}

/*
 * What came first of all that told the caller anything (RFC 6076 section
 * 4.3.1). Few of those responses are not the first 180 or 183.
 */
static struct moment sign_of(const struct attempt *a)
{
	struct slice word = words_get(a->words, WORD_SIGN);
	struct moment sign = a->ringing.ns ? a->ringing :
			     a->status == CALL_ANSWERED ? a->answer : a->end;

	/* by its ACK alone */
	if (a->partial && a->code == 0)
		return (struct moment){ 0 };
	if (word.n == sizeof sign)
		memcpy(&sign, word.p, word.n);
	return sign;
}

void measure_note(struct calls *c, struct attempt *a)
{
	struct moment now = clock_now(c->clock);

	if (a->ringing.ns || words_get(a->words, WORD_SIGN).n)
		return;
	a->words = words_with(c->store, a->words, WORD_SIGN,
			      (struct slice){ (char *)&now, sizeof now });
}

void measure_tell(const struct calls *c, const struct attempt *a,
		  struct call *told)
{
	struct moment start = a->began ? a->start : (struct moment){ 0 };

	told->pdd = between(c, start, a->ringing);
	told->srd = between(c, start, sign_of(a));
	told->setup = between(c, start, a->answer);
	told->duration = was_hung_up(a) ? between(c, a->answer, a->end) :
					  CALL_NO_SPAN;
}

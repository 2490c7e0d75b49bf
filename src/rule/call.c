/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps the Call-IDs of the latest outcomes that count, for a verdict. */
#include "rule/parts.h"

static struct slice call_at(const struct tally *t, size_t i)
{
	return (struct slice){ t->calls[i], t->calls_n[i] };
}

/* A block of N bytes in place of the oldest, whose own may do. */
static char *replace_oldest(struct tally *t, struct store *s, size_t n)
{
	size_t i = t->n_calls - 1u;

	/* Call-IDs of one maker are of one length. */
	if (t->calls_n[i] == n)
		return t->calls[i];
	store_drop(s, t->calls[i]);
	t->n_calls--;
	return store_take(s, n);
}

bool call_note(struct tally *t, struct store *s, struct slice call_id)
{
	struct slice id = slice_head(call_id, CALL_ID_KEPT);
	size_t i = 0;
	char *block;

	if (id.n == 0)
		return true;
	while (i < t->n_calls && !slice_equal(id, call_at(t, i)))
		i++;
	if (i < t->n_calls)
		block = t->calls[i];
	else if (i == VERDICT_CALLS)
		block = replace_oldest(t, s, id.n);
	else
		block = store_take(s, id.n);
	if (!block)
		return false;
	if (i == VERDICT_CALLS)
		i--;
	if (i >= t->n_calls)
		t->n_calls = (uint8_t)(i + 1);
	memmove(block, id.p, id.n);
	for (; i > 0; i--) {
		t->calls[i] = t->calls[i - 1];
		t->calls_n[i] = t->calls_n[i - 1];
	}
	t->calls[0] = block;
	t->calls_n[0] = (uint8_t)id.n;
	return true;
}

void call_drop_all(struct tally *t, struct store *s)
{
	for (; t->n_calls > 0; t->n_calls--)
		store_drop(s, t->calls[t->n_calls - 1]);
}

void call_figures(const struct tally *t, struct figures *f)
{
	f->n_calls = t->n_calls;
	for (size_t i = 0; i < t->n_calls; i++)
		f->calls[i] = call_at(t, i);
}

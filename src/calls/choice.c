/* SPDX-License-Identifier: BSD-2-Clause */
/* Chooses, of inbound legs that may be meant, the one that surely is. */
#include "calls/legs.h"

#define LOOKS 16		/* legs with one Call-ID that are looked at */

/* One that was met in its middle may be of another call by then. */
static bool is_eligible(const struct attempt *a)
{
	return a->direction == INBOUND && !a->joined &&
	       (a->state == TRYING || a->state == TALKING);
}

void choice_consider(struct choice *choice, struct attempt *a, bool busy,
		     bool shared)
{
	enum chance chance = a->state == TALKING ? CHANCE_ANSWERED :
			     busy ? CHANCE_BUSY : CHANCE_IDLE;

	if (!is_eligible(a) || choice->of[chance].a == a)
		return;
	choice->of[chance].a = a;
	choice->of[chance].n++;
	choice->of[chance].shared |= shared;
}

bool choice_make(const struct choice *choice, struct attempt **in)
{
	*in = NULL;
	for (int i = 0; i < CHANCES; i++) {
		if (choice->of[i].n == 0)
			continue;
		if (choice->of[i].n > 1 || choice->of[i].shared)
			return false;
		*in = choice->of[i].a;
		return true;
	}
	return true;
}

bool choice_of_call_id(const struct calls *c, uint64_t id,
		       struct attempt **in, enum call_pairing *how)
{
	struct choice choice = { 0 };
	struct attempt *a = NULL;
	unsigned n = 0;

	*how = PAIRING_CALL_ID;
	while ((a = find_next(c, id, a)) && n++ < LOOKS) {
		struct attempt *one = a->direction == OUTBOUND ? a->peer : a;

		if (!one)
			continue;
		choice_consider(&choice, one, legs_busy(one), false);
		if (one != a)
			*how = (enum call_pairing)a->pairing;
	}
	if (n < LOOKS && choice_make(&choice, in))
		return true;
	*in = NULL;
	while (n-- > 0 && (a = find_next(c, id, a)))
		a->doubtful = true;
	return false;
}

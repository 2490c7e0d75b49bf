/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block the texts of an attempt that its record tells. */
#include "calls/attempt.h"

enum word { CALL_ID, FROM_USER, TO_USER, USER_AGENT, REASON, WORDS };

_Static_assert(CALL_ID_KEPT == UINT8_MAX, "a byte has a text's length");

struct words {
	uint8_t lengths[WORDS];
	char text[];
};

static struct words *keep(struct store *s, struct slice all[WORDS])
{
	struct words *w;
	size_t n = 0;
	char *at;

	for (int i = 0; i < WORDS; i++) {
		all[i] = slice_head(all[i], UINT8_MAX);
		n += all[i].n;
	}
	w = store_take(s, sizeof *w + n);
	if (!w)
		return NULL;
	at = w->text;
	for (int i = 0; i < WORDS; i++) {
		w->lengths[i] = (uint8_t)all[i].n;
		if (all[i].n)
			memcpy(at, all[i].p, all[i].n);
		at += all[i].n;
	}
	return w;
}

/* A response's User-Agent is another's. NULL when S has no room. */
struct words *words_keep(struct store *s, const struct sight *seen)
{
	struct slice all[WORDS] = {
		[CALL_ID] = seen->m->call_id,
		[FROM_USER] = seen->who->from.uri.user,
		[TO_USER] = seen->who->to.uri.user,
	};

	if (!seen->m->response)
		all[USER_AGENT] = seen->m->user_agent;
	return keep(s, all);
}

void words_tell(const struct words *w, struct call *c)
{
	struct slice *told[WORDS] = {
		[CALL_ID] = &c->call_id, [FROM_USER] = &c->from_user,
		[TO_USER] = &c->to_user, [USER_AGENT] = &c->user_agent,
		[REASON] = &c->reason,
	};
	const char *at = w ? w->text : NULL;

	for (int i = 0; w && i < WORDS; i++) {
		if (w->lengths[i])
			*told[i] = (struct slice){ at, w->lengths[i] };
		at += w->lengths[i];
	}
}

struct slice words_call_id(const struct words *w)
{
	if (!w)
		return (struct slice){ NULL, 0 };
	return (struct slice){ w->text, w->lengths[CALL_ID] };
}

struct words *words_with_reason(struct store *s, struct words *w,
				struct slice reason)
{
	struct call told = { .code = 0 };
	struct slice all[WORDS];
	struct words *with;

	words_tell(w, &told);
	all[CALL_ID] = told.call_id;
	all[FROM_USER] = told.from_user;
	all[TO_USER] = told.to_user;
	all[USER_AGENT] = told.user_agent;
	all[REASON] = reason;
	with = w ? keep(s, all) : NULL;
	if (!with)
		return w;
	store_drop(s, w);
	return with;
}

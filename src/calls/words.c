/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block the texts of an attempt that its record tells. */
#include "calls/attempt.h"

enum word { CALL_ID, FROM_USER, TO_USER, USER_AGENT, WORDS };

struct words {
	uint8_t lengths[WORDS];
	char text[];
};

/* A response's User-Agent is another's. NULL when S has no room. */
struct words *words_keep(struct store *s, const struct sight *seen)
{
	struct slice all[WORDS] = {
		[CALL_ID] = seen->m->call_id,
		[FROM_USER] = seen->who->from.uri.user,
		[TO_USER] = seen->who->to.uri.user,
	};
	struct words *w;
	size_t n = 0;
	char *at;

	if (!seen->m->response)
		all[USER_AGENT] = seen->m->user_agent;
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

void words_tell(const struct words *w, struct call *c)
{
	struct slice *told[WORDS] = {
		[CALL_ID] = &c->call_id, [FROM_USER] = &c->from_user,
		[TO_USER] = &c->to_user, [USER_AGENT] = &c->user_agent,
	};
	const char *at = w ? w->text : NULL;

	for (int i = 0; w && i < WORDS; i++) {
		*told[i] = (struct slice){ at, w->lengths[i] };
		at += w->lengths[i];
	}
}

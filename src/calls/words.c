/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block the texts of an attempt that its record tells. */
#include "calls/attempt.h"

enum word { CALL_ID, FROM_USER, TO_USER, USER_AGENT, REASON, WORDS };

_Static_assert(CALL_ID_KEPT == BUNDLE_LONGEST, "Call-IDs are kept as told");

/* A response's User-Agent is another's. NULL when S has no room. */
struct bundle *words_keep(struct store *s, const struct sight *seen)
{
	struct slice all[WORDS] = {
		[CALL_ID] = seen->m->call_id,
		[FROM_USER] = seen->who->from.uri.user,
		[TO_USER] = seen->who->to.uri.user,
	};

	if (!seen->m->response)
		all[USER_AGENT] = seen->m->user_agent;
	return bundle_keep(s, all, WORDS);
}

void words_tell(const struct bundle *w, struct call *c)
{
	struct slice *told[WORDS] = {
		[CALL_ID] = &c->call_id, [FROM_USER] = &c->from_user,
		[TO_USER] = &c->to_user, [USER_AGENT] = &c->user_agent,
		[REASON] = &c->reason,
	};

	if (w)
		bundle_tell(w, told, WORDS);
}

struct slice words_call_id(const struct bundle *w)
{
	return w ? bundle_first(w, WORDS) : (struct slice){ NULL, 0 };
}

struct bundle *words_with_reason(struct store *s, struct bundle *w,
				 struct slice reason)
{
	struct call told = { .code = 0 };
	struct bundle *with;

	if (!w)
		return NULL;
	words_tell(w, &told);
	with = bundle_keep(s, (struct slice[WORDS]){
		[CALL_ID] = told.call_id, [FROM_USER] = told.from_user,
		[TO_USER] = told.to_user, [USER_AGENT] = told.user_agent,
		[REASON] = reason,
	}, WORDS);
	if (!with)
		return w;
	store_drop(s, w);
	return with;
}

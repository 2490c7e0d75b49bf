/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block the texts of an attempt, and what few attempts have. */
#include "calls/attempt.h"

_Static_assert(CALL_ID_KEPT == BUNDLE_LONGEST, "Call-IDs are kept as told");

/* A response's User-Agent is another's. NULL when S has no room. */
struct bundle *words_keep(struct store *s, const struct sight *seen)
{
	struct slice all[WORDS] = {
		[WORD_CALL_ID] = seen->m->call_id,
		[WORD_FROM_USER] = seen->who->from.uri.user,
		[WORD_TO_USER] = seen->who->to.uri.user,
	};

	if (!seen->m->response)
		all[WORD_USER_AGENT] = seen->m->user_agent;
	return bundle_keep(s, all, WORDS);
}

void words_tell(const struct bundle *w, struct call *c)
{
	struct slice other;
	struct slice *told[WORDS] = {
		[WORD_CALL_ID] = &c->call_id,
		[WORD_FROM_USER] = &c->from_user,
		[WORD_TO_USER] = &c->to_user,
		[WORD_USER_AGENT] = &c->user_agent,
		[WORD_REASON] = &c->reason, [WORD_SIGN] = &other,
		[WORD_REPLACES] = &other, [WORD_REMARK] = &other,
	};

	if (w)
		bundle_tell(w, told, WORDS);
}

static void read_all(const struct bundle *w, struct slice all[WORDS])
{
	struct slice *told[WORDS];

	for (int i = 0; i < WORDS; i++) {
		all[i] = (struct slice){ NULL, 0 };
		told[i] = &all[i];
	}
	bundle_tell(w, told, WORDS);
}

struct slice words_get(const struct bundle *w, enum word which)
{
	struct slice all[WORDS];

	if (!w || !bundle_has(w, which))
		return (struct slice){ NULL, 0 };
	if (which == WORD_CALL_ID)
		return bundle_first(w, WORDS);
	read_all(w, all);
	return all[which];
}

struct bundle *words_without(struct store *s, struct bundle *w,
			     enum word which)
{
	if (!w || !bundle_has(w, which))
		return w;
	bundle_cut(w, which, WORDS);
	return words_with(s, w, which, (struct slice){ NULL, 0 });
}

struct bundle *words_with(struct store *s, struct bundle *w, enum word which,
			  struct slice value)
{
	struct slice all[WORDS];
	struct bundle *with;

	if (!w)
		return NULL;
	read_all(w, all);
	all[which] = value;
	with = bundle_keep(s, all, WORDS);
	if (!with)
		return w;
	store_drop(s, w);
	return with;
}

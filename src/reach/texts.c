/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block the texts that a registration's record tells. */
#include "reach/parts.h"

enum word { CALL_ID, USER, HOST, USER_AGENT, WORDS };

struct texts {
	uint8_t lengths[WORDS];
	char text[];
};

struct texts *texts_keep(struct store *s, const struct registration *said)
{
	struct slice all[WORDS] = {
		[CALL_ID] = said->call_id, [USER] = said->user,
		[HOST] = said->host, [USER_AGENT] = said->user_agent,
	};
	struct texts *w;
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

void texts_tell(const struct texts *w, struct registration *told)
{
	struct slice *all[WORDS] = {
		[CALL_ID] = &told->call_id, [USER] = &told->user,
		[HOST] = &told->host, [USER_AGENT] = &told->user_agent,
	};
	const char *at = w->text;

	for (int i = 0; i < WORDS; i++) {
		*all[i] = (struct slice){ at, w->lengths[i] };
		at += w->lengths[i];
	}
}

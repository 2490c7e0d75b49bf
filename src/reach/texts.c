/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block the texts that a registration's record tells. */
#include "reach/parts.h"

enum { TEXTS = 5 };

struct bundle *texts_keep(struct store *s, const struct registration *said)
{
	return bundle_keep(s, (struct slice[TEXTS]){
		said->call_id, said->user, said->host, said->user_agent,
		said->contact
	}, TEXTS);
}

void texts_tell(const struct bundle *b, struct registration *told)
{
	bundle_tell(b, (struct slice *[TEXTS]){
		&told->call_id, &told->user, &told->host, &told->user_agent,
		&told->contact
	}, TEXTS);
}

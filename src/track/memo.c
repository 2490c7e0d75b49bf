/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block what an outcome tells of its request. */
#include "track/transaction.h"

enum { CALL_ID, USER_AGENT, TO_USER, TO_HOST, FROM_USER, FROM_HOST,
       RURI_USER, RURI_HOST, METHOD_NAME, WORDS };

/* Their lengths stand before them, a byte each. */
#define LONGEST UINT8_MAX

/* What M says of its request; a response's User-Agent is another's. */
static void list(const struct sip_msg *m, struct slice words[WORDS])
{
	words[CALL_ID] = m->call_id;
	words[USER_AGENT] = m->response ? (struct slice){ 0 } : m->user_agent;
	words[TO_USER] = m->to.user;
	words[TO_HOST] = m->to.host;
	words[FROM_USER] = m->from.user;
	words[FROM_HOST] = m->from.host;
	words[RURI_USER] = m->ruri.user;
	words[RURI_HOST] = m->ruri.host;
	words[METHOD_NAME] = m->method == SIP_OTHER ? m->method_name :
			     (struct slice){ 0 };
	for (int i = 0; i < WORDS; i++)
		words[i] = slice_head(words[i], LONGEST);
}

static void tell(const struct slice words[WORDS], struct outcome *o)
{
	o->call_id = words[CALL_ID];
	o->user_agent = words[USER_AGENT];
	o->to_user = words[TO_USER];
	o->to_host = words[TO_HOST];
	o->from_user = words[FROM_USER];
	o->from_host = words[FROM_HOST];
	o->ruri_user = words[RURI_USER];
	o->ruri_host = words[RURI_HOST];
	o->method_name = words[METHOD_NAME];
	if (o->method != SIP_OTHER && o->method != SIP_UNKNOWN)
		o->method_name = slice_of(sip_method_name(o->method));
}

static size_t size_of(const uint8_t *lengths)
{
	size_t n = WORDS;

	for (int i = 0; i < WORDS; i++)
		n += lengths[i];
	return n;
}

/* NULL when S has no room. */
uint8_t *memo_keep(struct store *s, const struct sip_msg *m)
{
	struct slice words[WORDS];
	uint8_t lengths[WORDS], *memo, *at;

	list(m, words);
	for (int i = 0; i < WORDS; i++)
		lengths[i] = (uint8_t)words[i].n;
	memo = store_take(s, size_of(lengths));
	if (!memo)
		return NULL;
	memcpy(memo, lengths, WORDS);
	at = memo + WORDS;
	for (int i = 0; i < WORDS; i++) {
		if (lengths[i] > 0)
			memcpy(at, words[i].p, lengths[i]);
		at += lengths[i];
	}
	return memo;
}

void memo_drop(struct store *s, uint8_t *memo)
{
	if (memo)
		store_drop(s, memo, size_of(memo));
}

/* O's method must be there; without a memo its words are empty. */
void memo_tell(const uint8_t *memo, struct outcome *o)
{
	struct slice words[WORDS] = { { 0 } };
	size_t at = WORDS;

	for (int i = 0; memo && i < WORDS; i++) {
		words[i] = (struct slice){ (const char *)memo + at, memo[i] };
		at += memo[i];
	}
	tell(words, o);
}

void memo_tell_message(const struct sip_msg *m, struct outcome *o)
{
	struct slice words[WORDS];

	list(m, words);
	tell(words, o);
}

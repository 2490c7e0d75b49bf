/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block what an outcome tells of its request. */
#include "track/transaction.h"

/* Which words, in the order in which they are kept. */
enum word {
	TO_USER, TO_HOST, FROM_USER, FROM_HOST, RURI_USER, RURI_HOST,
	CALL_ID, USER_AGENT, METHOD_NAME, WORDS
};

/* Behind each word is room for one byte more: see keep_pair(). */
struct memo {
	uint16_t size;
	uint8_t lengths[WORDS];
	char text[];
};

/* As much of WORD as its length tells. */
static struct slice kept(struct slice word)
{
	return slice_head(word, UINT8_MAX);
}

/* What M says of its request; a response's User-Agent is another's. */
static void read_words(const struct sip_msg *m, const struct parties *who,
		       struct slice words[WORDS])
{
	words[TO_USER] = kept(who->to.uri.user);
	words[TO_HOST] = kept(who->to.uri.host);
	words[FROM_USER] = kept(who->from.uri.user);
	words[FROM_HOST] = kept(who->from.uri.host);
	words[RURI_USER] = kept(m->ruri.user);
	words[RURI_HOST] = kept(m->ruri.host);
	words[CALL_ID] = kept(m->call_id);
	words[USER_AGENT] = kept(m->user_agent);
	words[METHOD_NAME] = kept(m->method_name);
	if (m->response)
		words[USER_AGENT].n = 0;
	if (m->method != SIP_OTHER)
		words[METHOD_NAME].n = 0;
}

/* Where an outcome tells them. */
static const size_t told[WORDS] = {
#define WORD(i, word) [i] = offsetof(struct outcome, word)
	WORD(TO_USER, to_user), WORD(TO_HOST, to_host),
	WORD(FROM_USER, from_user), WORD(FROM_HOST, from_host),
	WORD(RURI_USER, ruri_user), WORD(RURI_HOST, ruri_host),
	WORD(CALL_ID, call_id), WORD(USER_AGENT, user_agent),
	WORD(METHOD_NAME, method_name),
#undef WORD
};

static void tell(struct outcome *o, int i, const char *p, size_t n)
{
	void *at = (char *)o + told[i];

	*(struct slice *)at = (struct slice){ p, n };
}

static void tell_method(struct outcome *o)
{
	if (o->method != SIP_OTHER && o->method != SIP_UNKNOWN)
		o->method_name = slice_of(sip_method_name(o->method));
}

static char *keep(char *at, struct slice word)
{
	if (word.n > 0)
		memcpy(at, word.p, word.n);
	return at + word.n + 1;
}

/* In most messages "user@host" stands as it is to be kept. */
static char *keep_pair(char *at, struct slice user, struct slice host)
{
	size_t n = user.n + 1 + host.n;

	if (user.n == 0 || host.n == 0 || user.p + user.n + 1 != host.p)
		return keep(keep(at, user), host);
	memcpy(at, user.p, n);
	return at + n + 1;
}

/* NULL when S has no room. */
struct memo *memo_keep(struct store *s, const struct sip_msg *m,
		       const struct parties *who)
{
	struct slice words[WORDS];
	size_t size = sizeof(struct memo) + WORDS;
	struct memo *memo;
	char *at;
	int i;

	read_words(m, who, words);
	for (i = 0; i < WORDS; i++)
		size += words[i].n;
	memo = store_take(s, size);
	if (!memo)
		return NULL;
	memo->size = (uint16_t)size;
	for (i = 0; i < WORDS; i++)
		memo->lengths[i] = (uint8_t)words[i].n;
	at = memo->text;
	for (i = 0; i + 1 < WORDS; i += 2)
		at = keep_pair(at, words[i], words[i + 1]);
	keep(at, words[i]);
	return memo;
}

void memo_drop(struct store *s, struct memo *memo)
{
	if (memo)
		store_drop(s, memo, memo->size);
}

/* O's method must be there; without a memo its words are left empty. */
void memo_tell(const struct memo *memo, struct outcome *o)
{
	const char *at = memo ? memo->text : NULL;

	for (int i = 0; memo && i < WORDS; i++) {
		tell(o, i, at, memo->lengths[i]);
		at += memo->lengths[i] + 1;
	}
	tell_method(o);
}

void memo_tell_message(const struct sip_msg *m, struct outcome *o)
{
	struct parties who;
	struct slice words[WORDS];

	parties_read(m, &who);
	read_words(m, &who, words);
	for (int i = 0; i < WORDS; i++)
		tell(o, i, words[i].p, words[i].n);
	tell_method(o);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block what an outcome tells of its request. */
#include "track/transaction.h"

/* Which words: where a message has them, and where an outcome. */
static const struct word { size_t said, told; } list[] = {
#define WORD(m, o) { offsetof(struct sip_msg, m), offsetof(struct outcome, o) }
	WORD(to.user, to_user), WORD(to.host, to_host),
	WORD(from.user, from_user), WORD(from.host, from_host),
	WORD(ruri.user, ruri_user), WORD(ruri.host, ruri_host),
	WORD(call_id, call_id), WORD(user_agent, user_agent),
	WORD(method_name, method_name),
#undef WORD
};

enum { USER_AGENT = 7, METHOD_NAME, WORDS };

_Static_assert(sizeof list / sizeof *list == WORDS, "each has its number");

#define LONGEST UINT8_MAX	/* the rest of a word isn't kept */

/* Behind each word is room for one byte more: see keep_pair(). */
struct memo {
	uint16_t size;
	uint8_t lengths[WORDS];
	char text[];
};

/* What M says of its request; a response's User-Agent is another's. */
static void read_words(const struct sip_msg *m, struct slice words[WORDS])
{
	for (int i = 0; i < WORDS; i++) {
		const void *said = (const char *)m + list[i].said;

		words[i] = slice_head(*(const struct slice *)said, LONGEST);
	}
	if (m->response)
		words[USER_AGENT].n = 0;
	if (m->method != SIP_OTHER)
		words[METHOD_NAME].n = 0;
}

static void tell(struct outcome *o, int i, const char *p, size_t n)
{
	void *told = (char *)o + list[i].told;

	*(struct slice *)told = (struct slice){ p, n };
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
struct memo *memo_keep(struct store *s, const struct sip_msg *m)
{
	struct slice words[WORDS];
	size_t size = sizeof(struct memo) + WORDS;
	struct memo *memo;
	char *at;
	int i;

	read_words(m, words);
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
	struct slice words[WORDS];

	read_words(m, words);
	for (int i = 0; i < WORDS; i++)
		tell(o, i, words[i].p, words[i].n);
	tell_method(o);
}

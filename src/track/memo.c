/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps in one block what an outcome tells of its request. */
#include "base/code.h"
#include "track/transaction.h"

/* Which words, in the order in which they are kept. */
enum word {
	TO_USER, TO_HOST, FROM_USER, FROM_HOST, RURI_USER, RURI_HOST,
	CALL_ID, USER_AGENT, METHOD_NAME, WORDS
};

/* Behind each word is room for one byte more: see keep_pair(). */
struct memo {
	uint8_t lengths[WORDS];
	char text[];
};

/* What M says of its request. A response's User-Agent is another's. */
static void find_words(const struct sip_msg *m, const struct sip_parties *who,
		       const struct slice *words[WORDS])
{
	static const struct slice none = { "", 0 };

	words[TO_USER] = &who->to.uri.user;
	words[TO_HOST] = &who->to.uri.host;
	words[FROM_USER] = &who->from.uri.user;
	words[FROM_HOST] = &who->from.uri.host;
	words[RURI_USER] = &m->ruri.user;
	words[RURI_HOST] = &m->ruri.host;
	words[CALL_ID] = &m->call_id;
	words[USER_AGENT] = m->response ? &none : &m->user_agent;
	words[METHOD_NAME] = m->method == SIP_OTHER ? &m->method_name : &none;
}

/* As much of WORD as its length tells. */
static struct slice cut(const struct slice *word)
{
	return slice_head(*word, UINT8_MAX);
}

static RARELY size_t cut_size(const struct slice *const words[WORDS])
{
	size_t n = 0;

	for (int i = 0; i < WORDS; i++)
		n += cut(words[i]).n;
	return n;
}

/* How many bytes they are in all. */
static size_t size_of(const struct slice *const words[WORDS])
{
	size_t n = 0, bits = 0;

	for (int i = 0; i < WORDS; i++) {
		n += words[i]->n;
		bits |= words[i]->n;
	}
	return bits <= UINT8_MAX ? n : cut_size(words);
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

static void fill(struct memo *memo, const struct slice *const words[WORDS])
{
	char *at = memo->text;
	int i;

	for (i = 0; i < METHOD_NAME; i += 2) {
		struct slice one = cut(words[i]), other = cut(words[i + 1]);

		memo->lengths[i] = (uint8_t)one.n;
		memo->lengths[i + 1] = (uint8_t)other.n;
		at = keep_pair(at, one, other);
	}
	memo->lengths[METHOD_NAME] = (uint8_t)cut(words[METHOD_NAME]).n;
	keep(at, cut(words[METHOD_NAME]));
}

/* NULL when S has no room. */
struct memo *memo_keep(struct store *s, const struct sip_msg *m,
		       const struct sip_parties *who)
{
	const struct slice *words[WORDS];
	struct memo *memo;

	find_words(m, who, words);
	memo = store_take(s, sizeof *memo + WORDS + size_of(words));
	if (memo)
		fill(memo, words);
	return memo;
}

void memo_drop(struct store *s, struct memo *memo)
{
	store_drop(s, memo);
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
	struct sip_parties who;
	const struct slice *words[WORDS];

	parties_read(m, &who);
	find_words(m, &who, words);
	for (int i = 0; i < WORDS; i++)
		tell(o, i, words[i]->p, cut(words[i]).n);
	tell_method(o);
}

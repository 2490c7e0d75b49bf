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
	uint8_t lengths[WORDS];
	char text[];
};

/* As much of WORD as its length tells, into *TO; returns that length. */
static size_t put(struct slice *to, struct slice word)
{
	*to = slice_head(word, UINT8_MAX);
	return to->n;
}

/*
 * What M says of its request, and how long it is: to add that up afterwards
 * is to wait for what was only just written. A response's User-Agent is
 * another's.
 */
static size_t read_words(const struct sip_msg *m,
			 const struct sip_parties *who,
			 struct slice words[WORDS])
{
	static const struct slice none = { "", 0 };
	size_t n = put(&words[TO_USER], who->to.uri.user);

	n += put(&words[TO_HOST], who->to.uri.host);
	n += put(&words[FROM_USER], who->from.uri.user);
	n += put(&words[FROM_HOST], who->from.uri.host);
	n += put(&words[RURI_USER], m->ruri.user);
	n += put(&words[RURI_HOST], m->ruri.host);
	n += put(&words[CALL_ID], m->call_id);
	n += put(&words[USER_AGENT], m->response ? none : m->user_agent);
	n += put(&words[METHOD_NAME],
		 m->method == SIP_OTHER ? m->method_name : none);
	return n;
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

static void fill(struct memo *memo, const struct slice words[WORDS])
{
	char *at = memo->text;
	int i;

	for (i = 0; i < METHOD_NAME; i += 2) {
		memo->lengths[i] = (uint8_t)words[i].n;
		memo->lengths[i + 1] = (uint8_t)words[i + 1].n;
		at = keep_pair(at, words[i], words[i + 1]);
	}
	memo->lengths[METHOD_NAME] = (uint8_t)words[METHOD_NAME].n;
	keep(at, words[METHOD_NAME]);
}

/* NULL when S has no room. */
struct memo *memo_keep(struct store *s, const struct sip_msg *m,
		       const struct sip_parties *who)
{
	struct slice words[WORDS];
	size_t n = read_words(m, who, words);
	struct memo *memo = store_take(s, sizeof *memo + WORDS + n);

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
	struct slice words[WORDS];

	parties_read(m, &who);
	read_words(m, &who, words);
	for (int i = 0; i < WORDS; i++)
		tell(o, i, words[i].p, words[i].n);
	tell_method(o);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the values that only the catalogue has, and which profile it is. */
#include "guidance.h"
#include "config/keys.h"

#define CAUSE_LONGEST 80	/* bytes of a typical cause */

/* The name of a list's word I, or NULL where it has none. */
typedef const char *namer(int i);

/* T is none of the N words: says which are, or the nearest. */
static void tell_choice(struct reading *r, const struct key *k,
			const struct token *t, namer *name, int n)
{
	const char *list = "", *comma = "";
	struct suggestion s;

	suggest_start(&s, t->text);
	for (int i = 0; i < n && list; i++) {
		if (!name(i))
			continue;
		suggest_offer(&s, name(i));
		list = arena_printf(&r->arena, "%s%s%s", list, comma,
				    name(i));
		comma = ", ";
	}
	if (s.best)
		list = s.best;
	mistake(r, t, "%s: there is no '%s', %s%s would be right",
		key_leaf(k), t->text.p, s.best ? "" : "one of ",
		list ? list : "");
}

/* Which of the N words T is; -1 after a complaint. */
static int choose(struct reading *r, const struct key *k,
		  const struct token *t, namer *name, int n)
{
	for (int i = 0; i < n; i++)
		if (name(i) && slice_equal(t->text, slice_of(name(i))))
			return i;
	tell_choice(r, k, t, name, n);
	return -1;
}

static void choose_one(struct reading *r, const struct entry *e, namer *name,
		       int n, int *at)
{
	const struct token *t = entry_word(r, e);
	int i = t ? choose(r, e->key, t, name, n) : -1;

	if (i >= 0)
		*at = i;
}

/* A type whose word is one of ENUM's, in a field of it. */
#define CHOICE(word, ENUM, n, name_of, called) \
static const char *word##_text(int i) \
{ \
	return name_of((enum ENUM)i); \
} \
\
static void read_##word(struct reading *r, const struct key *k, \
			const struct entry *e, char *base) \
{ \
	int i = *KEY_AT(enum ENUM, base, k); \
\
	choose_one(r, e, word##_text, n, &i); \
	*KEY_AT(enum ENUM, base, k) = i; \
} \
\
const struct type type_##word = { called, false, read_##word, NULL, \
				     NULL }

CHOICE(points_to, points_to, POINTS, points_to_name, "side");
CHOICE(retry, retry, RETRIES, retry_name, "retry");
CHOICE(trouble, trouble, TROUBLES, trouble_name, "type");
CHOICE(side, call_side, CALL_SIDES, call_side_name, "initiator");
CHOICE(disconnect, disconnect, DISCONNECTS, disconnect_name, "disconnect");

static const char *tag_text(int i)
{
	return tag_name(i);
}

/* Of the whole guidance: what += says is about what it lies over, too. */
static void read_tags(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	struct guidance *says = KEY_AT(struct guidance, base, k);
	uint32_t tags = 0;

	if (!entry_fits(r, e))
		return;
	for (size_t i = 0; i < e->n; i++) {
		int tag = choose(r, k, e->words[i], tag_text, TAGS);

		if (tag < 0)
			continue;
		if (tags & 1u << tag)
			tell_twice(r, k, e->words[i]);
		tags |= 1u << tag;
	}
	if (e->adds)
		tags |= says->tags;
	says->tags = tags;
	says->tags_added = e->adds;
}

const struct type type_tags = { "tags", true, read_tags, NULL, NULL };

/* Room for E's values of SIZE bytes behind the HAD ones that they add to. */
static void *begin_list(struct reading *r, const struct entry *e, char *base,
			size_t size, size_t *had)
{
	const void *before;

	*had = e->adds ? *KEY_COUNT(base, e->key) : 0;
	if (!entry_fits(r, e))
		return NULL;
	if ((int64_t)(*had + e->n) > e->key->most) {
		mistake(r, e->at, "%s has %zu values with those before, up "
			"to %d would be right", key_leaf(e->key),
			*had + e->n, (int)e->key->most);
		return NULL;
	}
	memcpy(&before, base + e->key->at, sizeof before);
	return arena_grow(r->keep, before, *had, e->n, size);
}

static void read_sentences(struct reading *r, const struct key *k,
			   const struct entry *e, char *base)
{
	size_t had;
	char **list = begin_list(r, e, base, sizeof *list, &had);

	for (size_t i = 0; list && i < e->n; i++) {
		const struct token *t = e->words[i];

		if (t->text.n < 1 || t->text.n > CAUSE_LONGEST)
			mistake(r, t, "%s: %zu bytes long, 1 to %d would be "
				"right", key_leaf(k), t->text.n,
				CAUSE_LONGEST);
		list[had + i] = arena_text(r->keep, t->text);
	}
	if (!list)
		return;
	*KEY_AT(char **, base, k) = list;
	*KEY_COUNT(base, k) = had + e->n;
}

const struct type type_sentences = { "sentences", true, read_sentences, NULL,
				     NULL };

static bool has_number(const uint32_t *list, size_t n, uint32_t value)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == value)
			return true;
	return false;
}

static void read_causes(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	size_t had;
	uint32_t *list = begin_list(r, e, base, sizeof *list, &had);
	uint64_t value;

	for (size_t i = 0; list && i < e->n; i++) {
		const struct token *t = e->words[i];

		if (slice_number(t->text, 699, &value) || !value)
			tell_form(r, k, t, "a number such as 17");
		else if (has_number(list, had + i, value))
			tell_twice(r, k, t);
		else
			list[had + i] = value;
	}
	if (!list)
		return;
	*KEY_AT(uint32_t *, base, k) = list;
	*KEY_COUNT(base, k) = had + e->n;
}

const struct type type_causes = { "numbers", true, read_causes, NULL, NULL };

static void read_reason(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);

	if (t && !call_cause_of(t->text,
				KEY_AT(struct call_cause, base, k)))
		tell_form(r, k, t, "\"Q.850;17\" or \"SIP;486\"");
}

const struct type type_reason = { "Reason", false, read_reason, NULL, NULL };

/* profile: one of the catalogue's; "" is none */

static int find_profile(const struct catalog *c, struct slice name)
{
	for (size_t i = 0; i < c->n_profiles; i++)
		if (slice_same(slice_of(c->profiles[i].name), name))
			return (int)i;
	return -1;
}

static void read_profile(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);
	const struct catalog *c = r->catalog;
	struct suggestion s;

	if (!t || !c)
		return;
	*KEY_AT(int, base, k) = find_profile(c, t->text);
	if (!t->text.n || *KEY_AT(int, base, k) >= 0)
		return;
	suggest_start(&s, t->text);
	for (size_t i = 0; i < c->n_profiles; i++)
		suggest_offer(&s, c->profiles[i].name);
	mistake(r, t, "%s: there is no profile '%s', %s would be right",
		key_leaf(k), t->text.p, s.best ? s.best : "the name of one "
		"such as didww");
}

static void write_profile(FILE *out, const struct key *k, const char *base,
			  const struct catalog *catalog)
{
	int i = *KEY_HAS(int, base, k);

	write_word(out, i < 0 ? "" : catalog->profiles[i].name);
}

const struct type type_profile = { "profile", false, read_profile, NULL,
				   write_profile };

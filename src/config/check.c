/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds what no single value can tell: twins, gaps, names of nothing. */
#include <errno.h>

#include "base/netmap.h"
#include "config/keys.h"

#define NAME_LONGEST 63

/* Are S and all in it free of mistakes? Else what is missing is no news. */
static bool is_sound(const struct reading *r, const struct section *s)
{
	return !mistakes_within(r, s->title->order, s->end);
}

static void check_name(struct reading *r, const struct section *s)
{
	const struct part *p = part_find(r->grammar, s->path);
	const struct section *first;
	struct slice name = s->title->text;
	size_t n = strspn(name.p, NAME_BYTES);

	if (!name.n || n < name.n || n > NAME_LONGEST) {
		mistake(r, s->title, "'%s' can't name a %s, up to 63 "
			"letters, digits, - and _ would be right", name.p,
			part_leaf(p));
		return;
	}
	first = section_titled(r->root, s->path, name);
	if (first != s)
		mistake(r, s->title, "%s %s was given in %s:%u, another name "
			"would be right", part_leaf(p), name.p,
			first->title->place.file, first->title->place.line);
}

static bool is_empty(const struct code_set *set)
{
	uint64_t any = 0;

	for (size_t i = 0; i < sizeof set->bits / sizeof *set->bits; i++)
		any |= set->bits[i];
	return !any;
}

static void check_levels(struct reading *r, const struct section *rule)
{
	const struct section *part = section_find(rule, "rule.raise", NULL);

	if (!part && is_sound(r, rule))
		mistake(r, rule->title, "rule %s has no level, raise warning "
			"{ count = 20 } would be right", rule->title->text.p);
	for (; part; part = section_find(rule, "rule.raise", part))
		if (!part->entries && is_sound(r, part))
			mistake(r, part->title, "raise %s has no condition, "
				"count = 20 would be right",
				part->title->text.p);
}

static void check_trunks(struct reading *r, const struct section *rule)
{
	const struct entry *e = entry_find(rule, "rule.trunks");
	size_t n = e ? e->n : 0;

	if (e && n > (size_t)e->key->most)
		return;		/* told already */
	for (size_t i = 0; i < n && r->n_mistakes <= MISTAKES_MAX; i++) {
		struct slice name = e->words[i]->text;
		const char *near;

		if (slice_equal(name, SLICE("none")) ||
		    section_titled(r->root, "trunk", name))
			continue;
		near = section_nearest(r->root, "trunk", name);
		mistake(r, e->words[i], "trunks: there is no trunk '%s', %s "
			"would be right", name.p,
			near ? near : "the name of one or none");
	}
}

static bool has_delay(const struct rule_settings *s)
{
	for (size_t i = 0; i < s->n_levels; i++)
		if (s->levels[i].delay_p95.ns)
			return true;
	return false;
}

/* Is there anything to count? Delays need no codes. */
static bool needs_codes(const struct rule_settings *s)
{
	for (size_t i = 0; i < s->n_levels; i++) {
		const struct level_settings *l = &s->levels[i];

		if (l->count || l->ratio_ppm || l->rate_milli)
			return true;
	}
	return s->n_levels == 0;
}

static void check_codes(struct reading *r, const struct section *rule,
			const struct rule_settings *s)
{
	const struct entry *e = entry_find(rule, "rule.codes");
	const char *name = rule->title->text.p;

	if (!is_empty(&s->codes) || s->tags & ~s->except_tags)
		return;
	if (e && e->n > 0)
		mistake(r, rule->title, "rule %s has no codes left, others "
			"in codes or fewer in except would be right", name);
	else if (needs_codes(s))
		mistake(r, rule->title, "rule %s has no codes, codes = {408, "
			"no-response} would be right", name);
}

/* A call is kept for long, so it is small: of URIs it knows the users. */
static const char *field_of_calls(enum group_field instead_of)
{
	switch (instead_of) {
	case GROUP_TO_HOST:
	case GROUP_RURI_HOST:
		return group_field_name(GROUP_DST);
	case GROUP_FROM_HOST:
		return group_field_name(GROUP_SRC);
	case GROUP_RURI_USER:
		return group_field_name(GROUP_TO_USER);
	case GROUP_RURI_PREFIX:
		return group_field_name(GROUP_TO_PREFIX);
	case GROUP_INTERFACE:
		return group_field_name(GROUP_DIRECTION);
	default:
		return NULL;
	}
}

/* By what nobody knows all calls would be one group without a name. */
static void check_call_fields(struct reading *r, const struct section *rule,
			      const struct rule_settings *s)
{
	const struct entry *e = entry_find(rule, "rule.group-by");

	for (size_t i = 0; i < s->n_group_by; i++) {
		const char *instead = field_of_calls(s->group_by[i]);

		if (instead)
			mistake(r, e->words[i], "group-by: rule %s counts "
				"calls, of which %s is not known, %s would be "
				"right", rule->title->text.p,
				group_field_name(s->group_by[i]), instead);
	}
}

/* What rules learn of calls is about INVITE, and a delay has no code. */
static void check_calls(struct reading *r, const struct section *rule,
			const struct rule_settings *s)
{
	const char *name = rule->title->text.p;
	bool delay = has_delay(s);

	if (!delay && !code_set_has_calls(&s->codes))
		return;
	check_call_fields(r, rule, s);
	if (!(s->methods >> SIP_INVITE & 1))
		mistake(r, rule->title, "rule %s counts calls, INVITE among "
			"its methods would be right", name);
	for (size_t i = 0; delay && i < s->n_group_by; i++)
		if (s->group_by[i] == GROUP_CODE)
			mistake(r, rule->title, "rule %s has delay-p95, which "
				"goes by no code, group-by without code would "
				"be right", name);
}

/* So is what they learn of peers about OPTIONS, of phones about REGISTER. */
static void check_reach(struct reading *r, const struct section *rule,
			const struct rule_settings *s)
{
	static const struct { int code; enum sip_method method; } pairs[] = {
		{ OUTCOME_PEER_DOWN, SIP_OPTIONS },
		{ OUTCOME_REGISTRATION_EXPIRED, SIP_REGISTER },
	};
	char text[OUTCOME_TEXT];

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (code_set_has(&s->codes, pairs[i].code) &&
		    !(s->methods >> pairs[i].method & 1))
			mistake(r, rule->title, "rule %s counts %s, %s among "
				"its methods would be right",
				rule->title->text.p,
				outcome_text(pairs[i].code, text),
				sip_method_name(pairs[i].method));
}

static void check_rule(struct reading *r, const struct section *rule,
		       const struct rule_settings *s)
{
	bool sound = is_sound(r, rule);

	check_name(r, rule);
	if (sound) {
		check_codes(r, rule, s);
		check_calls(r, rule, s);
		check_reach(r, rule, s);
	}
	check_levels(r, rule);
	check_trunks(r, rule);
}

static void check_trunk(struct reading *r, const struct section *trunk,
			const struct settings *s, size_t i,
			struct netmap *peers)
{
	const struct trunk_settings *t = &s->trunks[i], *other;
	const struct entry *e = entry_find(trunk, "trunk.peers");
	char text[ADDR_TEXT + 4];

	check_name(r, trunk);
	if (slice_equal(trunk->title->text, SLICE("none")))
		mistake(r, trunk->title, "'none' stands for what is in no "
			"trunk, another name would be right");
	if (!e && is_sound(r, trunk))
		mistake(r, trunk->title, "trunk %s has no peers, peers = "
			"{192.0.2.0/24} would be right", t->name);
	for (size_t j = 0; j < t->n_peers; j++) {
		if (netmap_add(peers, &t->peers[j], i) != -EEXIST)
			continue;
		other = s->trunks;
		while (!nets_have(other->peers, other->n_peers, &t->peers[j]))
			other++;
		mistake(r, e->at, "peers: %s is in trunk %s too, in one of "
			"them it would be right",
			net_format(&t->peers[j], text), other->name);
	}
}

static void check_sources(struct reading *r, const struct settings *s)
{
	const struct section *capture = section_find(r->root, "capture", NULL);
	const struct entry *e = entry_find(capture, "capture.interfaces");

	if (e && !e->n && !s->hep.listen.port)
		mistake(r, e->at, "interfaces: none, and no hep.listen: a "
			"name or any would be right");
}

/* What listens where the other format goes would take one for the other, and
 * nobody would be told. */
static void check_socket(struct reading *r, const struct syslog_settings *s)
{
	const struct section *part = section_find(r->root, "syslog", NULL);
	const struct entry *e = entry_find(part, "syslog.socket");
	bool journal = s->format == SYSLOG_JOURNAL;

	if (e && s->socket && strcmp(s->socket, journal ? SYSLOG_SOCKET :
				     JOURNAL_SOCKET) == 0)
		mistake(r, e->at, "socket: %s does not take the format %s, to "
			"leave it out would be right", s->socket,
			syslog_format_name(s->format));
}

void check_settings(struct reading *r, const struct settings *s)
{
	const struct section *part = NULL;
	struct netmap *peers;
	size_t i = 0;

	if (netmap_create(&peers) < 0) {
		r->arena.failed = true;
		return;
	}
	while ((part = section_find(r->root, "trunk", part)))
		check_trunk(r, part, s, i++, peers);
	netmap_destroy(peers);
	check_sources(r, s);
	check_socket(r, &s->syslog);
	i = 0;
	while ((part = section_find(r->root, "rule", part)))
		check_rule(r, part, &s->rules[i++]);
}

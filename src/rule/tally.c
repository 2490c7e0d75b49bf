/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps what counts in a group for each rule, and the delays of its calls. */
#include "rule/parts.h"

static struct hash_id tally_id(const struct groups *g, const struct group *of,
			       const struct rule *rule, uint16_t code)
{
	char key[sizeof rule->name + sizeof of->id + sizeof code], *at = key;

	memcpy(at, &rule->name, sizeof rule->name);
	at += sizeof rule->name;
	memcpy(at, &of->id, sizeof of->id);
	at += sizeof of->id;
	memcpy(at, &code, sizeof code);
	return hash_bytes(g->seed, key, sizeof key);
}

static struct tally *make_tally(struct groups *g, struct group *of,
				const struct rule *rule, uint16_t code)
{
	struct hash_id id = tally_id(g, of, rule, code);
	struct tally *t = table_add(g->tallies, (uint32_t)id.lo), **link;

	if (!t) {
		++*g->lost;
		return NULL;
	}
	t->id = id;
	t->rule = rule;
	t->group = of;
	t->code = code;
	link = &of->tallies;
	while (*link && ((*link)->rule < rule ||
			 ((*link)->rule == rule && (*link)->code < code)))
		link = &(*link)->next;
	t->next = *link;
	*link = t;
	return t;
}

struct tally *tally_get(struct groups *g, struct group *of,
			const struct rule *rule, int code)
{
	uint16_t own = rule->by_code ? (uint16_t)code : 0;
	struct tally *t;

	for (t = of->tallies; t; t = t->next) {
		if (t->rule == rule && t->code == own) {
			table_touch(g->tallies, t);
			return t;
		}
	}
	return make_tally(g, of, rule, own);
}

static void note_call(struct groups *g, struct tally *t, struct slice call_id)
{
	for (int i = 0; !call_note(t, g->store, call_id) &&
	     i < STORE_TRIES && group_make_room(g, t->group); i++)
		;
}

void tally_add(struct groups *g, struct tally *t, const struct event *e,
	       struct slice call_id)
{
	tally_trim(g, t, e->when);
	if (group_put(g, t->group, &t->window, e))
		note_call(g, t, call_id);
}

void tally_add_delay(struct groups *g, struct tally *t, struct moment when,
		     struct span delay, struct slice call_id)
{
	const struct event e = { .when = when, .code = delay_class(delay) };

	tally_trim(g, t, when);
	if (!t->delays) {
		t->delays = group_take(g, t->group, sizeof *t->delays);
		if (!t->delays) {
			++*g->lost;
			return;
		}
		*t->delays = (struct window){ .count = 0 };
	}
	group_put(g, t->group, t->delays, &e);
	if (window_empty(t->delays))
		tally_drop_delays(g, t);
	else if (delay.ns >= t->rule->slow.ns)
		note_call(g, t, call_id);
}

void tally_watch(struct groups *g, struct tally *t)
{
	if (t->watched)
		return;
	t->watched = true;
	table_hold(g->tallies, t);
	if (t->group->watched++ == 0)
		table_hold(g->groups, t->group);
}

void tally_let_go(struct groups *g, struct tally *t)
{
	if (!t->watched)
		return;
	t->watched = false;
	table_let_go(g->tallies, t);
	if (--t->group->watched == 0)
		table_let_go(g->groups, t->group);
}

void tally_values(const struct tally *t, struct group_value *v,
		  char code[OUTCOME_TEXT])
{
	const struct rule_settings *s = t->rule->settings;
	const char *at = t->group->values;

	for (size_t i = 0; i < s->n_group_by; i++) {
		v[i].field = s->group_by[i];
		if (v[i].field == GROUP_CODE) {
			v[i].text = slice_of(outcome_text(t->code, code));
			continue;
		}
		v[i].text = (struct slice){ at + 1, (uint8_t)at[0] };
		at += 1 + v[i].text.n;
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the rules of the settings ready, joined where they look alike. */
#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

static bool groups_by(const struct rule_settings *s, enum group_field f)
{
	for (size_t i = 0; i < s->n_group_by; i++)
		if (s->group_by[i] == f)
			return true;
	return false;
}

static struct span least_delay(const struct rule_settings *s)
{
	struct span least = { 0 };

	for (size_t i = 0; i < s->n_levels; i++) {
		struct span delay = s->levels[i].delay_p95;

		if (delay.ns && (!least.ns || delay.ns < least.ns))
			least = delay;
	}
	return least;
}

static struct rule *rule_of(struct ruleset *set, const struct rule_settings *s)
{
	for (size_t i = 0; set && i < set->n_rules; i++)
		if (rule_settings_same(set->rules[i].settings, s))
			return &set->rules[i];
	return NULL;
}

/*
 * The scope for a rule that was OLD's before, or is new (NULL). A new rule
 * shares none with old ones: their totals go back to when it wasn't there.
 */
static struct scope *find_scope(struct ruleset *set,
				const struct rule_settings *s,
				const struct rule *old)
{
	for (size_t i = 0; i < set->n_scopes; i++) {
		struct scope *scope = &set->scopes[i];

		if (old ? scope->serial == old->scope->serial
			: scope->fresh && rule_settings_alike(scope->settings,
							      s))
			return scope;
	}
	return NULL;
}

static struct scope *add_scope(struct ruleset *set,
			       const struct rule_settings *s,
			       const struct settings *all,
			       struct hash_seed seed,
			       const struct rule *old)
{
	struct scope *scope = &set->scopes[set->n_scopes];

	if (match_create(&scope->filter, s, all, set->plan) < 0)
		return NULL;
	scope->settings = s;
	scope->pace = window_pace(s->window);
	scope->serial = old ? old->scope->serial : ++set->serial;
	scope->name = hash_bytes(seed, &scope->serial, sizeof scope->serial);
	scope->fresh = !old;
	set->n_scopes++;
	return scope;
}

static int add_rule(struct ruleset *set, const struct rule_settings *s,
		    const struct settings *all, struct hash_seed seed,
		    struct rule *old)
{
	struct rule *rule = &set->rules[set->n_rules], **last;
	struct scope *scope = find_scope(set, s, old);

	if (!scope)
		scope = add_scope(set, s, all, seed, old);
	if (!scope)
		return -ENOMEM;
	for (last = &scope->rules; *last; last = &(*last)->next)
		;
	*last = rule;
	for (size_t i = 0; i < sizeof s->codes.bits / 8; i++)
		scope->codes.bits[i] |= s->codes.bits[i];
	set->of_calls |= code_set_has_calls(&s->codes);
	if (s->min_total > scope->min_total)
		scope->min_total = s->min_total;
	rule->settings = s;
	rule->scope = scope;
	rule->name = hash_bytes(seed, s->name, strlen(s->name));
	rule->least = level_least(s);
	rule->by_code = groups_by(s, GROUP_CODE);
	rule->slow = least_delay(s);
	if (rule->slow.ns) {
		code_set_add(&scope->codes, RULE_RINGING);
		set->by_delay = true;
	}
	set->by_cause_peer |= groups_by(s, GROUP_CAUSE_PEER);
	if (old) {
		old->heir = rule;
		old->scope->heir = scope;
	}
	set->n_rules++;
	return 0;
}

/* What a kind passes is asked once, here, and not for each outcome. */
static int list_scopes(struct ruleset *set)
{
	const size_t kinds = sizeof set->passed / sizeof set->passed[0][0][0];
	struct scope **at = calloc(kinds * (set->n_scopes + 1), sizeof *at);

	if (!at)
		return -ENOMEM;
	set->lists = at;
	for (size_t kind = 0; kind < kinds; kind++) {
		enum direction d = kind / SIP_METHODS / 2;
		bool initial = kind / SIP_METHODS % 2;
		enum sip_method m = kind % SIP_METHODS;

		set->passed[d][initial][m] = at;
		for (size_t i = set->n_scopes; i-- > 0;)
			if (match_kind(&set->scopes[i].filter, d, initial, m))
				*at++ = &set->scopes[i];
		*at++ = NULL;
	}
	return 0;
}

int ruleset_make(struct ruleset *set, const struct settings *s,
		 struct hash_seed seed, struct ruleset *old)
{
	*set = (struct ruleset){ .serial = old ? old->serial : 0 };
	for (size_t i = 0; old && i < old->n_rules; i++) {
		old->rules[i].heir = NULL;
		old->rules[i].scope->heir = NULL;
	}
	set->rules = calloc(s->n_rules + 1, sizeof *set->rules);
	set->scopes = calloc(s->n_rules + 1, sizeof *set->scopes);
	if (!set->rules || !set->scopes ||
	    number_plan_create(&set->plan, &s->numbers) < 0)
		goto out;
	for (size_t i = 0; i < s->n_rules; i++)
		if (s->rules[i].enabled &&
		    add_rule(set, &s->rules[i], s, seed,
			     rule_of(old, &s->rules[i])) < 0)
			goto out;
	if (list_scopes(set) == 0)
		return 0;
out:
	ruleset_clear(set);
	return -ENOMEM;
}

void ruleset_clear(struct ruleset *set)
{
	for (size_t i = 0; i < set->n_scopes; i++)
		match_destroy(&set->scopes[i].filter);
	free(set->rules);
	free(set->scopes);
	free(set->lists);
	number_plan_destroy(set->plan);
	*set = (struct ruleset){ .plan = NULL };
}

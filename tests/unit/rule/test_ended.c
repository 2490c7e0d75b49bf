/* SPDX-License-Identifier: BSD-2-Clause */
/* What calls came to counts in rules that name it, and never in a total. */
#include "making.h"

#include "rule/parts.h"
#include "rule/rule.h"

#define BUSY   (OUTCOME_DISCONNECT + DISCONNECT_BUSY)
#define NO_ACK (OUTCOME_DISCONNECT + DISCONNECT_NO_ACK)

static struct call a_call(enum disconnect why)
{
	return (struct call){
		.start = at_ms(1000), .status = CALL_FAILED,
		.disconnect = why, .src = addr_of("192.0.2.1"),
		.dst = addr_of("198.51.100.7"), .direction = OUTBOUND,
		.trunk = 1, .call_id = SLICE("a@example.com"),
		.from_user = SLICE("alice"), .to_user = SLICE("442079460001"),
		.user_agent = SLICE("Phone"), .attempts = 1,
		.retransmissions = 3,
	};
}

static void a_call_is_an_outcome_of_its_invite(void **state)
{
	struct call c = a_call(DISCONNECT_BUSY);
	struct outcome o = ended_outcome(&c, at_ms(5000));

	(void)state;
	assert_int_equal(ended_next(&c, 0), BUSY);
	assert_int_equal(ended_next(&c, BUSY), 0);
	assert_int_equal(o.when.ns, at_ms(5000).ns);
	assert_int_equal(o.first.ns, at_ms(1000).ns);
	assert_int_equal(o.method, SIP_INVITE);
	assert_true(slice_equal(o.method_name, SLICE("INVITE")));
	assert_true(o.initial);
	assert_true(addr_equal(&o.src, &c.src));
	assert_true(addr_equal(&o.dst, &c.dst));
	assert_int_equal(o.direction, OUTBOUND);
	assert_int_equal(o.trunk, 1);
	assert_true(slice_equal(o.call_id, c.call_id));
	assert_true(slice_equal(o.from_user, c.from_user));
	assert_true(slice_equal(o.to_user, c.to_user));
	assert_true(slice_equal(o.user_agent, c.user_agent));
	assert_int_equal(o.retransmissions, 3);
	assert_null(o.cause_peer);
	c.has_cause_peer = true;
	assert_ptr_equal(ended_outcome(&c, at_ms(0)).cause_peer,
			 &c.cause_peer);
}

static void what_was_odd_about_it_are_further_ones(void **state)
{
	struct call c = a_call(DISCONNECT_BYE);
	int code;

	(void)state;
	c.situations = 1u << SITUATION_SHORT_CALL |
		       1u << SITUATION_NO_RINGBACK |
		       1u << SITUATION_LATE_OFFER | 1u << SITUATION_REPLACES;
	code = ended_next(&c, 0);
	assert_int_equal(code, OUTCOME_DISCONNECT + DISCONNECT_BYE);
	code = ended_next(&c, code);
	assert_int_equal(code, OUTCOME_SITUATION + SITUATION_NO_RINGBACK);
	code = ended_next(&c, code);
	assert_int_equal(code, OUTCOME_SITUATION + SITUATION_SHORT_CALL);
	assert_int_equal(ended_next(&c, code), 0);
	c.disconnect = DISCONNECT_UNDECIDED;
	assert_int_equal(ended_next(&c, 0), 0);
}

static void what_was_cut_off_or_met_in_its_middle_is_none(void **state)
{
	struct call c = a_call(DISCONNECT_UNDECIDED);

	(void)state;
	assert_int_equal(ended_next(&c, 0), 0);
	c = a_call(DISCONNECT_BYE);
	c.attempts = 0;
	assert_int_equal(ended_next(&c, 0), 0);
}

struct bench {
	struct clock *clock;
	struct counters *counters;
	struct rules *rules;
	unsigned verdicts;
	char rule[20], group[100];
	struct figures figures;
};

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct bench *b = arg;

	b->verdicts++;
	b->figures = *v->figures;
	strcpy(b->rule, v->rule->name);
	if (v->rule->n_group_by) {
		memcpy(b->group, v->group[0].text.p, v->group[0].text.n);
		b->group[v->group[0].text.n] = 0;
	}
	return false;
}

static void bench_open(struct bench *b, const struct settings *s)
{
	*b = (struct bench){ .verdicts = 0 };
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	clock_advance(b->clock, at_ms(1700000000000));
	assert_int_equal(rule_create(&b->rules, &(struct rule_spec){
		.settings = s, .memory = 1 << 20, .seed = { 42 },
		.clock = b->clock, .counters = b->counters,
		.verdict = on_verdict, .arg = b }), 0);
}

static void bench_close(struct bench *b)
{
	rule_destroy(b->rules);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
}

static void calls_count_where_named_and_in_no_total(void **state)
{
	struct rule_settings rules[] = { a_rule(WORD("busy"), BUSY, 2),
					 a_rule(WORD("other"), NO_ACK, 1) };
	struct settings s = settings_of(rules, 2);
	struct call c = a_call(DISCONNECT_BUSY);
	struct outcome o = an_outcome(486);
	struct bench b;

	(void)state;
	bench_open(&b, &s);
	rule_outcome(b.rules, &o);
	rule_call(b.rules, &c);
	assert_int_equal(b.verdicts, 0);
	rule_call(b.rules, &c);
	assert_int_equal(b.verdicts, 1);
	assert_string_equal(b.rule, "busy");
	assert_int_equal(b.figures.count, 2);
	assert_int_equal(b.figures.total, 1);
	assert_int_equal(b.figures.ratio_ppm, 1000000);
	assert_int_equal(b.figures.n_codes, 1);
	assert_int_equal(b.figures.codes[0].code, BUSY);
	assert_int_equal(b.figures.retransmissions, 6);
	c.disconnect = DISCONNECT_NO_ACK;
	rule_call(b.rules, &c);
	assert_string_equal(b.rule, "other");
	bench_close(&b);
}

static void rules_choose_calls_as_they_choose_requests(void **state)
{
	struct rule_settings rules[] = { a_rule(WORD("in"), BUSY, 1),
					 a_rule(WORD("49"), BUSY, 1),
					 a_rule(WORD("bye"), BUSY, 1) };
	struct settings s = settings_of(rules, 3);
	char *prefix = WORD("49");
	struct call c = a_call(DISCONNECT_BUSY);
	struct bench b;

	(void)state;
	rules[0].directions = 1 << INBOUND;
	rules[1].to = &prefix;
	rules[1].n_to = 1;
	rules[2].methods = 1 << SIP_BYE;
	bench_open(&b, &s);
	rule_call(b.rules, &c);
	assert_int_equal(b.verdicts, 0);
	c.to_user = SLICE("4930123456");
	rule_call(b.rules, &c);
	assert_int_equal(b.verdicts, 1);
	assert_string_equal(b.rule, "49");
	bench_close(&b);
}

static void groups_go_by_the_name_of_what_it_came_to(void **state)
{
	struct rule_settings rule = a_rule(WORD("by-code"), BUSY, 1);
	struct settings s = settings_of(&rule, 1);
	struct call c = a_call(DISCONNECT_BUSY);
	struct bench b;

	(void)state;
	rule.group_by[rule.n_group_by++] = GROUP_CODE;
	bench_open(&b, &s);
	rule_call(b.rules, &c);
	assert_string_equal(b.group, "disconnect:busy");
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_an_outcome_of_its_invite),
		cmocka_unit_test(what_was_odd_about_it_are_further_ones),
		cmocka_unit_test(
			what_was_cut_off_or_met_in_its_middle_is_none),
		cmocka_unit_test(calls_count_where_named_and_in_no_total),
		cmocka_unit_test(rules_choose_calls_as_they_choose_requests),
		cmocka_unit_test(groups_go_by_the_name_of_what_it_came_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

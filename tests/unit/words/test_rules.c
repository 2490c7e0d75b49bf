/* SPDX-License-Identifier: BSD-2-Clause */
/* Two rules are the same when all but their notes is. */
#include "../rule/making.h"

static char *words[] = { WORD("a"), WORD("b") };
static char *others[] = { WORD("a"), WORD("c") };

static struct rule_settings full(struct net *nets)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 10);

	s.trunks = s.to = s.from = words;
	s.n_trunks = s.n_to = s.n_from = 2;
	s.src = s.dst = nets;
	s.n_src = s.n_dst = 2;
	s.group_by[s.n_group_by++] = GROUP_DST;
	return s;
}

static void rules_of_the_same_text_are_the_same(void **state)
{
	struct net nets[] = { net_of("192.0.2.0/24"), net_of("2001:db8::1") };
	struct net again[] = { net_of("192.0.2.0/24"), net_of("2001:db8::1") };
	struct rule_settings a = full(nets), b = full(again);

	(void)state;
	b.name = WORD("r");
	b.note = WORD("another note");
	assert_true(rule_settings_same(&a, &b));
}

#define DIFFERS(change) do {					\
		struct rule_settings a = full(nets), b = full(nets);	\
		b.change;					\
		assert_false(rule_settings_same(&a, &b));	\
		assert_false(rule_settings_same(&b, &a));	\
	} while (0)

static void each_key_makes_a_difference(void **state)
{
	struct net nets[] = { net_of("192.0.2.0/24"), net_of("2001:db8::1") };
	struct net wider[] = { net_of("192.0.2.0/23"), net_of("2001:db8::1") };
	struct net moved[] = { net_of("192.0.2.0/24"), net_of("2001:db8::2") };

	(void)state;
	DIFFERS(name = WORD("s"));
	DIFFERS(codes.bits[0] = 2);
	DIFFERS(named.bits[0] = 2);
	DIFFERS(excepted.bits[0] = 2);
	DIFFERS(tags = 2);
	DIFFERS(except_tags = 2);
	DIFFERS(methods = 2);
	DIFFERS(directions = 1);
	DIFFERS(initial = true);
	DIFFERS(trunks = others);
	DIFFERS(n_trunks = 1);
	DIFFERS(to = others);
	DIFFERS(n_to = 0);
	DIFFERS(from = others);
	DIFFERS(src = wider);
	DIFFERS(n_src = 1);
	DIFFERS(dst = moved);
	DIFFERS(n_group_by = 0);
	DIFFERS(group_by[0] = GROUP_SRC);
	DIFFERS(window = span_s(61));
	DIFFERS(min_total = 2);
	DIFFERS(n_levels = 0);
	DIFFERS(levels[0].severity = SEVERITY_ERROR);
	DIFFERS(levels[0].count = 11);
	DIFFERS(levels[0].ratio_ppm = 1);
	DIFFERS(levels[0].rate_milli = 1);
	DIFFERS(levels[0].delay_p95.ns = 1);
	DIFFERS(clear_ppm = 1);
	DIFFERS(hold = span_s(1));
	DIFFERS(repeat = span_s(1));
	DIFFERS(enabled = false);
}

static void alike_is_what_sees_and_groups_alike_but_for_code(void **state)
{
	struct net nets[] = { net_of("192.0.2.0/24"), net_of("2001:db8::1") };
	struct rule_settings a = full(nets), b = full(nets);

	(void)state;
	b.name = WORD("s");
	code_set_add(&b.codes, 504);
	b.min_total = 7;
	b.n_levels = 0;
	b.clear_ppm = 1;
	b.hold = b.repeat = span_s(1);
	assert_true(rule_settings_alike(&a, &b));
	b.group_by[b.n_group_by++] = GROUP_CODE;
	assert_true(rule_settings_alike(&a, &b));
	assert_true(rule_settings_alike(&b, &a));
	b.group_by[b.n_group_by++] = GROUP_SRC;
	assert_false(rule_settings_alike(&a, &b));
	assert_false(rule_settings_alike(&b, &a));
	b = a;
	b.window = span_s(61);
	assert_false(rule_settings_alike(&a, &b));
	b = a;
	b.methods = 2;
	assert_false(rule_settings_alike(&a, &b));
	b = a;
	b.n_src = 1;
	assert_false(rule_settings_alike(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_the_same_text_are_the_same),
		cmocka_unit_test(each_key_makes_a_difference),
		cmocka_unit_test(
		    alike_is_what_sees_and_groups_alike_but_for_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* An outcome concerns a rule when all its filters say so. */
#include "making.h"

#include "rule/parts.h"

static struct trunk_settings trunks[] = {
	{ .name = WORD("carrier-a") }, { .name = WORD("pbx") },
};

static char *plus[] = { WORD("+") };

static struct settings with_trunks(void)
{
	return (struct settings){
		.trunks = trunks, .n_trunks = 2,
		.numbers = { .international = plus, .n_international = 1 },
	};
}

static bool passes(const struct rule_settings *s, const struct outcome *o)
{
	const struct settings all = with_trunks();
	struct number_plan *plan;
	struct reading r;
	struct filter f;
	bool passed;

	assert_int_equal(number_plan_create(&plan, &all.numbers), 0);
	assert_int_equal(match_create(&f, s, &all, plan), 0);
	match_begin(&r, o, &all, plan);
	passed = match_kind(&f, o->direction, o->initial, o->method) &&
		 match_ends(&f, &r);
	match_destroy(&f);
	number_plan_destroy(plan);
	return passed;
}

static void a_rule_without_filters_takes_all(void **state)
{
	const struct rule_settings s = a_rule(WORD("r"), 503, 1);
	const struct outcome o = an_outcome(200);

	(void)state;
	assert_true(passes(&s, &o));
}

static void method_direction_and_dialog_are_looked_at(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct outcome o = an_outcome(503);

	(void)state;
	s.methods = 1u << SIP_INVITE;
	assert_true(passes(&s, &o));
	s.methods = ~(1u << SIP_INVITE);
	assert_false(passes(&s, &o));
	o.method = SIP_UNKNOWN;
	s.methods = 0xfffe - (1u << SIP_BYE);
	assert_false(passes(&s, &o));
	s.methods = 0xfffe - (1u << SIP_ACK);
	assert_true(passes(&s, &o));
	o.method = SIP_INVITE;
	s.methods = UINT32_MAX;
	s.directions = 1u << INBOUND | 1u << TRANSIT;
	assert_false(passes(&s, &o));
	s.directions = 1u << OUTBOUND;
	assert_true(passes(&s, &o));
	s.initial = true;
	assert_true(passes(&s, &o));
	o.initial = false;
	assert_false(passes(&s, &o));
}

static void a_trunk_is_known_by_name_and_none_is_one(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct outcome o = an_outcome(503);
	char *pbx[] = { WORD("pbx") };
	char *none[] = { WORD("none") };

	(void)state;
	s.n_trunks = 1;
	s.trunks = pbx;
	o.trunk = 1;
	assert_true(passes(&s, &o));
	o.trunk = 0;
	assert_false(passes(&s, &o));
	o.trunk = -1;
	assert_false(passes(&s, &o));
	s.trunks = none;
	assert_true(passes(&s, &o));
	o.trunk = 1;
	assert_false(passes(&s, &o));
	o.trunk = 2;		/* of settings that are gone */
	assert_true(passes(&s, &o));
}

static void networks_hold_both_ends(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct outcome o = an_outcome(503);
	struct net nets[] = { net_of("192.0.2.0/24"), net_of("2001:db8::/32"),
			      net_of("192.0.2.0/24") };

	(void)state;
	s.src = nets;
	s.n_src = 3;
	assert_true(passes(&s, &o));
	o.src = addr_of("2001:db8::1");
	assert_true(passes(&s, &o));
	o.src = addr_of("192.0.3.1");
	assert_false(passes(&s, &o));
	s.n_src = 0;
	s.dst = nets;
	s.n_dst = 3;
	assert_false(passes(&s, &o));
	o.dst = addr_of("192.0.2.255");
	assert_true(passes(&s, &o));
}

static void numbers_begin_with_one_of_the_prefixes(void **state)
{
	struct rule_settings s = a_rule(WORD("r"), 503, 1);
	struct outcome o = an_outcome(503);
	char *to[] = { WORD("+4930"), WORD("1") };

	(void)state;
	s.to = to;
	s.n_to = 2;
	o.to_user = SLICE("+49301234");
	assert_true(passes(&s, &o));
	o.to_user = SLICE("+1212");
	assert_true(passes(&s, &o));
	o.to_user = SLICE("+4989123");
	assert_false(passes(&s, &o));
	o.to_user = SLICE("alice");
	assert_false(passes(&s, &o));
	s.n_to = 0;
	s.from = to;
	s.n_from = 2;
	o.from_user = SLICE("49-30-1234");
	assert_true(passes(&s, &o));
	o.from_user = SLICE("");
	assert_false(passes(&s, &o));
}

static void challenges_and_no_ack_never_enter_the_total(void **state)
{
	(void)state;
	assert_true(match_total(503));
	assert_true(match_total(200));
	assert_true(match_total(OUTCOME_CANCELLED));
	assert_true(match_total(OUTCOME_NO_RESPONSE));
	assert_true(match_total(OUTCOME_AUTH_FAILED));
	assert_false(match_total(401));
	assert_false(match_total(407));
	assert_false(match_total(OUTCOME_NO_ACK));
	assert_false(match_total(OUTCOME_DISCONNECT));
	assert_false(match_total(OUTCOME_CODES - 1));
}

static void each_field_has_its_text(void **state)
{
	static const struct { enum group_field f; const char *text; } cases[] =
	{
		{ GROUP_SRC, "2001:db8::1" }, { GROUP_DST, "198.51.100.7" },
		{ GROUP_TRUNK, "carrier-a" }, { GROUP_TO_USER, "+4930123" },
		{ GROUP_TO_PREFIX, "49" }, { GROUP_TO_HOST, "example.com" },
		{ GROUP_FROM_USER, "Alice" }, { GROUP_FROM_PREFIX, "none" },
		{ GROUP_FROM_HOST, "host.example" },
		{ GROUP_RURI_USER, "+1212" }, { GROUP_RURI_PREFIX, "1" },
		{ GROUP_RURI_HOST, "192.0.2.9" }, { GROUP_METHOD, "INVITE" },
		{ GROUP_CODE, "no-response" }, { GROUP_USER_AGENT, "Phone/1" },
		{ GROUP_INTERFACE, "eth0" }, { GROUP_DIRECTION, "outbound" },
		{ GROUP_CAUSE_PEER, "192.0.2.8" },
	};
	const struct settings all = with_trunks();
	const struct addr peer = addr_of("192.0.2.8");
	struct outcome o = an_outcome(OUTCOME_NO_RESPONSE);
	char buffer[ADDR_TEXT];
	struct number_plan *plan;
	struct reading r;

	(void)state;
	o.src = addr_of("2001:db8::1");
	o.trunk = 0;
	o.to_user = SLICE("+4930123");
	o.to_host = SLICE("Example.COM");
	o.from_user = SLICE("Alice");
	o.from_host = SLICE("host.example");
	o.ruri_user = SLICE("+1212");
	o.ruri_host = SLICE("192.0.2.9");
	o.user_agent = SLICE("Phone/1");
	o.interface = "eth0";
	o.cause_peer = &peer;
	assert_int_equal(number_plan_create(&plan, &all.numbers), 0);
	match_begin(&r, &o, &all, plan);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct slice s = match_text(&r, cases[i].f, buffer);

		assert_int_equal(s.n, strlen(cases[i].text));
		assert_memory_equal(s.p, cases[i].text, s.n);
	}
	assert_int_equal(sizeof cases / sizeof cases[0], GROUP_FIELDS);
	/* what nobody else has caused is its destination's */
	o.cause_peer = NULL;
	assert_true(slice_equal(match_text(&r, GROUP_CAUSE_PEER, buffer),
				SLICE("198.51.100.7")));
	number_plan_destroy(plan);
}

static void a_value_is_cut_at_its_longest(void **state)
{
	const struct settings all = with_trunks();
	struct outcome o = an_outcome(200);
	struct number_plan *plan;
	struct reading r;
	char *host = malloc(300);

	(void)state;
	assert_non_null(host);
	memset(host, 'A', 300);
	o.to_host = (struct slice){ host, 300 };
	o.to_user = (struct slice){ host, 300 };
	assert_int_equal(number_plan_create(&plan, &all.numbers), 0);
	match_begin(&r, &o, &all, plan);
	assert_int_equal(match_value(&r, GROUP_TO_HOST).n, VALUE_MAX);
	assert_int_equal(match_value(&r, GROUP_TO_USER).n, VALUE_MAX);
	assert_int_equal(match_value(&r, GROUP_TO_HOST).p[VALUE_MAX - 1],
			 'a');
	assert_int_equal(match_value(&r, GROUP_USER_AGENT).n, 0);
	number_plan_destroy(plan);
	free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_without_filters_takes_all),
		cmocka_unit_test(method_direction_and_dialog_are_looked_at),
		cmocka_unit_test(a_trunk_is_known_by_name_and_none_is_one),
		cmocka_unit_test(networks_hold_both_ends),
		cmocka_unit_test(numbers_begin_with_one_of_the_prefixes),
		cmocka_unit_test(challenges_and_no_ack_never_enter_the_total),
		cmocka_unit_test(each_field_has_its_text),
		cmocka_unit_test(a_value_is_cut_at_its_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

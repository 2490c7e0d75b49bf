/* SPDX-License-Identifier: BSD-2-Clause */
/* Records say what a code means, and what to do, as far as that is known. */
#include "lines.h"

static char buffer[RECORD_ROOM];

static struct guidance busy = {
	.meaning = (char[]){ "The line is in use" },
	.next_step = (char[]){ "Try \"later\"" },
	.local = (char[]){ "This host says so itself" },
	.retry = RETRY_LATER, .tags = 1 << TAG_ESCALATE_IF_REPEATED,
};

static struct slice told(const struct record_format *f,
			 const struct guidance *g)
{
	struct record r;

	record_begin(&r, f, buffer, sizeof buffer);
	record_guidance(&r, g);
	return record_end(&r);
}

static struct slice told_of_call(const struct call *c)
{
	const struct settings settings = { .n_trunks = 0 };
	struct record r;

	record_begin(&r, &record_logfmt, buffer, sizeof buffer);
	record_call(&r, c, &settings);
	return record_end(&r);
}

static void nothing_is_told_where_nothing_is_said(void **state)
{
	const struct guidance empty = { .name = NULL };

	(void)state;
	assert_line(told(&record_logfmt, NULL), "\n");
	assert_line(told(&record_logfmt, &empty), "escalate=no\n");
}

static void each_field_is_told_in_both_forms(void **state)
{
	(void)state;
	assert_line(told(&record_logfmt, &busy),
		    "meaning=\"The line is in use\" "
		    "next_step=\"Try \\\"later\\\"\" retry=later "
		    "escalate=if-repeated\n");
	assert_line(told(&record_json, &busy),
		    "{\"meaning\":\"The line is in use\","
		    "\"next_step\":\"Try \\\"later\\\"\",\"retry\":\"later\","
		    "\"escalate\":\"if-repeated\"}\n");
}

static void a_meaning_that_is_its_classs_is_told_as_that(void **state)
{
	struct guidance g = busy;

	(void)state;
	g.explained_as = 400;
	assert_line(told(&record_logfmt, &g),
		    "meaning=\"The line is in use\" explained_as=400 "
		    "next_step=\"Try \\\"later\\\"\" retry=later "
		    "escalate=if-repeated\n");
}

static void who_must_be_called_at_once_is_no_matter_of_repetition(void **state)
{
	struct guidance g = { .retry = RETRY_CHANGE,
			      .tags = 1 << TAG_ESCALATE |
				      1 << TAG_ESCALATE_IF_REPEATED };

	(void)state;
	assert_line(told(&record_logfmt, &g), "retry=change escalate=yes\n");
	g.tags = 1 << TAG_NORMAL;
	assert_line(told(&record_logfmt, &g), "retry=change escalate=no\n");
}

static bool has(struct slice line, const char *text)
{
	return memmem(line.p, line.n, text, strlen(text)) != NULL;
}

static void a_call_tells_what_its_refusal_said_of_trying_again(void **state)
{
	struct call c = { .status = CALL_FAILED, .code = 486, .trunk = -1,
			  .pdd = CALL_NO_SPAN, .setup = CALL_NO_SPAN,
			  .duration = CALL_NO_SPAN, .says = &busy,
			  .retry_after = -1 };

	(void)state;
	assert_true(has(told_of_call(&c), "retry=later escalate=if-repeated "
			"retransmissions=0"));
	c.retry_after = 0;
	assert_true(has(told_of_call(&c), " retry_after=0 "));
	c.retry_after = 4294967295;
	assert_true(has(told_of_call(&c), " retry_after=4294967295 "));
}

static void what_this_host_answers_itself_may_mean_more(void **state)
{
	struct call c = { .status = CALL_FAILED, .code = 486, .trunk = -1,
			  .pdd = CALL_NO_SPAN, .setup = CALL_NO_SPAN,
			  .duration = CALL_NO_SPAN, .says = &busy,
			  .retry_after = -1 };

	(void)state;
	for (enum call_generated g = 0; g < CALL_GENERATED; g++) {
		c.generated = g;
		assert_int_equal(has(told_of_call(&c),
				     "local=\"This host says so itself\""),
				 g == GENERATED_LOCAL);
	}
	c.generated = GENERATED_LOCAL;
	c.says = NULL;
	assert_false(has(told_of_call(&c), " local="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_told_where_nothing_is_said),
		cmocka_unit_test(each_field_is_told_in_both_forms),
		cmocka_unit_test(a_meaning_that_is_its_classs_is_told_as_that),
		cmocka_unit_test(
			who_must_be_called_at_once_is_no_matter_of_repetition),
		cmocka_unit_test(
			a_call_tells_what_its_refusal_said_of_trying_again),
		cmocka_unit_test(what_this_host_answers_itself_may_mean_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

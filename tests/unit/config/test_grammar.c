/* SPDX-License-Identifier: BSD-2-Clause */
/* The syntax is libConfuse's, save for what surprises in it. */
#include <errno.h>

#include "loading.h"

static void all_comments_and_line_ends_are_read(void **state)
{
	(void)state;
	assert_complaints("\xef\xbb\xbf# one\r\n// two\r\n/* three\r\n"
			  " four */ capture {\r\n\tbuffer = 32M # five\r\n"
			  "\tfilter = \"host 192.0.2.1 // no comment\"\r\n"
			  "\r\n\tpotrs = 3\r\n}\r\n",
			  "text:8: capture has no key 'potrs', 'ports' would "
			  "be right\n");
}

static void nothing_of_the_environment_is_put_in(void **state)
{
	struct config *c = load_text("capture { filter = \"${HOME} |x\" }");

	(void)state;
	assert_string_equal(config_settings(c)->capture.filter,
			    "${HOME} |x");
	config_free(c);
	assert_complaints("capture { filter = ${HOME} }",
			  "text:1: no variable is put in here, its value "
			  "would be right\n");
}

static void lists_may_be_added_to_and_single_values_not(void **state)
{
	struct config *c = load_text("capture { ports = 5060 ports += "
				     "{5080, 5090} }");

	(void)state;
	assert_int_equal(config_settings(c)->capture.n_ports, 3);
	assert_int_equal(config_settings(c)->capture.ports[2].from, 5090);
	config_free(c);
	assert_complaints("capture { ports = 5060\nports = {5080} }",
			  "text:2: ports was given in text:1, once or with "
			  "+= would be right\n");
	assert_complaints("limits { memory = 64M\nmemory += 64M }",
			  "text:1: memory is no list, a single value would "
			  "be right\n");
}

static void libconfuse_paths_are_no_keys(void **state)
{
	(void)state;
	assert_complaints("'capture|buffer' = 64M",
			  "text:1: the file has no key 'capture|buffer', one "
			  "of default-rules, capture, hep, limits, calls, "
			  "peers, catalog, trunk, numbers, ratios, rule, "
			  "syslog would be right\n");
}

/* What is built in has no part in it. */
static void a_brace_that_is_not_closed_is_told_once(void **state)
{
	char *set[] = { (char[]){ "rule.loops.hold=3s" } };

	(void)state;
	assert_complaints("limits {\nmemory = 64M\n",
			  "text:1: this '{' is not closed, a '}' at its end "
			  "would be right\n");
	assert_complaints("default-rules = yes\nrule a { codes = 408 raise "
			  "warning { count = 1 }\n",
			  "text:2: this '{' is not closed, a '}' at its end "
			  "would be right\n");
	assert_null(load((struct config_spec){ .sets = set, .n_sets = 1 },
			 "capture { buffer = 64M\nlimits { memory = 3 }\n",
			 "text:2: 'limits' is no key of capture but of the "
			 "file, a '}' before it would be right\n"
			 "text:2: memory: '3' has no unit, 3G would be "
			 "right\n"));
}

static void a_file_of_rubbish_ends_in_time(void **state)
{
	char text[4000];
	struct told told;
	struct config_spec spec = { .complain = on_complaint, .arg = &told };
	struct config *c = NULL;

	(void)state;
	memset(text, '}', sizeof text);
	told_open(&told);
	assert_int_equal(config_load_text(&c, &spec, (struct slice){
			 text, sizeof text }), -EINVAL);
	assert_non_null(strstr(told_text(&told), "text:1: unexpected '}'"));
	told_close(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_comments_and_line_ends_are_read),
		cmocka_unit_test(nothing_of_the_environment_is_put_in),
		cmocka_unit_test(lists_may_be_added_to_and_single_values_not),
		cmocka_unit_test(libconfuse_paths_are_no_keys),
		cmocka_unit_test(a_brace_that_is_not_closed_is_told_once),
		cmocka_unit_test(a_file_of_rubbish_ends_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What -o sets is put over the file, and its mistakes name it. */
#include <errno.h>

#include "loading.h"

#define ONE_RULE "rule one { codes = 408 raise notice { count = 3 } }\n"

#define COUNT(sets) (sizeof(sets) / sizeof *(sets))

static struct config *load_sets(const char *text, char *const sets[],
				size_t n, const char *complaints)
{
	return load((struct config_spec){ .sets = sets, .n_sets = n }, text,
		    complaints);
}

static void sets_are_put_over_the_file(void **state)
{
	char *sets[] = { (char[]){ "limits.memory=64M" },
			 (char[]){ "capture.ports={5060, \"5070-5071\"}" },
			 (char[]){ "rule.loops.window=30s" },
			 (char[]){ "rule.loops.raise.critical.count=7" },
			 (char[]){ "rule.loops.note=see #4, then \"act\"" },
			 (char[]){ "syslog.facility=local3" },
			 (char[]){ "capture.filter=" },
			 (char[]){ "trunk.a.peers={192.0.2.7}" } };
	struct config *c = load_sets(
		"limits { memory = 512M } capture { filter = udp }\n"
		"trunk a { peers = 192.0.2.1 }", sets, COUNT(sets), "");
	const struct settings *s = config_settings(c);
	const struct rule_settings *r = find_rule(c, "loops");

	(void)state;
	assert_int_equal(s->memory, 64 << 20);
	assert_int_equal(s->capture.n_ports, 2);
	assert_int_equal(s->capture.ports[1].to, 5071);
	assert_int_equal(r->window.ns, 30 * NS_PER_S);
	assert_int_equal(r->levels[r->n_levels - 1].count, 7);
	assert_string_equal(r->note, "see #4, then \"act\"");
	assert_int_equal(s->syslog.facility, 19);
	assert_null(s->capture.filter);
	assert_net(&s->trunks[0].peers[0], "192.0.2.7");
	config_free(c);
}

static void sets_decide_about_default_rules(void **state)
{
	char *no[] = { (char[]){ "default-rules=no" } };
	char *yes[] = { (char[]){ "default-rules=yes" },
			(char[]){ "rule.loops.hold=3s" } };
	struct config *c = load_sets("default-rules = yes", no, 1, "");

	(void)state;
	assert_int_equal(config_settings(c)->n_rules, 0);
	config_free(c);
	c = load_sets(ONE_RULE, yes, 2, "");
	assert_int_equal(find_rule(c, "loops")->hold.ns, 3 * NS_PER_S);
	config_free(c);
}

static void mistakes_in_sets_name_them(void **state)
{
	char *sets[] = { (char[]){ "limits.memory=64" },
			 (char[]){ "limits.memori=64M" },
			 (char[]){ "limts.memory=64M" },
			 (char[]){ "rule.onne.window=3s" },
			 (char[]){ "rule.one.raise.notise.count=3" },
			 (char[]){ "metrics.listen=x" },
			 (char[]){ "capture.ports={5060" },
			 (char[]){ "rule.one.note=a\nb" },
			 (char[]){ "limits.memory" },
			 (char[]){ "" }, (char[]){ "=" },
			 (char[]){ "rule=3" } };

	(void)state;
	load_sets(ONE_RULE, sets, COUNT(sets),
		  "-o limits.memory=64: memory: '64' has no unit, 64M or "
		  "64G would be right\n"
		  "-o limits.memori=64M: limits has no key 'memori', "
		  "'memory' would be right\n"
		  "-o limts.memory=64M: the file has no key 'limts', "
		  "'limits' would be right\n"
		  "-o rule.onne.window=3s: there is no rule 'onne', 'one' "
		  "would be right\n"
		  "-o rule.one.raise.notise.count=3: there is no raise "
		  "'notise', 'notice' would be right\n"
		  "-o metrics.listen=x: 'metrics' is not in this release, "
		  "leave it out\n"
		  "-o capture.ports={5060: {5060 is no value, {5060} would "
		  "be right\n"
		  "-o rule.one.note=a\nb: a\nb is no value, one or {one, "
		  "another} would be right\n"
		  "-o limits.memory: no value, KEY=VALUE such as "
		  "limits.memory=64M would be right\n"
		  "-o : no value, KEY=VALUE such as limits.memory=64M would "
		  "be right\n"
		  "-o =: the file has no key '', one of default-rules, "
		  "capture, hep, limits, calls, peers, catalog, trunk, "
		  "numbers, ratios, rule, syslog would be right\n"
		  "-o rule=3: 'rule' is no key, rule.NAME.KEY=VALUE would "
		  "be right\n");
}

static void a_set_needs_a_key(void **state)
{
	char *sets[] = { (char[]){ "rule.loops=7" },
			 (char[]){ "rule.loops.raise.critical=7" } };

	(void)state;
	assert_null(load_sets("", sets, 1, "-o rule.loops=7: 'rule.loops' is "
			      "no key, rule.loops.KEY=VALUE would be "
			      "right\n"));
	assert_null(load_sets("", sets + 1, 1,
			      "-o rule.loops.raise.critical=7: "
			      "'rule.loops.raise.critical' is no key, "
			      "rule.loops.raise.critical.KEY=VALUE would be "
			      "right\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_needs_a_key),
		cmocka_unit_test(sets_are_put_over_the_file),
		cmocka_unit_test(sets_decide_about_default_rules),
		cmocka_unit_test(mistakes_in_sets_name_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

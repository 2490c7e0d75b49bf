/* SPDX-License-Identifier: BSD-2-Clause */
/* A configuration means what it says, and each mistake has its line. */
#include <errno.h>

#include "config/keys.h"
#include "loading.h"

/* -- files with mistakes: each has its complaints in a file beside it ----- */

static void assert_file_complaints(const char *name, const char *expected)
{
	char file[4096], *wanted;
	struct arena a = { 0 };
	struct slice text;

	assert_int_equal(files_load(&a, data_path(expected), &text), 0);
	wanted = arena_text(&a, text);
	snprintf(file, sizeof file, "%s", data_path(name));
	load((struct config_spec){ .file = file }, NULL, wanted);
	arena_free(&a);
}

static void ten_mistakes_are_told_at_once(void **state)
{
	(void)state;
	assert_file_complaints("ten-mistakes.conf", "ten-mistakes.expected");
}

static void reading_goes_on_after_a_syntax_error(void **state)
{
	(void)state;
	assert_file_complaints("syntax.conf", "syntax.expected");
}

static void what_is_not_in_this_release_is_refused_by_name(void **state)
{
	(void)state;
	assert_file_complaints("refused.conf", "refused.expected");
}

static void mistakes_in_included_files_have_their_place(void **state)
{
	(void)state;
	assert_file_complaints("includes-wrong.conf",
			       "includes-wrong.expected");
}

/* -- files that are fine -------------------------------------------------- */

static struct config *load_file(const char *name)
{
	return load((struct config_spec){ .file = data_path(name) }, NULL,
		    "");
}

static void assert_example_rule(const struct rule_settings *r)
{
	assert_string_equal(r->name, "timeouts-to-destination");
	assert_true(code_set_has(&r->codes, 408));
	assert_true(code_set_has(&r->codes, 504));
	assert_true(code_set_has(&r->codes, OUTCOME_NO_RESPONSE));
	assert_false(code_set_has(&r->codes, 503));
	assert_int_equal(r->methods, 1u << SIP_INVITE);
	assert_int_equal(r->n_group_by, 1);
	assert_int_equal(r->group_by[0], GROUP_DST);
	assert_int_equal(r->window.ns, 60 * NS_PER_S);
	assert_int_equal(r->min_total, 10);
	assert_int_equal(r->n_levels, 2);
	assert_int_equal(r->levels[0].severity, SEVERITY_WARNING);
	assert_int_equal(r->levels[0].count, 20);
	assert_int_equal(r->levels[0].ratio_ppm, 100000);
	assert_int_equal(r->levels[0].rate_milli, 0);
	assert_int_equal(r->levels[1].severity, SEVERITY_CRITICAL);
	assert_int_equal(r->levels[1].count, 100);
	assert_int_equal(r->levels[1].ratio_ppm, 500000);
	assert_int_equal(r->clear_ppm, 800000);
	assert_int_equal(r->hold.ns, 120 * NS_PER_S);
	assert_int_equal(r->repeat.ns, 1800 * NS_PER_S);
}

static void the_example_means_what_it_says(void **state)
{
	struct config *c = load_file("example.conf");
	const struct settings *s = config_settings(c);

	(void)state;
	assert_int_equal(s->capture.n_interfaces, 2);
	assert_string_equal(s->capture.interfaces[1], "eth1");
	assert_int_equal(s->capture.n_ports, 2);
	assert_int_equal(s->capture.ports[0].from, 5060);
	assert_int_equal(s->capture.ports[0].to, 5060);
	assert_int_equal(s->capture.ports[1].from, 5080);
	assert_int_equal(s->capture.ports[1].to, 5090);
	assert_int_equal(s->capture.n_vxlan_ports, 3);
	assert_int_equal(s->capture.vxlan_ports[0].from, 4789);
	assert_int_equal(s->capture.vxlan_ports[2].to, 8472);
	assert_int_equal(s->capture.n_local, 1);
	assert_net(&s->capture.local[0], "203.0.113.10");
	assert_int_equal(s->capture.buffer, 32 << 20);
	assert_int_equal(s->memory, 256 << 20);
	assert_int_equal(s->n_trunks, 1);
	assert_string_equal(s->trunks[0].name, "carrier-a");
	assert_int_equal(s->trunks[0].n_peers, 2);
	assert_net(&s->trunks[0].peers[0], "198.51.100.0/24");
	assert_net(&s->trunks[0].peers[1], "2001:db8:7::/48");
	assert_int_equal(s->numbers.n_international, 2);
	assert_string_equal(s->numbers.international[0], "+");
	assert_string_equal(s->numbers.international[1], "00");
	assert_string_equal(s->numbers.country, "44");
	assert_int_equal(s->numbers.n_prefixes, 3);
	assert_int_equal(s->n_rules, 1);
	assert_example_rule(&s->rules[0]);
	assert_int_equal(s->calls.n_pair_headers, 0);
	assert_int_equal(s->calls.pair_digits, 7);
	assert_int_equal(s->syslog.facility, 3);
	assert_int_equal(s->syslog.format, SYSLOG_CLASSIC);
	config_free(c);
}

static void included_files_come_sorted_in_their_place(void **state)
{
	struct config *c = load_file("includes.conf");
	const struct settings *s = config_settings(c);

	(void)state;
	assert_int_equal(s->n_rules, 2);
	assert_string_equal(s->rules[0].name, "first");
	assert_string_equal(s->rules[1].name, "last");
	assert_int_equal(s->capture.ports[0].from, 5080);
	assert_int_equal(s->capture.buffer, 16 << 20);
	assert_int_equal(s->n_trunks, 1);
	assert_string_equal(s->trunks[0].name, "inner");
	config_free(c);
}

static void a_file_that_cannot_be_read_gives_its_errno(void **state)
{
	struct config_spec spec = { .file = "/nonexistent/sipward.conf" };
	struct config *c = NULL;

	(void)state;
	assert_int_equal(config_load(&c, &spec), -ENOENT);
	spec.file = "/";
	assert_int_equal(config_load(&c, &spec), -EISDIR);
	assert_null(c);
}

/* -- defaults ------------------------------------------------------------- */

static void what_is_left_out_has_its_default(void **state)
{
	struct config *c = load_text("rule one { codes = 408 raise "
				     "notice { count = 3 } }");
	const struct settings *s = config_settings(c);
	const struct rule_settings *r = &s->rules[0];
	uint32_t all = ((1u << SIP_METHODS) - 1) & ~1u & ~(1u << SIP_ACK);

	(void)state;
	assert_int_equal(s->capture.n_interfaces, 1);
	assert_string_equal(s->capture.interfaces[0], "any");
	assert_int_equal(s->capture.n_ports, 1);
	assert_int_equal(s->capture.ports[0].from, 5060);
	assert_int_equal(s->capture.n_local, 0);
	assert_int_equal(s->capture.buffer, 32 << 20);
	assert_null(s->capture.filter);
	assert_int_equal(s->memory, 256 << 20);
	assert_int_equal(s->alerts_per_minute, 60);
	assert_int_equal(s->n_trunks, 0);
	assert_null(s->numbers.file);
	assert_null(s->numbers.country);
	assert_int_equal(s->syslog.facility, 3);
	assert_string_equal(s->syslog.socket, "/dev/log");
	assert_int_equal(s->n_rules, 1);
	assert_int_equal(r->methods, all);
	assert_int_equal(r->directions, 7);
	assert_false(r->initial);
	assert_int_equal(r->n_group_by, 0);
	assert_int_equal(r->window.ns, 60 * NS_PER_S);
	assert_int_equal(r->min_total, 1);
	assert_int_equal(r->clear_ppm, 800000);
	assert_int_equal(r->hold.ns, 120 * NS_PER_S);
	assert_int_equal(r->repeat.ns, 1800 * NS_PER_S);
	assert_true(r->enabled);
	assert_null(r->note);
	config_free(c);
}

static void the_built_in_text_sets_no_default_otherwise(void **state)
{
	struct config_spec spec = { 0 };
	struct config *built_in = NULL, *empty = load_text("");
	char *a, *b;

	(void)state;
	assert_int_equal(config_load(&built_in, &spec), 0);
	a = config_dump(built_in);
	b = config_dump(empty);
	assert_string_equal(a, b);
	free(a);
	free(b);
	config_free(built_in);
	config_free(empty);
}

/* -- single points -------------------------------------------------------- */

static void levels_are_kept_least_severe_first(void **state)
{
	struct config *c = load_text(
		"rule one { codes = 408 raise alert { count = 1 } raise "
		"notice { count = 2 } raise critical { count = 3 } raise "
		"warning { rate = 0.5 } raise error { ratio = 12.5% } }");
	const struct rule_settings *r = config_settings(c)->rules;

	(void)state;
	assert_int_equal(r->n_levels, 5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(r->levels[i].severity, SEVERITY_NOTICE - i);
	assert_int_equal(r->levels[0].count, 2);
	assert_int_equal(r->levels[1].rate_milli, 500);
	assert_int_equal(r->levels[2].ratio_ppm, 125000);
	assert_int_equal(r->levels[3].count, 3);
	assert_int_equal(r->levels[4].count, 1);
	config_free(c);
}

static void filters_of_a_rule_are_read(void **state)
{
	struct config *c = load_text(
		"trunk a { peers = 192.0.2.1 }\n"
		"rule one { codes = {4xx, 401} except = {404, no-ack} "
		"methods = {REGISTER, other} initial = yes directions = "
		"{inbound} trunks = {a, none} src = {10.0.0.0/8} dst = "
		"\"::1\" to = {\"+44\", 1} from = 49 group-by = {src, "
		"to-prefix, code} enabled = off note = 'so \"it\" is' "
		"raise warning { count = 3 } }");
	const struct rule_settings *r = config_settings(c)->rules;

	(void)state;
	assert_true(code_set_has(&r->codes, 401));
	assert_false(code_set_has(&r->codes, 407));
	assert_false(code_set_has(&r->codes, 404));
	assert_true(code_set_has(&r->codes, 480));
	assert_int_equal(r->methods, 1u << SIP_REGISTER | 1u << SIP_OTHER);
	assert_true(r->initial);
	assert_int_equal(r->directions, 1u << INBOUND);
	assert_int_equal(r->n_trunks, 2);
	assert_string_equal(r->trunks[1], "none");
	assert_net(&r->src[0], "10.0.0.0/8");
	assert_net(&r->dst[0], "::1");
	assert_int_equal(r->n_to, 2);
	assert_string_equal(r->to[0], "44");
	assert_string_equal(r->to[1], "1");
	assert_string_equal(r->from[0], "49");
	assert_int_equal(r->n_group_by, 3);
	assert_int_equal(r->group_by[1], GROUP_TO_PREFIX);
	assert_int_equal(r->group_by[2], GROUP_CODE);
	assert_false(r->enabled);
	assert_string_equal(r->note, "so \"it\" is");
	config_free(c);
}

static void bounds_are_told_in_the_units_of_the_key(void **state)
{
	(void)state;
	assert_complaints(
		"capture { ports = {} buffer = 2G }\n"
		"rule x { codes = 408 window = 500ms repeat = 31d\n"
		"raise warning { ratio = 101% rate = 0 count = 0 } }",
		"text:1: ports has 0 values, 1 to 1000 would be right\n"
		"text:1: buffer: '2G' is out of bounds, 1M to 1G would be "
		"right\n"
		"text:2: window: '500ms' is out of bounds, 1s to 1d would be "
		"right\n"
		"text:2: repeat: '31d' is out of bounds, 1s to 30d would be "
		"right\n"
		"text:3: ratio: '101%' is out of bounds, 0.0001% to 100% "
		"would be right\n"
		"text:3: rate: '0' is out of bounds, 0.001 to 1000000000 "
		"would be right\n"
		"text:3: count: '0' is out of bounds, 1 to 1000000000 would "
		"be right\n");
}

static void why_calls_end_is_told_by_the_nearest_name(void **state)
{
	(void)state;
	assert_complaints(
		"rule x { codes = {disconnect:no-akc, rtp-timeout,\n"
		"disconnect:503, no-ring-back, disconnect:short-call,\n"
		"disconnect:late-offer, replaces} methods = OPTIONS\n"
		"raise warning { count = 1 } }\n"
		"rule y { codes = disconnect:busy methods = {BYE, OPTIONS}\n"
		"raise warning { count = 1 } }\n"
		"ratios { ser-codes = {2xx, disconnect:bye} }",
		"text:1: codes: 'disconnect:no-akc' is no code or outcome, "
		"disconnect:no-ack would be right\n"
		"text:1: codes: 'rtp-timeout' is no code or outcome, "
		"disconnect:rtp-timeout would be right\n"
		"text:2: codes: 'disconnect:503' is no code or outcome, "
		"503 would be right\n"
		"text:2: codes: 'no-ring-back' is no code or outcome, "
		"no-ringback would be right\n"
		"text:2: codes: 'disconnect:short-call' is no code or "
		"outcome, short-call would be right\n"
		"text:3: codes: 'disconnect:late-offer' is a fact and no "
		"outcome, one-way-sdp or short-call would be right\n"
		"text:3: codes: 'replaces' is a fact and no outcome, "
		"one-way-sdp or short-call would be right\n"
		"text:5: rule y counts calls, INVITE among its methods would "
		"be right\n"
		"text:7: ser-codes: 'disconnect:bye' is no code of a request, "
		"486 or no-response would be right\n");
}

static void peers_and_registrations_need_their_methods(void **state)
{
	(void)state;
	assert_complaints(
		"peers { down-after = 5 not-alive = {408, 5xx} }\n"
		"rule x { codes = {peer-down, registration-expired}\n"
		"raise warning { count = 1 } }\n"
		"rule y { codes = peer-down methods = OPTIONS\n"
		"raise warning { count = 1 } }", "");
	assert_complaints(
		"peers { down-after = 0 not-alive = {408, peer-down} }\n"
		"rule x { codes = peer-down methods = REGISTER\n"
		"raise warning { count = 1 } }\n"
		"rule y { codes = registration-expired methods = OPTIONS\n"
		"raise warning { count = 1 } }\n"
		"rule z { codes = peer-don raise warning { count = 1 } }",
		"text:1: down-after: '0' is out of bounds, 1 to 1000 would "
		"be right\n"
		"text:1: not-alive: 'peer-down' is no code of a request, 486 "
		"or no-response would be right\n"
		"text:2: rule x counts peer-down, OPTIONS among its methods "
		"would be right\n"
		"text:4: rule y counts registration-expired, REGISTER among "
		"its methods would be right\n"
		"text:6: codes: 'peer-don' is no code or outcome, peer-down "
		"would be right\n");
}

static void a_delay_needs_calls_and_no_codes(void **state)
{
	(void)state;
	assert_complaints("rule x { raise warning { delay-p95 = 3s } }", "");
	assert_complaints(
		"rule a { raise warning { delay-p95 = 3s } raise error {\n"
		"delay-p95 = 3s ratio = 1% } }\n"
		"rule b { methods = OPTIONS raise warning { delay-p95 = 3s } }"
		"\nrule c { group-by = {dst, code} raise warning {\n"
		"delay-p95 = 3s } }\n"
		"rule d { raise error { delay-p95 = 3 } }\n"
		"rule e { raise error { delay-p95 = 20min } }\n"
		"rule f { raise error { delay-p59 = 3s } }",
		"text:1: rule a has no codes, codes = {408, no-response} "
		"would be right\n"
		"text:3: rule b counts calls, INVITE among its methods would "
		"be right\n"
		"text:4: rule c has delay-p95, which goes by no code, "
		"group-by without code would be right\n"
		"text:6: delay-p95: '3' has no unit, 3s or 3min would be "
		"right\n"
		"text:7: delay-p95: '20min' is out of bounds, 1ms to 15min "
		"would be right\n"
		"text:8: raise has no key 'delay-p59', 'delay-p95' would "
		"be right\n");
}

static void a_call_is_grouped_by_what_is_known_of_it(void **state)
{
	(void)state;
	assert_complaints(
		"rule a { codes = {short-call, disconnect:busy} group-by = {\n"
		"src, dst, trunk, to-user, to-prefix, from-user,\n"
		"from-prefix, method, code, user-agent, direction,\n"
		"cause-peer}\n"
		"raise warning { count = 3 } }\n"
		"rule b { codes = 486 group-by = {to-host, from-host, \n"
		"ruri-user, ruri-prefix, ruri-host, interface}\n"
		"raise warning { count = 3 } }\n", "");
	assert_complaints(
		"rule c { codes = {486, disconnect:busy} group-by = {\n"
		"to-host,\nfrom-host,\nruri-user,\nruri-prefix,\n"
		"ruri-host,\ntrunk} raise warning { count = 3 } }\n"
		"rule d { group-by = interface raise warning {\n"
		"delay-p95 = 3s } }",
		"text:2: group-by: rule c counts calls, of which to-host is "
		"not known, dst would be right\n"
		"text:3: group-by: rule c counts calls, of which from-host is "
		"not known, src would be right\n"
		"text:4: group-by: rule c counts calls, of which ruri-user is "
		"not known, to-user would be right\n"
		"text:5: group-by: rule c counts calls, of which ruri-prefix "
		"is not known, to-prefix would be right\n"
		"text:6: group-by: rule c counts calls, of which ruri-host is "
		"not known, dst would be right\n"
		"text:8: group-by: rule d counts calls, of which interface is "
		"not known, direction would be right\n");
}

static void only_units_within_the_bounds_are_proposed(void **state)
{
	(void)state;
	assert_complaints(
		"capture { buffer = 0 } limits { memory = 1 }\n"
		"rule x { codes = 408 window = 0 hold = 5 repeat = 2592000\n"
		"raise warning { count = 3 } }",
		"text:1: buffer: '0' is out of bounds, 1M to 1G would be "
		"right\n"
		"text:1: memory: '1' has no unit, 1G would be right\n"
		"text:2: window: '0' is out of bounds, 1s to 1d would be "
		"right\n"
		"text:2: hold: '5' has no unit, 5s, 5min or 5h would be "
		"right\n"
		"text:2: repeat: '2592000' has no unit, 2592000s would be "
		"right\n");
}

static void the_socket_has_an_absolute_path(void **state)
{
	(void)state;
	assert_complaints("syslog { socket = \"run/log\" }",
			  "text:1: socket: 'run/log' is no absolute path, one "
			  "such as /dev/log would be right\n");
	assert_complaints("syslog { socket = \"\" }",
			  "text:1: socket: 0 bytes long, 1 to 107 would be "
			  "right\n");
}

static void assert_socket(const char *text, const char *socket)
{
	struct config *c = load_text(text);

	assert_string_equal(config_settings(c)->syslog.socket, socket);
	config_free(c);
}

static void the_journal_has_a_socket_of_its_own(void **state)
{
	(void)state;
	assert_socket("syslog { format = journal }",
		      "/run/systemd/journal/socket");
	assert_socket("syslog { socket = \"/run/x\" format = journal }",
		      "/run/x");
	assert_socket("syslog { format = rfc5424 }", "/dev/log");
	assert_complaints("syslog { format = journal\n"
			  "socket = \"/dev/log\" }",
			  "text:2: socket: /dev/log does not take the format "
			  "journal, to leave it out would be right\n");
	assert_complaints("syslog { format = rfc5424\n"
			  "socket = \"/run/systemd/journal/socket\" }",
			  "text:2: socket: /run/systemd/journal/socket does "
			  "not take the format rfc5424, to leave it out would "
			  "be right\n");
	assert_complaints("syslog { format = jornal }",
			  "text:1: format: 'jornal' is no format, classic, "
			  "rfc5424 or journal would be right\n");
}

static void an_interface_is_captured_once(void **state)
{
	(void)state;
	assert_complaints("capture { interfaces = {eth0, lo, eth0} }",
			  "text:1: interfaces: 'eth0' is given twice, once "
			  "would be right\n");
	assert_complaints("capture { interfaces = {eth0, any} }",
			  "text:1: interfaces: any stands for the others too, "
			  "any alone or the others alone would be right\n");
}

static void names_are_words_and_none_is_taken(void **state)
{
	(void)state;
	assert_complaints(
		"trunk none { peers = 192.0.2.1 }\n"
		"trunk \"a b\" { peers = 192.0.2.2 }\n"
		"trunk \"\" { }\n",
		"text:1: 'none' stands for what is in no trunk, another name "
		"would be right\n"
		"text:2: 'a b' can't name a trunk, up to 63 letters, digits, "
		"- and _ would be right\n"
		"text:3: '' can't name a trunk, up to 63 letters, digits, - "
		"and _ would be right\n");
}

static void a_header_has_a_name_of_one_word(void **state)
{
	struct config *c = load_text("calls { pair-headers = {X-Call-ID, "
				     "p-charging-vector} }");
	const struct call_settings *s = &config_settings(c)->calls;

	(void)state;
	assert_int_equal(s->n_pair_headers, 2);
	assert_string_equal(s->pair_headers[0], "X-Call-ID");
	assert_string_equal(s->pair_headers[1], "p-charging-vector");
	config_free(c);
	assert_complaints("calls { pair-headers = {\"X-Call-ID:\"} }",
			  "text:1: pair-headers: 'X-Call-ID:' is no header's "
			  "name, one such as X-Call-ID would be right\n");
	assert_complaints("calls { pair-headers = {\"\"} pair-digits = 16 }",
			  "text:1: pair-headers: '' is no header's name, one "
			  "such as X-Call-ID would be right\n"
			  "text:1: pair-digits: '16' is out of bounds, 0 to "
			  "15 would be right\n");
}

static void hep_comes_to_an_address_and_port(void **state)
{
	static const struct {
		const char *word, *addr;
		uint16_t port;
		bool tcp;
	} rows[] = {
		{ "udp:127.0.0.1:9060", "127.0.0.1", 9060, false },
		{ "udp:0.0.0.0:65535", "0.0.0.0", 65535, false },
		{ "udp:[::1]:1", "::1", 1, false },
		{ "udp:[::]:9060", "::", 9060, false },
		{ "tcp:127.0.0.1:9060", "127.0.0.1", 9060, true },
		{ "tcp:[::1]:1", "::1", 1, true },
	};
	static const char *const wrong[] = {
		"127.0.0.1:9060", "tls:127.0.0.1:9060", "udp:127.0.0.1",
		"udp:127.0.0.1:0", "udp:127.0.0.1:65536", "udp:::1:9060",
		"udp:[::1:9060", "udp:[127.0.0.1]:9060", "udp::9060",
		"udp:[]:9060", "udp:[:9060", "udp:localhost:9060", "udp:",
		"udp:127.0.0.1:", "u",
	};
	char text[256], buffer[ADDR_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct endpoint *e;
		struct config *c;

		snprintf(text, sizeof text, "hep { listen = \"%s\" }",
			 rows[i].word);
		c = load_text(text);
		e = &config_settings(c)->hep.listen;
		assert_int_equal(e->port, rows[i].port);
		assert_int_equal(e->tcp, rows[i].tcp);
		assert_string_equal(addr_format(&e->addr, buffer),
				    rows[i].addr);
		config_free(c);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		char complaint[512];

		snprintf(text, sizeof text, "hep { listen = \"%s\" }",
			 wrong[i]);
		snprintf(complaint, sizeof complaint, "text:1: listen: '%s' "
			 "is no endpoint, udp:127.0.0.1:9060, "
			 "tcp:127.0.0.1:9060 or \"udp:[::1]:9060\" would "
			 "be right\n", wrong[i]);
		assert_complaints(text, complaint);
	}
}

static void without_interfaces_hep_must_be_a_source(void **state)
{
	struct config *c = load_text("capture { interfaces = {} } hep { "
				     "listen = udp:127.0.0.1:9060 }");

	(void)state;
	assert_int_equal(config_settings(c)->capture.n_interfaces, 0);
	config_free(c);
	assert_complaints("capture { interfaces = {} }",
			  "text:1: interfaces: none, and no hep.listen: a "
			  "name or any would be right\n");
	c = load_text("");
	assert_int_equal(config_settings(c)->hep.listen.port, 0);
	assert_null(config_settings(c)->hep.key);
	config_free(c);
}

/* -- what the command line adds ------------------------------------------- */

static void the_command_line_adds_to_the_file(void **state)
{
	struct config *c = load_text("capture { interfaces = eth0 local = "
				     "192.0.2.1 filter = udp }");
	const struct capture_settings *s = &config_settings(c)->capture;
	char *names[] = { (char[]){ "eth1" }, (char[]){ "eth2" },
			  (char[]){ "eth1" } };
	char *wrong[] = { (char[]){ "" } };

	(void)state;
	assert_int_equal(config_set_interfaces(c, names, 3), 0);
	assert_int_equal(s->n_interfaces, 2);
	assert_string_equal(s->interfaces[0], "eth1");
	assert_int_equal(config_set_interfaces(c, wrong, 1), -EINVAL);
	assert_int_equal(s->n_interfaces, 2);
	assert_int_equal(config_add_local(c, "2001:db8::/32"), 0);
	assert_int_equal(config_add_local(c, "192.0.2.1"), 0);
	assert_int_equal(config_add_local(c, "192.0.2.1/24"), -EINVAL);
	assert_int_equal(config_add_local(c, "here"), -EINVAL);
	assert_int_equal(s->n_local, 2);
	assert_net(&s->local[1], "2001:db8::/32");
	assert_int_equal(config_add_filter(c, "host 192.0.2.1"), 0);
	assert_string_equal(s->filter, "(udp) and (host 192.0.2.1)");
	config_free(c);
}

static void each_key_is_in_the_table_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < config_grammar.n_keys; i++) {
		assert_true(strlen(config_grammar.keys[i].help) > 10);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(config_grammar.keys[i].name,
						config_grammar.keys[j].name);
	}
}

#define RULE(words) "rule a { codes = 408 " words \
	" raise notice { count = 1 } }"

static void what_is_given_twice_is_told(void **state)
{
	(void)state;
	assert_complaints("rule a { codes = {408, 5xx, 408} except = {503, "
			  "503}\nraise notice { count = 1 } }",
			  "text:1: codes: '408' is given twice, once would "
			  "be right\n"
			  "text:1: except: '503' is given twice, once would "
			  "be right\n");
	assert_complaints(RULE("methods = {BYE, INVITE, BYE}"),
			  "text:1: methods: 'BYE' is given twice, once would "
			  "be right\n");
	assert_complaints(RULE("directions = {inbound, inbound}"),
			  "text:1: directions: 'inbound' is given twice, once "
			  "would be right\n");
}

static void only_methods_that_can_be_had_are_proposed(void **state)
{
	(void)state;
	assert_complaints(RULE("methods = {FOO}"),
			  "text:1: methods: 'FOO' is not known, INVITE, BYE, "
			  "CANCEL, OPTIONS, REGISTER, PRACK, SUBSCRIBE, "
			  "NOTIFY, PUBLISH, INFO, REFER, MESSAGE, UPDATE or "
			  "other would be right\n");
	assert_complaints(RULE("methods = {ACK}"),
			  "text:1: methods: an ACK has no outcome to count, "
			  "other methods would be right\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_given_twice_is_told),
		cmocka_unit_test(only_methods_that_can_be_had_are_proposed),
		cmocka_unit_test(ten_mistakes_are_told_at_once),
		cmocka_unit_test(reading_goes_on_after_a_syntax_error),
		cmocka_unit_test(
			what_is_not_in_this_release_is_refused_by_name),
		cmocka_unit_test(mistakes_in_included_files_have_their_place),
		cmocka_unit_test(the_example_means_what_it_says),
		cmocka_unit_test(included_files_come_sorted_in_their_place),
		cmocka_unit_test(a_file_that_cannot_be_read_gives_its_errno),
		cmocka_unit_test(what_is_left_out_has_its_default),
		cmocka_unit_test(the_built_in_text_sets_no_default_otherwise),
		cmocka_unit_test(levels_are_kept_least_severe_first),
		cmocka_unit_test(filters_of_a_rule_are_read),
		cmocka_unit_test(bounds_are_told_in_the_units_of_the_key),
		cmocka_unit_test(why_calls_end_is_told_by_the_nearest_name),
		cmocka_unit_test(peers_and_registrations_need_their_methods),
		cmocka_unit_test(a_delay_needs_calls_and_no_codes),
		cmocka_unit_test(a_call_is_grouped_by_what_is_known_of_it),
		cmocka_unit_test(only_units_within_the_bounds_are_proposed),
		cmocka_unit_test(the_socket_has_an_absolute_path),
		cmocka_unit_test(the_journal_has_a_socket_of_its_own),
		cmocka_unit_test(an_interface_is_captured_once),
		cmocka_unit_test(a_header_has_a_name_of_one_word),
		cmocka_unit_test(hep_comes_to_an_address_and_port),
		cmocka_unit_test(without_interfaces_hep_must_be_a_source),
		cmocka_unit_test(names_are_words_and_none_is_taken),
		cmocka_unit_test(the_command_line_adds_to_the_file),
		cmocka_unit_test(each_key_is_in_the_table_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What is dumped reads back to the same settings, field by field. */
#include <unistd.h>

#include "config/keys.h"
#include "loading.h"

static void assert_text(const char *a, const char *b)
{
	assert_true(!a == !b);
	if (a)
		assert_string_equal(a, b);
}

static void assert_texts(char *const *a, size_t n, char *const *b, size_t m)
{
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(a[i], b[i]);
}

static void assert_nets(const struct net *a, size_t n, const struct net *b,
			size_t m)
{
	assert_int_equal(n, m);
	for (size_t i = 0; i < n; i++) {
		assert_true(addr_equal(&a[i].addr, &b[i].addr));
		assert_int_equal(a[i].len, b[i].len);
	}
}

static void assert_capture(const struct capture_settings *a,
			   const struct capture_settings *b)
{
	assert_texts(a->interfaces, a->n_interfaces, b->interfaces,
		     b->n_interfaces);
	assert_int_equal(a->n_ports, b->n_ports);
	for (size_t i = 0; i < a->n_ports; i++) {
		assert_int_equal(a->ports[i].from, b->ports[i].from);
		assert_int_equal(a->ports[i].to, b->ports[i].to);
	}
	assert_int_equal(a->n_vxlan_ports, b->n_vxlan_ports);
	for (size_t i = 0; i < a->n_vxlan_ports; i++) {
		assert_int_equal(a->vxlan_ports[i].from,
				 b->vxlan_ports[i].from);
		assert_int_equal(a->vxlan_ports[i].to, b->vxlan_ports[i].to);
	}
	assert_nets(a->local, a->n_local, b->local, b->n_local);
	assert_int_equal(a->buffer, b->buffer);
	assert_text(a->filter, b->filter);
}

static void assert_hep(const struct hep_settings *a,
		       const struct hep_settings *b)
{
	assert_int_equal(a->listen.port, b->listen.port);
	if (a->listen.port)
		assert_true(addr_equal(&a->listen.addr, &b->listen.addr));
	assert_text(a->key, b->key);
}

static void assert_numbers(const struct number_settings *a,
			   const struct number_settings *b)
{
	assert_text(a->file, b->file);
	assert_text(a->country, b->country);
	assert_texts(a->international, a->n_international, b->international,
		     b->n_international);
	assert_int_equal(a->n_prefixes, b->n_prefixes);
	for (size_t i = 0; i < a->n_prefixes; i++) {
		assert_text(a->prefixes[i].digits, b->prefixes[i].digits);
		assert_text(a->prefixes[i].name, b->prefixes[i].name);
	}
}

static void assert_settings(const struct settings *a,
			    const struct settings *b)
{
	assert_capture(&a->capture, &b->capture);
	assert_hep(&a->hep, &b->hep);
	assert_numbers(&a->numbers, &b->numbers);
	assert_texts(a->calls.pair_headers, a->calls.n_pair_headers,
		     b->calls.pair_headers, b->calls.n_pair_headers);
	assert_int_equal(a->calls.pair_digits, b->calls.pair_digits);
	assert_int_equal(a->memory, b->memory);
	assert_int_equal(a->alerts_per_minute, b->alerts_per_minute);
	assert_int_equal(a->syslog.facility, b->syslog.facility);
	assert_int_equal(a->syslog.format, b->syslog.format);
	assert_text(a->syslog.socket, b->syslog.socket);
	assert_int_equal(a->n_trunks, b->n_trunks);
	for (size_t i = 0; i < a->n_trunks; i++) {
		assert_text(a->trunks[i].name, b->trunks[i].name);
		assert_nets(a->trunks[i].peers, a->trunks[i].n_peers,
			    b->trunks[i].peers, b->trunks[i].n_peers);
		assert_int_equal(a->trunks[i].profile, b->trunks[i].profile);
	}
	assert_texts(a->catalog_files, a->n_catalog_files, b->catalog_files,
		     b->n_catalog_files);
	assert_int_equal(a->n_rules, b->n_rules);
	for (size_t i = 0; i < a->n_rules; i++) {
		assert_true(rule_settings_same(&a->rules[i], &b->rules[i]));
		assert_text(a->rules[i].note, b->rules[i].note);
	}
}

/* The dump of C says the same when it is read, and when that is dumped. */
static void assert_reads_back(struct config *c)
{
	char path[] = "/tmp/test-dump-XXXXXX";
	struct config *back;
	char *text = config_dump(c), *again;
	int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");

	assert_non_null(text);
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	back = load((struct config_spec){ .file = path }, NULL, "");
	unlink(path);
	assert_settings(config_settings(c), config_settings(back));
	again = config_dump(back);
	assert_string_equal(text, again);
	free(text);
	free(again);
	config_free(c);
	config_free(back);
}

static void the_default_reads_back(void **state)
{
	(void)state;
	assert_reads_back(load_text(""));
}

static void the_shipped_sample_is_the_default(void **state)
{
	const char *path = data_path("../../../src/config/sipward.conf");
	struct config *sample = load((struct config_spec){ .file = path },
				     NULL, "");
	struct config *built_in = load_text("");
	char *x = config_dump(sample), *y = config_dump(built_in);

	(void)state;
	assert_string_equal(x, y);
	free(x);
	free(y);
	config_free(built_in);
	assert_reads_back(sample);
}

static void no_rule_at_all_reads_back(void **state)
{
	(void)state;
	assert_reads_back(load_text("default-rules = no"));
}

static void a_file_with_prefixes_reads_back(void **state)
{
	struct config_spec spec = { .file = data_path("example.conf") };
	struct config *c = NULL;

	(void)state;
	assert_int_equal(config_load(&c, &spec), 0);
	assert_int_equal(config_settings(c)->numbers.n_prefixes, 3);
	assert_reads_back(c);
}

static void each_key_away_from_its_default_reads_back(void **state)
{
	struct config *c = load_text(
		"capture { interfaces = {eth0, \"br lan\", 'a\"b\\\\c'}\n"
		"ports = {5060, 5080-5090, 65535} local = {10.0.0.0/8, "
		"::1, 2001:db8::/32, 0.0.0.0/0, ::/0} buffer = 1536K\n"
		"vxlan-ports = {4789, 48000-48003}\n"
		"filter = \"not host 192.0.2.1 \\\\ { # } ${HOME}\" }\n"
		"hep { listen = \"udp:[2001:db8::1]:9060\" key = sesame }\n"
		"limits { memory = 1G alerts-per-minute = 7 }\n"
		"trunk a { peers = {198.51.100.0/24} profile = didww }\n"
		"trunk b-2_x { peers = \"2001:db8:7::/48\" }\n"
		"numbers { international = {\"+\", 00, 011} country = 1 }\n"
		"calls { pair-headers = {X-Call-ID, \"X'%~\"}\n"
		"pair-digits = 0 }\n"
		"catalog { files = {\"/nowhere/a b*.conf\", /nowhere/?} }\n"
		"rule x { codes = {4xx, 401, 500-598, no-ack, "
		"@escalate, disconnect:no-ack, short-call}\n"
		"except = {404, @normal} initial = yes\n"
		"methods = {INVITE, REGISTER, other}\n"
		"directions = {inbound} trunks = {b-2_x, none} src = {::1}\n"
		"dst = {192.0.2.0/25, 192.0.2.200} to = {44, 49} from = 1\n"
		"group-by = {direction, to-prefix, src} window = 90s\n"
		"min-total = 12 clear = 33.3333% hold = 0s repeat = 1500ms\n"
		"enabled = no note = \"quote \\\" and \\\\ and 'x'\"\n"
		"raise alert { rate = 0.125 } raise notice { count = 1000000 "
		"ratio = 0.0001% rate = 3 delay-p95 = 2500ms } }\n"
		"rule y { raise error { delay-p95 = 3s } }\n"
		"syslog { facility = local7 format = rfc5424 socket = "
		"\"/run/a log\" }");

	(void)state;
	assert_reads_back(c);
}

static void the_journal_reads_back(void **state)
{
	(void)state;
	assert_reads_back(load_text("syslog { format = journal }"));
}

static void what_the_command_line_adds_reads_back(void **state)
{
	struct config *c = load_text("capture { filter = udp }");
	char *names[] = { (char[]){ "eth0" }, (char[]){ "eth1" } };

	(void)state;
	assert_int_equal(config_set_interfaces(c, names, 2), 0);
	assert_int_equal(config_add_local(c, "192.0.2.1"), 0);
	assert_int_equal(config_add_filter(c, "host 192.0.2.1"), 0);
	assert_reads_back(c);
}

/* Conditions that a level hasn't can't be written; all else is. */
static void each_key_is_written(void **state)
{
	struct config *c = load_text("trunk a { peers = 192.0.2.1 }\n"
				     "rule x { codes = 408 raise error { "
				     "count = 1 ratio = 1% rate = 1 "
				     "delay-p95 = 1s } }");
	char *text = config_dump(c), line[100];

	(void)state;
	for (size_t i = 0; i < config_grammar.n_keys; i++) {
		snprintf(line, sizeof line, "%s = ",
			 key_leaf(&config_grammar.keys[i]));
		assert_non_null(strstr(text, line));
	}
	free(text);
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_reads_back),
		cmocka_unit_test(the_shipped_sample_is_the_default),
		cmocka_unit_test(no_rule_at_all_reads_back),
		cmocka_unit_test(a_file_with_prefixes_reads_back),
		cmocka_unit_test(each_key_away_from_its_default_reads_back),
		cmocka_unit_test(the_journal_reads_back),
		cmocka_unit_test(what_the_command_line_adds_reads_back),
		cmocka_unit_test(each_key_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

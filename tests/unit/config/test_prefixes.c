/* SPDX-License-Identifier: BSD-2-Clause */
/* Number prefixes come from their file as it has them, line by line. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loading.h"

/* A directory with one file p.csv and a configuration that names it. */
struct scene { char dir[64], csv[80], conf[80]; };

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void open_scene(struct scene *p, const char *csv)
{
	snprintf(p->dir, sizeof p->dir, "/tmp/test-prefixes-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->csv, sizeof p->csv, "%s/p.csv", p->dir);
	snprintf(p->conf, sizeof p->conf, "%s/c.conf", p->dir);
	write_file(p->conf, "\nnumbers { prefixes = \"p.csv\" }\n");
	if (csv)
		write_file(p->csv, csv);
}

static void close_scene(const struct scene *p)
{
	unlink(p->csv);
	unlink(p->conf);
	rmdir(p->dir);
}

/* Complaints without the directory. */
static void on_scene_complaint(const char *text, void *arg)
{
	struct told *t = arg;
	const char *at;

	while ((at = strstr(text, "/tmp/test-prefixes-"))) {
		fprintf(t->out, "%.*s", (int)(at - text), text);
		text = at + strlen("/tmp/test-prefixes-XXXXXX/");
	}
	fprintf(t->out, "%s\n", text);
}

static struct config *load_csv(const char *csv, const char *complaints)
{
	struct scene p;
	struct told told;
	struct config_spec spec = { .file = p.conf, .arg = &told,
				    .complain = on_scene_complaint };
	struct config *c = NULL;
	int err;

	open_scene(&p, csv);
	told_open(&told);
	err = config_load(&c, &spec);
	close_scene(&p);
	assert_string_equal(told_text(&told), complaints);
	told_close(&told);
	assert_int_equal(err, *complaints ? -EINVAL : 0);
	return c;
}

static void assert_prefix(const struct config *c, size_t i,
			  const char *digits, const char *name)
{
	const struct number_settings *n = &config_settings(c)->numbers;

	assert_true(i < n->n_prefixes);
	assert_string_equal(n->prefixes[i].digits, digits);
	if (name)
		assert_string_equal(n->prefixes[i].name, name);
	else
		assert_null(n->prefixes[i].name);
}

static void a_line_has_a_prefix_and_a_name(void **state)
{
	struct config *c = load_csv("44,United Kingdom\n4420,London", "");

	(void)state;
	assert_int_equal(config_settings(c)->numbers.n_prefixes, 2);
	assert_prefix(c, 0, "44", "United Kingdom");
	assert_prefix(c, 1, "4420", "London");
	config_free(c);
}

static void what_spreadsheets_write_is_read(void **state)
{
	struct config *c = load_csv("\xef\xbb\xbfPrefix,Name\r\n"
				    "# comment\r\n\r\n"
				    " +44 , \"London, \"\"inner\"\"\" \r\n"
				    "\"49\",D\xc3\xbcren\r\n"
				    "1\r\n7,\r\n", "");

	(void)state;
	assert_int_equal(config_settings(c)->numbers.n_prefixes, 4);
	assert_prefix(c, 0, "44", "London, \"inner\"");
	assert_prefix(c, 1, "49", "D\xc3\xbcren");
	assert_prefix(c, 2, "1", NULL);
	assert_prefix(c, 3, "7", NULL);
	config_free(c);
}

static void an_empty_file_has_none(void **state)
{
	struct config *c = load_csv("", "");

	(void)state;
	assert_int_equal(config_settings(c)->numbers.n_prefixes, 0);
	config_free(c);
}

static void a_missing_file_is_told_where_it_is_named(void **state)
{
	(void)state;
	load_csv(NULL, "c.conf:2: prefixes: cannot read p.csv: No such file "
		 "or directory, a readable file of lines prefix,name would "
		 "be right\n");
}

static void mistakes_have_file_and_line(void **state)
{
	(void)state;
	load_csv("44,UK\nabc,x\n1234567890123456,long\n,none\n"
		 "5,\"open \"x\"\n44,again\n6,a\tb\n"
		 "8,01234567890123456789012345678901234567890123456789012345"
		 "678901234\n9,0123456789012345678901234567890123456789012345"
		 "67890123456789ABCD\n",
		 "p.csv:2: 'abc' is no prefix, up to 15 digits such as 4420 "
		 "would be right\n"
		 "p.csv:3: '1234567890123456' is no prefix, up to 15 digits "
		 "such as 4420 would be right\n"
		 "p.csv:4: '' is no prefix, up to 15 digits such as 4420 "
		 "would be right\n"
		 "p.csv:5: '\"open \"x\"' is no name, up to 64 bytes in one "
		 "line would be right\n"
		 "p.csv:7: 'a\tb' is no name, up to 64 bytes in one line "
		 "would be right\n"
		 "p.csv:8: '0123456789012345678901234567890123456789012345678"
		 "9012345678901234' is no name, up to 64 bytes in one line "
		 "would be right\n"
		 "p.csv:6: prefix 44 was given in line 1, once would be "
		 "right\n");
}

static void many_mistakes_are_not_all_told(void **state)
{
	struct scene p;
	struct told told;
	struct config_spec spec = { .file = p.conf, .arg = &told,
				    .complain = on_scene_complaint };
	struct config *c = NULL;
	unsigned lines = 0;
	FILE *out;

	(void)state;
	open_scene(&p, "");
	out = fopen(p.csv, "w");
	assert_non_null(out);
	for (int i = 0; i < 1000; i++)
		fputs("x\n", out);
	fclose(out);
	told_open(&told);
	assert_int_equal(config_load(&c, &spec), -EINVAL);
	close_scene(&p);
	for (const char *s = told_text(&told); *s; s++)
		lines += *s == '\n';
	assert_int_equal(lines, 20);
	told_close(&told);
}

static void what_is_taken_off_numbers_is_taken_off_prefixes(void **state)
{
	struct config *c = load_csv("0045,dk\n33,fr\n", "");

	(void)state;
	assert_prefix(c, 0, "0045", "dk");
	config_free(c);
	assert_null(load_csv("0045,zz\n45,dk\n00,all\n",
			     "p.csv:3: '00' is taken off all numbers "
			     "(international), digits behind it would be "
			     "right\n"
			     "p.csv:2: prefix 45 was given in line 1, once "
			     "would be right\n"));
}

/* To open a pipe is to wait for who writes into it. */
static void a_pipe_is_no_file_of_prefixes(void **state)
{
	struct scene p;
	struct told told;
	struct config_spec spec = { .file = p.conf, .arg = &told,
				    .complain = on_scene_complaint };
	struct config *c = NULL;

	(void)state;
	open_scene(&p, NULL);
	assert_int_equal(mkfifo(p.csv, 0600), 0);
	told_open(&told);
	assert_int_equal(config_load(&c, &spec), -EINVAL);
	write_file(p.conf, "include(\"p.csv\")\ninclude(\"/dev/zero\")\n");
	assert_int_equal(config_load(&c, &spec), -EINVAL);
	close_scene(&p);
	assert_string_equal(told_text(&told),
			    "c.conf:2: prefixes: cannot read p.csv: it is no "
			    "regular file, a readable file of lines "
			    "prefix,name would be right\n"
			    "c.conf:1: cannot read p.csv: it is no regular "
			    "file, an existing file or a pattern such as "
			    "conf.d/*.conf would be right\n"
			    "c.conf:2: cannot read /dev/zero: it is no "
			    "regular file, an existing file or a pattern "
			    "such as conf.d/*.conf would be right\n");
	told_close(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_is_taken_off_numbers_is_taken_off_prefixes),
		cmocka_unit_test(a_pipe_is_no_file_of_prefixes),
		cmocka_unit_test(a_line_has_a_prefix_and_a_name),
		cmocka_unit_test(what_spreadsheets_write_is_read),
		cmocka_unit_test(an_empty_file_has_none),
		cmocka_unit_test(a_missing_file_is_told_where_it_is_named),
		cmocka_unit_test(mistakes_have_file_and_line),
		cmocka_unit_test(many_mistakes_are_not_all_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

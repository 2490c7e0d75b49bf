/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of the catalogue are read, and each mistake told with its line. */
#include <errno.h>
#include <unistd.h>

#include "config/catalog.h"
#include "loading.h"

#define WHOLE(title) "response " title " { name = N meaning = M rfc = R " \
	"points-to = sbc retry = later next-step = S type = data " \
	"tags = {escalate} source = X "

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

/* Complaints, with the files by their last letter alone. */
static void on_file_complaint(const char *text, void *arg)
{
	struct told *t = arg;
	const char *at;

	while ((at = strstr(text, "/tmp/test-catalog-"))) {
		fprintf(t->out, "%.*s", (int)(at - text), text);
		text = at + strlen("/tmp/test-catalog-XXXXXX/");
	}
	fprintf(t->out, "%s\n", text);
}

/* The catalogue of the files a, with A, and b, with B if there is one. */
static struct config_catalog *load_files(const char *a, const char *b,
				   const char *complaints)
{
	char dir[] = "/tmp/test-catalog-XXXXXX", first[64], second[64];
	char *files[] = { first, second };
	struct told told;
	struct catalog_spec spec = { .files = files, .n_files = b ? 2 : 1,
				     .only = true, .arg = &told,
				     .complain = on_file_complaint };
	struct config_catalog *c = NULL;
	int err;

	assert_non_null(mkdtemp(dir));
	snprintf(first, sizeof first, "%s/a", dir);
	snprintf(second, sizeof second, "%s/b", dir);
	write_file(first, a);
	if (b)
		write_file(second, b);
	told_open(&told);
	err = config_catalog_load(&c, &spec);
	unlink(first);
	unlink(second);
	rmdir(dir);
	assert_string_equal(told_text(&told), complaints);
	told_close(&told);
	assert_int_equal(err, *complaints ? -EINVAL : 0);
	return c;
}

static void assert_mistake(const char *text, const char *complaints)
{
	assert_null(load_files(text, NULL, complaints));
}

static void an_entry_has_what_its_file_says(void **state)
{
	struct config_catalog *c = load_files(WHOLE("499")
		"causes = {\"one\", two} q850 = {17, 31} retry-after = yes }"
		"cause 17 { name = N meaning = M points-to = nobody "
		"retry = never next-step = S type = normal tags = normal "
		"source = X to-sip = 486 from-sip = {486, 600} }", NULL, "");
	const struct catalog *got = config_catalog(c);
	const struct catalog_entry *e = &got->entries[0];

	(void)state;
	assert_int_equal(got->n_entries, 2);
	assert_int_equal(e->kind, ENTRY_RESPONSE);
	assert_int_equal(e->code, 499);
	assert_string_equal(e->says.meaning, "M");
	assert_string_equal(e->says.next_step, "S");
	assert_int_equal(e->says.points_to, POINTS_SBC);
	assert_int_equal(e->says.retry, RETRY_LATER);
	assert_int_equal(e->says.type, TROUBLE_DATA);
	assert_int_equal(e->says.tags, 1 << TAG_ESCALATE);
	assert_true(e->says.retry_after);
	assert_int_equal(e->says.n_causes, 2);
	assert_string_equal(e->says.causes[1], "two");
	assert_int_equal(e->says.n_q850, 2);
	assert_int_equal(e->says.q850[1], 31);
	e++;
	assert_int_equal(e->kind, ENTRY_CAUSE);
	assert_int_equal(e->to_sip, 486);
	assert_int_equal(e->n_from_sip, 2);
	assert_int_equal(e->from_sip[1], 600);
	config_catalog_free(c);
}

static void the_most_specific_match_comes_first(void **state)
{
	static const char text[] = "profile p {\n"
		"match { code = 480 meaning = any }\n"
		"match { code = 480 phrase-prefix = Cap meaning = prefix }\n"
		"match { code = 480 phrase = Capacity meaning = phrase }\n"
		"match { code = 480 phrase = capacity direction = inbound\n"
		"reason = \"Q.850;34\" initiator = system disconnect = "
		"capacity }\n}";
	struct config_catalog *c = load_files(text, NULL, "");
	const struct catalog_profile *p = config_catalog(c)->profiles;

	(void)state;
	assert_string_equal(p->name, "p");
	assert_int_equal(p->n_matches, 4);
	assert_int_equal(p->matches[0].line, 5);
	assert_int_equal(p->matches[0].directions, 1u << INBOUND);
	assert_int_equal(p->matches[0].reason.of, CAUSE_Q850);
	assert_int_equal(p->matches[0].reason.code, 34);
	assert_int_equal(p->matches[0].initiator, SIDE_SYSTEM);
	assert_int_equal(p->matches[0].disconnect, DISCONNECT_CAPACITY);
	assert_string_equal(p->matches[1].says.meaning, "phrase");
	assert_string_equal(p->matches[2].says.meaning, "prefix");
	assert_string_equal(p->matches[3].says.meaning, "any");
	config_catalog_free(c);
}

static void a_later_file_says_otherwise_what_it_says(void **state)
{
	struct config_catalog *c = load_files(
		WHOLE("499") "causes = {one} q850 = {17} }" WHOLE("498") "}",
		"response 499 { name = Other tags += policy "
		"causes += {two, three} q850 = {31, 34} }\n"
		"response 498 { tags = policy }", "");
	const struct catalog *got = config_catalog(c);
	const struct guidance *says = &got->entries[0].says;

	(void)state;
	assert_int_equal(got->n_entries, 2);
	assert_string_equal(says->name, "Other");
	assert_string_equal(says->meaning, "M");
	assert_int_equal(says->retry, RETRY_LATER);
	assert_int_equal(says->tags, 1 << TAG_ESCALATE | 1 << TAG_POLICY);
	assert_int_equal(says->n_causes, 3);
	assert_string_equal(says->causes[0], "one");
	assert_string_equal(says->causes[2], "three");
	assert_int_equal(says->n_q850, 2);
	assert_int_equal(says->q850[0], 31);
	assert_string_equal(got->entries[1].says.name, "N");
	assert_int_equal(got->entries[1].says.tags, 1 << TAG_POLICY);
	config_catalog_free(c);
}

/* What a match lies over is known only when a response has come. */
static void a_match_remembers_whether_its_tags_are_added(void **state)
{
	struct config_catalog *c = load_files(
		"profile p {\n"
		"match { code = 501 tags = policy }\n"
		"match { code = 502 tags += {policy, escalate} }\n}",
		"profile p { match { code = 501 tags += policy }\n"
		"match { code = 502 tags = policy } }\n", "");
	const struct catalog_profile *p = config_catalog(c)->profiles;

	(void)state;
	assert_int_equal(p->n_matches, 2);
	for (size_t i = 0; i < p->n_matches; i++) {
		assert_int_equal(p->matches[i].says.tags, 1 << TAG_POLICY);
		assert_int_equal(p->matches[i].says.tags_added,
				 p->matches[i].code == 501);
	}
	config_catalog_free(c);
}

static void a_list_that_grows_has_its_bounds(void **state)
{
	(void)state;
	assert_null(load_files(WHOLE("499") "causes = {a, b, c} }",
		"response 499 { causes += {d, e} }",
		"b:1: causes has 5 values with those before, up to 4 would "
		"be right\n"));
	assert_null(load_files(WHOLE("499") "q850 = {17} }",
		"response 499 {\nq850 += 17 }",
		"b:2: q850: '17' is given twice, once would be right\n"));
}

static void a_later_file_adds_matches_and_replaces_the_same(void **state)
{
	struct config_catalog *c = load_files(
		"profile p { title = T\n"
		"match { code = 480 meaning = old next-step = S }\n"
		"match { code = 480 phrase = A meaning = kept } }",
		"profile P {\n"
		"match { code = 480 meaning = new }\n"
		"match { code = 480 phrase = B meaning = added } }", "");
	const struct catalog *got = config_catalog(c);
	const struct catalog_profile *p = got->profiles;

	(void)state;
	assert_int_equal(got->n_profiles, 1);
	assert_string_equal(p->name, "p");
	assert_string_equal(p->title, "T");
	assert_int_equal(p->n_matches, 3);
	assert_string_equal(p->matches[0].says.meaning, "kept");
	assert_string_equal(p->matches[1].says.meaning, "added");
	assert_string_equal(p->matches[2].says.meaning, "new");
	assert_null(p->matches[2].says.next_step);
	for (int i = 0; i < 3; i++)
		assert_int_equal(p->matches[i].number, i + 1);
	config_catalog_free(c);
}

static void without_direction_it_replaces_those_for_each(void **state)
{
	struct config_catalog *c = load_files(
		"profile p { title = T\n"
		"match { code = 480 direction = inbound meaning = in }\n"
		"match { code = 480 direction = {outbound, transit} "
		"meaning = out }\n"
		"match { code = 486 direction = inbound meaning = in } }",
		"profile p {\n"
		"match { code = 480 meaning = new }\n"
		"match { code = 486 direction = outbound meaning = out } }",
		"");
	const struct catalog_profile *p = config_catalog(c)->profiles;

	(void)state;
	assert_int_equal(p->n_matches, 3);
	assert_string_equal(p->matches[0].says.meaning, "in");
	assert_int_equal(p->matches[0].directions, 1u << INBOUND);
	assert_string_equal(p->matches[1].says.meaning, "out");
	assert_int_equal(p->matches[1].code, 486);
	assert_string_equal(p->matches[2].says.meaning, "new");
	assert_int_equal(p->matches[2].directions, 0);
	config_catalog_free(c);
}

static void a_tie_with_an_earlier_file_is_told_of_the_later(void **state)
{
	(void)state;
	assert_null(load_files("\n\n\nprofile p { match { code = 480 } }",
		"profile p { match { direction = inbound } }",
		"b:1: what this matches a:4 may match too, another condition "
		"would be right\n"));
}

static void only_what_sipward_finds_can_be_explained(void **state)
{
	(void)state;
	assert_mistake("outcome no-respons { }",
		"a:1: there is no outcome 'no-respons', one of "
		"sipward-calls(7) would be right\n");
	assert_mistake("disconnect no-response { }",
		"a:1: there is no disconnect 'no-response', one of "
		"sipward-calls(7) would be right\n");
}

static void what_is_no_character_is_told_of(void **state)
{
	(void)state;
	assert_mistake("response 480 {\nmeaning = \"a\xff\" }",
		"a:2: a byte 0xff that is no UTF-8, text in UTF-8 would be "
		"right\n");
	assert_mistake("response 480 {\n\nlocal = \xc3" "x }",
		"a:3: a byte 0xc3 that is no UTF-8, text in UTF-8 would be "
		"right\n");
	assert_mistake("profile p { match { code = 480\n"
		"phrase = \"a\xe2\x80\xae\" } }",
		"a:2: a control character U+202E, leave it out\n");
	assert_mistake("response 480 { causes = { a,\n\"b\tc\" } }",
		"a:2: a control character U+0009, leave it out\n");
	config_catalog_free(load_files("# \xff\n" WHOLE("499")
		"local = \"\xc3\xa9\xe2\x82\xac\" }", NULL, ""));
}

static void a_tie_is_told_with_both_places(void **state)
{
	(void)state;
	assert_mistake("profile p {\n"
		"match { code = 480 phrase = \"No Way\" }\n"
		"match { code = 480\nphrase = \"no way\" }\n}",
		"a:3: what this matches a:2 may match too, another condition "
		"would be right\n");
	assert_mistake("profile p { match { code = 480 }\n"
		"match { direction = inbound } }",
		"a:2: what this matches a:1 may match too, another condition "
		"would be right\n");
	assert_mistake("profile p { match { phrase-prefix = ab }\n"
		"match { phrase-prefix = A } }",
		"a:2: what this matches a:1 may match too, another condition "
		"would be right\n");
}

static void what_no_response_has_both_of_is_no_tie(void **state)
{
	(void)state;
	config_catalog_free(load_files("profile p { "
		"match { code = 480 phrase = a } match { code = 481 } "
		"match { code = 480 phrase = b } "
		"match { code = 480 } match { phrase = a } "
		"match { code = 480 reason = \"Q.850;1\" } "
		"match { code = 480 reason = \"Q.850;2\" } "
		"match { code = 480 reason = \"SIP;486\" } }", NULL, ""));
}

/* As sipward.conf(5) has it: conditions, then a whole phrase. */
static void of_as_many_conditions_a_whole_phrase_is_first(void **state)
{
	static const char *const order[] = { "4", "2", "3", "1" };
	struct config_catalog *owner = load_files("profile p { "
		"match { code = 480 meaning = 1 } "
		"match { code = 480 phrase = a meaning = 2 } "
		"match { code = 480 direction = inbound meaning = 3 } "
		"match { code = 480 reason = \"Q.850;1\" "
		"direction = inbound meaning = 4 } }", NULL, "");
	const struct catalog *c = config_catalog(owner);
	const struct catalog_profile *p = &c->profiles[c->n_profiles - 1];

	(void)state;
	assert_string_equal(p->name, "p");
	assert_int_equal(p->n_matches, 4);
	for (size_t i = 0; i < p->n_matches; i++)
		assert_string_equal(p->matches[i].says.meaning, order[i]);
	config_catalog_free(owner);
	assert_mistake("profile p { match { code = 480 phrase-prefix = a }\n"
		"match { code = 480 direction = inbound } }",
		"a:2: what this matches a:1 may match too, another condition "
		"would be right\n");
}

static void an_unknown_word_suggests_the_nearest(void **state)
{
	(void)state;
	assert_mistake("\n" WHOLE("499") "next-stp = x }",
		"a:2: response has no key 'next-stp', 'next-step' would be "
		"right\n");
	assert_mistake("respons 499 { }",
		"a:1: the file has no key 'respons', 'response' would be "
		"right\n");
	assert_mistake("profile p { match { code = 480\ntags = {escalat} } }",
		"a:2: tags: there is no 'escalat', escalate would be right\n");
	assert_mistake("profile p { match { code = 480\nretry = tomorrow } }",
		"a:2: retry: there is no 'tomorrow', one of now, later, "
		"change, never would be right\n");
	assert_mistake("profile p { match { code = 480\nreason = \"17\" } }",
		"a:2: reason: '17' is no Reason, \"Q.850;17\" or \"SIP;486\" "
		"would be right\n");
}

static void what_is_given_twice_or_not_at_all_is_told(void **state)
{
	(void)state;
	assert_mistake(WHOLE("499") "}\n" WHOLE("499") "}",
		"a:2: response 499 was given in a:1, once would be right\n");
	assert_mistake("\nresponse 499 { name = N meaning = M points-to = sbc "
		"retry = now type = data tags = normal source = X }",
		"a:2: response 499 has no next-step, one would be right\n");
	assert_mistake(WHOLE("499") "tags += escalate }",
		"a:1: tags: 'escalate' is given twice, once would be right\n");
	assert_mistake("profile p {\nmatch { meaning = x } }",
		"a:2: this match has no condition, code = 503 would be "
		"right\n");
	assert_mistake("profile p {\nmatch { phrase = x phrase-prefix = y } }",
		"a:2: both phrase and phrase-prefix, one of them would be "
		"right\n");
	assert_mistake(WHOLE("99") "}", "a:1: '99' is no response, a number "
		"of 100 to 699 would be right\n");
}

static void a_sentence_has_its_longest(void **state)
{
	char text[300], words[102];

	(void)state;
	memset(words, 'x', 100);
	words[100] = '\0';
	snprintf(text, sizeof text, "profile p { match { code = 480 meaning = "
		 "\"%s\" } }", words);
	config_catalog_free(load_files(text, NULL, ""));
	snprintf(text, sizeof text, "profile p { match { code = 480 meaning = "
		 "\"%sx\" } }", words);
	assert_mistake(text, "a:1: meaning: 101 bytes long, 1 to 100 would be "
		       "right\n");
	snprintf(text, sizeof text, "profile p { match { code = 480 causes = "
		 "\"%.81s\" } }", words);
	assert_mistake(text, "a:1: causes: 81 bytes long, 1 to 80 would be "
		       "right\n");
}

static void a_file_that_is_cut_short_is_told(void **state)
{
	(void)state;
	assert_mistake("profile p {\nmatch { code = 480",
		       "a:2: this '{' is not closed, a '}' at its end would "
		       "be right\n");
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	char *files[] = { (char[]){ "/nowhere/at/all" } };
	struct catalog_spec spec = { .files = files, .n_files = 1 };
	struct config_catalog *c = NULL;

	(void)state;
	assert_int_equal(config_catalog_load(&c, &spec), -ENOENT);
	assert_null(c);
}

struct unread { size_t n, file; int err; char path[64]; };

static int on_unread(const struct catalog_unread *u, void *arg)
{
	struct unread *last = arg;

	last->n++;
	last->file = u->file;
	last->err = u->err;
	snprintf(last->path, sizeof last->path, "%s", u->path);
	assert_string_equal(u->why, "No such file or directory");
	return last->n > 1 ? -EIO : 0;
}

static void what_cannot_be_read_may_be_passed_over(void **state)
{
	char none[] = "/nowhere/*.conf";
	char a[] = "/nowhere/a", b[] = "/nowhere/b";
	char *files[] = { none, a, b };
	struct unread got = { 0 };
	struct catalog_spec spec = { .files = files, .n_files = 2,
				     .unread = on_unread,
				     .unread_arg = &got };
	struct config_catalog *c = NULL;

	(void)state;
	assert_int_equal(config_catalog_load(&c, &spec), 0);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.file, 1);
	assert_int_equal(got.err, -ENOENT);
	assert_string_equal(got.path, a);
	config_catalog_free(c);
	spec.n_files = 3;
	assert_int_equal(config_catalog_load(&c, &spec), -EIO);
	assert_int_equal(got.file, 2);
}

static void there_are_not_more_parts_than_can_be_compared(void **state)
{
	enum { MOST = 4096 };
	char *text = malloc((MOST + 1) * 16 + 32), *p = text;

	(void)state;
	p += sprintf(p, "profile p {");
	for (int i = 1; i < MOST; i++)
		p += sprintf(p, "match{code=%d}", 100 + i % 600);
	sprintf(p, "\nmatch{code=480} }");
	assert_mistake(text, "a:2: over 4096 entries, profiles and matches "
		       "in all, fewer would be right\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_has_what_its_file_says),
		cmocka_unit_test(the_most_specific_match_comes_first),
		cmocka_unit_test(a_later_file_says_otherwise_what_it_says),
		cmocka_unit_test(a_match_remembers_whether_its_tags_are_added),
		cmocka_unit_test(a_list_that_grows_has_its_bounds),
		cmocka_unit_test(
			a_later_file_adds_matches_and_replaces_the_same),
		cmocka_unit_test(without_direction_it_replaces_those_for_each),
		cmocka_unit_test(
			a_tie_with_an_earlier_file_is_told_of_the_later),
		cmocka_unit_test(only_what_sipward_finds_can_be_explained),
		cmocka_unit_test(what_is_no_character_is_told_of),
		cmocka_unit_test(a_tie_is_told_with_both_places),
		cmocka_unit_test(what_no_response_has_both_of_is_no_tie),
		cmocka_unit_test(
			of_as_many_conditions_a_whole_phrase_is_first),
		cmocka_unit_test(an_unknown_word_suggests_the_nearest),
		cmocka_unit_test(what_is_given_twice_or_not_at_all_is_told),
		cmocka_unit_test(a_sentence_has_its_longest),
		cmocka_unit_test(a_file_that_is_cut_short_is_told),
		cmocka_unit_test(a_file_that_is_not_there_is_an_error),
		cmocka_unit_test(what_cannot_be_read_may_be_passed_over),
		cmocka_unit_test(
			there_are_not_more_parts_than_can_be_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

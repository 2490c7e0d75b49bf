/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue's data is whole, short, and in words of its own. */
#include <ctype.h>

#include "builtin.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define RUN 6		/* words in a row that would be a copy */

/* IANA, Session Initiation Protocol Parameters, response codes. */
static const int registered[] = {
	100, 180, 181, 182, 183, 199, 200, 202, 204, 300, 301, 302, 305, 380,
	400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 412, 413, 414, 415,
	416, 417, 420, 421, 422, 423, 424, 425, 428, 429, 430, 433, 436, 437,
	438, 439, 440, 469, 470, 480, 481, 482, 483, 484, 485, 486, 487, 488,
	489, 491, 493, 494, 500, 501, 502, 503, 504, 505, 513, 555, 580, 600,
	603, 604, 606, 607, 608,
};

static bool has_code(const struct builtin *b, int code)
{
	bool by_class = true;

	return catalog_outcome(b->index, code, &by_class) && !by_class;
}

static void each_registered_code_is_there(void **state)
{
	static const int beyond[] = { 409, 411, 418 };

	for (size_t i = 0; i < COUNT(registered); i++)
		if (!has_code(*state, registered[i]))
			fail_msg("%d is missing", registered[i]);
	for (size_t i = 0; i < COUNT(beyond); i++)
		if (!has_code(*state, beyond[i]))
			fail_msg("%d is missing", beyond[i]);
}

/* TEXT in lower case, its words with one blank around each. Malloc'ed. */
static char *words_of(const char *text)
{
	char *words = malloc(strlen(text) + 3);
	size_t n = 0;

	assert_non_null(words);
	words[n++] = ' ';
	for (; *text; text++) {
		if (isalnum((unsigned char)*text))
			words[n++] = tolower((unsigned char)*text);
		else if (words[n - 1] != ' ')
			words[n++] = ' ';
	}
	if (words[n - 1] != ' ')
		words[n++] = ' ';
	words[n] = '\0';
	return words;
}

static void no_meaning_repeats_a_name(void **state)
{
	const struct catalog *c = ((struct builtin *)*state)->catalog;

	for (size_t i = 0; i < c->n_entries; i++) {
		const struct guidance *g = &c->entries[i].says;
		char *name = words_of(g->name);
		char *meaning = words_of(g->meaning);

		if (strstr(name, meaning) ||
		    (strlen(name) > 10 && strstr(meaning, name)))
			fail_msg("%s:%u: %s", c->entries[i].file,
				 c->entries[i].line, g->meaning);
		free(name);
		free(meaning);
	}
}

static void no_two_entries_mean_the_same(void **state)
{
	const struct catalog *c = ((struct builtin *)*state)->catalog;

	for (size_t i = 0; i < c->n_entries; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(c->entries[i].says.meaning,
				   c->entries[j].says.meaning) == 0)
				fail_msg("%s:%u: as in line %u",
					 c->entries[i].file,
					 c->entries[i].line,
					 c->entries[j].line);
}

static void check_sentence(const char *text, size_t longest)
{
	size_t n = text ? strlen(text) : 0;

	for (size_t i = 0; i < n; i++)
		if (text[i] < ' ' || text[i] > '~')
			fail_msg("not plain: %s", text);
	if (n > longest || (n && (text[0] == ' ' || text[n - 1] == ' ')))
		fail_msg("%zu long: '%s'", n, text);
}

typedef void guidance_handler(const struct guidance *g, void *arg);

/* What entries and matches say, one after the other. */
static void each_guidance(const struct catalog *c, guidance_handler *h,
			  void *arg)
{
	for (size_t i = 0; i < c->n_entries; i++)
		h(&c->entries[i].says, arg);
	for (size_t i = 0; i < c->n_profiles; i++)
		for (size_t k = 0; k < c->profiles[i].n_matches; k++)
			h(&c->profiles[i].matches[k].says, arg);
}

static void check_lengths(const struct guidance *g, void *arg)
{
	(void)arg;
	check_sentence(g->meaning, 100);
	check_sentence(g->next_step, 100);
	check_sentence(g->local, 100);
	check_sentence(g->found_by, 100);
	check_sentence(g->needs, 100);
	for (size_t i = 0; i < g->n_causes; i++)
		check_sentence(g->causes[i], 80);
	if (g->next_step && !isupper((unsigned char)*g->next_step))
		fail_msg("no capital: %s", g->next_step);
	assert_non_null(g->source);
}

static void each_sentence_fits_an_alert(void **state)
{
	each_guidance(((struct builtin *)*state)->catalog, check_lengths,
		      NULL);
}

static void each_own_entry_says_how_it_is_found(void **state)
{
	const struct catalog *c = ((struct builtin *)*state)->catalog;

	for (size_t i = 0; i < c->n_entries; i++) {
		const struct catalog_entry *e = &c->entries[i];
		bool own = e->kind != ENTRY_RESPONSE &&
			   e->kind != ENTRY_CAUSE;

		if (own && !e->says.found_by)
			fail_msg("%s:%u", e->file, e->line);
		if (e->kind != ENTRY_CAUSE && !e->says.n_causes)
			fail_msg("%s:%u: no cause", e->file, e->line);
	}
}

/* RFC 3398 section 7.2.4.1, every row of it. */
static void causes_become_what_rfc_3398_says(void **state)
{
	static const struct { int cause; unsigned code; } rows[] = {
		{ 1, 404 }, { 2, 404 }, { 3, 404 }, { 17, 486 }, { 18, 408 },
		{ 19, 480 }, { 20, 480 }, { 21, 403 }, { 22, 410 },
		{ 26, 404 }, { 27, 502 }, { 28, 484 }, { 29, 501 },
		{ 31, 480 }, { 34, 503 }, { 38, 503 }, { 41, 503 },
		{ 42, 503 }, { 47, 503 }, { 55, 403 }, { 57, 403 },
		{ 58, 503 }, { 65, 488 }, { 70, 488 }, { 79, 501 },
		{ 87, 403 }, { 88, 503 }, { 102, 504 }, { 111, 500 },
		{ 127, 500 }, { 16, 0 },
	};
	const struct builtin *b = *state;

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(rows[i].code, catalog_cause(b->index,
			rows[i].cause)->to_sip);
}

/* The texts of the five references, where they are. */

static const char *const references[] = {
	"a1routes-cause-codes.txt", "provider-call-response-codes.txt",
	"softphone-error-situations.txt", "didww-call-log-codes.txt",
	"voyced-4xx-codes.txt",
};

static char *read_reference(const char *name)
{
	const char *shared = getenv("SIPWARD_SHARED"), *top = getenv("srcdir");
	char path[4096], *text = NULL;
	size_t n;
	FILE *in, *out;
	int c;

	if (shared)
		snprintf(path, sizeof path, "%s/sources/%s", shared, name);
	else
		snprintf(path, sizeof path, "%s/../shared/sources/%s",
			 top ? top : ".", name);
	in = fopen(path, "r");
	if (!in)
		return NULL;
	out = open_memstream(&text, &n);
	assert_non_null(out);
	while ((c = fgetc(in)) != EOF)
		fputc(c, out);
	fclose(in);
	fclose(out);
	return text;
}

/* The code that LINE begins with, "SIP " before it or not; 0: none. */
static int code_of(const char *line)
{
	int code = 0, n = 0;

	if (strncmp(line, "SIP ", 4) == 0)
		line += 4;
	if (sscanf(line, "%3d%n", &code, &n) == 1 && n == 3 &&
	    !isdigit((unsigned char)line[3]) && line[3] != '-' &&
	    code >= 100 && code < 700)
		return code;
	return 0;
}

static void each_code_of_the_references_is_there(void **state)
{
	for (size_t i = 0; i < COUNT(references); i++) {
		char *text = read_reference(references[i]), *rest = text;
		const char *line;
		int n = 0;

		if (!text)
			skip();
		while ((line = strsep(&rest, "\n"))) {
			int code = code_of(line);

			n += code != 0;
			if (code && !has_code(*state, code))
				fail_msg("%s: %d", references[i], code);
		}
		free(text);
		assert_true(n >= 12);
	}
}

static char *trimmed(char *line)
{
	size_t n = strlen(line);

	while (n && strchr(" |\r", line[n - 1]))
		line[--n] = '\0';
	return line;
}

static bool is_initiator(const char *cell)
{
	return strcmp(cell, "System") == 0 ||
	       strcmp(cell, "Origination") == 0 ||
	       strcmp(cell, "Destination") == 0 || strstr(cell, " / ");
}

static bool is_worded(const struct catalog_match *m, const char *reason)
{
	return m->phrase ? strcasecmp(m->phrase, reason) == 0 :
	       m->prefix && strncasecmp(m->prefix, reason,
					strlen(m->prefix)) == 0;
}

/*
 * DIDWW's reason under CODE; its initiator is one of those in WHO. What the
 * customer's endpoint alone says, it says on inbound calls.
 */
static void check_reason(const struct builtin *b, int code,
			 const char *reason, const char *who)
{
	int didww = catalog_profile(b->index, SLICE("didww"));
	struct catalog_query q = { .code = code, .phrase = slice_of(reason),
				   .has_direction = true };
	const struct catalog_match *m;

	for (q.direction = OUTBOUND; q.direction <= INBOUND; q.direction++) {
		m = catalog_match(b->index, didww, &q);
		if (q.direction != INBOUND &&
		    strcmp(who, "Destination") == 0) {
			assert_null(m);
			continue;
		}
		if (!m || !is_worded(m, reason))
			fail_msg("%d %s is missing", code, reason);
		if (m->initiator &&
		    !strcasestr(who, call_side_name(m->initiator)))
			fail_msg("%d %s: not %s", code, reason, who);
		assert_true(m->disconnect != DISCONNECT_UNDECIDED);
	}
}

/* A row is a cell a line: initiator, code (not repeated), reason, text. */
static void each_reason_of_didww_is_in_its_profile(void **state)
{
	char *text = read_reference("didww-call-log-codes.txt");
	char *rest, *line;
	int code = 0, n = 0;

	if (!text)
		skip();
	rest = strstr(text, "Disconnect initiator |");
	assert_non_null(rest);
	while ((line = strsep(&rest, "\n"))) {
		char *who = trimmed(line);

		if (!is_initiator(who))
			continue;
		line = trimmed(strsep(&rest, "\n"));
		if (code_of(line)) {
			code = code_of(line);
			line = trimmed(strsep(&rest, "\n"));
		}
		check_reason(*state, code, line, who);
		strsep(&rest, "\n");
		n++;
	}
	free(text);
	assert_true(n >= 70);
}

static void numbers_are_marked_as_the_provider_does(void **state)
{
	const struct builtin *b = *state;
	char *text = read_reference("provider-call-response-codes.txt");
	char *rest = text, *line;
	bool by_class;
	int n = 0;

	if (!text)
		skip();
	while ((line = strsep(&rest, "\n"))) {
		bool unassigned = strstr(line, "(Unassigned number)");
		enum tag tag = unassigned ? TAG_UNASSIGNED_NUMBER :
			       TAG_INVALID_NUMBER;

		if (!code_of(line) ||
		    (!unassigned && !strstr(line, "(Invalid number)")))
			continue;
		assert_true(catalog_outcome(b->index, code_of(line),
			&by_class)->says.tags & 1u << tag);
		n++;
	}
	free(text);
	assert_true(n >= 2);
}

static void the_situations_of_the_reference_are_there(void **state)
{
	static const char *const names[] = {
		"no-ringback", "answer-failed", "no-incoming-calls",
		"one-way-audio", "call-quality",
	};
	const struct builtin *b = *state;
	bool by_class;

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct catalog_entry *e = catalog_find(b->index,
			slice_of(names[i]), &by_class);

		assert_non_null(e);
		assert_int_equal(e->kind, ENTRY_SITUATION);
		assert_true(e->says.found_by || e->says.needs);
	}
}

/* Where the word after the one at P begins; the end: at the last blank. */
static const char *next_word(const char *p)
{
	const char *blank = strchr(p + 1, ' ');

	return blank ? blank : p + strlen(p);
}

static void check_copy(const char *sentence, const char *reference)
{
	char *words = sentence ? words_of(sentence) : NULL;
	char run[256];

	for (const char *p = words; p && p[0] && p[1]; p = next_word(p)) {
		const char *end = p;
		int n = 0;

		for (; n < RUN && end[0] && end[1]; n++)
			end = next_word(end);
		if (n < RUN)
			break;
		snprintf(run, sizeof run, "%.*s", (int)(end - p + 1), p);
		if (strstr(reference, run))
			fail_msg("copied:%s", run);
	}
	free(words);
}

static void check_own_words(const struct guidance *g, void *arg)
{
	check_copy(g->meaning, arg);
	check_copy(g->next_step, arg);
	check_copy(g->local, arg);
	check_copy(g->found_by, arg);
	check_copy(g->needs, arg);
	for (size_t i = 0; i < g->n_causes; i++)
		check_copy(g->causes[i], arg);
}

static void no_sentence_is_copied(void **state)
{
	for (size_t i = 0; i < COUNT(references); i++) {
		char *text = read_reference(references[i]), *words;

		if (!text)
			skip();
		words = words_of(text);
		each_guidance(((struct builtin *)*state)->catalog,
			      check_own_words, words);
		free(words);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_registered_code_is_there),
		cmocka_unit_test(no_meaning_repeats_a_name),
		cmocka_unit_test(no_two_entries_mean_the_same),
		cmocka_unit_test(each_sentence_fits_an_alert),
		cmocka_unit_test(each_own_entry_says_how_it_is_found),
		cmocka_unit_test(causes_become_what_rfc_3398_says),
		cmocka_unit_test(each_code_of_the_references_is_there),
		cmocka_unit_test(each_reason_of_didww_is_in_its_profile),
		cmocka_unit_test(numbers_are_marked_as_the_provider_does),
		cmocka_unit_test(the_situations_of_the_reference_are_there),
		cmocka_unit_test(no_sentence_is_copied),
	};

	return cmocka_run_group_tests(tests, builtin_open, builtin_close);
}

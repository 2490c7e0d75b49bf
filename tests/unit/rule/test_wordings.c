/* SPDX-License-Identifier: BSD-2-Clause */
/* What a profile says of failures hides none from the default rules. */
#include "../config/loading.h"
#include "making.h"

#include "catalog/catalog.h"
#include "rule/rule.h"
#include "sip_header.h"

#define RULES_MOST 64
#define N_CODES (sizeof codes / sizeof *codes)
#define BIT(tag) (UINT32_C(1) << (tag))

struct bench {
	struct config *config;
	struct advice *advice;
	struct clock *clock;
	struct counters *counters;
	struct rules *rules;
	bool raised[RULES_MOST];	/* by their index in the settings */
};

/* -- a response with a wording, over the trunk of its profile ------------- */

struct wording {
	const struct catalog_match *match;
	int trunk, code;
	char text[300];			/* with its Reason, if it has one */
	struct sip_msg response;
	struct outcome outcome;
};

static void write_reason(struct wording *w)
{
	const struct call_cause *of = &w->match->reason;

	w->response.bytes = slice_of(w->text);
	w->response.hints = SIP_HINTS;
	snprintf(w->text, sizeof w->text,
		 "SIP/2.0 %d X\r\nReason: %s;cause=%d\r\n\r\n", w->code,
		 of->of == CAUSE_SIP ? "SIP" : "Q.850", of->code);
	w->response.bytes = slice_of(w->text);
	w->response.body = strlen(w->text);
}

/* False: another match of the profile is nearer to it. */
static bool word(const struct bench *b, struct wording *w)
{
	const struct catalog_match *m = w->match;
	const char *phrase = m->phrase ? m->phrase :
			     m->prefix ? m->prefix : "Any";

	w->response = (struct sip_msg){
		.response = true, .code = w->code, .bytes = SLICE(""),
		.reason = slice_of(phrase) };
	if (m->reason.of)
		write_reason(w);
	w->outcome = an_outcome(w->code);
	w->outcome.trunk = w->trunk;
	w->outcome.response = &w->response;
	w->outcome.to_user = SLICE("+442079460123");
	w->outcome.from_user = SLICE("+12025550100");
	advice_outcome(b->advice, &w->outcome);
	return w->outcome.said == m->number;
}

/* -- what the rules make of it ------------------------------------------- */

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct bench *b = arg;

	if (v->holds)
		b->raised[v->rule - config_settings(b->config)->rules] = true;
	return v->holds != 0;
}

/* N calls that all come to W, one every so many seconds. */
static void fail_all(struct bench *b, const struct wording *w, int n,
		     int seconds)
{
	memset(b->raised, 0, sizeof b->raised);
	assert_int_equal(clock_create(&b->clock), 0);
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(rule_create(&b->rules, &(struct rule_spec){
		.settings = config_settings(b->config), .memory = 1 << 18,
		.clock = b->clock, .counters = b->counters,
		.verdict = on_verdict, .arg = b }), 0);
	for (int i = 0; i < n; i++) {
		clock_advance(b->clock, at_ms(1000 * (1 + i * seconds)));
		rule_outcome(b->rules, &w->outcome);
	}
	rule_destroy(b->rules);
	counters_destroy(b->counters);
	clock_destroy(b->clock);
}

/*
 * Of rules that look at what is now, one is to tell: those of an hour say that
 * it lasts, and the one by prefix only narrows down where calls time out.
 */
static bool is_prompt(const struct rule_settings *r)
{
	return r->window.ns <= 900 * NS_PER_S &&
	       strcmp(r->name, "timeouts-to-prefix") != 0;
}

/* Of what is normal nothing need be told; 422 is asked again at once. */
static bool may_be_silent(const struct wording *w)
{
	return w->outcome.tags & (BIT(TAG_NORMAL) | BIT(TAG_CHALLENGE)) ||
	       w->code == 422;
}

static void tell(const struct bench *b, const struct wording *w,
		 const char *wrong)
{
	const struct settings *s = config_settings(b->config);

	fprintf(stderr, "# %s: %d '%s' (%s:%u) %s:", s->trunks[w->trunk].name,
		w->code, w->match->phrase ? w->match->phrase :
		w->match->prefix ? w->match->prefix : w->text,
		w->match->file, w->match->line, wrong);
	for (enum tag t = 0; t < TAGS; t++)
		if (w->outcome.tags & BIT(t))
			fprintf(stderr, " @%s", tag_name(t));
	for (size_t i = 0; i < s->n_rules; i++)
		if (b->raised[i])
			fprintf(stderr, " %s", s->rules[i].name);
	fputc('\n', stderr);
}

/* Is W told as it should be when N calls come to it? */
static bool is_told(struct bench *b, const struct wording *w, int n,
		    int seconds)
{
	const struct settings *s = config_settings(b->config);
	size_t prompt = 0, all = 0;

	fail_all(b, w, n, seconds);
	for (size_t i = 0; i < s->n_rules; i++) {
		all += b->raised[i];
		prompt += b->raised[i] && is_prompt(&s->rules[i]);
	}
	if (all == 0 && !may_be_silent(w))
		tell(b, w, "is told by no rule");
	else if (prompt > 1)
		tell(b, w, "is told by several rules at once");
	else
		return true;
	return false;
}

/* -- all wordings -------------------------------------------------------- */

/* A match for any code is tried with those that it may come with. */
static const int codes[] = { 403, 404, 408, 480, 481, 482, 488, 500, 501, 502,
			     503, 504, 580, 603, 607, 608 };

static size_t try_match(struct bench *b, const struct catalog_match *m,
			int trunk, size_t *tried)
{
	struct wording w = { .match = m, .trunk = trunk };
	size_t wrong = 0;

	if (m->directions && !(m->directions >> OUTBOUND & 1))
		return 0;
	for (size_t i = 0; i < (m->code ? 1 : N_CODES); i++) {
		w.code = m->code ? (int)m->code : codes[i];
		if (w.code < 400 || outcome_is_challenge(w.code) ||
		    !word(b, &w))
			continue;
		++*tried;
		wrong += !is_told(b, &w, 100, 3);
		wrong += !is_told(b, &w, 240, 30);
	}
	return wrong;
}

static void each_wording_that_calls_for_something_is_told_once(void **state)
{
	struct bench *b = *state;
	const struct catalog *c = config_settings(b->config)->catalog;
	size_t wrong = 0, tried = 0;

	for (size_t i = 0; i < c->n_profiles; i++)
		for (size_t k = 0; k < c->profiles[i].n_matches; k++)
			wrong += try_match(b, &c->profiles[i].matches[k],
					   (int)i, &tried);
	assert_int_equal(wrong, 0);
	assert_true(tried > 1000);
}

/* A trunk for each built-in profile, and the default rules. */
static int open_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	char text[2000] = "";
	size_t n = 0;

	assert_non_null(b);
	for (size_t i = 0; i < catalog_builtin.n_profiles; i++) {
		const char *name = catalog_builtin.profiles[i].name;

		n += (size_t)snprintf(text + n, sizeof text - n,
			"trunk %s { peers = 198.51.100.%zu profile = %s }\n",
			name, i + 1, name);
	}
	b->config = load_text(text);
	assert_true(config_settings(b->config)->n_rules <= RULES_MOST);
	assert_int_equal(advice_create(&b->advice,
				       config_settings(b->config)), 0);
	*state = b;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	advice_destroy(b->advice);
	config_free(b->config);
	free(b);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			each_wording_that_calls_for_something_is_told_once),
	};

	return cmocka_run_group_tests(tests, open_bench, close_bench);
}

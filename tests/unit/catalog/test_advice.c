/* SPDX-License-Identifier: BSD-2-Clause */
/* What a response, a call and an alert mean is told by the trunk's profile. */
#include "builtin.h"

#include "sip_header.h"

enum { DIDWW, A1, PLAIN, TRUNKS };	/* trunks, by their profiles */

struct bench {
	struct builtin *builtin;
	struct trunk_settings trunks[TRUNKS];
	struct settings settings;
	struct advice *advice;
};

static int profile(const struct builtin *b, const char *name)
{
	int i = catalog_profile(b->index, slice_of(name));

	assert_true(i >= 0);
	return i;
}

static int open_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	void *builtin;

	assert_non_null(b);
	builtin_open(&builtin);
	b->builtin = builtin;
	b->trunks[DIDWW].profile = profile(builtin, "didww");
	b->trunks[A1].profile = profile(builtin, "a1routes");
	b->trunks[PLAIN].profile = -1;
	b->settings = (struct settings){
		.trunks = b->trunks, .n_trunks = TRUNKS,
		.catalog = b->builtin->catalog };
	assert_int_equal(advice_create(&b->advice, &b->settings), 0);
	*state = b;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *b = *state;
	void *builtin = b->builtin;

	advice_destroy(b->advice);
	builtin_close(&builtin);
	free(b);
	return 0;
}

/* The response with CODE and PHRASE, and a header if HEADERS has one. */
static struct sip_msg response(int code, const char *phrase,
			       const char *headers)
{
	return (struct sip_msg){
		.response = true, .code = code, .reason = slice_of(phrase),
		.bytes = slice_of(headers), .body = strlen(headers),
		.hints = headers[0] ? SIP_HINTS : 0 };
}

/* The Reason that its status line and blank line are around. */
#define REASON(text) "SIP/2.0 480 X\r\nReason: " text "\r\n\r\n"

static const struct catalog_match *said(const struct bench *b,
					struct sip_msg m, int trunk,
					enum direction direction)
{
	return catalog_numbered(b->builtin->index,
				advice_said(b->advice, &m, direction, trunk));
}

static const char *phrase_said(const struct bench *b, struct sip_msg m,
			       int trunk)
{
	const struct catalog_match *match = said(b, m, trunk, INBOUND);

	return match ? match->phrase : NULL;
}

static void a_response_has_the_match_of_its_own_trunk(void **state)
{
	const struct bench *b = *state;
	struct sip_msg full = response(480, "CAPACITY limit for did exceeded",
				       "");

	assert_string_equal(phrase_said(b, full, DIDWW),
			    "Capacity limit for DID exceeded");
	assert_null(said(b, full, A1, OUTBOUND)->phrase);
	assert_int_equal(said(b, full, A1, OUTBOUND)->code, 480);
	assert_null(said(b, full, PLAIN, INBOUND));
	assert_null(said(b, response(480, "Other", ""), DIDWW, INBOUND));
	assert_null(said(b, response(499, "Other", ""), A1, OUTBOUND));
}

/* Calls that go on may be older than the settings. */
static void a_trunk_that_is_no_more_has_no_profile(void **state)
{
	const struct bench *b = *state;

	assert_null(said(b, response(402, "X", ""), TRUNKS, INBOUND));
	assert_null(said(b, response(402, "X", ""), -1, INBOUND));
	assert_non_null(said(b, response(402, "X", ""), A1, OUTBOUND));
	assert_non_null(said(b, response(402, "X", ""), A1, TRANSIT));
	assert_null(said(b, response(402, "X", ""), A1, INBOUND));
}

static void which_way_it_goes_is_a_condition(void **state)
{
	const struct bench *b = *state;
	const struct sip_msg m = response(603, "Decline", "");

	assert_int_equal(said(b, m, DIDWW, INBOUND)->directions,
			 1u << INBOUND);
	assert_int_equal(said(b, m, DIDWW, OUTBOUND)->directions,
			 1u << OUTBOUND | 1u << TRANSIT);
	assert_ptr_equal(said(b, m, DIDWW, TRANSIT),
			 said(b, m, DIDWW, OUTBOUND));
	assert_null(said(b, response(404, "Not Found", ""), DIDWW, OUTBOUND));
	assert_null(said(b, response(404, "Not Found", ""), DIDWW, TRANSIT));
	assert_int_equal(said(b, response(404, "Not Found", ""), DIDWW,
			      INBOUND)->initiator, SIDE_DESTINATION);
}

static void the_text_of_a_reason_is_a_wording_too(void **state)
{
	static const char *const reasons[] = {
		REASON("SIP;cause=480;text=\"Capacity limit for DID "
		       "exceeded\""),
		REASON("Q.850;cause=34;text=\"Capacity limit for DID "
		       "exceeded\""),
		REASON("X.int;reason-code=0x1;text=\"Capacity limit for DID "
		       "exceeded\""),
	};
	const struct bench *b = *state;

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		/* more than the code's own phrase, which is one of DIDWW's */
		assert_string_equal(
			phrase_said(b, response(480, "Temporarily Unavailable",
						reasons[i]), DIDWW),
			"Capacity limit for DID exceeded");
		assert_string_equal(
			phrase_said(b, response(480, "Any", reasons[i]),
				    DIDWW),
			"Capacity limit for DID exceeded");
		/* but not than another that is */
		assert_string_equal(
			phrase_said(b, response(480, "Capacity limit for "
						"trunk exceeded",
						reasons[i]), DIDWW),
			"Capacity limit for trunk exceeded");
	}
}

static void a_reason_says_more_than_what_all_send(void **state)
{
	const struct bench *b = *state;
	struct sip_msg usual = response(480, "Temporarily Unavailable", "");

	assert_string_equal(phrase_said(b, usual, DIDWW),
			    "Temporarily Unavailable");
	usual = response(480, "Temporarily Unavailable",
			 REASON("Q.850;cause=20"));
	assert_string_equal(phrase_said(b, usual, DIDWW),
			    "Temporarily Unavailable");
	assert_int_equal(said(b, usual, A1, OUTBOUND)->code, 480);
	/* of Q.850 and SIP the one that says something, Q.850 first */
	usual = response(480, "Temporarily Unavailable",
			 REASON("SIP;cause=486, Q.850;cause=20"));
	assert_non_null(said(b, usual, DIDWW, INBOUND));
	usual = response(480, "Temporarily Unavailable",
			 REASON("SIP;cause=486, Q.850;cause=16"));
	assert_null(said(b, usual, DIDWW, INBOUND));
	usual = response(480, "Temporarily Unavailable",
			 REASON("SIP;cause=480, Q.850;cause=34"));
	assert_null(said(b, usual, DIDWW, INBOUND));
	assert_null(said(b, usual, A1, OUTBOUND));
	/* but its own words are the carrier's */
	usual.reason = slice_of("Capacity limit for DID exceeded");
	assert_string_equal(phrase_said(b, usual, DIDWW),
			    "Capacity limit for DID exceeded");
}

static void a_bye_is_a_200_with_its_reason(void **state)
{
	static const char teardown[] = "BYE sip:x SIP/2.0\r\n"
		"Reason: SIP;cause=200;text=\"Teardown\"\r\n\r\n";
	const struct bench *b = *state;
	struct sip_msg bye = response(0, "", teardown);

	bye.response = false;
	assert_string_equal(phrase_said(b, bye, DIDWW), "Teardown");
	bye.hints = 0;
	assert_null(phrase_said(b, bye, DIDWW));
}

static void an_outcome_has_number_and_tags_of_its_match(void **state)
{
	const struct bench *b = *state;
	struct sip_msg m = response(580, "Any", "");
	struct outcome o = { .response = &m, .trunk = A1, .code = 580 };
	const struct catalog_match *match = said(b, m, A1, OUTBOUND);

	advice_outcome(b->advice, &o);
	assert_int_equal(o.said, match->number);
	assert_true(o.said > 0);
	assert_int_equal(o.tags, match->says.tags);
	assert_true(o.tags >> TAG_RATE_CONTROL & 1);
	o = (struct outcome){ .response = &m, .trunk = PLAIN, .code = 580 };
	advice_outcome(b->advice, &o);
	assert_int_equal(o.said, 0);
	assert_int_equal(o.tags, 0);
}

/* -- calls --------------------------------------------------------------- */

static const struct guidance *entry(const struct bench *b, const char *name)
{
	bool by_class;

	return &catalog_find(b->builtin->index, slice_of(name),
			     &by_class)->says;
}

static const struct guidance *says(const struct bench *b, struct call c)
{
	static struct guidance laid;

	advice_call(b->advice, &c, &laid);
	return c.says;
}

#define SAYS(b, ...) says(b, (struct call){ __VA_ARGS__ })

static void a_failure_is_explained_by_code_or_what_says_more(void **state)
{
	const struct bench *b = *state;

	assert_ptr_equal(SAYS(b, .status = CALL_FAILED, .code = 480,
			      .disconnect = DISCONNECT_UNAVAILABLE,
			      .by_code = DISCONNECT_UNAVAILABLE),
			 entry(b, "480"));
	assert_ptr_equal(SAYS(b, .status = CALL_FAILED, .code = 480,
			      .disconnect = DISCONNECT_CAPACITY,
			      .by_code = DISCONNECT_UNAVAILABLE),
			 entry(b, "disconnect:capacity"));
	assert_ptr_equal(SAYS(b, .status = CALL_FAILED,
			      .disconnect = DISCONNECT_UNKNOWN),
			 entry(b, "disconnect:unknown"));
	/* nor is what is nobody's fault left out */
	assert_ptr_equal(SAYS(b, .status = CALL_FAILED, .code = 486,
			      .disconnect = DISCONNECT_BUSY,
			      .by_code = DISCONNECT_BUSY), entry(b, "486"));
	assert_ptr_equal(SAYS(b, .status = CALL_NO_RESPONSE,
			      .disconnect = DISCONNECT_TRANSACTION_TIMEOUT),
			 entry(b, "no-response"));
	assert_ptr_equal(SAYS(b, .status = CALL_NO_FINAL,
			      .disconnect = DISCONNECT_RINGING_TIMEOUT),
			 entry(b, "no-final"));
}

/* RFC 3261 section 8.1.3.2 */
static void an_unknown_code_is_explained_by_its_class_and_says_so(void **state)
{
	const struct bench *b = *state;
	const struct figures f = { .n_codes = 1, .codes = { { 599, 3 } } };
	struct notice n = { .event = NOTICE_RAISED, .figures = &f };
	const struct guidance *g = SAYS(b, .status = CALL_FAILED, .code = 499,
					.disconnect = DISCONNECT_UNKNOWN);
	struct guidance laid;

	assert_string_equal(g->meaning, entry(b, "400")->meaning);
	assert_int_equal(g->explained_as, 400);
	/* what this host does with 400 it need not do with 499 */
	assert_non_null(entry(b, "400")->local);
	assert_null(g->local);
	advice_notice(b->advice, &n, &laid);
	assert_string_equal(n.says->meaning, entry(b, "500")->meaning);
	assert_int_equal(n.says->explained_as, 500);
	/* what its phrase or Reason says is more than a class */
	assert_ptr_equal(SAYS(b, .status = CALL_FAILED, .code = 499,
			      .disconnect = DISCONNECT_BUSY),
			 entry(b, "disconnect:busy"));
	assert_int_equal(entry(b, "400")->explained_as, 0);
}

static void a_call_that_ended_as_it_should_is_not_explained(void **state)
{
	const struct bench *b = *state;

	assert_null(SAYS(b, .status = CALL_ANSWERED, .code = 200,
			 .disconnect = DISCONNECT_BYE));
	assert_null(SAYS(b, .status = CALL_CANCELLED, .code = 487,
			 .disconnect = DISCONNECT_CANCEL));
	assert_null(SAYS(b, .status = CALL_REDIRECTED, .code = 302,
			 .disconnect = DISCONNECT_REDIRECTED));
	assert_null(SAYS(b, .status = CALL_ANSWERED, .code = 200));
	assert_null(SAYS(b, .status = CALL_UNDECIDED));
	assert_ptr_equal(SAYS(b, .status = CALL_ANSWERED, .code = 200,
			      .disconnect = DISCONNECT_NO_ACK),
			 entry(b, "disconnect:no-ack"));
}

/* What was said of CODE with PHRASE on the trunk of DIDWW's. */
static int number(const struct bench *b, int code, const char *phrase)
{
	const struct sip_msg m = response(code, phrase, "");
	int n = advice_said(b->advice, &m, INBOUND, DIDWW);

	assert_true(n > 0);
	return n;
}

static void who_ended_it_and_why_is_as_the_profile_says(void **state)
{
	const struct bench *b = *state;
	struct guidance laid;
	struct call c = { .status = CALL_FAILED, .code = 403,
			  .said = number(b, 403, "DID Blocked"),
			  .disconnect = DISCONNECT_REJECTED,
			  .by_code = DISCONNECT_REJECTED,
			  .initiator = SIDE_DESTINATION };

	advice_call(b->advice, &c, &laid);
	assert_int_equal(c.disconnect, DISCONNECT_BLOCKED);
	assert_int_equal(c.initiator, SIDE_SYSTEM);
	assert_ptr_equal(c.says, &laid);
	assert_string_equal(laid.meaning, "The number called has run out or "
			    "was cancelled at DIDWW");
	/* its tags alone; and of this host's own answers nothing */
	assert_int_equal(laid.tags, 1 << TAG_CHECK_DATA | 1 << TAG_POLICY);
	assert_true(entry(b, "disconnect:blocked")->tags & ~laid.tags);
	assert_null(laid.local);
}

static void who_cancelled_is_as_it_was_seen(void **state)
{
	const struct bench *b = *state;
	struct guidance laid;
	struct call c = { .status = CALL_CANCELLED, .code = 487,
			  .said = number(b, 487, "Request Terminated"),
			  .disconnect = DISCONNECT_COMPLETED_ELSEWHERE,
			  .initiator = SIDE_SYSTEM };

	advice_call(b->advice, &c, &laid);
	assert_int_equal(c.disconnect, DISCONNECT_COMPLETED_ELSEWHERE);
	assert_int_equal(c.initiator, SIDE_SYSTEM);
	assert_null(c.says);
	c.said = number(b, 487, "Ringing timeout");
	c.initiator = SIDE_ORIGINATION;
	advice_call(b->advice, &c, &laid);
	assert_int_equal(c.disconnect, DISCONNECT_RINGING_TIMEOUT);
	assert_int_equal(c.initiator, SIDE_SYSTEM);
	c.said = number(b, 481, "Call/Transaction Does Not Exist");
	c.status = CALL_FAILED;
	c.disconnect = DISCONNECT_BUSY;
	advice_call(b->advice, &c, &laid);
	assert_int_equal(c.disconnect, DISCONNECT_BUSY);
}

static void assert_agreed(const struct advice *a,
			  const struct catalog_match *m)
{
	const int code = m->code ? (int)m->code : 503;
	const struct figures f = { .n_codes = 1, .codes = { { code, 1 } },
				   .said = m->number };
	struct notice n = { .event = NOTICE_RAISED, .figures = &f };
	struct call c = { .status = CALL_FAILED, .code = code,
			  .said = m->number,
			  .disconnect = DISCONNECT_NO_ANSWER,
			  .by_code = DISCONNECT_UNAVAILABLE };
	struct guidance of_call, of_alert;

	if (code < 300)
		return;
	advice_call(a, &c, &of_call);
	advice_notice(a, &n, &of_alert);
	assert_non_null(c.says);
	assert_non_null(n.says);
	assert_string_equal(c.says->meaning, n.says->meaning);
	assert_string_equal(c.says->next_step, n.says->next_step);
	assert_int_equal(c.says->retry, n.says->retry);
	assert_int_equal(c.says->tags, n.says->tags);
}

static void a_call_and_its_alert_say_the_same(void **state)
{
	const struct bench *b = *state;
	const struct catalog *c = b->builtin->catalog;

	assert_true(c->n_profiles > 0);
	for (size_t i = 0; i < c->n_profiles; i++)
		for (size_t k = 0; k < c->profiles[i].n_matches; k++)
			assert_agreed(b->advice, &c->profiles[i].matches[k]);
}

#define TEXT(text) ((char[]){ text })

/* What a match leaves out is its code's, or that of the cause it names. */
static void what_a_match_leaves_out_is_said_by_one_entry(void **state)
{
	struct catalog_entry entries[] = {
		{ .kind = ENTRY_RESPONSE, .title = TEXT("480"), .code = 480,
		  .says = { .meaning = TEXT("away"), .next_step = TEXT("wait"),
			    .retry = RETRY_LATER } },
		{ .kind = ENTRY_DISCONNECT, .title = TEXT("capacity"),
		  .says = { .meaning = TEXT("full"), .next_step = TEXT("buy"),
			    .retry = RETRY_CHANGE } },
	};
	struct catalog_match matches[] = {
		{ .code = 480, .phrase = TEXT("a"), .number = 1,
		  .disconnect = DISCONNECT_CAPACITY,
		  .says.next_step = TEXT("call us") },
		{ .code = 480, .phrase = TEXT("b"), .number = 2,
		  .disconnect = DISCONNECT_CAPACITY,
		  .says.meaning = TEXT("too many") },
		{ .code = 480, .phrase = TEXT("c"), .number = 3,
		  .disconnect = DISCONNECT_UNAVAILABLE,
		  .says.next_step = TEXT("call them") },
	};
	static const struct { const char *meaning, *next_step; int retry; }
	expected[] = {
		{ "full", "call us", RETRY_CHANGE },
		{ "too many", "wait", RETRY_LATER },
		{ "away", "call them", RETRY_LATER },
	};
	struct catalog_profile p = { .name = TEXT("p"), .matches = matches,
				     .n_matches = 3 };
	const struct catalog c = { .entries = entries, .n_entries = 2,
				   .profiles = &p, .n_profiles = 1 };
	const struct settings s = { .catalog = &c };
	struct advice *a;

	(void)state;
	assert_int_equal(advice_create(&a, &s), 0);
	for (size_t i = 0; i < 3; i++) {
		struct call call = { .status = CALL_FAILED, .code = 480,
				     .by_code = DISCONNECT_UNAVAILABLE,
				     .said = matches[i].number };
		struct guidance laid;

		advice_call(a, &call, &laid);
		assert_string_equal(laid.meaning, expected[i].meaning);
		assert_string_equal(laid.next_step, expected[i].next_step);
		assert_int_equal(laid.retry, expected[i].retry);
		assert_agreed(a, &matches[i]);
	}
	advice_destroy(a);
}

static void an_alert_says_what_counts_most(void **state)
{
	const struct bench *b = *state;
	struct figures f = { .n_codes = 2, .codes = { { 480, 3 },
						      { 503, 1 } } };
	struct notice n = { .event = NOTICE_RAISED, .figures = &f };
	struct guidance laid;

	advice_notice(b->advice, &n, &laid);
	assert_ptr_equal(n.says, entry(b, "480"));
	f.said = number(b, 480, "Capacity limit for DID exceeded");
	advice_notice(b->advice, &n, &laid);
	assert_string_equal(n.says->meaning,
			    "More calls at once than that number may take");
	f.codes[0].code = OUTCOME_NO_RESPONSE;
	f.said = 0;
	advice_notice(b->advice, &n, &laid);
	assert_ptr_equal(n.says, entry(b, "no-response"));
	f.n_codes = 0;
	advice_notice(b->advice, &n, &laid);
	assert_null(n.says);
	n = (struct notice){ .event = NOTICE_SUPPRESSED };
	advice_notice(b->advice, &n, &laid);
	assert_null(n.says);
}

static void nothing_is_said_without_a_catalogue(void **state)
{
	const struct settings settings = { .n_trunks = 0 };
	struct sip_msg m = response(503, "X", "");
	struct guidance laid;
	struct call c = { .status = CALL_FAILED, .code = 503 };
	struct advice *a;

	(void)state;
	assert_int_equal(advice_create(&a, &settings), 0);
	assert_int_equal(advice_said(a, &m, INBOUND, 0), 0);
	advice_call(a, &c, &laid);
	assert_null(c.says);
	advice_destroy(a);
	advice_destroy(NULL);
}

/* -- another catalogue --------------------------------------------------- */

static void matches_are_found_again_by_their_conditions(void **state)
{
	struct catalog_match before[] = {
		{ .code = 480, .phrase = TEXT("Full"), .number = 1 },
		{ .code = 480, .prefix = TEXT("Full"), .number = 2 },
		{ .code = 480, .reason = { CAUSE_Q850, 34 }, .number = 3 },
		{ .code = 480, .number = 4 },
		{ .code = 480, .directions = 1u << OUTBOUND, .number = 5 },
	}, after[] = {
		{ .code = 486, .number = 1 },
		{ .code = 480, .directions = 1u << INBOUND, .number = 2 },
		{ .code = 480, .number = 3 },
		{ .code = 480, .reason = { CAUSE_Q850, 34 }, .number = 4 },
		{ .code = 480, .phrase = TEXT("full"), .number = 5 },
		{ .code = 480, .reason = { CAUSE_SIP, 34 }, .number = 6 },
	}, other[] = {
		{ .code = 503, .number = 6 },
	};
	struct catalog_profile old[] = {
		{ .name = TEXT("same"), .matches = before, .n_matches = 5 },
		{ .name = TEXT("gone"), .matches = other, .n_matches = 1 },
	}, new[] = {
		{ .name = TEXT("same"), .matches = after, .n_matches = 6 },
	};
	const struct catalog was = { .profiles = old, .n_profiles = 2 },
			     is = { .profiles = new, .n_profiles = 1 };
	const struct settings s = { .catalog = &was }, t = { .catalog = &is };
	static const uint16_t expected[] = { 0, 5, 0, 4, 3, 0, 0 };
	struct advice *a, *b;
	uint16_t *heirs;

	(void)state;
	assert_int_equal(advice_create(&a, &s), 0);
	assert_int_equal(advice_create(&b, &t), 0);
	assert_int_equal(advice_heirs(b, a, &heirs), 0);
	assert_memory_equal(heirs, expected, sizeof expected);
	free(heirs);
	advice_destroy(a);
	advice_destroy(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_response_has_the_match_of_its_own_trunk),
		cmocka_unit_test(a_trunk_that_is_no_more_has_no_profile),
		cmocka_unit_test(which_way_it_goes_is_a_condition),
		cmocka_unit_test(the_text_of_a_reason_is_a_wording_too),
		cmocka_unit_test(a_reason_says_more_than_what_all_send),
		cmocka_unit_test(a_bye_is_a_200_with_its_reason),
		cmocka_unit_test(an_outcome_has_number_and_tags_of_its_match),
		cmocka_unit_test(
			a_failure_is_explained_by_code_or_what_says_more),
		cmocka_unit_test(
			an_unknown_code_is_explained_by_its_class_and_says_so),
		cmocka_unit_test(
			a_call_that_ended_as_it_should_is_not_explained),
		cmocka_unit_test(who_ended_it_and_why_is_as_the_profile_says),
		cmocka_unit_test(who_cancelled_is_as_it_was_seen),
		cmocka_unit_test(a_call_and_its_alert_say_the_same),
		cmocka_unit_test(what_a_match_leaves_out_is_said_by_one_entry),
		cmocka_unit_test(an_alert_says_what_counts_most),
		cmocka_unit_test(nothing_is_said_without_a_catalogue),
		cmocka_unit_test(matches_are_found_again_by_their_conditions),
	};

	return cmocka_run_group_tests(tests, open_bench, close_bench);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Legs find each other where it is sure, whatever else goes on. */
#include "bench.h"

#define HOST BENCH_HOST

/* A message of the leg CALL, from one user to another. */
struct said {
	int code;
	enum sip_method method;
	char src, dst;
	const char *call, *from, *to;
	uint32_t cseq;
};

/* The caller is who sent the INVITE, whichever way BYE goes. */
static void tell(struct bench *b, const struct said *s)
{
	bool begins = s->code == 0 && (s->method == SIP_INVITE ||
				       s->method == SIP_CANCEL);
	struct say say = {
		.code = s->code, .method = s->method, .src = s->src,
		.dst = s->dst, .call = s->call, .from = s->from, .to = s->to,
		.from_tag = "f", .to_tag = begins ? NULL : "t",
		.cseq = s->cseq,
	};

	if (s->method == SIP_BYE && s->cseq == 9) {
		say.from = s->to;
		say.to = s->from;
		say.from_tag = "t";
		say.to_tag = "f";
	}
	bench_say(b, &say);
}

#define TELL(b, ...) tell(b, &(struct said){ __VA_ARGS__ })

/* The INVITE, or a response with CODE to it. */
#define INVITE(b, code, ...) TELL(b, code, SIP_INVITE, __VA_ARGS__, 1)

/* One message of a kind of call, so many ms after its beginning. */
struct line {
	int ms, leg;			/* 0 is inbound */
	char way;			/* '>': as the INVITE goes */
	int code;
	enum sip_method method;
	uint32_t cseq;
};

#define CALLED { 0, 0, '>', 0, SIP_INVITE, 1 }
#define PAIRED CALLED, { 10, 1, '>', 0, SIP_INVITE, 1 }
#define ANSWERED						\
	PAIRED, { 500, 1, '<', 200, SIP_INVITE, 1 },		\
	{ 510, 0, '<', 200, SIP_INVITE, 1 }

static const struct line kinds[][10] = {
	{ ANSWERED, { 900, 0, '>', 0, SIP_BYE, 2 },
	  { 910, 1, '>', 0, SIP_BYE, 2 } },
	{ ANSWERED, { 900, 1, '<', 0, SIP_BYE, 9 },
	  { 910, 0, '<', 0, SIP_BYE, 9 } },
	{ ANSWERED, { 900, 0, '<', 0, SIP_BYE, 9 },
	  { 900, 1, '>', 0, SIP_BYE, 2 } },
	{ PAIRED, { 500, 1, '<', 486, SIP_INVITE, 1 },
	  { 510, 0, '<', 486, SIP_INVITE, 1 } },
	{ CALLED, { 10, 0, '<', 403, SIP_INVITE, 1 } },
	{ PAIRED, { 300, 1, '<', 503, SIP_INVITE, 1 },
	  { 310, 2, '>', 0, SIP_INVITE, 1 },
	  { 500, 2, '<', 200, SIP_INVITE, 1 },
	  { 510, 0, '<', 200, SIP_INVITE, 1 },
	  { 900, 0, '>', 0, SIP_BYE, 2 }, { 910, 2, '>', 0, SIP_BYE, 2 } },
	{ PAIRED, { 100, 0, '>', 0, SIP_CANCEL, 1 },
	  { 110, 1, '>', 0, SIP_CANCEL, 1 },
	  { 120, 1, '<', 487, SIP_INVITE, 1 },
	  { 120, 0, '<', 487, SIP_INVITE, 1 } },
	{ PAIRED, { 500, 0, '<', 408, SIP_INVITE, 1 } },
};

#define KINDS (sizeof kinds / sizeof *kinds)

/* The line L of the call NUMBER, which is of the kind NUMBER % KINDS. */
static void tell_line(struct bench *b, unsigned number, const struct line *l)
{
	char call[32], from[32], to[32];
	char caller = l->leg ? HOST : 'A', called = l->leg ? 'B' : HOST;

	snprintf(call, sizeof call, "%u-%d", number, l->leg);
	snprintf(from, sizeof from, "%s%07u", l->leg ? "0049" : "+49",
		 number);
	snprintf(to, sizeof to, "%s%07u", l->leg ? "9#44" : "+44", number);
	TELL(b, l->code, l->method, l->way == '>' ? caller : called,
	    l->way == '>' ? called : caller, call, from, to, l->cseq);
}

/* -- records ------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* CALLS side by side: at each moment it is another's turn to be first. */
static struct bench *play_shuffled(unsigned n, uint64_t seed)
{
	struct bench *b = bench_open(8 << 20, 7);
	unsigned order[400];

	assert_true(n <= 400);
	for (unsigned i = 0; i < n; i++)
		order[i] = i;
	for (int ms = 0; ms < 1000; ms += 10) {
		bench_at(b, ms);
		for (unsigned i = n - 1; seed && i > 0; i--) {
			unsigned j = next_number(&seed) % (i + 1);
			unsigned was = order[i];

			order[i] = order[j];
			order[j] = was;
		}
		for (unsigned i = 0; i < n; i++) {
			const struct line *l = kinds[order[i] % KINDS];

			for (; l->method; l++)
				if (l->ms == ms)
					tell_line(b, order[i], l);
		}
	}
	bench_at(b, 10000);
	qsort(b->lines, b->n, BENCH_LINE, by_text);
	return b;
}

static void shuffled_independent_calls_change_no_record(void **state)
{
	struct bench *plain = play_shuffled(400, 0);

	(void)state;
	assert_int_equal(plain->n, plain->told);
	assert_true(plain->n > 700);
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct bench *b = play_shuffled(400, seed);

		assert_int_equal(b->n, plain->n);
		for (size_t i = 0; i < b->n; i++)
			assert_string_equal(b->lines[i], plain->lines[i]);
		bench_close(b);
	}
	bench_close(plain);
}

static bool told(const struct bench *b, const char *line)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->lines[i], line) == 0)
			return true;
	return false;
}

static void each_kind_of_call_is_told_by_both_legs(void **state)
{
	static const char *const lines[] = {
		"0-0 answered 200 bye origination - peer=0-1 digits 900",
		"0-1 answered 200 bye origination - peer=0-0 digits 900",
		"1-0 answered 200 bye destination - peer=1-1 digits 910",
		"1-1 answered 200 bye destination - peer=1-0 digits 890",
		"2-0 answered 200 bye system - peer=2-1 digits 900",
		"2-1 answered 200 bye system - peer=2-0 digits 890",
		"3-0 failed 486 busy destination relayed peer=3-1 digits 510",
		"3-1 failed 486 busy destination - peer=3-0 digits 490",
		"4-0 failed 403 rejected system local peer= - 10",
		"5-0 answered 200 bye origination - peer=5-2 digits 900",
		"5-1 failed 503 unavailable destination - peer=5-0 digits "
		"290 failover",
		"5-2 answered 200 bye origination - peer=5-0 digits 600",
		"6-0 cancelled 487 cancel origination - peer=6-1 digits 120",
		"6-1 cancelled 487 cancel origination - peer=6-0 digits 110",
		"7-0 failed 408 transaction-timeout system local peer=7-1 "
		"digits 500",
	};
	struct bench *b = play_shuffled(KINDS, 0);

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (!told(b, lines[i]))
			fail_msg("not told: %s", lines[i]);
	bench_close(b);
}

/* -- by digits ----------------------------------------------------------- */

/* Does a leg to A find one to B, by so many digits? */
static bool is_alike(const char *a, const char *b, uint32_t digits)
{
	struct bench *bench = bench_open(1 << 20, digits);
	bool found;

	INVITE(bench, 0, 'A', HOST, "in", "+4930123456", a);
	INVITE(bench, 0, HOST, 'B', "out", "+4930123456", b);
	INVITE(bench, 486, 'B', HOST, "out", "+4930123456", b);
	INVITE(bench, 486, HOST, 'A', "in", "+4930123456", a);
	bench_at(bench, 2000);
	assert_int_equal(bench->n, 2);
	found = strstr(bench->lines[1], "relayed peer=out digits") != NULL;
	bench_close(bench);
	return found;
}

static void the_last_digits_are_compared(void **state)
{
	(void)state;
	assert_true(is_alike("+442079460001", "02079460001", 7));
	assert_true(is_alike("+442079460001", "9460001", 7));
	assert_true(is_alike("+44-20-7946.0001", "(020)79460001", 7));
	assert_true(is_alike("1234#9460001", "*9460001", 7));
	assert_false(is_alike("+442079460001", "460001", 7));
	assert_false(is_alike("+442079460001", "+442079460002", 7));
	assert_false(is_alike("+442079460001", "+442078460001", 7));
	assert_true(is_alike("+442079460001", "+442078460001", 6));
	assert_true(is_alike("+442079460001", "442079460001", 12));
	assert_false(is_alike("+442079460001", "02079460001", 12));
	assert_false(is_alike("+442079460001", "+442079460001", 0));
}

static void what_is_shorter_is_compared_as_a_whole(void **state)
{
	(void)state;
	assert_true(is_alike("100", "100", 7));
	assert_true(is_alike("+100", "1-00", 7));
	assert_false(is_alike("100", "5100", 7));
	assert_false(is_alike("a100", "100", 7));
	assert_true(is_alike("alice", "alice", 7));
	assert_false(is_alike("alice", "bob", 7));
	assert_true(is_alike("-", "-", 7));
}

/* -- bounds -------------------------------------------------------------- */

static void a_call_has_sixteen_outbound_legs_at_most(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);
	unsigned paired = 0;

	(void)state;
	INVITE(b, 0, 'A', HOST, "c", "u", "v");
	for (char dst = 'a'; dst <= 'z'; dst++)
		INVITE(b, 0, HOST, dst, "c", "u", "v");
	for (char dst = 'a'; dst <= 'z'; dst++)
		INVITE(b, 404, dst, HOST, "c", "u", "v");
	bench_at(b, 2000);
	assert_int_equal(b->n, 26);
	for (size_t i = 0; i < b->n; i++)
		paired += strstr(b->lines[i], "peer=c call-id") != NULL;
	assert_in_range(paired, 14, 16);
	bench_close(b);
}

static void a_leg_is_named_long_after_it_was_told(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);

	(void)state;
	for (const struct line *l = kinds[0]; l->method != SIP_BYE; l++)
		tell_line(b, 0, l);
	TELL(b, 0, SIP_BYE, 'A', HOST, "0-0", "u", "v", 2);
	bench_at(b, 500000);
	assert_int_equal(b->n, 1);
	TELL(b, 0, SIP_BYE, 'B', HOST, "0-1", "u", "v", 9);
	bench_at(b, 502000);
	assert_int_equal(b->n, 2);
	assert_non_null(strstr(b->lines[1], "0-1 answered 200 bye "
			       "destination - peer=0-0 digits"));
	bench_close(b);
}

static void the_end_names_a_leg_that_was_told(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);

	(void)state;
	for (const struct line *l = kinds[0]; l->method != SIP_BYE; l++)
		tell_line(b, 0, l);
	TELL(b, 0, SIP_BYE, 'A', HOST, "0-0", "u", "v", 2);
	bench_end(b);
	assert_int_equal(b->n, 2);
	assert_non_null(strstr(b->lines[1], "0-1 answered 200 - unknown - "
			       "peer=0-0 digits"));
	bench_close(b);
}

/* What had to leave to make room might have been found. */
static void who_can_not_be_found_any_more_is_in_doubt(void **state)
{
	struct bench *b = bench_open(256 << 10, 7);
	char call[32], to[32];

	(void)state;
	INVITE(b, 0, 'A', HOST, "first", "u", "v");
	INVITE(b, 183, HOST, 'A', "first", "u", "v");
	for (int i = 0; i < 1000; i++) {
		snprintf(call, sizeof call, "c%d", i);
		snprintf(to, sizeof to, "%d", 1000000 + i);
		INVITE(b, 0, 'A', HOST, call, "u", to);
	}
	INVITE(b, 500, HOST, 'A', "first", "u", "v");
	INVITE(b, 500, HOST, 'A', call, "u", to);
	assert_int_equal(b->n, 2);
	assert_non_null(strstr(b->lines[0], "first failed 500 gateway-failure "
			       "unknown - peer="));
	assert_non_null(strstr(b->lines[1], "c999 failed 500 gateway-failure "
			       "system local peer="));
	bench_close(b);
}

/* -- by a header ---------------------------------------------------------- */

/* An INVITE of CALL, which bears KEY. */
static void invite_with(struct bench *b, char src, char dst, const char *call,
			const char *key)
{
	char header[64];

	snprintf(header, sizeof header, "X-Key: %s\r\n", key);
	SAY(b, .method = SIP_INVITE, .src = src, .dst = dst, .call = call,
	    .from_tag = "f", .headers = header);
}

static struct bench *open_with_header(uint64_t memory)
{
	static char name[] = "X-Key", *names[] = { name };
	struct bench *b = bench_open(memory, 7);

	b->settings.pair_headers = names;
	b->settings.n_pair_headers = 1;
	return b;
}

/* The leg "out" is refused, and B closed. Of which call was it? */
static void assert_found(struct bench *b, const char *peer)
{
	char text[40];

	INVITE(b, 486, 'B', HOST, "out", "u", "u");
	bench_at(b, 3600000);
	snprintf(text, sizeof text, "peer=%s ", peer);
	assert_true(b->n > 0);
	for (size_t i = 0; i < b->n; i++)
		if (strncmp(b->lines[i], "out ", 4) == 0)
			assert_non_null(strstr(b->lines[i], text));
	bench_close(b);
}

static void an_answered_leg_is_found_by_its_header(void **state)
{
	struct bench *b = open_with_header(1 << 20);

	(void)state;
	invite_with(b, 'A', HOST, "in", "k1");
	INVITE(b, 200, HOST, 'A', "in", "u", "u");
	bench_at(b, 600000);
	invite_with(b, HOST, 'B', "out", "k1");
	assert_found(b, "in");

	b = open_with_header(1 << 20);
	invite_with(b, 'A', HOST, "in", "k1");
	INVITE(b, 200, HOST, 'A', "in", "u", "u");
	TELL(b, 0, SIP_BYE, 'A', HOST, "in", "u", "u", 2);
	bench_at(b, 1000);
	invite_with(b, HOST, 'B', "out", "k1");
	assert_found(b, "");
}

/* By one header, as of a host that calls itself. */
static void who_waits_goes_before_who_was_answered(void **state)
{
	struct bench *b = open_with_header(1 << 20);

	(void)state;
	invite_with(b, 'A', HOST, "old", "k1");
	INVITE(b, 200, HOST, 'A', "old", "u", "u");
	invite_with(b, 'C', HOST, "new", "k1");
	invite_with(b, HOST, 'B', "out", "k1");
	assert_found(b, "new");

	b = open_with_header(1 << 20);
	invite_with(b, 'A', HOST, "old", "k1");
	INVITE(b, 200, HOST, 'A', "old", "u", "u");
	invite_with(b, 'C', HOST, "old2", "k1");
	INVITE(b, 200, HOST, 'C', "old2", "u", "u");
	invite_with(b, HOST, 'B', "out", "k1");
	assert_found(b, "");
}

/* All have one value: then answered ones must not stand in the way. */
static void answered_legs_alike_leave_first(void **state)
{
	struct bench *b = open_with_header(1 << 20);
	char call[16];

	(void)state;
	for (int i = 0; i < 9; i++) {
		snprintf(call, sizeof call, "in%d", i);
		invite_with(b, 'A', HOST, call, "k1");
		INVITE(b, 200, HOST, 'A', call, "u", "u");
	}
	invite_with(b, 'A', HOST, "in", "k1");
	invite_with(b, HOST, 'B', "out", "k1");
	assert_found(b, "in");
}

/* Of each call the mark stays, but there is room for some hundreds only. */
static void where_room_is_short_answered_legs_leave_first(void **state)
{
	struct bench *b = open_with_header(1 << 20);
	uint32_t most = b->calls->marked->spec.roof;
	char call[16], key[16];

	(void)state;
	assert_in_range(most, 100, 1000);
	invite_with(b, 'A', HOST, "in", "mine");
	for (uint32_t i = 0; i < 3 * most; i++) {
		snprintf(call, sizeof call, "in%u", i);
		snprintf(key, sizeof key, "k%u", i);
		invite_with(b, 'A', HOST, call, key);
		INVITE(b, 200, HOST, 'A', call, "u", "u");
		TELL(b, 0, SIP_BYE, 'A', HOST, call, "u", "u", 2);
		bench_at(b, i);
	}
	assert_int_equal(table_count(b->calls->marked), most);
	bench_at(b, 9000);
	assert_int_equal(table_count(b->calls->marked), 1);
	invite_with(b, HOST, 'B', "out", "mine");
	assert_found(b, "in");
}

/* So many callers alike at once, of whom some are refused. */
static struct bench *open_crowd(int n, int refused)
{
	struct bench *b = bench_open(1 << 20, 7);
	char call[16];

	for (int i = 0; i < n; i++) {
		snprintf(call, sizeof call, "in%d", i);
		INVITE(b, 0, 'A', HOST, call, "u", "u");
	}
	for (int i = 0; i < refused; i++) {
		snprintf(call, sizeof call, "in%d", i);
		INVITE(b, 503, HOST, 'A', call, "u", "u");
	}
	assert_int_equal(b->generated[GENERATED_LOCAL], refused);
	return b;
}

static void of_a_crowd_nobody_is_left_out(void **state)
{
	struct bench *b = open_crowd(9, 9);

	(void)state;
	bench_close(b);

	/* whose leg it is nobody can tell: that of one who can't be found, or
	 * of one who came later */
	b = open_crowd(5, 4);
	INVITE(b, 0, 'A', HOST, "late", "u", "u");
	INVITE(b, 0, HOST, 'B', "out", "u", "u");
	INVITE(b, 503, HOST, 'A', "late", "u", "u");
	INVITE(b, 503, HOST, 'A', "in4", "u", "u");
	assert_int_equal(b->generated[GENERATED_UNKNOWN], 2);
	assert_found(b, "");

	/* a second later it is not that of the crowd */
	b = open_crowd(5, 5);
	bench_at(b, 1001);
	INVITE(b, 0, 'A', HOST, "late", "u", "u");
	INVITE(b, 0, HOST, 'B', "out", "u", "u");
	assert_found(b, "late");
}

/* Of more calls alike than are looked through all have a leg that rings. */
static void a_fork_may_be_of_a_call_that_is_not_looked_at(void **state)
{
	struct bench *b = bench_open(1 << 20, 7);
	char in[16], out[16];

	(void)state;
	for (int i = 0; i < 5; i++) {
		snprintf(in, sizeof in, "in%d", i);
		snprintf(out, sizeof out, "out%d", i);
		INVITE(b, 0, 'A', HOST, in, "u", "u");
		INVITE(b, 0, HOST, 'B', out, "u", "u");
		INVITE(b, 180, 'B', HOST, out, "u", "u");
	}
	for (int i = 0; i < 4; i++) {
		snprintf(in, sizeof in, "in%d", i);
		snprintf(out, sizeof out, "out%d", i);
		INVITE(b, 486, 'B', HOST, out, "u", "u");
		INVITE(b, 486, HOST, 'A', in, "u", "u");
	}
	assert_int_equal(b->generated[GENERATED_RELAYED], 4);
	bench_at(b, 20000);
	INVITE(b, 0, 'A', HOST, "late", "u", "u");
	INVITE(b, 0, HOST, 'B', "late1", "u", "u");
	INVITE(b, 180, 'B', HOST, "late1", "u", "u");
	INVITE(b, 503, 'B', HOST, "out4", "u", "u");
	INVITE(b, 0, HOST, 'B', "out", "u", "u");
	assert_found(b, "");
}

static void a_flood_of_calls_alike_is_not_searched_through(void **state)
{
	enum { FLOOD = 100000 };
	struct bench *b = bench_open(64 << 20, 7);
	char call[32];

	(void)state;
	for (int i = 0; i < FLOOD; i++) {
		snprintf(call, sizeof call, "in%d", i);
		INVITE(b, 0, 'A', HOST, call, "u", "v");
		snprintf(call, sizeof call, "out%d", i);
		INVITE(b, 0, HOST, 'B', call, "u", "v");
		if (i % 3 == 0) {
			snprintf(call, sizeof call, "more%d", i);
			INVITE(b, 0, 'A', HOST, call, "u", "v");
		}
		if (i % 1000 == 0)
			bench_at(b, i / 100);
	}
	assert_int_equal(calls_running(b->calls) +
			 *counter(b->counters, "evicted", "calls"),
			 2 * FLOOD + (FLOOD + 2) / 3);
	bench_close(b);
}

/* Few calls, and messages of them in any order. */
static void play_storm(struct bench *b, uint64_t seed)
{
	static const enum sip_method methods[] = {
		SIP_INVITE, SIP_INVITE, SIP_INVITE, SIP_BYE, SIP_CANCEL };
	static const int codes[] = { 0, 0, 0, 0, 0, 0, 0, 180, 200, 407, 486,
				     503 };
	char call[16], to[16], key[24];

	b->settings.idle = span_s(20);
	for (int i = 0; i < 300000; i++) {
		char end = "ABC"[next_number(&seed) % 3];
		bool out = next_number(&seed) % 2;
		unsigned n = next_number(&seed) % 40;

		snprintf(call, sizeof call, "%u%s", n,
			 out && next_number(&seed) % 2 ? "-on" : "");
		snprintf(to, sizeof to, "%u", 1000000 + n / 2);
		snprintf(key, sizeof key, "X-Key: %u\r\n", n / 3);
		SAY(b, .code = codes[next_number(&seed) % 12],
		    .method = methods[next_number(&seed) % 5],
		    .src = out ? HOST : end, .dst = out ? end : HOST,
		    .call = call, .to = to, .from_tag = "f",
		    .to_tag = next_number(&seed) % 2 ? "t" : NULL,
		    .cseq = next_number(&seed) % 4 + 1,
		    .headers = next_number(&seed) % 4 ? NULL : key);
		if (next_number(&seed) % 16 == 0)
			bench_at(b, i * INT64_C(20));
	}
}

static void whatever_comes_the_legs_hold_together(void **state)
{
	struct bench *narrow = open_with_header(24 << 10);
	struct bench *wide = open_with_header(256 << 10);

	(void)state;
	play_storm(narrow, 7);
	assert_in_range(*counter(narrow->counters, "evicted", "calls"), 1000,
			300000);
	bench_end(narrow);
	assert_int_equal(calls_running(narrow->calls), 0);
	bench_close(narrow);

	play_storm(wide, 7);
	assert_in_range(wide->by[PAIRING_CALL_ID], 50, 300000);
	assert_in_range(wide->by[PAIRING_DIGITS], 50, 300000);
	assert_in_range(wide->by[PAIRING_HEADER], 50, 300000);
	assert_in_range(wide->generated[GENERATED_LOCAL], 50, 300000);
	bench_end(wide);
	assert_int_equal(calls_running(wide->calls), 0);
	bench_close(wide);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shuffled_independent_calls_change_no_record),
		cmocka_unit_test(each_kind_of_call_is_told_by_both_legs),
		cmocka_unit_test(the_last_digits_are_compared),
		cmocka_unit_test(what_is_shorter_is_compared_as_a_whole),
		cmocka_unit_test(a_call_has_sixteen_outbound_legs_at_most),
		cmocka_unit_test(a_leg_is_named_long_after_it_was_told),
		cmocka_unit_test(the_end_names_a_leg_that_was_told),
		cmocka_unit_test(who_can_not_be_found_any_more_is_in_doubt),
		cmocka_unit_test(an_answered_leg_is_found_by_its_header),
		cmocka_unit_test(who_waits_goes_before_who_was_answered),
		cmocka_unit_test(answered_legs_alike_leave_first),
		cmocka_unit_test(
			where_room_is_short_answered_legs_leave_first),
		cmocka_unit_test(of_a_crowd_nobody_is_left_out),
		cmocka_unit_test(
			a_fork_may_be_of_a_call_that_is_not_looked_at),
		cmocka_unit_test(
			a_flood_of_calls_alike_is_not_searched_through),
		cmocka_unit_test(whatever_comes_the_legs_hold_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

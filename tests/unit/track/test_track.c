/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests the stage as a whole: what it tells, its end, and its memory. */
#include <errno.h>
#include <malloc.h>

#include "story.h"
#include "track/transaction.h"

/*
 * Each allocation can be made to fail: these stand before the C library's,
 * or before the address sanitizer's, whose names begin with underscores.
 */
static struct { unsigned long count, fails; } allocations;

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__interceptor_malloc(size_t n) __attribute__((weak));
void *__interceptor_calloc(size_t n, size_t size) __attribute__((weak));
void *__interceptor_realloc(void *p, size_t n) __attribute__((weak));
void *malloc(size_t n);
void *calloc(size_t n, size_t size);
void *realloc(void *p, size_t n);

static bool fails(void)
{
	return ++allocations.count == allocations.fails;
}

void *malloc(size_t n)
{
	if (fails())
		return NULL;
	return __interceptor_malloc ? __interceptor_malloc(n) :
	       __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	if (fails())
		return NULL;
	return __interceptor_calloc ? __interceptor_calloc(n, size) :
	       __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	if (fails())
		return NULL;
	return __interceptor_realloc ? __interceptor_realloc(p, n) :
	       __libc_realloc(p, n);
}

/* Bytes that are allocated now. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t allocated(void)
{
	struct mallinfo2 m;

	if (__sanitizer_get_current_allocated_bytes)
		return __sanitizer_get_current_allocated_bytes();
	m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static void an_outcome_tells_what_its_request_said(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	story_play(&s, "0 A>B INVITE caller=alice callee=bob ruri=carol "
		       "agent=Phone/1.0\n"
		       "1 B>A 404 caller=x callee=y agent=Server\n");
	assert_string_equal(s.details, "transit -1 eth0 from=alice@home "
			    "to=bob@away ruri=carol@there agent=Phone/1.0");
	story_end(&s);
}

static void a_response_alone_tells_what_it_knows(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	story_play(&s, "1 B>A 404 caller=alice callee=bob agent=Server\n");
	assert_string_equal(s.details, "transit -1 eth0 from=alice@home "
			    "to=bob@away ruri=@ agent=");
	story_play(&s, "1 B>A 404 cut nobranch callee=bob agent=Server\n");
	assert_string_equal(s.details, "transit -1 eth0 from=@home "
			    "to=bob@away ruri=@ agent=");
	story_end(&s);
}

static void long_words_are_kept_up_to_255_bytes(void **state)
{
	char script[600], name[301];
	struct story s;

	(void)state;
	memset(name, 'n', 300);
	name[300] = '\0';
	snprintf(script, sizeof script, "0 A>B INVITE agent=%s\n"
		 "1 B>A 404\n", name);
	story_begin(&s);
	story_play(&s, script);
	assert_non_null(strstr(s.details, name + 45));
	assert_null(strstr(s.details, name + 44));
	story_end(&s);
}

static void log_message(const struct sip_msg *m,
			const struct sip_parties *who, enum sighting seen,
			void *arg)
{
	char *log = arg;

	(void)who;
	snprintf(log + strlen(log), 64 - strlen(log), "%s%d ",
		 seen == SEEN_AGAIN ? "again " : "", m->code);
}

static void log_outcome(const struct outcome *o, void *arg)
{
	char *log = arg;

	snprintf(log + strlen(log), 64 - strlen(log), "(%d) ", o->code);
}

static void a_message_is_told_before_its_outcomes(void **state)
{
	struct story s;
	char log[64] = "";

	(void)state;
	story_begin(&s);
	track_destroy(s.track);
	assert_int_equal(track_create(&s.track, &(struct track_spec){
		.settings = &s.none, .memory = 1 << 16,
		.clock = s.clock, .counters = s.counters,
		.message = log_message, .outcome = log_outcome,
		.arg = log }), 0);
	story_play(&s, "0 A>B INVITE\n"
		       "1 B>A 180\n"
		       "1 B>A 180\n"
		       "2 B>A 486\n"
		       "3 B>A 486\n"
		       "3 B>A 503 b2\n");
	assert_string_equal(log, "0 180 again 180 486 (486) again 486 "
			    "503 (503) ");
	story_end(&s);
}

static void defective_messages_cause_nothing_but_are_told(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE bad\n"
					   "0 A>B INVITE bad\n"
					   "1 B>A 404 bad\n"
					   "100 tick\n"), "");
	assert_string_equal(s.messages, "...");
	assert_int_equal(story_count(&s, "orphans", NULL), 0);
	story_end(&s);
}

static void at_the_end_what_is_not_shown_is_undecided(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE b1\n"
					   "0 A>B OPTIONS b2\n"
					   "0 B>A 180 b3\n"
					   "1 B>A 180 b1\n"
					   "2 A>B CANCEL b1\n"
					   "2 B>A 200 CANCEL b1\n"
					   "3 A>B INVITE b4\n"
					   "4 B>A 486 b4\n"
					   "5 end\n"),
			    "2 200 CANCEL A>B c1\n"
			    "4 486 INVITE A>B c1\n");
	/* the last one waits for its ACK */
	assert_int_equal(story_count(&s, "undecided", NULL), 4);
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

static void a_request_repeated_in_vain_is_decided_after_the_end(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE b1\n"
					   "0 A>B INVITE b2\n"
					   "1 A>B INVITE b1\n"
					   "2 end\n"),
			    "32 no-response INVITE A>B c1 again=1\n");
	assert_int_equal(story_count(&s, "undecided", NULL), 1);
	story_end(&s);
}

static void what_is_due_at_the_last_packet_is_decided(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	assert_string_equal(story_play(&s, "0 A>B INVITE b1\n"
					   "0.001 A>B INVITE b2\n"
					   "0 A>B REGISTER b3\n"
					   "0 B>A 401 REGISTER b3 ask=x\n"
					   "0 A>B INVITE b4\n"
					   "0 B>A 486 b4\n"
					   "32 A>B ACK b9\n"
					   "32 end\n"),
			    "0.001 401 REGISTER A>B c1\n"
			    "0.001 486 INVITE A>B c1\n"
			    "32 no-response INVITE A>B c1\n");
	/* a response, credentials, an ACK */
	assert_int_equal(story_count(&s, "undecided", NULL), 3);
	story_end(&s);
}

static void the_oldest_idle_transaction_leaves_first(void **state)
{
	struct story s;
	char line[64];
	uint32_t roof;

	(void)state;
	/* Its sixteenths: 7 for entries of 192 + 8 bytes. */
	story_begin_with(&s, NULL, 64 * 1024);
	roof = 64 * 1024 / 16 * 7 / 200;
	story_play(&s, "0 A>B INVITE bX\n"
		       "1 A>B INVITE bY\n"
		       "3 B>A 180 bX\n");
	for (uint32_t i = 0; i < roof - 1; i++) {
		snprintf(line, sizeof line, "4 A>B OPTIONS b%u\n",
			 (unsigned)i);
		story_play(&s, line);
	}
	assert_int_equal(track_count(s.track), roof);
	assert_int_equal(story_count(&s, "evicted", "transactions"), 1);
	assert_string_equal(story_play(&s, "5 B>A 486 bX\n"
					   "5 B>A 603 bY\n"),
			    "5 486 INVITE A>B c1\n"
			    "5 603 INVITE A>B c1\n");
	/* That of bY was no longer known: it made one again. */
	assert_int_equal(story_count(&s, "orphans", NULL), 1);
	assert_int_equal(story_count(&s, "evicted", "transactions"), 2);
	story_end(&s);
}

static void who_rings_stays_whatever_ends_meanwhile(void **state)
{
	struct story s;
	char line[64];

	(void)state;
	story_begin_with(&s, NULL, 64 * 1024);
	story_play(&s, "0 A>B INVITE bX\n"
		       "0.1 B>A 180 bX\n"
		       "0.2 A>B INVITE bY\n");
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(line, sizeof line, "4 A>B OPTIONS b%u\n"
					    "4 B>A 200 OPTIONS b%u\n", i, i);
		story_play(&s, line);
	}
	/* That of bY, which had no answer at all, is no longer known. */
	story_play(&s, "9 B>A 486 bY\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 1);
	story_play(&s, "9 B>A 486 bX\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 1);
	/* and now that of bX leaves as all others do */
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(line, sizeof line, "9 A>B OPTIONS bZ%u\n", i);
		story_play(&s, line);
	}
	story_play(&s, "10 B>A 486 bX\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 2);
	story_play(&s, "200 tick\n");
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

static void nobody_is_kept_out_by_those_that_ring(void **state)
{
	struct story s;
	char line[64];

	(void)state;
	story_begin_with(&s, NULL, 64 * 1024);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(line, sizeof line, "0 A>B INVITE b%u\n"
					    "0 B>A 180 b%u\n", i, i);
		story_play(&s, line);
	}
	assert_string_equal(story_play(&s, "1 A>B OPTIONS bX\n"
					   "2 B>A 200 OPTIONS bX\n"),
			    "2 200 OPTIONS A>B c1\n");
	assert_int_equal(story_count(&s, "orphans", NULL), 0);
	story_play(&s, "400 tick\n");
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

/* Request I of a flood: each has its own branch and Call-ID. */
static void flood(struct story *s, unsigned i)
{
	char branch[32], call_id[32];
	struct frame frame = { .interface = "eth0" };
	struct payload p = { .src = story_addr('A'), .dst = story_addr('B'),
			     .frame = &frame };
	struct sip_msg m = {
		.payload = &p, .method = SIP_INVITE,
		.method_name = SLICE("INVITE"), .has_cseq = true,
		.cseq = 1, .sent_by = SLICE("192.0.2.1:5060"),
		.from = SLICE("<sip:1000@a>;tag=f"),
		.user_agent = SLICE("scanner"),
		.ruri = { .user = SLICE("900441234567890"),
			  .host = SLICE("192.0.2.2") },
	};

	m.branch.p = branch;
	m.branch.n = (size_t)snprintf(branch, sizeof branch,
				      "z9hG4bK-%u", i);
	m.call_id.p = call_id;
	m.call_id.n = (size_t)snprintf(call_id, sizeof call_id,
				       "%u-4711@192.0.2.1", i);
	track_message(s->track, &m);
}

static void a_flood_of_requests_stays_under_the_roof(void **state)
{
	const uint64_t memory = 4 << 20;
	struct story s;
	size_t before, after;

	(void)state;
	story_begin(&s);	/* for what all have: clock, counters */
	track_destroy(s.track);
	before = allocated();
	assert_int_equal(track_create(&s.track, &(struct track_spec){
		.settings = &s.none, .memory = memory, .seed = { 42 },
		.clock = s.clock, .counters = s.counters,
		.message = story_on_message, .outcome = story_on_outcome,
		.arg = &s }), 0);
	after = allocated();
	assert_in_range(after - before, memory / 2, memory + 16384);
	for (unsigned i = 0; i < 1000 * 1000; i++)
		flood(&s, i);
	assert_true(allocated() <= after);
	assert_int_equal(track_count(s.track) +
			 story_count(&s, "evicted", "transactions"),
			 1000 * 1000);
	assert_in_range(track_count(s.track), 7000, 10000);
	/* Those that are left work. */
	assert_string_equal(story_play(&s, "0 B>A 500 b1\n"),
			    "0 500 INVITE A>B c1\n");
	story_play(&s, "100 tick\n");
	assert_int_equal(track_count(s.track), 0);
	story_end(&s);
}

static void no_message_allocates(void **state)
{
	struct story s;
	unsigned long before;

	(void)state;
	story_begin(&s);
	flood(&s, 0);
	before = allocations.count;
	for (unsigned i = 1; i < 1000; i++)
		flood(&s, i);
	assert_int_equal(allocations.count, before);
	story_end(&s);
}

static void a_birth_without_memory_fails_and_leaves_nothing(void **state)
{
	struct net net = { .len = 128 };
	struct trunk_settings trunk = { .peers = &net, .n_peers = 1 };
	struct settings settings = {
		.capture = { .local = &net, .n_local = 1 },
		.trunks = &trunk, .n_trunks = 1,
	};
	struct story s;
	struct track *t = NULL;
	int err = -ENOMEM;

	(void)state;
	story_begin(&s);
	for (unsigned long i = 1; err; i++) {
		assert_in_range(i, 1, 50);
		allocations.count = 0;
		allocations.fails = i;
		err = track_create(&t, &(struct track_spec){
			.settings = &settings, .memory = 1 << 16,
			.clock = s.clock, .counters = s.counters,
			.message = story_on_message,
			.outcome = story_on_outcome, .arg = &s });
		allocations.fails = 0;
		if (err) {
			assert_int_equal(err, -ENOMEM);
			assert_null(t);
		}
	}
	assert_in_range(allocations.count, 10, 50);
	track_destroy(t);
	story_end(&s);
}

static void a_reload_without_memory_leaves_the_old_in_force(void **state)
{
	struct net net = { story_addr('A'), 128 };
	struct settings settings = {
		.capture = { .local = &net, .n_local = 1 },
	};
	struct story s;
	int err = -ENOMEM;

	(void)state;
	story_begin(&s);
	for (unsigned long i = 1; err; i++) {
		assert_in_range(i, 1, 50);
		allocations.count = 0;
		allocations.fails = i;
		err = track_reload(s.track, &settings);
		allocations.fails = 0;
		if (err)
			assert_int_equal(err, -ENOMEM);
		story_play(&s, "0 A>B OPTIONS\n"
			       "0 B>A 200 OPTIONS\n"
			       "40 tick\n");
		assert_memory_equal(s.details, err ? "transit" : "outboun",
				    7);
		story_end(&s);
		story_begin(&s);
	}
	story_end(&s);
}

/* The next of a sequence of numbers below N that look like chance. */
static unsigned next_of(uint64_t *seed, unsigned n)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(*seed >> 33) % n;
}

/* A message of few words, so that they meet in all ways. */
static void chance(struct story *s, uint64_t *seed, char line[200])
{
	static const char *const methods[] = { "INVITE", "INVITE", "INVITE",
		"ACK", "CANCEL", "BYE", "REGISTER", "OPTIONS", "FOO" };
	static const char *const codes[] = { "", "", "", "100 ", "180 ",
		"200 ", "200 ", "401 ", "407 ", "486 ", "503 " };
	static const char *const words[] = { "", "", "", "", " to=t",
		" to=x", " ask=r", " ask=s stale", " cred=r", " cred=s",
		" cut", " cut nocseq", " cut nobranch", " branch=old",
		" tcp", " agent=some-long-name-of-an-agent/1.0", " bad" };
	unsigned a = next_of(seed, 3), b = (a + 1 + next_of(seed, 2)) % 3;
	double now = (double)(clock_now(s->clock).ns - STORY_START) /
		     NS_PER_S;
	bool slow = next_of(seed, 20) == 0;

	snprintf(line, 200, "%.3f %c>%c %s%s b%u c%u cseq=%u%s%s\n",
		 now + next_of(seed, slow ? 40 : 2), 'A' + (char)a,
		 'A' + (char)b, codes[next_of(seed, 11)],
		 methods[next_of(seed, 9)], next_of(seed, 40),
		 next_of(seed, 4), next_of(seed, 5),
		 words[next_of(seed, 17)], words[next_of(seed, 17)]);
	story_play(s, line);
}

static void any_mix_of_messages_leaves_nothing_behind(void **state)
{
	struct story s;
	char line[200];
	uint64_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 40; round++) {
		story_begin_with(&s, NULL, 1024 << round % 8);
		for (unsigned i = 0; i < 1000; i++)
			chance(&s, &seed, line);
		track_end(s.track);
		clock_run_out(s.clock);
		assert_int_equal(track_count(s.track), 0);
		assert_int_equal(table_count(s.track->dialogs), 0);
		assert_int_equal(table_count(s.track->chains), 0);
		assert_int_equal(store_used(s.track->store), 0);
		story_end(&s);
	}
}

static void two_stages_know_nothing_of_each_other(void **state)
{
	struct story s, other;

	(void)state;
	story_begin(&s);
	story_begin(&other);
	story_play(&s, "0 A>B INVITE\n");
	assert_string_equal(story_play(&other, "0 A>B INVITE\n"
					       "1 B>A 486\n"),
			    "1 486 INVITE A>B c1\n");
	assert_string_equal(other.messages, "..");
	assert_string_equal(story_play(&s, "40 tick\n"),
			    "32 no-response INVITE A>B c1\n");
	story_end(&other);
	story_end(&s);
}

int main(void)
{
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
		T(an_outcome_tells_what_its_request_said),
		T(a_response_alone_tells_what_it_knows),
		T(long_words_are_kept_up_to_255_bytes),
		T(a_message_is_told_before_its_outcomes),
		T(defective_messages_cause_nothing_but_are_told),
		T(at_the_end_what_is_not_shown_is_undecided),
		T(a_request_repeated_in_vain_is_decided_after_the_end),
		T(what_is_due_at_the_last_packet_is_decided),
		T(the_oldest_idle_transaction_leaves_first),
		T(who_rings_stays_whatever_ends_meanwhile),
		T(nobody_is_kept_out_by_those_that_ring),
		T(a_flood_of_requests_stays_under_the_roof),
		T(no_message_allocates),
		T(a_birth_without_memory_fails_and_leaves_nothing),
		T(a_reload_without_memory_leaves_the_old_in_force),
		T(any_mix_of_messages_leaves_nothing_behind),
		T(two_stages_know_nothing_of_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

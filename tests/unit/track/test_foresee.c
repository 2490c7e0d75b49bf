/* SPDX-License-Identifier: BSD-2-Clause */
/* A guess is right for plain messages, and never more than a guess. */
#include "story.h"

#include "track/transaction.h"

static const char plain[] =
	"INVITE sip:bob@example.com;user=phone SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1;x=y\r\n"
	"Call-ID: 1\r\n\r\n";

/* Where WORD stands in BYTES. */
static struct slice word(struct slice bytes, const char *text)
{
	const char *p = memmem(bytes.p, bytes.n, text, strlen(text));

	assert_non_null(p);
	return (struct slice){ p, strlen(text) };
}

static void a_plain_message_is_known_before_it_is_read(void **state)
{
	struct slice bytes = { plain, sizeof plain - 1 };
	struct sip_msg m = { .branch = word(bytes, "z9hG4bK1"),
			     .sent_by = word(bytes, "192.0.2.1:5060") };
	struct hash_id id;
	struct story s;

	(void)state;
	story_begin(&s);
	id = key_of_via(s.track, m.branch, m.sent_by, NULL);
	track_fetch(s.track);
	track_foresee(s.track, bytes);
	track_fetch(s.track);
	assert_true(s.track->guess.made);
	assert_ptr_equal(s.track->guess.branch.p, m.branch.p);
	assert_int_equal(s.track->guess.branch.n, m.branch.n);
	assert_true(hash_equal(s.track->guess.id, id));
	assert_true(hash_equal(foresee_id(s.track, &m), id));
	story_end(&s);
}

static void a_wrong_guess_is_nobodys_id(void **state)
{
	struct slice bytes = { plain, sizeof plain - 1 };
	struct sip_msg m = { .branch = SLICE("z9hG4bK1"),
			     .sent_by = SLICE("192.0.2.9") };
	struct story s;

	(void)state;
	story_begin(&s);
	track_foresee(s.track, bytes);
	assert_true(hash_equal(foresee_id(s.track, &m),
			       key_of_via(s.track, m.branch, m.sent_by,
					  NULL)));
	/* A message of its own length, cut elsewhere, is another one. */
	m.branch = word(bytes, "z9hG4bK");
	m.sent_by = word(bytes, "192.0.2.1:5060");
	assert_true(hash_equal(foresee_id(s.track, &m),
			       key_of_via(s.track, m.branch, m.sent_by,
					  NULL)));
	story_end(&s);
}

static void a_guess_is_for_one_message(void **state)
{
	struct slice bytes = { plain, sizeof plain - 1 };
	struct story s;

	(void)state;
	story_begin(&s);
	track_foresee(s.track, bytes);
	assert_string_equal(story_play(&s, "0 A>B OPTIONS\n"
					   "1 B>A 200 OPTIONS\n"),
			    "1 200 OPTIONS A>B c1\n");
	assert_false(s.track->guess.made);
	story_end(&s);
}

/* Each head of each text lies flush at the end of a block of its own. */
static void any_bytes_are_looked_at_safely(void **state)
{
	static const char *const texts[] = {
		plain, "", "=", "branch=", " branch=z9hG4bKx", "=branch=",
		"a=b=c=d=branch=z9hG4bKx;", "Via: x;branch=z9hG4bK",
		"Via: SIP/2.0/UDP h;branch=1;", "=========", ";;==;= ;=\r=",
	};
	struct story s;

	(void)state;
	story_begin(&s);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		for (size_t n = 0; n <= strlen(texts[i]); n++) {
			char *block = malloc(n ? n : 1);

			memcpy(block, texts[i], n);
			track_foresee(s.track, (struct slice){ block, n });
			track_fetch(s.track);
			if (n == strlen(texts[i]))
				assert_int_equal(s.track->guess.made,
						 i == 0 || i == 4);
			s.track->guess.made = false;
			free(block);
		}
	}
	track_foresee(s.track, (struct slice){ NULL, 0 });
	assert_false(s.track->guess.made);
	story_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_message_is_known_before_it_is_read),
		cmocka_unit_test(a_wrong_guess_is_nobodys_id),
		cmocka_unit_test(a_guess_is_for_one_message),
		cmocka_unit_test(any_bytes_are_looked_at_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

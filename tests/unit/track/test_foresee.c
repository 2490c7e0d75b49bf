/* SPDX-License-Identifier: BSD-2-Clause */
/* What is foreseen of a message is its own id, and never another one's. */
#include "story.h"

#include "track/transaction.h"

static const char text[] = "192.0.2.1:5060;rport;branch=z9hG4bK1;x=y";

/* Where WORD stands in the text. */
static struct slice word(const char *word)
{
	const char *p = strstr(text, word);

	assert_non_null(p);
	return (struct slice){ p, strlen(word) };
}

static void a_message_is_known_by_its_top_via(void **state)
{
	struct sip_msg m = { .branch = word("z9hG4bK1"),
			     .sent_by = word("192.0.2.1:5060") };
	struct hash_id id;
	struct story s;

	(void)state;
	story_begin(&s);
	id = key_of_via(s.track, m.branch, m.sent_by, NULL);
	track_foresee(s.track, m.sent_by, m.branch);
	assert_true(s.track->guess.made);
	assert_true(hash_equal(s.track->guess.id, id));
	assert_true(hash_equal(foresee_id(s.track, &m), id));
	story_end(&s);
}

static void another_message_is_not_taken_for_it(void **state)
{
	static const char same[] = "z9hG4bK1";
	struct sip_msg m = { .branch = { same, sizeof same - 1 },
			     .sent_by = SLICE("192.0.2.9") };
	struct story s;

	(void)state;
	story_begin(&s);
	track_foresee(s.track, word("192.0.2.1:5060"), word("z9hG4bK1"));
	assert_true(hash_equal(foresee_id(s.track, &m),
			       key_of_via(s.track, m.branch, m.sent_by,
					  NULL)));
	/* A message of its own length, cut elsewhere, is another one. */
	m.branch = word("z9hG4bK");
	m.sent_by = word("192.0.2.1:5060");
	assert_true(hash_equal(foresee_id(s.track, &m),
			       key_of_via(s.track, m.branch, m.sent_by,
					  NULL)));
	story_end(&s);
}

/* Without the magic cookie the Call-ID counts, too, which comes later. */
static void an_old_branch_foresees_nothing(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	track_foresee(s.track, word("192.0.2.1:5060"), word("z9hG4bK1"));
	track_foresee(s.track, word("192.0.2.1:5060"), word("z9hG4bK"));
	assert_false(s.track->guess.made);
	track_foresee(s.track, (struct slice){ NULL, 0 },
		      (struct slice){ NULL, 0 });
	assert_false(s.track->guess.made);
	story_end(&s);
}

static void it_is_for_one_message(void **state)
{
	struct story s;

	(void)state;
	story_begin(&s);
	track_foresee(s.track, word("192.0.2.1:5060"), word("z9hG4bK1"));
	assert_string_equal(story_play(&s, "0 A>B OPTIONS\n"
					   "1 B>A 200 OPTIONS\n"),
			    "1 200 OPTIONS A>B c1\n");
	assert_false(s.track->guess.made);
	story_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_known_by_its_top_via),
		cmocka_unit_test(another_message_is_not_taken_for_it),
		cmocka_unit_test(an_old_branch_foresees_nothing),
		cmocka_unit_test(it_is_for_one_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

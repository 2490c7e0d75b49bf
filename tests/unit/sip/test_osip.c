/* SPDX-License-Identifier: BSD-2-Clause */
/* libosip2 is asked within its caps, in silence, and changes nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "reads.h"

static int start(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++)	/* as often as anyone likes */
		osip_start();
	return 0;
}

static struct sip_party ask(struct slice value)
{
	struct sip_party a = { .tag = { NULL, 0 } };

	osip_read_name(value, &a);
	return a;
}

static void its_answer_lies_within_the_value(void **state)
{
	struct slice s = flush(SLICE(
		"\"B \\\" <sip:x@y>\" <sip:bob;p=1@b.example:5060>;tag=t1"));
	struct sip_party a = ask(s);

	(void)state;
	assert_slice(a.uri.user, "bob");
	assert_slice(a.uri.host, "b.example");
	assert_slice(a.tag, "t1");
	assert_in_range((uintptr_t)a.uri.user.p, (uintptr_t)s.p,
			(uintptr_t)s.p + s.n);
	assert_in_range((uintptr_t)a.tag.p, (uintptr_t)s.p,
			(uintptr_t)s.p + s.n);
	discard(s);
}

static void what_it_refuses_or_changes_stays_as_it_was(void **state)
{
	struct sip_party a = { .uri = { .user = SLICE("me") },
			       .tag = SLICE("mine") };

	(void)state;
	osip_read_name(SLICE("\"open <sip:bob@b>;tag=t1"), &a);
	assert_slice(a.uri.user, "me");
	assert_slice(a.tag, "mine");
	osip_read_name(SLICE("<sip:%62ob@b>"), &a);
	assert_slice(a.uri.user, "me");
	assert_slice(a.uri.host, "b");
	assert_slice(a.tag, "mine");
}

static void a_via_is_read_up_to_its_comma(void **state)
{
	struct slice sent_by = { NULL, 0 }, branch = { NULL, 0 };

	(void)state;
	osip_read_via(SLICE("SIP/2.0/UDP h:5060;branch=a (why), "
			    "SIP/2.0/UDP i;branch=b"), &sent_by, &branch);
	assert_slice(sent_by, "h:5060");
	osip_read_via(SLICE("rubbish"), &sent_by, &branch);
	assert_slice(sent_by, "h:5060");
}

static void values_beyond_the_caps_are_not_shown_to_it(void **state)
{
	static const char tail[] = "<sip:bob@b>;tag=t1";
	char long_name[600], signs[200];
	struct sip_party a;

	(void)state;
	memset(long_name, 'x', sizeof long_name);
	memcpy(long_name + 512 - strlen(tail), tail, strlen(tail));
	a = ask((struct slice){ long_name, 512 });
	assert_slice(a.tag, "t1");
	memcpy(long_name + 513 - strlen(tail), tail, strlen(tail));
	a = ask((struct slice){ long_name, 513 });
	assert_slice(a.tag, NULL);

	strcpy(signs, tail);
	for (int i = 0; i < 28; i++)
		strcat(signs, ";a");
	a = ask(slice_of(signs));
	assert_slice(a.tag, "t1");
	strcat(signs, ";a");
	a = ask(slice_of(signs));
	assert_slice(a.tag, NULL);

	a = ask(SLICE("<sip:b\0b@b>;tag=t1"));
	assert_slice(a.tag, NULL);
}

static void hear(const struct sip_msg *m, const struct sip_party *from,
		 const struct sip_party *to, void *arg)
{
	assert_false(m->response);
	assert_slice(m->call_id, "c@h");
	assert_slice(m->sent_by, "a:5060");
	assert_slice(m->branch, "z9hG4bK1");
	assert_slice(from->uri.user, "bob");
	assert_slice(from->tag, "1");
	assert_slice(to->uri.host, "b.example");
	assert_slice(to->tag, NULL);
	assert_int_equal(m->cseq, 7);
	++*(int *)arg;
}

#define GOOD "INVITE sip:b.example SIP/2.0\r\n" \
	"Via: SIP/2.0/UDP a:5060;branch=z9hG4bK1\r\n" \
	"From: <sip:bob@b>;tag=1\r\nTo: <sip:b.example>\r\n" \
	"Call-ID: c@h\r\nCSeq: 7 INVITE\r\n\r\n"

static void a_full_parse_tells_the_same_fields(void **state)
{
	int heard = 0;

	(void)state;
	assert_int_equal(osip_full_parse(SLICE(GOOD), hear, &heard), 0);
	assert_int_equal(heard, 1);
	assert_int_equal(osip_full_parse(SLICE("rubbish"), hear, &heard),
			 -EBADMSG);
	assert_int_equal(heard, 1);
}

/* It used to tell standard output about every header it refused. */
static void it_prints_nothing(void **state)
{
	int kept[2] = { dup(1), dup(2) }, into[2], heard = 0;
	char printed[64];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(into), 0);
	assert_int_equal(fcntl(into[0], F_SETFL, O_NONBLOCK), 0);
	fflush(NULL);
	dup2(into[1], 1);
	dup2(into[1], 2);
	osip_full_parse(SLICE("INVITE sip:b SIP/2.0\r\nVia: x\r\n"
			      "From: \"<\r\nCSeq: x\r\n\r\n"), hear, &heard);
	osip_full_parse(SLICE("rubbish"), hear, &heard);
	ask(SLICE("\"open <sip:bob@b>;tag=t1"));
	fflush(NULL);
	dup2(kept[0], 1);
	dup2(kept[1], 2);
	n = read(into[0], printed, sizeof printed);
	assert_int_equal(n, -1);
	close(into[0]);
	close(into[1]);
	close(kept[0]);
	close(kept[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_answer_lies_within_the_value),
		cmocka_unit_test(what_it_refuses_or_changes_stays_as_it_was),
		cmocka_unit_test(a_via_is_read_up_to_its_comma),
		cmocka_unit_test(values_beyond_the_caps_are_not_shown_to_it),
		cmocka_unit_test(a_full_parse_tells_the_same_fields),
		cmocka_unit_test(it_prints_nothing),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

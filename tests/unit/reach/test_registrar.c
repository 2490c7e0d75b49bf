/* SPDX-License-Identifier: BSD-2-Clause */
/* Beside a registrar that keeps RFC 3261, just what lapses is told. */
#include "bench.h"

#define MEMORY   (1 << 20)
#define CONTACTS 6		/* of one address-of-record: */
#define OF_PHONE 3		/* each phone's */
#define ROUNDS   3000

/* How the phone writes its contact N, and how the registrar lists it. */
struct manner {
	const char *asked, *listed;
};

static const struct manner by_uri = {
	"<sip:a@10.0.0.1:%d>", "<sip:a@10.0.0.1:%d;x>"
};

/* RFC 5626 section 4.2. */
static const struct manner by_flow = {
	"<sip:a@10.0.0.1>;+sip.instance=\"<urn:x>\";reg-id=%d",
	"<sip:a@10.0.0.1>;reg-id=%d;+sip.instance=\"<urn:x>\""
};

static const struct manner by_instance = {
	"<sip:a@10.0.0.1:%d>;+sip.instance=\"<urn:%d>\"",
	"<sip:nat@192.0.2.9:1%d>;+sip.instance=\"<urn:%d>\""
};

struct registrar {
	unsigned due[CONTACTS];		/* s; 0: it is not bound */
	unsigned now, expired;
	uint32_t row;			/* of random numbers */
};

static unsigned any(struct registrar *reg, unsigned below)
{
	reg->row = reg->row * 1664525 + 1013904223;
	return (reg->row >> 16) % below;
}

static void write_contact(char *text, const char *manner, int n,
			  unsigned expires)
{
	char item[100];

	#pragma GCC diagnostic push
	#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	#pragma GCC diagnostic ignored "-Wformat-extra-args"
	snprintf(item, sizeof item, manner, n, n);
	#pragma GCC diagnostic pop
	sprintf(text + strlen(text), "Contact: %s;expires=%u\r\n", item,
		expires);
}

/* So long after its time it is told, if nothing told of it before. */
static void let_lapse(struct registrar *reg, unsigned after)
{
	for (int i = 0; i < CONTACTS; i++)
		if (reg->due[i] && reg->due[i] + after <= reg->now) {
			reg->due[i] = 0;
			reg->expired++;
		}
}

/* A phone binds and ends some of its contacts; TEXT gets what it asks. */
static void ask(struct registrar *reg, const struct manner *m, int first,
		char *text)
{
	for (int i = first; i < first + OF_PHONE; i++) {
		unsigned expires = any(reg, 4) ? 1 + any(reg, 40) : 0;

		if (any(reg, 3) == 0)
			continue;
		write_contact(text, m->asked, i, expires);
		reg->due[i] = expires ? reg->now + expires : 0;
	}
}

/* What is bound, from any one on. */
static void list(struct registrar *reg, const struct manner *m, char *text)
{
	int from = (int)any(reg, CONTACTS);

	for (int i = 0; i < CONTACTS; i++) {
		int n = (from + i) % CONTACTS;

		if (reg->due[n])
			write_contact(text, m->listed, n,
				      reg->due[n] - reg->now);
	}
}

static void serve(struct bench *b, struct registrar *reg,
		  const struct manner *m, unsigned cseq)
{
	int phone = (int)any(reg, 2);
	char name = phone ? 'B' : 'A', asked[1000] = "", listed[1000] = "";

	let_lapse(reg, LATE + 1);
	ask(reg, m, phone * OF_PHONE, asked);
	/* what is over was bound no more, but for what was asked for */
	let_lapse(reg, 0);
	list(reg, m, listed);
	bench_say(b, 0, "REGISTER", name, 'R', "a", cseq, asked);
	bench_say(b, 200, "REGISTER", 'R', name, "a", cseq, listed);
	b->log[0] = '\0';
}

static void run(const struct manner *m, uint32_t row)
{
	struct bench *b = bench_open(MEMORY);
	struct registrar reg = { .row = row };
	unsigned bound;

	for (unsigned i = 1; i <= ROUNDS; i++) {
		reg.now += 1 + any(&reg, 12);
		bench_at(b, reg.now);
		serve(b, &reg, m, i);
		assert_int_equal(b->expired, reg.expired);
		bound = 0;
		for (int k = 0; k < CONTACTS; k++)
			bound += reg.due[k] != 0;
		assert_int_equal(reach_bindings(b->reach), bound);
	}
	reg.now += 100;
	bench_at(b, reg.now);
	let_lapse(&reg, LATE);
	assert_int_equal(b->expired, reg.expired);
	assert_int_equal(reach_bindings(b->reach), 0);
	assert_true(reg.expired > ROUNDS / 10);
	bench_close(b);
}

static void what_lapses_is_told_by_its_uri(void **state)
{
	(void)state;
	run(&by_uri, 1);
}

static void what_lapses_is_told_by_its_flow(void **state)
{
	(void)state;
	run(&by_flow, 2);
}

static void what_lapses_is_told_by_its_instance(void **state)
{
	(void)state;
	run(&by_instance, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lapses_is_told_by_its_uri),
		cmocka_unit_test(what_lapses_is_told_by_its_flow),
		cmocka_unit_test(what_lapses_is_told_by_its_instance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

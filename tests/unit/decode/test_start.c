/* SPDX-License-Identifier: BSD-2-Clause */
/* SIP is known by its first bytes, and nothing else is taken for it. */
#include "bench.h"
#include "decode/packet.h"

static void sip_is_told_by_its_first_bytes(void **state)
{
	static const struct { const char *text; enum guess wanted; } t[] = {
		{ "INVITE sip:b", GUESS_YES }, { "SIP/2.0 200", GUESS_YES },
		{ "MESSAGE SIPS:", GUESS_YES }, { "XY tel:1", GUESS_YES },
		{ "INV", GUESS_MAYBE }, { "INVITE ", GUESS_MAYBE },
		{ "INVITE si", GUESS_MAYBE }, { "SIP/2.", GUESS_MAYBE },
		{ "GET /", GUESS_NO }, { "GET http:", GUESS_NO },
		{ "invite sip:b", GUESS_NO }, { " sip:b", GUESS_NO },
		{ "\x16\x03", GUESS_NO }, { "SIP/3.0 ", GUESS_NO },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG sip:", GUESS_NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		assert_int_equal(decode_guess_sip(slice_of(t[i].text)),
				 t[i].wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sip_is_told_by_its_first_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

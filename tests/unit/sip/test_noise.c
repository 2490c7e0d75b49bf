/* SPDX-License-Identifier: BSD-2-Clause */
/* What is no SIP has a name when its first bytes tell. */
#include "reads.h"

static enum noise noise(const char *bytes, size_t n)
{
	struct slice s = flush((struct slice){ bytes, n });
	enum noise kind = scan_noise(s);

	discard(s);
	return kind;
}

static void keepalives_of_all_makes_are_known(void **state)
{
	(void)state;
	assert_int_equal(noise("", 0), NOISE_KEEPALIVE);
	assert_int_equal(noise("\r\n", 2), NOISE_KEEPALIVE);
	assert_int_equal(noise("\r\n\r\n", 4), NOISE_KEEPALIVE);
	assert_int_equal(noise("\0", 1), NOISE_KEEPALIVE);
	assert_int_equal(noise("\0\0\0\0", 4), NOISE_KEEPALIVE);
	assert_int_equal(noise("jaK", 3), NOISE_KEEPALIVE);
	assert_int_equal(noise("jaK\0", 4), NOISE_KEEPALIVE);
	assert_int_equal(noise("jaKal", 5), NOISE_OTHER);
}

static void stun_is_known_with_and_without_its_cookie(void **state)
{
	static const char request[20] = "\0\1\0\0\x21\x12\xa4\x42";
	static const char classic[20] = "\1\1\0\0abcd";
	static const char longer[20] = "\0\1\0\4\x21\x12\xa4\x42";
	static const char neither[20] = "\0\2\0\0abcd";

	(void)state;
	assert_int_equal(noise(request, 20), NOISE_STUN);
	assert_int_equal(noise(classic, 20), NOISE_STUN);
	assert_int_equal(noise(longer, 20), NOISE_OTHER);
	assert_int_equal(noise(neither, 20), NOISE_OTHER);
	assert_int_equal(noise(request, 19), NOISE_OTHER);
}

static void rtp_and_rtcp_are_known_by_version_and_length(void **state)
{
	static const char rtp[12] = "\x80\x08\x00\x01";
	static const char rtcp[8] = "\x81\xc9\x00\x01";

	(void)state;
	assert_int_equal(noise(rtp, 12), NOISE_RTP);
	assert_int_equal(noise(rtp, 11), NOISE_OTHER);
	assert_int_equal(noise(rtcp, 8), NOISE_RTP);
	assert_int_equal(noise(rtcp, 7), NOISE_OTHER);
	assert_int_equal(noise("GET / HTTP/1.1\r\n", 16), NOISE_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keepalives_of_all_makes_are_known),
		cmocka_unit_test(stun_is_known_with_and_without_its_cookie),
		cmocka_unit_test(
			rtp_and_rtcp_are_known_by_version_and_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

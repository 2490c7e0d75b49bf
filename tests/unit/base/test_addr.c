/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and networks are read and written as people write them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/addr.h"

#include <cmocka.h>

static struct addr address(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(slice_of(text), &a), 0);
	return a;
}

static struct net network(const char *text)
{
	struct net n;

	assert_int_equal(net_parse(slice_of(text), &n), 0);
	return n;
}

static void assert_text_again(const char *in, const char *out)
{
	struct addr a = address(in);
	char text[ADDR_TEXT];

	assert_string_equal(addr_format(&a, text), out);
}

static void an_address_is_written_as_it_was_read(void **state)
{
	(void)state;
	assert_text_again("0.0.0.0", "0.0.0.0");
	assert_text_again("192.0.2.1", "192.0.2.1");
	assert_text_again("10.99.100.255", "10.99.100.255");
	assert_text_again("255.255.255.255", "255.255.255.255");
	assert_text_again("::", "::");
	assert_text_again("::1", "::1");
}

static void ipv6_is_written_as_rfc_5952_says(void **state)
{
	(void)state;
	assert_text_again("2001:0DB8:0:0:0:0:0:1", "2001:db8::1");
	assert_text_again("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
	assert_text_again("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
	assert_text_again("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
	assert_text_again("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
			  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

static void a_mapped_address_is_the_ipv4_one(void **state)
{
	struct addr mapped = address("::ffff:192.0.2.1");
	struct addr plain = address("192.0.2.1");
	const uint8_t b[4] = { 192, 0, 2, 1 };
	struct addr bytes = addr_from_v4(b);

	(void)state;
	assert_true(addr_equal(&mapped, &plain));
	assert_true(addr_equal(&bytes, &plain));
	assert_true(addr_is_v4(&mapped));
	mapped = address("::1");
	assert_false(addr_is_v4(&mapped));
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ",
		"a.b.c.d", ":", "1:2:3:4:5:6:7", "1::2::3", "fe80::1%eth0",
		"[::1]", "::1/128",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb",
	};
	struct addr a = { { 1 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(addr_parse(slice_of(texts[i]), &a), -EINVAL);
	assert_int_equal(addr_parse(SLICE("1.2.3.4\0" "5"), &a), -EINVAL);
	assert_int_equal(a.b[0], 1);
}

static void the_text_need_not_be_terminated(void **state)
{
	char *p = malloc(9);
	struct addr a, b = address("192.0.2.1");

	(void)state;
	assert_non_null(p);
	memcpy(p, "192.0.2.1", 9);
	assert_int_equal(addr_parse((struct slice){ p, 9 }, &a), 0);
	assert_true(addr_equal(&a, &b));
	free(p);
}

static void assert_net_again(const char *in, int len, const char *out)
{
	struct net n = network(in);
	char text[ADDR_TEXT + 4];

	assert_int_equal(n.len, len);
	assert_string_equal(net_format(&n, text), out);
}

static void a_network_is_written_as_it_was_read(void **state)
{
	(void)state;
	assert_net_again("192.0.2.0/24", 120, "192.0.2.0/24");
	assert_net_again("0.0.0.0/0", 96, "0.0.0.0/0");
	assert_net_again("192.0.2.1", 128, "192.0.2.1");
	assert_net_again("192.0.2.1/32", 128, "192.0.2.1");
	assert_net_again("2001:db8:7::/48", 48, "2001:db8:7::/48");
	assert_net_again("::/0", 0, "::/0");
	assert_net_again("2001:db8::1/128", 128, "2001:db8::1");
	assert_net_again("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", 127,
			 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127");
}

static void what_is_no_network_is_refused(void **state)
{
	struct net n = { .len = 7 };

	(void)state;
	assert_int_equal(net_parse(SLICE("192.0.2.0/"), &n), -EINVAL);
	assert_int_equal(net_parse(SLICE("192.0.2.0/33"), &n), -EINVAL);
	assert_int_equal(net_parse(SLICE("192.0.2.0/-1"), &n), -EINVAL);
	assert_int_equal(net_parse(SLICE("192.0.2.0/24/8"), &n), -EINVAL);
	assert_int_equal(net_parse(SLICE("2001:db8::/129"), &n), -EINVAL);
	assert_int_equal(net_parse(SLICE("/24"), &n), -EINVAL);
	assert_int_equal(n.len, 7);
}

static void bits_beyond_the_length_are_an_error(void **state)
{
	struct net n = { .len = 7 };

	(void)state;
	assert_int_equal(net_parse(SLICE("192.0.2.1/24"), &n), -ERANGE);
	assert_int_equal(net_parse(SLICE("192.0.2.128/24"), &n), -ERANGE);
	assert_int_equal(net_parse(SLICE("0.0.0.1/0"), &n), -ERANGE);
	assert_int_equal(net_parse(SLICE("2001:db8:8000::/32"), &n), -ERANGE);
	assert_int_equal(net_parse(SLICE("192.0.2.129/31"), &n), -ERANGE);
	assert_int_equal(n.len, 7);
	assert_int_equal(net_parse(SLICE("192.0.2.128/25"), &n), 0);
}

static bool has(const char *net, const char *addr)
{
	struct net n = network(net);
	struct addr a = address(addr);

	return net_has(&n, &a);
}

static void a_network_has_its_addresses_and_no_others(void **state)
{
	(void)state;
	assert_true(has("192.0.2.0/24", "192.0.2.255"));
	assert_false(has("192.0.2.0/24", "192.0.3.0"));
	assert_true(has("192.0.2.128/25", "192.0.2.128"));
	assert_false(has("192.0.2.128/25", "192.0.2.127"));
	assert_true(has("192.0.2.1", "192.0.2.1"));
	assert_false(has("192.0.2.1", "192.0.2.2"));
	assert_true(has("2001:db8:7::/48", "2001:db8:7:ffff::1"));
	assert_false(has("2001:db8:7::/48", "2001:db8:8::1"));
	assert_true(has("fe80::/10", "febf::1"));
	assert_false(has("fe80::/10", "fec0::1"));
}

static void all_of_one_version_has_none_of_the_other(void **state)
{
	(void)state;
	assert_true(has("0.0.0.0/0", "203.0.113.9"));
	assert_false(has("0.0.0.0/0", "2001:db8::1"));
	assert_true(has("::/0", "2001:db8::1"));
	assert_true(has("::/0", "::1"));
	assert_false(has("::/0", "203.0.113.9"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_written_as_it_was_read),
		cmocka_unit_test(ipv6_is_written_as_rfc_5952_says),
		cmocka_unit_test(a_mapped_address_is_the_ipv4_one),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(the_text_need_not_be_terminated),
		cmocka_unit_test(a_network_is_written_as_it_was_read),
		cmocka_unit_test(what_is_no_network_is_refused),
		cmocka_unit_test(bits_beyond_the_length_are_an_error),
		cmocka_unit_test(a_network_has_its_addresses_and_no_others),
		cmocka_unit_test(all_of_one_version_has_none_of_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

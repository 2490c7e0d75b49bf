/* SPDX-License-Identifier: BSD-2-Clause */
/* A name is told as long as anybody holds it, and an index by its name. */
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/source.h"

#include <cmocka.h>

static struct names *make_names(void)
{
	struct names *n;

	assert_int_equal(names_create(&n), 0);
	return n;
}

static void a_name_is_kept_once(void **state)
{
	struct names *n = make_names();
	char text[] = "eth0";
	const char *name = names_keep(n, text);

	(void)state;
	assert_ptr_not_equal(name, text);
	assert_string_equal(name, "eth0");
	assert_ptr_equal(names_keep(n, "eth0"), name);
	assert_string_equal(names_keep(n, "eth1"), "eth1");
	names_release(n);
	names_release(NULL);
}

static void it_outlives_the_first_holder(void **state)
{
	struct names *n = make_names();
	const char *name = names_keep(n, "eth0");
	struct names *again = names_share(n);

	(void)state;
	names_release(n);
	assert_string_equal(name, "eth0");
	assert_ptr_equal(names_keep(again, "eth0"), name);
	names_release(again);
}

static void an_index_has_its_interface_s_name(void **state)
{
	struct names *n = make_names();
	uint32_t index = if_nametoindex("lo");
	const char *name;

	(void)state;
	assert_null(names_of_index(n, 0));
	assert_null(names_of_index(n, 0x7fffffff));
	assert_null(names_of_index(n, 0x7fffffff));
	if (index) {
		name = names_of_index(n, index);
		assert_string_equal(name, "lo");
		assert_null(names_of_index(n, index + (1 << 30)));
		names_forget_indexes(n);
		assert_ptr_equal(names_of_index(n, index), name);
	}
	names_release(n);
}

static void changes_of_interfaces_can_be_waited_for(void **state)
{
	int fd = -1;

	(void)state;
	assert_int_equal(interfaces_watch(&fd), 0);
	capture_addresses_drain(fd);
	assert_int_equal(errno, EAGAIN);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_kept_once),
		cmocka_unit_test(it_outlives_the_first_holder),
		cmocka_unit_test(an_index_has_its_interface_s_name),
		cmocka_unit_test(changes_of_interfaces_can_be_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* This machine's addresses are single ones, and waiting for them is free. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/capture.h"

#include <cmocka.h>

static void each_address_is_a_network_of_one(void **state)
{
	struct net *nets = NULL;
	size_t n, i;

	(void)state;
	assert_int_equal(capture_addresses(&nets, &n), 0);
	assert_non_null(nets);
	for (i = 0; i < n; i++) {
		assert_int_equal(nets[i].len, 128);
		assert_true(net_has(&nets[i], &nets[i].addr));
	}
	free(nets);
}

static void nothing_to_drain_is_no_wait(void **state)
{
	int fd = -1;

	(void)state;
	assert_int_equal(capture_addresses_watch(&fd), 0);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	capture_addresses_drain(fd);
	assert_int_equal(errno, EAGAIN);
	close(fd);
	capture_addresses_drain(-1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_is_a_network_of_one),
		cmocka_unit_test(nothing_to_drain_is_no_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Agents that connect are heard, each message once, and bounded in number. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hep.h"
#include "capture/source.h"

#include <cmocka.h>

#define MOST 64

struct scene {
	struct counters *counters;
	struct agents *agents;
	struct sockaddr_in place;
	struct endpoint last_peer;
	char log[4096];		/* "9 12 ": lengths of messages */
};

static void on_message(uint8_t *message, size_t n,
		       const struct endpoint *peer, void *arg)
{
	struct scene *s = arg;
	size_t used = strlen(s->log);

	memset(message - LINK_HEP_HEAD, 0xff, LINK_HEP_HEAD);
	s->last_peer = *peer;
	snprintf(s->log + used, sizeof s->log - used, "%zu%s ", n,
		 n >= HEP_HEAD && hep_length((char *)message) == n ? "" :
		 "!");
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);
	socklen_t room = sizeof s->place;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	assert_non_null(s);
	assert_int_equal(counters_create(&s->counters), 0);
	s->place.sin_family = AF_INET;
	s->place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&s->place, room), 0);
	assert_int_equal(listen(fd, MOST + 8), 0);
	getsockname(fd, (struct sockaddr *)&s->place, &room);
	assert_int_equal(agents_create(&s->agents, fd, s->counters), 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	agents_release(s->agents);
	counters_destroy(s->counters);
	free(s);
	return 0;
}

static int connect_agent(const struct scene *s)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(connect(fd, (const struct sockaddr *)&s->place,
				 sizeof s->place), 0);
	return fd;
}

/* All that there is, by loopback, where what was sent has come. */
static const char *heard(struct scene *s)
{
	int n;

	s->log[0] = '\0';
	do
		n = agents_read(s->agents, on_message, s);
	while (n == LISTENER_BATCH);
	assert_in_range(n, 0, LISTENER_BATCH - 1);
	return s->log;
}

/* N bytes, of which the head is a message's. */
static size_t put_message(uint8_t *b, size_t n)
{
	memset(b, 'x', n);
	memcpy(b, "HEP3", 4);
	b[4] = (uint8_t)(n >> 8);
	b[5] = (uint8_t)n;
	return n;
}

static uint64_t count(const struct scene *s, const char *label)
{
	return *counter(s->counters, "hep_connections", label);
}

/* Has the other side closed FD? */
static bool is_closed(int fd)
{
	char c;

	return recv(fd, &c, 1, MSG_DONTWAIT) == 0;
}

static void messages_come_one_by_one_however_they_are_sent(void **state)
{
	struct scene *s = *state;
	uint8_t b[256];
	size_t n = put_message(b, 9);
	int fd = connect_agent(s);

	n += put_message(b + n, 6);
	n += put_message(b + n, 100);
	assert_string_equal(heard(s), "");
	send(fd, b, n, 0);
	assert_string_equal(heard(s), "9 6 100 ");
	for (size_t i = 0; i < n; i++) {
		const char *now;

		send(fd, b + i, 1, 0);
		now = heard(s);
		assert_string_equal(now, i == 8 ? "9 " : i == 14 ? "6 " :
				    i == 114 ? "100 " : "");
	}
	assert_int_equal(s->last_peer.addr.b[15], 1);
	assert_true(s->last_peer.port > 0);
	assert_int_equal(count(s, "accepted"), 1);
	close(fd);
}

static void a_message_may_be_as_long_as_it_can_tell(void **state)
{
	static uint8_t b[3 * 65535];
	struct scene *s = *state;
	int fd = connect_agent(s);
	char all[64] = "";

	for (int i = 0; i < 3; i++)
		put_message(b + i * 65535, 65535);
	for (size_t i = 0; i < sizeof b; i += 5041) {
		send(fd, b + i, sizeof b - i < 5041 ? sizeof b - i : 5041, 0);
		strcat(all, heard(s));
	}
	assert_string_equal(all, "65535 65535 65535 ");
	close(fd);
}

static void what_is_no_message_ends_the_connection(void **state)
{
	struct scene *s = *state;
	uint8_t b[64];
	size_t n = put_message(b, 20);
	int fd = connect_agent(s), other = connect_agent(s);

	memcpy(b + n, "GET / HTTP/1.1", 14);
	send(fd, b, n + 14, 0);
	assert_string_equal(heard(s), "20 6! ");
	assert_true(is_closed(fd));
	send(other, b, n, 0);
	assert_string_equal(heard(s), "20 ");
	assert_false(is_closed(other));
	close(fd);
	close(other);
}

static void one_that_ends_within_a_message_tells_it(void **state)
{
	struct scene *s = *state;
	uint8_t b[64];
	int fd = connect_agent(s);

	put_message(b, 20);
	send(fd, b, 13, 0);
	assert_string_equal(heard(s), "");
	close(fd);
	assert_string_equal(heard(s), "13! ");
}

static void so_many_agents_are_heard_at_a_time(void **state)
{
	struct scene *s = *state;
	int fds[MOST + 3];
	uint8_t b[64];
	size_t n = put_message(b, 20);

	for (int i = 0; i < MOST + 2; i++) {
		fds[i] = connect_agent(s);
		heard(s);
	}
	assert_int_equal(count(s, "accepted"), MOST);
	assert_int_equal(count(s, "refused"), 2);
	assert_true(is_closed(fds[MOST]));
	assert_true(is_closed(fds[MOST + 1]));
	close(fds[7]);
	heard(s);
	fds[MOST + 2] = connect_agent(s);
	heard(s);
	send(fds[MOST + 2], b, n, 0);
	assert_string_equal(heard(s), "20 ");
	for (int i = 0; i < MOST; i++)
		if (i != 7)
			send(fds[i], b, n, 0);
	assert_int_equal(strlen(heard(s)), 3 * (MOST - 1));
	for (int i = 0; i < MOST + 3; i++)
		if (i != 7)
			close(fds[i]);
}

/* As at a reload: nobody needs to connect again. */
static void who_shares_them_goes_on_with_half_a_message(void **state)
{
	struct scene *s = *state;
	struct agents *again = agents_share(s->agents);
	uint8_t b[64];
	int fd = connect_agent(s);

	put_message(b, 20);
	send(fd, b, 13, 0);
	heard(s);
	agents_release(s->agents);
	s->agents = again;
	send(fd, b + 13, 7, 0);
	assert_string_equal(heard(s), "20 ");
	close(fd);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_come_one_by_one_however_they_are_sent),
		TEST(a_message_may_be_as_long_as_it_can_tell),
		TEST(what_is_no_message_ends_the_connection),
		TEST(one_that_ends_within_a_message_tells_it),
		TEST(so_many_agents_are_heard_at_a_time),
		TEST(who_shares_them_goes_on_with_half_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

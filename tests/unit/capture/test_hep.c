/* SPDX-License-Identifier: BSD-2-Clause */
/* What agents send to our endpoint is a frame each, with their time. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/source.h"

#include <cmocka.h>

#define PORT 9060

struct scene {
	struct names *names;
	struct counters *counters;
	struct listener *listener;
	struct listener_spec spec;
	uint64_t captured, dropped, restamped;
	int agent;			/* its socket */
	struct sockaddr_in place;	/* ours */
	unsigned frames;
	struct frame last;
	uint8_t bytes[4096];		/* of LAST */
	char why[CAPTURE_WHY];
};

static void on_frame(const struct frame *f, void *arg)
{
	struct scene *s = arg;

	s->frames++;
	s->last = *f;
	assert_true(f->captured <= sizeof s->bytes);
	memcpy(s->bytes, f->bytes, f->captured);
}

/* An address of the loopback that no other process has, by its number. */
static struct addr own_address(void)
{
	unsigned pid = (unsigned)getpid();
	uint8_t b[4] = { 127, (uint8_t)(pid >> 16 | 64), (uint8_t)(pid >> 8),
			 (uint8_t)pid };

	return addr_from_v4(b);
}

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	assert_non_null(s);
	assert_int_equal(names_create(&s->names), 0);
	assert_int_equal(counters_create(&s->counters), 0);
	s->spec = (struct listener_spec){
		.endpoint = { own_address(), PORT, false },
		.names = s->names, .counters = s->counters,
		.buffer = 1 << 20, .captured = &s->captured,
		.dropped = &s->dropped, .restamped = &s->restamped,
		.frame = on_frame, .arg = s };
	assert_int_equal(listener_open(&s->listener, &s->spec, NULL, s->why),
			 0);
	s->place = (struct sockaddr_in){ .sin_family = AF_INET,
					 .sin_port = htons(PORT) };
	memcpy(&s->place.sin_addr, s->spec.endpoint.addr.b + 12, 4);
	s->agent = socket(AF_INET, SOCK_DGRAM, 0);
	assert_true(s->agent >= 0);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	listener_close(s->listener);
	names_release(s->names);
	counters_destroy(s->counters);
	close(s->agent);
	free(s);
	return 0;
}

static void send_bytes(struct scene *s, const void *p, size_t n)
{
	assert_int_equal(sendto(s->agent, p, n, 0,
				(struct sockaddr *)&s->place,
				sizeof s->place), n);
}

/* HEP of version 3 with the time T (0: none). */
static size_t make_hep(uint8_t *b, struct moment t)
{
	static const uint8_t head[] = {
		'H', 'E', 'P', '3', 0, 57,
		0, 0, 0, 3, 0, 10, 192, 0, 2, 1,
		0, 0, 0, 4, 0, 10, 192, 0, 2, 2,
		0, 0, 0, 9, 0, 10, 0, 0, 0, 0,
		0, 0, 0, 10, 0, 10, 0, 0, 0, 0,
		0, 0, 0, 15, 0, 11, 'O', 'P', 'T', 'I', 'O' };
	uint32_t s = htonl((uint32_t)(t.ns / NS_PER_S));
	uint32_t us = htonl((uint32_t)(t.ns % NS_PER_S / NS_PER_US));

	memcpy(b, head, sizeof head);
	memcpy(b + 32, &s, sizeof s);
	memcpy(b + 42, &us, sizeof us);
	return sizeof head;
}

static void send_hep(struct scene *s, struct moment t)
{
	uint8_t b[64];

	send_bytes(s, b, make_hep(b, t));
}

static struct moment ago(struct span s)
{
	struct moment now = moment_us(loop_wall_clock());

	return (struct moment){ now.ns - s.ns };
}

/* The frame that comes of a message with the time T bears another, now's. */
static void assert_restamped(struct scene *s, struct moment t)
{
	struct moment before = loop_wall_clock();
	uint64_t restamped = s->restamped;

	send_hep(s, t);
	assert_int_equal(listener_read(s->listener), 1);
	assert_false(moment_before(s->last.stamp, before));
	assert_false(moment_before(loop_wall_clock(), s->last.stamp));
	assert_int_equal(s->restamped, restamped + 1);
}

static void a_message_is_a_frame_with_its_sender(void **state)
{
	struct scene *s = *state;
	struct sockaddr_in agent = { .sin_family = AF_INET,
				     .sin_addr.s_addr = htonl(0x7f000001) };
	socklen_t room = sizeof agent;
	struct addr sender;
	uint8_t b[64];
	size_t n = make_hep(b, ago(span_s(0)));

	assert_int_equal(bind(s->agent, (struct sockaddr *)&agent, room), 0);
	getsockname(s->agent, (struct sockaddr *)&agent, &room);
	assert_int_equal(listener_read(s->listener), 0);
	send_bytes(s, b, n);
	send_bytes(s, b, n);
	assert_int_equal(listener_read(s->listener), 2);
	assert_int_equal(s->frames, 2);
	assert_int_equal(s->captured, 2);
	assert_int_equal(s->last.link_type, LINK_HEP);
	assert_int_equal(s->last.number, 2);
	assert_string_equal(s->last.interface, "hep");
	assert_null(s->last.input);
	assert_int_equal(s->last.captured, LINK_HEP_HEAD + n);
	assert_int_equal(s->last.length, LINK_HEP_HEAD + n);
	assert_int_equal(addr_parse(SLICE("127.0.0.1"), &sender), 0);
	assert_memory_equal(s->bytes, sender.b, 16);
	assert_memory_equal(s->bytes + 16, &agent.sin_port, 2);
	assert_memory_equal(s->bytes + LINK_HEP_HEAD, b, n);
}

static void its_stamp_is_the_agent_s_time(void **state)
{
	struct moment then = ago(span_s(30));
	struct scene *s = *state;

	send_hep(s, then);
	assert_int_equal(listener_read(s->listener), 1);
	assert_int_equal(s->last.stamp.ns, then.ns);
	assert_int_equal(s->restamped, 0);
}

static void a_time_that_is_far_off_is_that_of_arrival(void **state)
{
	assert_restamped(*state, ago(span_s(61)));
	assert_restamped(*state, ago(span_s(-10)));
	assert_restamped(*state, (struct moment){ NS_PER_S });
	assert_restamped(*state, (struct moment){ 0xffffffff * NS_PER_S });
}

static void what_tells_no_time_has_that_of_arrival(void **state)
{
	struct moment before = loop_wall_clock();
	struct scene *s = *state;

	send_hep(s, (struct moment){ 0 });
	send_bytes(s, "garbage", 7);
	send_bytes(s, "", 0);
	assert_int_equal(listener_read(s->listener), 3);
	assert_false(moment_before(s->last.stamp, before));
	assert_int_equal(s->last.captured, LINK_HEP_HEAD);
	assert_int_equal(s->restamped, 0);
}

static void an_endpoint_that_is_taken_is_told(void **state)
{
	struct scene *s = *state;
	struct listener *other = NULL;

	assert_int_equal(listener_open(&other, &s->spec, NULL, s->why),
			 -ENODEV);
	assert_null(other);
	assert_non_null(strstr(s->why, "hep.listen: port 9060 of 127."));
	assert_non_null(strstr(s->why, "in use"));
}

/* As at a reload: no datagram is lost between the two. */
static void what_takes_the_place_of_another_shares_its_socket(void **state)
{
	struct scene *s = *state;
	struct listener *next;

	send_hep(s, ago(span_s(0)));
	assert_int_equal(listener_open(&next, &s->spec, s->listener, s->why),
			 0);
	listener_close(s->listener);
	s->listener = next;
	send_hep(s, ago(span_s(0)));
	assert_int_equal(listener_read(s->listener), 2);
}

static void an_address_that_is_not_there_yet_is_no_error(void **state)
{
	struct scene *s = *state;
	struct listener *other;

	assert_int_equal(addr_parse(SLICE("192.0.2.77"),
				    &s->spec.endpoint.addr), 0);
	assert_int_equal(listener_open(&other, &s->spec, NULL, s->why), 0);
	listener_close(other);
}

static void ipv6_is_taken_and_takes_both(void **state)
{
	struct scene *s = *state;
	struct sockaddr_in6 place = { .sin6_family = AF_INET6,
				      .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	uint16_t port = (uint16_t)(20000 + getpid() % 40000);
	int agent = socket(AF_INET6, SOCK_DGRAM, 0);
	struct listener *both;
	uint8_t b[64];
	size_t n = make_hep(b, ago(span_s(0)));

	s->spec.endpoint = (struct endpoint){ { { 0 } }, port, false };
	if (agent < 0 ||
	    listener_open(&both, &s->spec, NULL, s->why) != 0)
		skip();
	place.sin6_port = s->place.sin_port = htons(port);
	if (sendto(agent, b, n, 0, (struct sockaddr *)&place,
		   sizeof place) < 0)
		skip();
	assert_int_equal(listener_read(both), 1);
	assert_memory_equal(s->bytes, &in6addr_loopback, 16);
	send_bytes(s, b, n);
	assert_int_equal(listener_read(both), 1);
	assert_memory_equal(s->bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff\x7f", 13);
	listener_close(both);
	close(agent);
}

static void what_had_no_room_in_the_kernel_is_counted(void **state)
{
	struct scene *s = *state;
	static const char big[1000];
	uint64_t dropped;

	listener_close(s->listener);
	s->spec.buffer = 4096;
	assert_int_equal(listener_open(&s->listener, &s->spec, NULL, s->why),
			 0);
	for (int i = 0; i < 100; i++)
		send_bytes(s, big, sizeof big);
	listener_read(s->listener);
	listener_count(s->listener);
	dropped = s->dropped;
	assert_in_range(dropped, 1, 99);
	assert_int_equal(s->frames + dropped, 100);
	listener_count(s->listener);
	assert_int_equal(s->dropped, dropped);
}

static void a_batch_has_its_limit(void **state)
{
	struct scene *s = *state;
	int sent = LISTENER_BATCH + 10, got;

	for (int i = 0; i < sent; i++)
		send_bytes(s, "", 0);
	got = listener_read(s->listener);
	assert_in_range(got, 1, LISTENER_BATCH);
	if (got == LISTENER_BATCH)
		assert_in_range(listener_read(s->listener), 0, 10);
}

/* The same by TCP, over a reload too. */
static void an_agent_may_connect(void **state)
{
	struct moment then = ago(span_s(30));
	struct scene *s = *state;
	struct listener *next;
	uint8_t b[64];
	size_t n = make_hep(b, then);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	listener_close(s->listener);
	s->spec.endpoint.tcp = true;
	assert_int_equal(listener_open(&s->listener, &s->spec, NULL, s->why),
			 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&s->place,
				 sizeof s->place), 0);
	assert_int_equal(send(fd, b, n, 0), n);
	while (listener_read(s->listener) == LISTENER_BATCH)
		continue;
	assert_int_equal(s->frames, 1);
	assert_int_equal(s->last.stamp.ns, then.ns);
	assert_int_equal(s->last.captured, LINK_HEP_HEAD + n);
	assert_memory_equal(s->bytes + LINK_HEP_HEAD, b, n);
	assert_int_equal(listener_open(&next, &s->spec, s->listener, s->why),
			 0);
	listener_close(s->listener);
	s->listener = next;
	assert_int_equal(send(fd, b, n, 0), n);
	while (listener_read(s->listener) == LISTENER_BATCH)
		continue;
	assert_int_equal(s->captured, 2);
	listener_count(s->listener);
	assert_int_equal(s->dropped, 0);
	close(fd);
}

static void a_port_of_tcp_that_is_taken_is_told(void **state)
{
	struct scene *s = *state;
	struct listener *one, *other = NULL;

	s->spec.endpoint.tcp = true;
	assert_int_equal(listener_open(&one, &s->spec, NULL, s->why), 0);
	assert_int_equal(listener_open(&other, &s->spec, NULL, s->why),
			 -ENODEV);
	assert_null(other);
	assert_non_null(strstr(s->why, "`ss -tlpn`"));
	listener_close(one);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_message_is_a_frame_with_its_sender),
		TEST(its_stamp_is_the_agent_s_time),
		TEST(a_time_that_is_far_off_is_that_of_arrival),
		TEST(what_tells_no_time_has_that_of_arrival),
		TEST(an_endpoint_that_is_taken_is_told),
		TEST(what_takes_the_place_of_another_shares_its_socket),
		TEST(an_address_that_is_not_there_yet_is_no_error),
		TEST(ipv6_is_taken_and_takes_both),
		TEST(what_had_no_room_in_the_kernel_is_counted),
		TEST(a_batch_has_its_limit),
		TEST(an_agent_may_connect),
		TEST(a_port_of_tcp_that_is_taken_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

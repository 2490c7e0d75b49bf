/* SPDX-License-Identifier: BSD-2-Clause */
/* What cannot be captured is said, by name, with what would be right. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/capture.h"

#include <cmocka.h>

#define NOWHERE "nowhere0"

struct scene {
	struct loop *loop;
	struct counters *counters;
	struct capture_settings settings;
	char *interfaces[2];
	struct port_range ports[1];
	struct endpoint hep;		/* port 0: none */
	struct frame last;
	char words[512];
	char why[CAPTURE_WHY];
};

static int set_up(void **state)
{
	struct scene *s = calloc(1, sizeof *s);

	assert_non_null(s);
	assert_int_equal(loop_create(&s->loop), 0);
	assert_int_equal(counters_create(&s->counters), 0);
	s->ports[0] = (struct port_range){ 5060, 5060 };
	s->interfaces[0] = s->interfaces[1] = strdup(NOWHERE);
	s->settings = (struct capture_settings){
		.interfaces = s->interfaces, .n_interfaces = 1,
		.ports = s->ports, .n_ports = 1, .buffer = 1 << 20 };
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	loop_destroy(s->loop);
	counters_destroy(s->counters);
	free(s->interfaces[0]);
	free(s);
	return 0;
}

static void on_word(const char *word, void *arg)
{
	struct scene *s = arg;
	size_t n = strlen(s->words);

	snprintf(s->words + n, sizeof s->words - n, "%s\n", word);
}

/* Version 2, without a time or anything to say. */
static void send_hep(const struct scene *s)
{
	static const uint8_t message[29] = { 2, 16, 2, 17 };
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(s->hep.port) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	memcpy(&to.sin_addr, s->hep.addr.b + 12, 4);
	assert_int_equal(sendto(fd, message, sizeof message, 0,
				(struct sockaddr *)&to, sizeof to),
			 sizeof message);
	close(fd);
}

static void on_frame(const struct frame *f, void *arg)
{
	struct scene *s = arg;

	s->last = *f;
	loop_stop(s->loop);
}

static int open_live(struct scene *s, bool demand)
{
	struct capture_live *c = NULL;
	int err;

	err = capture_live_open(&c, &(struct capture_live_spec){
		.settings = &s->settings, .demand = demand,
		.hep = &s->hep, .loop = s->loop, .counters = s->counters,
		.frame = on_frame, .word = on_word, .arg = s }, s->why);
	assert_true(err ? c == NULL : c != NULL);
	if (c && s->hep.port)
		send_hep(s);
	if (c && s->hep.port)
		loop_run(s->loop);
	capture_live_close(c);
	return err;
}

/* Where packet sockets are not allowed, that is what is said. */
static bool permitted(struct scene *s, int err)
{
	if (err == -EIO)	/* there are none at all */
		skip();
	if (err != -EPERM)
		return true;
	assert_non_null(strstr(s->why, NOWHERE));
	assert_non_null(strstr(s->why, "sudo"));
	assert_non_null(strstr(s->why, "setcap cap_net_raw+ep"));
	assert_non_null(strstr(s->why, "systemctl start sipward"));
	return false;
}

static void a_demanded_interface_must_be_there(void **state)
{
	struct scene *s = *state;
	int err = open_live(s, true);

	if (!permitted(s, err))
		return;
	assert_int_equal(err, -ENODEV);
	assert_non_null(strstr(s->why, NOWHERE));
	assert_string_equal(s->words, "");
}

static void another_is_waited_for_and_that_is_said_once(void **state)
{
	struct scene *s = *state;
	int err = open_live(s, false);

	if (!permitted(s, err))
		return;
	assert_int_equal(err, 0);
	assert_non_null(strstr(s->words, NOWHERE));
	assert_non_null(strstr(s->words, "waiting for it"));
	assert_ptr_equal(strchr(s->words, '\n'),
			 s->words + strlen(s->words) - 1);
}

static void several_are_waited_for(void **state)
{
	struct scene *s = *state;
	int err;

	s->settings.n_interfaces = 2;
	err = open_live(s, false);
	if (permitted(s, err))
		assert_int_equal(err, 0);
}

static void a_wrong_filter_comes_before_all(void **state)
{
	struct scene *s = *state;
	char filter[] = "port of call";

	s->settings.filter = filter;
	assert_int_equal(open_live(s, true), -EINVAL);
	assert_non_null(strstr(s->why, "port of call"));
	assert_string_equal(s->words, "");
}

/* An address of the loopback that no other process has, by its number. */
static struct endpoint own_endpoint(void)
{
	unsigned pid = (unsigned)getpid();
	uint8_t b[4] = { 127, (uint8_t)(pid >> 16 | 64), (uint8_t)(pid >> 8),
			 (uint8_t)pid };

	return (struct endpoint){ addr_from_v4(b), 9061, false };
}

static void hep_needs_no_interface(void **state)
{
	struct scene *s = *state;

	s->settings.n_interfaces = 0;
	s->hep = own_endpoint();
	assert_int_equal(open_live(s, true), 0);
	assert_int_equal(s->last.link_type, LINK_HEP);
	assert_int_equal(*counter(s->counters, "captured", NULL), 1);
}

static void hep_comes_beside_interfaces(void **state)
{
	struct scene *s = *state;
	int err;

	s->hep = own_endpoint();
	err = open_live(s, false);
	if (!permitted(s, err))
		return;
	assert_int_equal(err, 0);
	assert_int_equal(s->last.link_type, LINK_HEP);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_demanded_interface_must_be_there),
		TEST(another_is_waited_for_and_that_is_said_once),
		TEST(several_are_waited_for),
		TEST(a_wrong_filter_comes_before_all),
		TEST(hep_needs_no_interface),
		TEST(hep_comes_beside_interfaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

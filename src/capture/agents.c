/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes the connections of HEP agents: each message in them is handed on. */
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/hep.h"
#include "capture/source.h"

#define MOST	64		/* agents at a time */
#define EVENTS	32		/* of them, a wake-up */
#define LONGEST 65536		/* more than a message can tell to have */
#define IDLE_S	60		/* then it is asked whether it is there */

struct agent {
	int fd;
	struct endpoint peer;
	size_t n;		/* bytes that are not handed on yet */
	uint8_t bytes[LINK_HEP_HEAD + 2 * LONGEST];
};

struct agents {
	unsigned holders;
	int listening, epoll;	/* -1: not open */
	struct agent *at[MOST];	/* NULL: nobody */
	uint64_t *accepted, *refused;
};

static int watch(const struct agents *a, int fd, uint32_t events, void *whom)
{
	struct epoll_event e = { .events = events, .data.ptr = whom };

	return epoll_ctl(a->epoll, EPOLL_CTL_ADD, fd, &e) < 0 ? -errno : 0;
}

/* Of connections it is told when one comes, not as long as one is there: for
 * want of descriptors none could be taken. */
int agents_create(struct agents **ap, int listening,
		  struct counters *counters)
{
	struct agents *a = calloc(1, sizeof *a);
	int err;

	if (!a) {
		close(listening);
		return -ENOMEM;
	}
	a->holders = 1;
	a->accepted = counter(counters, "hep_connections", "accepted");
	a->refused = counter(counters, "hep_connections", "refused");
	a->listening = listening;
	a->epoll = epoll_create1(EPOLL_CLOEXEC);
	err = a->epoll < 0 ? -errno :
	      watch(a, listening, EPOLLIN | EPOLLET, NULL);
	if (err) {
		agents_release(a);
		return err;
	}
	*ap = a;
	return 0;
}

struct agents *agents_share(struct agents *a)
{
	a->holders++;
	return a;
}

static void end_agent(struct agent **slot)
{
	if (!*slot)
		return;
	close((*slot)->fd);
	free(*slot);
	*slot = NULL;
}

void agents_release(struct agents *a)
{
	if (!a || --a->holders)
		return;
	for (int i = 0; i < MOST; i++)
		end_agent(&a->at[i]);
	if (a->epoll >= 0)
		close(a->epoll);
	close(a->listening);
	free(a);
}

int agents_fd(const struct agents *a)
{
	return a->epoll;
}

/* -- connections --------------------------------------------------------- */

/* One that is gone without a word doesn't keep its place for ever. */
static void expect_signs_of_life(int fd)
{
	static const struct { int level, name, value; } options[] = {
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, IDLE_S },
		{ IPPROTO_TCP, TCP_KEEPINTVL, IDLE_S / 6 },
		{ IPPROTO_TCP, TCP_KEEPCNT, 6 },
	};

	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		setsockopt(fd, options[i].level, options[i].name,
			   &options[i].value, sizeof options[i].value);
}

static struct agent **free_slot(struct agents *a)
{
	for (int i = 0; i < MOST; i++)
		if (!a->at[i])
			return &a->at[i];
	return NULL;
}

static bool admit(struct agents *a, int fd, const union place *peer)
{
	struct agent **slot = free_slot(a);

	if (!slot)
		return false;
	*slot = malloc(sizeof **slot);
	if (!*slot)
		return false;
	(*slot)->fd = fd;
	(*slot)->n = 0;
	(*slot)->peer = place_endpoint(peer);
	if (watch(a, fd, EPOLLIN, slot) == 0)
		return true;
	free(*slot);
	*slot = NULL;
	return false;
}

static void accept_all(struct agents *a)
{
	for (;;) {
		union place peer;
		socklen_t room = sizeof peer;
		int fd = accept4(a->listening, &peer.any, &room,
				 SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0 && (errno == ECONNABORTED || errno == EINTR))
			continue;
		if (fd < 0)
			return;
		if (admit(a, fd, &peer)) {
			++*a->accepted;
			expect_signs_of_life(fd);
		} else {
			++*a->refused;
			close(fd);
		}
	}
}

/* -- messages ------------------------------------------------------------ */

/* What the messages in an agent's bytes are read by. */
struct reading {
	struct agent *agent;
	agent_handler *message;
	void *arg;
	int n;			/* messages so far */
};

static void hand_on(struct reading *r, uint8_t *message, size_t n)
{
	r->n++;
	r->message(message, n, &r->agent->peer, r->arg);
}

/*
 * Hands on what is whole. False: where a message should begin there is none,
 * and nobody can tell where the next one does; that is shown to be counted.
 */
static bool take_messages(struct reading *r)
{
	struct agent *g = r->agent;
	uint8_t *first = g->bytes + LINK_HEP_HEAD, *p = first;
	uint8_t *end = first + g->n;
	size_t n = 1;

	while (end - p >= HEP_HEAD && n) {
		n = hep_length((const char *)p);
		if (n > (size_t)(end - p))
			break;
		hand_on(r, p, n ? n : HEP_HEAD);
		p += n;
	}
	g->n = (size_t)(end - p);
	memmove(first, p, g->n);
	return n > 0;
}

/* Of one that ends within a message, that is shown to be counted. */
static bool read_agent(struct reading *r, bool *more)
{
	struct agent *g = r->agent;
	uint8_t *first = g->bytes + LINK_HEP_HEAD;
	size_t room = 2 * LONGEST - g->n;
	ssize_t got = recv(g->fd, first + g->n, room, 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (got <= 0) {
		if (g->n)
			hand_on(r, first, g->n);
		return false;
	}
	g->n += (size_t)got;
	*more = *more || (size_t)got == room;
	return take_messages(r);
}

int agents_read(struct agents *a, agent_handler *message, void *arg)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(a->epoll, events, EVENTS, 0);
	struct reading r = { .message = message, .arg = arg };
	bool more = n == EVENTS;

	for (int i = 0; i < n; i++) {
		struct agent **slot = events[i].data.ptr;

		if (!slot) {
			accept_all(a);
			more = true;
			continue;
		}
		r.agent = *slot;
		if (!read_agent(&r, &more))
			end_agent(slot);
	}
	if (more)
		return LISTENER_BATCH;
	return r.n < LISTENER_BATCH ? r.n : LISTENER_BATCH - 1;
}

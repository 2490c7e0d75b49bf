/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes HEP at an endpoint: each message is a frame with the agent's time. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hep.h"
#include "capture/source.h"

#define LONGEST 65536		/* no datagram is longer */
#define LATE	span_s(60)	/* a time of longer ago isn't believed */
#define EARLY	span_s(1)	/* nor one that is further ahead */
#define BACKLOG 16		/* connections that wait to be taken */

struct listener {
	struct listener_spec spec;
	const char *name;
	int fd;			/* -1: by TCP */
	struct agents *agents;	/* NULL: by UDP */
	uint64_t frames;
	uint32_t told;		/* drops that are in the counter */
	uint8_t bytes[LINK_HEP_HEAD + LONGEST];
};

/* Without any of them it works, only not as well. */
static void set_option(int fd, int level, int name, int value)
{
	setsockopt(fd, level, name, &value, sizeof value);
}

/* Beyond net.core.rmem_max takes a privilege, which a service has not. */
static void set_buffer(int fd, uint64_t bytes)
{
	int n = bytes < INT32_MAX ? (int)bytes : INT32_MAX;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &n, sizeof n) < 0)
		set_option(fd, SOL_SOCKET, SO_RCVBUF, n);
}

/* An address that the host gets later is no error, and [::] means all. */
static int make_socket(const struct listener_spec *s, int *fd)
{
	union place place;
	socklen_t n = place_of(&s->endpoint, &place);
	bool six = place.any.sa_family == AF_INET6, tcp = s->endpoint.tcp;
	int made = socket(place.any.sa_family, SOCK_CLOEXEC | SOCK_NONBLOCK |
			  (tcp ? SOCK_STREAM : SOCK_DGRAM), 0);
	int err;

	if (made < 0)
		return -errno;
	if (tcp)
		set_option(made, SOL_SOCKET, SO_REUSEADDR, 1);
	else
		set_buffer(made, s->buffer);
	if (six)
		set_option(made, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	set_option(made, six ? IPPROTO_IPV6 : IPPROTO_IP,
		   six ? IPV6_FREEBIND : IP_FREEBIND, 1);
	if (bind(made, &place.any, n) < 0 ||
	    (tcp && listen(made, BACKLOG) < 0)) {
		err = -errno;
		close(made);
		return err;
	}
	*fd = made;
	return 0;
}

/* Two can't have the endpoint: what takes the place of BEFORE shares it. */
static int take_socket(struct listener *l, const struct listener *before)
{
	if (!before ||
	    !endpoint_same(&before->spec.endpoint, &l->spec.endpoint))
		return make_socket(&l->spec, &l->fd);
	if (before->agents) {
		l->agents = agents_share(before->agents);
		return 0;
	}
	l->fd = fcntl(before->fd, F_DUPFD_CLOEXEC, 0);
	return l->fd < 0 ? -errno : 0;
}

static int take_endpoint(struct listener *l, const struct listener *before)
{
	int err = take_socket(l, before);

	if (err || l->agents || !l->spec.endpoint.tcp)
		return err;
	err = agents_create(&l->agents, l->fd, l->spec.counters);
	l->fd = -1;
	return err;
}

static int fail(const struct listener_spec *s, int err, char why[CAPTURE_WHY])
{
	char text[ADDR_TEXT];
	const char *addr = addr_format(&s->endpoint.addr, text);
	bool refused = err == -EACCES || err == -EPERM;

	if (err == -ENOMEM)
		return no_memory(why);
	snprintf(why, CAPTURE_WHY, "hep.listen: port %u of %s cannot be had: "
		 "%s%s", (unsigned)s->endpoint.port, addr, strerror(-err),
		 refused ? "; a port over 1023 takes no privilege" :
		 err != -EADDRINUSE ? "" : s->endpoint.tcp ?
		 "; `ss -tlpn` tells who has it" :
		 "; `ss -ulpn` tells who has it");
	return refused ? -EPERM : -ENODEV;
}

/* The kernel's count of datagrams that had no room, which goes round. */
static uint32_t drops(const struct listener *l)
{
	uint32_t info[SK_MEMINFO_VARS] = { 0 };
	socklen_t n = sizeof info;

	if (getsockopt(l->fd, SOL_SOCKET, SO_MEMINFO, info, &n) < 0)
		return l->told;
	return info[SK_MEMINFO_DROPS];
}

int listener_open(struct listener **lp, const struct listener_spec *s,
		  const struct listener *before, char why[CAPTURE_WHY])
{
	struct listener *l = calloc(1, sizeof *l);
	int err;

	if (!l)
		return no_memory(why);
	l->spec = *s;
	l->name = names_keep(s->names, "hep");
	l->fd = -1;
	err = l->name ? take_endpoint(l, before) : -ENOMEM;
	if (err) {
		free(l);
		return fail(s, err, why);
	}
	l->told = l->agents ? 0 : drops(l);
	*lp = l;
	return 0;
}

void listener_close(struct listener *l)
{
	if (!l)
		return;
	listener_count(l);
	agents_release(l->agents);
	if (l->fd >= 0)
		close(l->fd);
	free(l);
}

int listener_fd(const struct listener *l)
{
	return l->agents ? agents_fd(l->agents) : l->fd;
}

/* As frames of LINK_HEP begin. */
static void put_sender(uint8_t b[LINK_HEP_HEAD], const struct endpoint *e)
{
	uint16_t port = htons(e->port);

	memcpy(b, e->addr.b, sizeof e->addr.b);
	memcpy(b + sizeof e->addr.b, &port, sizeof port);
}

/*
 * A time that is far off would hold up what comes after it, or be a step of
 * the clock that all share: of such an agent, the moment of arrival is taken.
 */
static struct moment stamp(struct listener *l, struct slice message)
{
	struct moment now = loop_wall_clock();
	struct hep h;

	if (hep_read(&h, message, false, now) != HEP_SOUND || !h.timed)
		return now;
	if (moment_since(now, h.time).ns <= LATE.ns &&
	    moment_since(h.time, now).ns <= EARLY.ns)
		return h.time;
	++*l->spec.restamped;
	return now;
}

static void hand_on(uint8_t *message, size_t n, const struct endpoint *sender,
		    void *arg)
{
	struct listener *l = arg;
	uint8_t *bytes = message - LINK_HEP_HEAD;
	uint32_t length = (uint32_t)(LINK_HEP_HEAD + n);
	struct frame f = {
		.bytes = bytes, .captured = length, .length = length,
		.link_type = LINK_HEP,
		.stamp = stamp(l, (struct slice){ (char *)message, n }),
		.number = ++l->frames, .interface = l->name,
	};

	put_sender(bytes, sender);
	++*l->spec.captured;
	l->spec.frame(&f, l->spec.arg);
}

static int read_datagrams(struct listener *l)
{
	uint8_t *message = l->bytes + LINK_HEP_HEAD;
	int n = 0;

	while (n < LISTENER_BATCH) {
		union place place = { .any.sa_family = AF_UNSPEC };
		socklen_t room = sizeof place;
		ssize_t got = recvfrom(l->fd, message, LONGEST, 0,
				       &place.any, &room);
		struct endpoint sender;

		if (got < 0)
			break;
		sender = place_endpoint(&place);
		hand_on(message, (size_t)got, &sender, l);
		n++;
	}
	return n;
}

int listener_read(struct listener *l)
{
	return l->agents ? agents_read(l->agents, hand_on, l) :
			   read_datagrams(l);
}

/* TCP drops nothing: who sends it waits. */
void listener_count(struct listener *l)
{
	uint32_t now = l->agents ? l->told : drops(l);

	*l->spec.dropped += now - l->told;
	l->told = now;
}

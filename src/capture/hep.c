/* SPDX-License-Identifier: BSD-2-Clause */
/* Takes HEP at an endpoint: each datagram is a frame with the agent's time. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/hep.h"
#include "capture/source.h"

#define SENDER	18		/* bytes before a message: see LINK_HEP */
#define LONGEST 65536		/* no datagram is longer */
#define LATE	span_s(60)	/* a time of longer ago isn't believed */
#define EARLY	span_s(1)	/* nor one that is further ahead */

struct listener {
	struct listener_spec spec;
	const char *name;
	int fd;
	uint64_t frames;
	uint32_t told;		/* drops that are in the counter */
	uint8_t bytes[SENDER + LONGEST];
};

/* Any kind of address, as the kernel has it. */
union place {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static socklen_t place_of(const struct endpoint *e, union place *place)
{
	if (addr_is_v4(&e->addr)) {
		place->v4 = (struct sockaddr_in){
			.sin_family = AF_INET, .sin_port = htons(e->port) };
		memcpy(&place->v4.sin_addr, e->addr.b + 12, 4);
		return sizeof place->v4;
	}
	place->v6 = (struct sockaddr_in6){
		.sin6_family = AF_INET6, .sin6_port = htons(e->port) };
	memcpy(&place->v6.sin6_addr, e->addr.b, 16);
	return sizeof place->v6;
}

/* Without any of them it works, only not as well. */
static void set_option(int fd, int level, int name, int value)
{
	setsockopt(fd, level, name, &value, sizeof value);
}

/* An address that the host gets later is no error, and [::] means all. */
static int make_socket(const struct listener_spec *s, int *fd)
{
	union place place;
	socklen_t n = place_of(&s->endpoint, &place);
	bool six = place.any.sa_family == AF_INET6;
	int made = socket(place.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC |
			  SOCK_NONBLOCK, 0);
	int err;

	if (made < 0)
		return -errno;
	set_option(made, SOL_SOCKET, SO_RCVBUF,
		   s->buffer < INT32_MAX ? (int)s->buffer : INT32_MAX);
	if (six)
		set_option(made, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	set_option(made, six ? IPPROTO_IPV6 : IPPROTO_IP,
		   six ? IPV6_FREEBIND : IP_FREEBIND, 1);
	if (bind(made, &place.any, n) < 0) {
		err = -errno;
		close(made);
		return err;
	}
	*fd = made;
	return 0;
}

/* Two can't have the endpoint: what takes the place of BEFORE shares it. */
static int take_socket(const struct listener_spec *s,
		       const struct listener *before, int *fd)
{
	if (!before || !endpoint_same(&before->spec.endpoint, &s->endpoint))
		return make_socket(s, fd);
	*fd = fcntl(before->fd, F_DUPFD_CLOEXEC, 0);
	return *fd < 0 ? -errno : 0;
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
		 err == -EADDRINUSE ? "; `ss -ulpn` tells who has it" : "");
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
	err = l->name ? take_socket(s, before, &l->fd) : -ENOMEM;
	if (err) {
		free(l);
		return fail(s, err, why);
	}
	l->told = drops(l);
	*lp = l;
	return 0;
}

void listener_close(struct listener *l)
{
	if (!l)
		return;
	listener_count(l);
	close(l->fd);
	free(l);
}

int listener_fd(const struct listener *l)
{
	return l->fd;
}

/* The sender's address and port, as frames of LINK_HEP begin. */
static void put_sender(uint8_t *b, const union place *place)
{
	struct addr addr;
	uint16_t port;

	if (place->any.sa_family == AF_INET) {
		addr = addr_from_v4((const uint8_t *)&place->v4.sin_addr);
		port = place->v4.sin_port;
	} else {
		addr = addr_from_v6((const uint8_t *)&place->v6.sin6_addr);
		port = place->v6.sin6_port;
	}
	memcpy(b, addr.b, sizeof addr.b);
	memcpy(b + sizeof addr.b, &port, sizeof port);
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

static void hand_on(struct listener *l, const union place *sender, size_t n)
{
	const char *message = (const char *)l->bytes + SENDER;
	struct frame f = {
		.bytes = l->bytes, .captured = (uint32_t)(SENDER + n),
		.length = (uint32_t)(SENDER + n), .link_type = LINK_HEP,
		.stamp = stamp(l, (struct slice){ message, n }),
		.number = ++l->frames, .interface = l->name,
	};

	put_sender(l->bytes, sender);
	++*l->spec.captured;
	l->spec.frame(&f, l->spec.arg);
}

int listener_read(struct listener *l)
{
	int n = 0;

	while (n < LISTENER_BATCH) {
		union place sender = { .any.sa_family = AF_UNSPEC };
		socklen_t room = sizeof sender;
		ssize_t got = recvfrom(l->fd, l->bytes + SENDER, LONGEST, 0,
				       &sender.any, &room);

		if (got < 0)
			break;
		hand_on(l, &sender, (size_t)got);
		n++;
	}
	return n;
}

void listener_count(struct listener *l)
{
	uint32_t now = drops(l);

	*l->spec.dropped += now - l->told;
	l->told = now;
}

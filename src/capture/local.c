/* SPDX-License-Identifier: BSD-2-Clause */
/* This machine's own addresses, and word of when they change. */
#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/source.h"

static bool read_address(const struct sockaddr *from, struct addr *a)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (from && from->sa_family == AF_INET) {
		memcpy(&v4, from, sizeof v4);
		*a = addr_from_v4((const uint8_t *)&v4.sin_addr);
		return true;
	}
	if (from && from->sa_family == AF_INET6) {
		memcpy(&v6, from, sizeof v6);
		*a = addr_from_v6((const uint8_t *)&v6.sin6_addr);
		return true;
	}
	return false;
}

int capture_addresses(struct net **nets, size_t *n)
{
	struct ifaddrs *all, *i;
	struct net *list;
	size_t count = 0;

	if (getifaddrs(&all) < 0)
		return -errno;
	for (i = all; i; i = i->ifa_next)
		count++;
	list = calloc(count + 1, sizeof *list);
	if (!list) {
		freeifaddrs(all);
		return -ENOMEM;
	}
	count = 0;
	for (i = all; i; i = i->ifa_next)
		if (read_address(i->ifa_addr, &list[count].addr))
			list[count++].len = 128;
	freeifaddrs(all);
	*nets = list;
	*n = count;
	return 0;
}

static int watch(unsigned groups, int *fd)
{
	const struct sockaddr_nl at = {
		.nl_family = AF_NETLINK, .nl_groups = groups,
	};
	int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		       NETLINK_ROUTE);
	int err;

	if (s < 0)
		return -errno;
	if (bind(s, (const struct sockaddr *)&at, sizeof at) < 0) {
		err = -errno;
		close(s);
		return err;
	}
	*fd = s;
	return 0;
}

int capture_addresses_watch(int *fd)
{
	return watch(RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR, fd);
}

int interfaces_watch(int *fd)
{
	return watch(RTMGRP_LINK, fd);
}

/* What changed is not told from the messages: all is read again. */
void capture_addresses_drain(int fd)
{
	char message[8192];

	while (recv(fd, message, sizeof message, 0) >= 0 ||
	       errno == ENOBUFS || errno == EINTR)
		;
}

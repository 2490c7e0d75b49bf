/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses and ports as the kernel has them, and as settings do. */
#include "capture/source.h"

socklen_t place_of(const struct endpoint *e, union place *place)
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

struct endpoint place_endpoint(const union place *p)
{
	if (p->any.sa_family == AF_INET)
		return (struct endpoint){
			.addr = addr_from_v4((const uint8_t *)
					     &p->v4.sin_addr),
			.port = ntohs(p->v4.sin_port) };
	return (struct endpoint){
		.addr = addr_from_v6((const uint8_t *)&p->v6.sin6_addr),
		.port = ntohs(p->v6.sin6_port) };
}

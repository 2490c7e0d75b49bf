/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds for an address the longest of many networks that holds it. */
#ifndef SIPWARD_BASE_NETMAP_H
#define SIPWARD_BASE_NETMAP_H

#include "base/addr.h"

struct netmap;

/* An empty map into *MP. 0 or -ENOMEM. */
int netmap_create(struct netmap **mp);
void netmap_destroy(struct netmap *m);	/* NULL is fine */

/* Says that N's addresses mean VALUE. 0, -EEXIST (N is there) or -ENOMEM. */
int netmap_add(struct netmap *m, const struct net *n, uint32_t value);

/* The value of the longest network that holds A into *VALUE, if any does. */
bool netmap_find(const struct netmap *m, const struct addr *a,
		 uint32_t *value);

bool netmap_empty(const struct netmap *m);

#endif

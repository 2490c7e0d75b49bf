/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells which way a leg goes, seen from here, and over which trunk. */
#include "track/transaction.h"

#include <errno.h>

/* Networks that were said twice mean what was said first. */
static int add(struct netmap *m, const struct net *nets, size_t n,
	       uint32_t value)
{
	size_t i;
	int err;

	for (i = 0; i < n; i++) {
		err = netmap_add(m, &nets[i], value);
		if (err && err != -EEXIST)
			return err;
	}
	return 0;
}

/* The maps of S take the place of those in L, or nothing changes. */
int leg_create(struct legs *l, const struct settings *s)
{
	struct legs made = { .own = l->own };
	size_t i;
	int err;

	err = netmap_create(&made.local);
	if (!err)
		err = netmap_create(&made.trunks);
	if (!err)
		err = add(made.local, s->capture.local, s->capture.n_local,
			  0);
	for (i = 0; i < s->n_trunks && !err; i++)
		err = add(made.trunks, s->trunks[i].peers,
			  s->trunks[i].n_peers, (uint32_t)i);
	if (err) {
		netmap_destroy(made.local);
		netmap_destroy(made.trunks);
		return err;
	}
	netmap_destroy(l->local);
	netmap_destroy(l->trunks);
	*l = made;
	return 0;
}

void leg_destroy(struct legs *l)
{
	netmap_destroy(l->local);
	netmap_destroy(l->trunks);
	netmap_destroy(l->own);
}

int leg_own(struct legs *l, const struct net *nets, size_t n)
{
	struct netmap *own;
	int err;

	err = netmap_create(&own);
	if (err)
		return err;
	err = add(own, nets, n, 0);
	if (err) {
		netmap_destroy(own);
		return err;
	}
	netmap_destroy(l->own);
	l->own = own;
	return 0;
}

static bool is_local(const struct legs *l, const struct addr *a)
{
	uint32_t value;

	return netmap_find(l->local, a, &value) ||
	       (l->own && netmap_find(l->own, a, &value));
}

static bool find_trunk(const struct legs *l, const struct addr *a,
		       int *trunk)
{
	uint32_t value;

	if (!netmap_find(l->trunks, a, &value))
		return false;
	*trunk = (int)value;
	return true;
}

void leg_find(const struct legs *l, const struct addr *src,
	      const struct addr *dst, enum direction *direction,
	      int *trunk)
{
	bool from = is_local(l, src), to = is_local(l, dst);

	*direction = from == to ? TRANSIT : from ? OUTBOUND : INBOUND;
	*trunk = -1;
	if (netmap_empty(l->trunks))
		return;
	if (*direction != INBOUND && find_trunk(l, dst, trunk))
		return;
	if (*direction != OUTBOUND)
		find_trunk(l, src, trunk);
}

void leg_tell(const struct legs *l, struct outcome *o)
{
	leg_find(l, &o->src, &o->dst, &o->direction, &o->trunk);
}

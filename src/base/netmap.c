/* SPDX-License-Identifier: BSD-2-Clause */
/* A path-compressed trie of networks, with a root for each IP version. */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>

#include "base/netmap.h"

#define V4_BITS 96

struct bits { uint64_t hi, lo; };	/* of an address, the first on top */

/* Children are indices; 0 is none. A node holds the LEN first bits of KEY. */
struct node {
	struct bits key;
	uint32_t child[2];
	uint32_t value;
	uint8_t len;
	bool valued;		/* somebody's network, not just a fork */
};

struct netmap {
	struct node *nodes;	/* [0] isn't used */
	size_t n, room;
	uint32_t roots[2];	/* IPv6, IPv4 */
};

static struct bits bits_of(const struct addr *a)
{
	struct bits k;

	memcpy(&k.hi, a->b, 8);
	memcpy(&k.lo, a->b + 8, 8);
	return (struct bits){ be64toh(k.hi), be64toh(k.lo) };
}

static unsigned bit_at(const struct bits *k, unsigned i)
{
	return (i < 64 ? k->hi >> (63 - i) : k->lo >> (127 - i)) & 1;
}

/* How many of the first bits A and B share. */
static unsigned shared_bits(const struct bits *a, const struct bits *b)
{
	if (a->hi != b->hi)
		return __builtin_clzll(a->hi ^ b->hi);
	if (a->lo != b->lo)
		return 64 + __builtin_clzll(a->lo ^ b->lo);
	return 128;
}

int netmap_create(struct netmap **mp)
{
	struct netmap *m = calloc(1, sizeof *m);

	if (!m)
		return -ENOMEM;
	m->n = 1;
	*mp = m;
	return 0;
}

void netmap_destroy(struct netmap *m)
{
	if (!m)
		return;
	free(m->nodes);
	free(m);
}

/* Room for the two nodes that one network takes at most. */
static int make_room(struct netmap *m)
{
	size_t room = m->room ? m->room * 2 : 16;
	struct node *nodes;

	if (m->n + 2 <= m->room)
		return 0;
	if (room > UINT32_MAX)
		return -ENOMEM;
	nodes = reallocarray(m->nodes, room, sizeof *nodes);
	if (!nodes)
		return -ENOMEM;
	m->nodes = nodes;
	m->room = room;
	return 0;
}

static uint32_t new_node(struct netmap *m, const struct bits *key, uint8_t len)
{
	m->nodes[m->n] = (struct node){ .key = *key, .len = len };
	return m->n++;
}

/* Puts a node of KEY's first LEN bits above the one at *LINK. */
static uint32_t put_above(struct netmap *m, uint32_t *link,
			  const struct bits *key, uint8_t len)
{
	uint32_t below = *link;

	*link = new_node(m, key, len);
	m->nodes[*link].child[bit_at(&m->nodes[below].key, len)] = below;
	return *link;
}

/* The node of KEY's first LEN bits, made if it isn't there. */
static struct node *reach(struct netmap *m, uint32_t *link,
			  const struct bits *key, uint8_t len)
{
	while (*link) {
		struct node *node = &m->nodes[*link];
		unsigned shared = shared_bits(key, &node->key);

		if (shared > len)
			shared = len;
		if (shared < node->len) {
			node = &m->nodes[put_above(m, link, key, shared)];
			if (shared == len)
				return node;
		} else if (node->len == len) {
			return node;
		}
		link = &node->child[bit_at(key, node->len)];
	}
	*link = new_node(m, key, len);
	return &m->nodes[*link];
}

static bool is_v4(const struct net *n)
{
	return n->len >= V4_BITS && addr_is_v4(&n->addr);
}

int netmap_add(struct netmap *m, const struct net *n, uint32_t value)
{
	struct bits key = bits_of(&n->addr);
	struct node *node;
	int err;

	err = make_room(m);
	if (err)
		return err;
	node = reach(m, &m->roots[is_v4(n)], &key, n->len);
	if (node->valued)
		return -EEXIST;
	node->valued = true;
	node->value = value;
	return 0;
}

bool netmap_find(const struct netmap *m, const struct addr *a,
		 uint32_t *value)
{
	struct bits key = bits_of(a);
	uint32_t at = m->roots[addr_is_v4(a)];
	bool found = false;

	while (at) {
		const struct node *node = &m->nodes[at];

		if (shared_bits(&key, &node->key) < node->len)
			break;
		if (node->valued) {
			*value = node->value;
			found = true;
		}
		if (node->len == 128)
			break;
		at = node->child[bit_at(&key, node->len)];
	}
	return found;
}

bool netmap_empty(const struct netmap *m)
{
	return m->n == 1;
}

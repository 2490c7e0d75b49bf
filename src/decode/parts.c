/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the parts of messages, numbered one by one, that come in any order. */
#include <errno.h>
#include <stdlib.h>

#include "base/table.h"
#include "decode/packet.h"

#define TIMEOUT	 span_s(30)	/* of packet time, since a part came */
#define LONGEST	 65535		/* bytes of a message */
#define OVERHEAD 32		/* bytes that a block costs besides its own */
#define FEWEST	 64		/* parts, however low the roof */

/*
 * Parts of one message whose numbers follow each other are a row. Its ends
 * know each other and how long it is; what those between know is outdated.
 */
struct kept {
	struct table_entry head;
	uint64_t message;
	uint32_t number;
	uint32_t other;		/* number of the row's other end */
	size_t row;		/* bytes of it */
	size_t n;
	char *bytes;
	bool first, last;	/* of the message */
	struct moment since;
};

struct parts {
	struct table *table;	/* in the order of coming */
	struct hash_seed seed;
	size_t memory;		/* for the bytes of all parts */
	size_t used;
	uint64_t *evicted, *timeout, *unfinished, *too_long, *conflicts;
	char whole[LONGEST];	/* the last one joined */
};

static void leave(void *entry, void *arg)
{
	struct kept *k = entry;
	struct parts *p = arg;

	p->used -= k->n + OVERHEAD;
	free(k->bytes);
}

static void forget(struct parts *p, struct kept *k)
{
	leave(k, p);
	table_remove(p->table, k);
}

int parts_create(struct parts **pp, size_t memory, struct hash_seed seed,
		 struct counters *counters)
{
	size_t entry = sizeof(struct kept) + 2 * sizeof(uint32_t);
	size_t roof = memory / (4 * entry);
	struct parts *p = calloc(1, sizeof *p);
	int err;

	if (!p)
		return -ENOMEM;
	if (roof < FEWEST)
		roof = FEWEST;
	p->seed = seed;
	p->memory = memory / 4 * 3;
	p->evicted = counter(counters, "evicted", "sctp");
	p->timeout = counter(counters, "fragments", "sctp-timeout");
	p->unfinished = counter(counters, "fragments", "sctp-unfinished");
	p->too_long = counter(counters, "fragments", "sctp-too-long");
	p->conflicts = counter(counters, "fragments", "sctp-conflict");
	err = table_create(&p->table, &(struct table_spec){
		.entry_size = sizeof(struct kept), .roof = (uint32_t)roof,
		.leave = leave, .arg = p, .evicted = p->evicted });
	if (err)
		free(p);
	else
		*pp = p;
	return err;
}

static void forget_oldest(struct parts *p, uint64_t *why)
{
	++*why;
	forget(p, table_oldest(p->table));
}

void parts_sweep(struct parts *p, struct moment now)
{
	const struct kept *k;

	while ((k = table_oldest(p->table)) &&
	       llabs(moment_since(now, k->since).ns) >= TIMEOUT.ns)
		forget_oldest(p, p->timeout);
}

void parts_end(struct parts *p)
{
	while (table_oldest(p->table))
		forget_oldest(p, p->unfinished);
}

void parts_destroy(struct parts *p)
{
	if (!p)
		return;
	while (table_oldest(p->table))
		forget(p, table_oldest(p->table));
	table_destroy(p->table);
	free(p);
}

static uint32_t hash_of(const struct parts *p, uint64_t message,
			uint32_t number)
{
	uint64_t key[2] = { message, number };

	return (uint32_t)hash_short(p->seed, key, sizeof key);
}

static struct kept *find(const struct parts *p, uint64_t message,
			 uint32_t number)
{
	uint32_t hash = hash_of(p, message, number);
	struct kept *k = NULL;

	while ((k = table_next_of(p->table, hash, k)))
		if (k->message == message && k->number == number)
			break;
	return k;
}

static struct kept *keep(struct parts *p, const struct part *part,
			 struct moment now)
{
	size_t n = part->bytes.n;
	char *bytes = malloc(n);
	struct kept *k;

	if (!bytes)
		return NULL;
	while (p->used + n + OVERHEAD > p->memory && table_oldest(p->table))
		forget_oldest(p, p->evicted);
	k = table_add(p->table, hash_of(p, part->message, part->number));
	memcpy(bytes, part->bytes.p, n);
	p->used += n + OVERHEAD;
	k->message = part->message;
	k->number = k->other = part->number;
	k->bytes = bytes;
	k->n = k->row = n;
	k->first = part->first;
	k->last = part->last;
	k->since = now;
	return k;
}

/*
 * Joins what is in the row from FROM to TO; all of it goes. A part may have
 * gone before, which its row doesn't know: then it is in vain.
 */
static bool join(struct parts *p, uint64_t message, uint32_t from,
		 uint32_t to, struct slice *whole)
{
	bool all = true;
	size_t n = 0;

	for (uint32_t i = from; i != to + 1; i++) {
		struct kept *k = find(p, message, i);

		all = all && k && k->n <= LONGEST - n;
		if (all) {
			memcpy(p->whole + n, k->bytes, k->n);
			n += k->n;
		}
		if (k)
			forget(p, k);
	}
	*whole = (struct slice){ p->whole, n };
	return all;
}

bool parts_add(struct parts *p, const struct part *part, struct moment now,
	       struct slice *whole)
{
	struct kept *left, *right, *k;
	uint64_t m = part->message;
	size_t row = part->bytes.n;
	uint32_t from, to;

	parts_sweep(p, now);
	if (find(p, m, part->number)) {
		++*p->conflicts;
		return false;
	}
	k = keep(p, part, now);
	if (!k)
		return false;
	left = k->first ? NULL : find(p, m, k->number - 1);
	right = k->last ? NULL : find(p, m, k->number + 1);
	left = left && left->last ? NULL : left;
	right = right && right->first ? NULL : right;
	row += (left ? left->row : 0) + (right ? right->row : 0);
	if (row > LONGEST) {
		++*p->too_long;
		forget(p, k);
		return false;
	}
	from = left ? left->other : k->number;
	to = right ? right->other : k->number;
	left = find(p, m, from);
	right = find(p, m, to);
	if (!left || !right || to - from >= row)	/* some have gone */
		return false;
	left->other = to;
	right->other = from;
	left->row = right->row = row;
	return left->first && right->last && join(p, m, from, to, whole);
}

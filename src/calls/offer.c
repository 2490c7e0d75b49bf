/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the inbound leg that an outbound one belongs to, if it is sure. */
#include "calls/legs.h"

#define WINDOW span_s(1)	/* by digits, between the set-up of both,
				 * or what a leg came to and the next */
#define ALIKE  4		/* inbound legs with one key at a time */
#define OLD    2		/* that leave at most when one comes */
#define TURNS  8		/* of those that nobody has answered, when
				 * another has to leave */

/* An inbound leg can be found by this key. */
struct offer {
	struct table_entry entry;
	uint64_t key;
	struct attempt *a;
	struct offer *next;		/* of the same leg */
	struct moment since;
	uint8_t how;			/* enum call_pairing */
	bool waits;			/* it has legs: good until one of
					 * them is answered */
	bool shared;			/* with legs that might be meant */
};

/* Those by digits are only good for a moment, and are many. */
static struct table *table_of(const struct calls *c, enum call_pairing how)
{
	return how == PAIRING_DIGITS ? c->dialled : c->marked;
}

static void unlink_offer(struct offer *o)
{
	struct offer **link = &o->a->offers;

	while (*link != o)
		link = &(*link)->next;
	*link = o->next;
}

/* It had to leave, but whoever looks for it later must not be sure. */
static void give_up(void *entry, void *arg)
{
	struct offer *o = entry;

	(void)arg;
	o->a->doubtful = true;
	unlink_offer(o);
}

int offer_create(struct calls *c, uint64_t memory)
{
	struct table_spec spec = {
		.entry_size = sizeof(struct offer), .leave = give_up,
		.roof = table_roof(memory / 2, sizeof(struct offer)) };
	int err = table_create(&c->marked, &spec);

	return err ? err : table_create(&c->dialled, &spec);
}

void offer_destroy(struct calls *c)
{
	table_destroy(c->marked);
	table_destroy(c->dialled);
}

static void drop(struct calls *c, struct offer *o)
{
	unlink_offer(o);
	table_remove(table_of(c, o->how), o);
}

void offer_withdraw(struct calls *c, struct attempt *a)
{
	while (a->direction == INBOUND && a->offers)
		drop(c, a->offers);
}

/* Who has answered its caller may call others for it as long as it lasts. */
void offer_withdraw_digits(struct calls *c, struct attempt *a)
{
	struct offer *o = a->offers, *next;

	for (; o; o = next) {
		next = o->next;
		if (o->how == PAIRING_DIGITS)
			drop(c, o);
	}
}

static bool is_past(const struct calls *c, const struct offer *o)
{
	return moment_before(moment_add(o->since, WINDOW),
			     clock_now(c->clock));
}

static bool is_old(const struct calls *c, const struct offer *o)
{
	return !o->waits && is_past(c, o);
}

static struct offer *next_offer(const struct calls *c, enum call_pairing how,
				uint64_t key, struct offer *o)
{
	do
		o = table_next_of(table_of(c, how), (uint32_t)key, o);
	while (o && (o->key != key ||
		     (how == PAIRING_DIGITS && is_old(c, o))));
	return o;
}

/* Of more than a few nobody could choose, nor is it worth a search. */
static bool is_crowded(const struct calls *c, enum call_pairing how,
		       uint64_t key, bool waits)
{
	struct offer *o = NULL;
	unsigned n = 0;

	while ((o = next_offer(c, how, key, o)))
		n += o->waits == waits;
	return n >= ALIKE;
}

static void share(const struct calls *c, enum call_pairing how, uint64_t key,
		  bool waits)
{
	struct offer *o = NULL;

	while ((o = next_offer(c, how, key, o)))
		if (o->waits == waits)
			o->shared = o->a->doubtful = true;
}

/* Those leave that are good no more, of a few that have been there longest. */
static void sweep(struct calls *c)
{
	struct table *t = c->dialled;
	struct offer *o;

	for (int i = 0; i < OLD && (o = table_oldest(t)); i++)
		if (o->waits)
			table_touch(t, o);
		else if (is_old(c, o))
			drop(c, o);
		else
			return;
}

/* Where there is no more room one of a call that was answered leaves first. */
static void make_room(struct calls *c)
{
	struct table *t = c->marked;

	for (int i = 0; i < TURNS && table_count(t) == t->spec.roof; i++) {
		struct offer *o = table_oldest(t);

		if (o->a->state != TRYING)
			return;
		table_touch(t, o);
	}
}

/* The same where too many have KEY; false: none of them was answered. */
static bool retire(struct calls *c, enum call_pairing how, uint64_t key)
{
	struct offer *o = NULL, *old = NULL;

	while ((o = next_offer(c, how, key, o)))
		if (o->a->state != TRYING) {
			o->shared = true;
			old = o;
		}
	if (old)
		drop(c, old);
	return old;
}

/*
 * A, like too many others, can't be found. By digits whoever looks for it will
 * find none of them, and be a stray for all.
 */
static void leave_out(struct calls *c, struct attempt *a,
		      enum call_pairing how, uint64_t key)
{
	if (how == PAIRING_DIGITS) {
		stray_note(c, c->crowds, key);
		return;
	}
	share(c, how, key, false);
	a->doubtful = true;
}

static void add(struct calls *c, struct attempt *a, enum call_pairing how,
		uint64_t key)
{
	struct offer *o;

	if (!key)
		return;
	if (how == PAIRING_DIGITS)
		sweep(c);
	else
		make_room(c);
	if (is_crowded(c, how, key, false) && !retire(c, how, key)) {
		leave_out(c, a, how, key);
		return;
	}
	o = table_add(table_of(c, how), (uint32_t)key);
	o->key = key;
	o->a = a;
	o->how = (uint8_t)how;
	o->since = clock_now(c->clock);
	o->next = a->offers;
	a->offers = o;
}

/* -- offered, and looked for --------------------------------------------- */

/* Without any key it can only be found by its Call-ID. */
void offer_leg(struct calls *c, struct attempt *a, const struct sight *s)
{
	struct marks m;

	mark_read(c, s, &m);
	a->doubtful = !m.session_id && !m.header && !m.digits;
	add(c, a, PAIRING_SESSION_ID, m.session_id);
	add(c, a, PAIRING_HEADER, m.header);
	add(c, a, PAIRING_DIGITS, m.digits);
}

void offer_again(struct calls *c, struct attempt *a)
{
	struct offer *o;

	for (o = a->offers; o; o = o->next)
		o->since = clock_now(c->clock);
}

/* Crowds of legs that wait with others of their own are known by this. */
static uint64_t with_legs(uint64_t key)
{
	return ~key;
}

void offer_stay(struct calls *c, struct attempt *a)
{
	struct offer *o = a->offers, *next;

	for (; o; o = next) {
		next = o->next;
		if (o->how != PAIRING_DIGITS || o->waits)
			continue;
		if (is_crowded(c, o->how, o->key, true)) {
			share(c, o->how, o->key, true);
			stray_note(c, c->crowds, with_legs(o->key));
			drop(c, o);
		} else {
			o->waits = true;
		}
	}
}

/*
 * By digits another leg of one that waits is the less likely. But while the
 * last one has been silent for too long for a fork, or has just come to
 * nothing, the next is as likely as the first leg of another call.
 */
static bool is_busy(const struct calls *c, const struct offer *o)
{
	if (!o->waits)
		return legs_busy(o->a);
	if (legs_busy(o->a))
		return legs_trying(o->a) || !legs_stand(c, o->a);
	return is_past(c, o);
}

static bool is_since(const struct calls *c, uint64_t key, struct span past)
{
	struct moment start = { clock_now(c->clock).ns - past.ns };

	return stray_since(c->crowds, key, start);
}

/* May one be meant that was left out, rather than IN, if that isn't NULL? */
static bool is_crowd(const struct calls *c, uint64_t key,
		     const struct attempt *in)
{
	return is_since(c, key, WINDOW) ||
	       (in && in->peer && is_since(c, with_legs(key), TIMER_C));
}

/* *IN has KEY; false: more than one has, and all of them are in doubt. */
static bool look_up(const struct calls *c, enum call_pairing how,
		    uint64_t key, struct attempt **in)
{
	struct choice choice = { 0 };
	struct offer *o = NULL;

	while (key && (o = next_offer(c, how, key, o)))
		choice_consider(&choice, o->a, is_busy(c, o), o->shared);
	if (choice_make(&choice, in) &&
	    (how != PAIRING_DIGITS || !is_crowd(c, key, *in)))
		return true;
	*in = NULL;
	while ((o = next_offer(c, how, key, o)))
		o->shared = o->a->doubtful = true;
	return false;
}

/* The header of one leg may also have the Call-ID of the other. */
static bool look_up_header(const struct calls *c, const struct marks *m,
			   struct attempt **in)
{
	enum call_pairing how;

	if (!look_up(c, PAIRING_HEADER, m->header, in))
		return false;
	return *in || !m->header || choice_of_call_id(c, m->named, in, &how);
}

struct attempt *offer_find(const struct calls *c, const struct sight *s,
			   const struct marks *m, enum call_pairing *how)
{
	struct attempt *in;
	bool sure;

	*how = PAIRING_SESSION_ID;
	sure = look_up(c, *how, m->session_id, &in);
	if (sure && !in) {
		*how = PAIRING_HEADER;
		sure = look_up_header(c, m, &in);
	}
	if (sure && !in)
		sure = choice_of_call_id(c, s->id, &in, how);
	if (sure && !in) {
		*how = PAIRING_DIGITS;
		look_up(c, *how, m->digits, &in);
	}
	return in;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps what registrars have bound, and tells what is not refreshed. */
#include "reach/parts.h"

#define SAME_MAX 64	/* bindings of one address-of-record */
#define TRIES 16	/* entries that leave at most to make room for texts */

/*
 * T4: so long a message may be on its way (RFC 3261 section 17.1.2.2). What
 * refreshes a binding in time may come later by that, and phones that do it at
 * the last moment are no reason for alarm.
 */
#define ON_THE_WAY span_s(5)

static struct moment told_at(const struct binding *b)
{
	return moment_add(b->due, ON_THE_WAY);
}

static void let_go(struct reach *r, struct binding *b)
{
	clock_unset(r->clock, &b->timer);
	store_drop(r->store, b->texts);
}

static void on_leave(void *entry, void *arg)
{
	let_go(arg, entry);
}

void binding_drop(struct reach *r, struct binding *b)
{
	let_go(r, b);
	table_remove(r->bindings, b);
}

static void give_up(struct reach *r, struct binding *b)
{
	++*r->registrations_evicted;
	binding_drop(r, b);
}

static void tell_expired(struct reach *r, const struct binding *b)
{
	struct moment now = clock_now(r->clock);
	struct registration told = {
		.when = clock_shown(r->clock, now), .start = b->start,
		.duration = NO_SPAN,
		.status = REGISTRATION_EXPIRED, .src = b->src, .dst = b->dst,
		.expires = { true, b->expires },
	};
	struct outcome o = {
		.when = now, .code = OUTCOME_REGISTRATION_EXPIRED,
		.method = SIP_REGISTER, .method_name = SLICE("REGISTER"),
		.initial = true, .src = b->src, .dst = b->dst,
	};

	texts_tell(b->texts, &told);
	r->leg(&b->src, &b->dst, &told.direction, &told.trunk, r->arg);
	o.direction = told.direction;
	o.trunk = told.trunk;
	o.call_id = told.call_id;
	o.user_agent = told.user_agent;
	o.to_user = o.from_user = told.user;
	o.to_host = o.from_host = told.host;
	r->registration(&told, r->arg);
	r->outcome(&o, r->arg);
}

static void on_timer(struct timer *timer, void *arg)
{
	struct binding *b = (void *)((char *)timer -
				     offsetof(struct binding, timer));
	struct reach *r = arg;

	tell_expired(r, b);
	binding_drop(r, b);
}

int binding_create(struct reach *r, uint64_t memory)
{
	r->binding_kind = clock_kind(r->clock, on_timer, r);
	return table_create(&r->bindings, &(struct table_spec){
		.entry_size = sizeof(struct binding),
		.roof = table_roof(memory, sizeof(struct binding)),
		.leave = on_leave, .arg = r,
		.evicted = r->registrations_evicted });
}

struct binding *binding_next(const struct reach *r, uint64_t aor,
			     const struct binding *b)
{
	struct binding *next;

	next = table_next_of(r->bindings, (uint32_t)aor, b);
	while (next && next->aor != (uint32_t)(aor >> 32))
		next = table_next_of(r->bindings, (uint32_t)aor, next);
	return next;
}

void binding_lose(struct reach *r, struct binding *b)
{
	if (!moment_before(clock_now(r->clock), b->due))
		tell_expired(r, b);
	binding_drop(r, b);
}

/* What the phone, or the registrar, calls the same leaves for another. */
static void make_place(struct reach *r, uint64_t aor, uint32_t contact,
		       uint32_t listed)
{
	struct binding *b = binding_next(r, aor, NULL), *next;
	struct binding *stalest = NULL;
	int n = 0;

	for (; b; b = next) {
		next = binding_next(r, aor, b);
		if (b->contact == contact || b->listed == listed) {
			binding_drop(r, b);
			continue;
		}
		if (!stalest || moment_before(b->start, stalest->start))
			stalest = b;
		n++;
	}
	if (n >= SAME_MAX)
		give_up(r, stalest);
}

static struct bundle *keep_texts(struct reach *r,
				const struct registration *told)
{
	struct bundle *texts = texts_keep(r->store, told);

	for (int i = 0; !texts && i < TRIES; i++) {
		struct binding *oldest = table_oldest(r->bindings);

		if (!oldest)
			break;
		give_up(r, oldest);
		texts = texts_keep(r->store, told);
	}
	return texts;
}

void binding_set(struct reach *r, uint64_t aor, uint32_t contact,
		 uint32_t listed, const struct registration *told)
{
	struct bundle *texts;
	struct binding *b;

	/* first those leave that it is kept in place of */
	make_place(r, aor, contact, listed);
	texts = keep_texts(r, told);
	if (!texts) {
		++*r->registrations_evicted;
		return;
	}
	b = table_add(r->bindings, (uint32_t)aor);
	b->aor = (uint32_t)(aor >> 32);
	b->contact = contact;
	b->listed = listed;
	b->src = told->src;
	b->dst = told->dst;
	b->start = told->start.ns ? told->start : told->when;
	b->expires = told->expires.value;
	b->texts = texts;
	b->due = moment_add(clock_now(r->clock), span_s(b->expires));
	clock_set(r->clock, &b->timer, r->binding_kind, told_at(b));
}

static void drop_later(void *entry, void *arg)
{
	struct binding *b = entry;
	struct reach *r = arg;

	if (moment_before(clock_now(r->clock), told_at(b)))
		binding_drop(r, b);
}

void binding_end(struct reach *r)
{
	table_each(r->bindings, drop_later, r);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps what registrars have bound, and tells what is not refreshed. */
#include "base/text.h"
#include "reach/parts.h"

#define SAME_MAX 64	/* bindings of one address-of-record */
#define TRIES 16	/* entries that leave at most to make room for texts */

/*
 * An address-of-record at a registrar, bound to a contact (RFC 3261 section
 * 10.3). Whoever refreshes it need not come from where it was made.
 */
struct binding {
	struct table_entry entry;
	uint64_t aor;
	uint64_t contact;		/* as the phone calls it */
	uint64_t listed;		/* as the registrar does */
	struct addr src, dst;
	struct moment start;		/* as shown; its last REGISTER */
	uint32_t expires;
	struct moment due;
	struct bundle *texts;
	struct timer timer;
};

static void let_go(struct reach *r, struct binding *b)
{
	clock_unset(r->clock, &b->timer);
	store_drop(r->store, b->texts);
}

static void on_leave(void *entry, void *arg)
{
	let_go(arg, entry);
}

static void forget(struct reach *r, struct binding *b)
{
	let_go(r, b);
	table_remove(r->bindings, b);
}

static void give_up(struct reach *r, struct binding *b)
{
	++*r->registrations_evicted;
	forget(r, b);
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
	forget(r, b);
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

/* Hosts are the same in any case (RFC 3261 section 19.1.4). */
static uint64_t aor_of(const struct reach *r, const struct registration *told)
{
	char bytes[2 * UINT8_MAX + sizeof told->dst + 1];
	struct text t = text_in(bytes, sizeof bytes);

	text_add(&t, (struct slice){ (const char *)told->dst.b,
				     sizeof told->dst.b });
	text_add(&t, slice_head(told->user, UINT8_MAX));
	text_byte(&t, '@');
	text_add_lower(&t, slice_head(told->host, UINT8_MAX));
	return hash_short(r->seed, bytes, t.n);
}

/* The binding of AOR that comes after B. */
static struct binding *next_of(const struct reach *r, uint64_t aor,
			       struct binding *b)
{
	do
		b = table_next_of(r->bindings, (uint32_t)aor, b);
	while (b && b->aor != aor);
	return b;
}

static bool is_listed(const struct binding *b, const struct granted *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->list[i] == b->listed)
			return true;
	return false;
}

/* CONTACT is bound no more; 0: nothing is. */
static void unbind(struct reach *r, uint64_t aor, uint64_t contact)
{
	struct binding *b = next_of(r, aor, NULL), *next;

	for (; b; b = next) {
		next = next_of(r, aor, b);
		if (contact == 0 || b->contact == contact)
			forget(r, b);
	}
}

/*
 * RFC 3261 section 10.3: the 2xx lists all that is bound. What is not in there
 * has not expired: another registration took its place, or somebody ended it.
 */
static void drop_unlisted(struct reach *r, uint64_t aor,
			  const struct granted *g)
{
	struct binding *b = next_of(r, aor, NULL), *next;

	for (; b; b = next) {
		next = next_of(r, aor, b);
		if (!is_listed(b, g))
			forget(r, b);
	}
}

/* A list without what was just bound is not all that is bound. */
static bool is_trusted(const struct asked *a, const struct granted *g)
{
	return g->complete && (a->purpose != PURPOSE_BIND || g->contact);
}

static struct binding *find(struct reach *r, uint64_t aor, uint64_t contact)
{
	struct binding *b = NULL, *stalest = NULL;
	int n = 0;

	while ((b = next_of(r, aor, b)) && b->contact != contact) {
		if (!stalest || moment_before(b->start, stalest->start))
			stalest = b;
		n++;
	}
	if (!b && n >= SAME_MAX)
		give_up(r, stalest);
	return b;
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

static struct binding *add(struct reach *r, uint64_t aor, uint64_t contact)
{
	struct binding *b = table_add(r->bindings, (uint32_t)aor);

	b->aor = aor;
	b->contact = contact;
	return b;
}

static void bind(struct reach *r, uint64_t aor, uint64_t contact,
		 uint64_t listed, const struct registration *told)
{
	struct binding *b = find(r, aor, contact);
	struct bundle *texts;

	/* first those leave that it is kept in place of */
	if (b)
		forget(r, b);
	texts = keep_texts(r, told);
	if (!texts) {
		++*r->registrations_evicted;
		return;
	}
	b = add(r, aor, contact);
	b->listed = listed;
	b->src = told->src;
	b->dst = told->dst;
	b->start = told->start.ns ? told->start : told->when;
	b->expires = told->expires.value;
	b->texts = texts;
	b->due = moment_add(clock_now(r->clock), span_s(b->expires));
	clock_set(r->clock, &b->timer, r->binding_kind, b->due);
}

void binding_note(struct reach *r, const struct registration *told,
		  const struct asked *a, const struct granted *g)
{
	uint64_t contact = a->contact ? a->contact : g->contact;
	uint64_t aor = aor_of(r, told);

	if (a->purpose == PURPOSE_UNBIND)
		unbind(r, aor, a->contact);
	if (is_trusted(a, g))
		drop_unlisted(r, aor, g);
	if (a->purpose == PURPOSE_UNBIND || a->purpose == PURPOSE_FETCH ||
	    !contact)
		return;
	if (g->expires.there && g->expires.value > 0)
		bind(r, aor, contact, g->contact ? g->contact : contact,
		     told);
	else
		unbind(r, aor, contact);
}

static void drop_later(void *entry, void *arg)
{
	struct binding *b = entry;
	struct reach *r = arg;

	if (moment_before(clock_now(r->clock), b->due))
		forget(r, b);
}

void binding_end(struct reach *r)
{
	table_each(r->bindings, drop_later, r);
}

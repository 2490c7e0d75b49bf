/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what a REGISTER asks to be bound, and what its 2xx has bound. */
#include "reach/parts.h"
#include "sip_header.h"

/* What is behind PART within WHOLE, or all of it where it isn't in there. */
static struct slice behind(struct slice whole, struct slice part)
{
	if (part.n == 0)
		return whole;
	return slice_from(whole, (size_t)(part.p - whole.p) + part.n);
}

/* Takes "5062" of "]:5062;ob" off *REST, what is behind a host. */
static struct slice take_port(struct slice *rest)
{
	struct slice port;
	size_t n = 0;

	if (rest->n && rest->p[0] == ']')
		*rest = slice_from(*rest, 1);
	if (rest->n == 0 || rest->p[0] != ':')
		return (struct slice){ NULL, 0 };
	*rest = slice_from(*rest, 1);
	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	port = slice_head(*rest, n);
	*rest = slice_from(*rest, n);
	return port;
}

static bool is_sips(const struct sip_uri *u)
{
	return slice_begins(u->text, SLICE("sips:"));
}

/*
 * User, host, port, transport and sips: a registrar tells them as the phone
 * did. What it does to other parameters nobody knows, though they may tell
 * bindings apart (RFC 3261 section 19.1.4). UDP is what needs no telling.
 */
static struct hash_id hash_uri(struct hash_seed seed, const struct sip_uri *u)
{
	struct slice rest = behind(u->text, u->host), transport;
	struct slice port = take_port(&rest);
	struct slice user = u->host.n ? u->user : u->text;
	struct hash_id id = hash_bytes(seed, user.p, user.n);

	id = hash_on_lower(id, seed, u->host.p, u->host.n);
	if (port.n)
		id = hash_on(id, seed, port.p, port.n);
	if (rest.n && sip_param(rest, SLICE("transport"), &transport) &&
	    !slice_same(transport, SLICE("udp")))
		id = hash_on_lower(id, seed, transport.p, transport.n);
	if (is_sips(u))
		id = hash_on(id, seed, "sips", 4);
	return id;
}

/*
 * With a reg-id a registrar knows it by that and the instance, whatever its
 * URI is (RFC 5626 section 6); PARAMS are the contact's.
 */
static void read_device(struct hash_seed seed, struct slice params,
			struct contact *c)
{
	struct slice instance, number;
	struct hash_id id;

	if (slice_find(params, '+') == params.n ||
	    !sip_param(params, SLICE("+sip.instance"), &instance) ||
	    instance.n == 0)
		return;
	id = hash_bytes(seed, instance.p, instance.n);
	if (sip_param(params, SLICE("reg-id"), &number) && number.n) {
		id = hash_on(id, seed, number.p, number.n);
		c->key = (uint32_t)id.lo;
	}
	c->device = (uint32_t)id.hi | 1;
}

static struct known seconds(struct slice value)
{
	uint64_t n;

	if (slice_number(slice_trim(value), UINT32_MAX, &n) != 0)
		return (struct known){ false, 0 };
	return (struct known){ true, (uint32_t)n };
}

struct known contact_seconds(const struct sip_msg *m, struct slice name)
{
	struct slice value;

	if (!sip_header_named(m, name, &value))
		return (struct known){ false, 0 };
	return seconds(value);
}

/* One contact; without its own expiry L keeps that which it has. */
static void read_item(struct hash_seed seed, struct slice item,
		      struct listed *l)
{
	struct slice params, value;
	struct sip_party who;
	struct hash_id id;

	sip_read_party(item, &who);
	id = hash_uri(seed, &who.uri);
	l->uri = who.uri.text;
	l->contact = (struct contact){ (uint32_t)id.lo, (uint32_t)id.lo, 0 };
	params = behind(item, who.uri.text);
	read_device(seed, params, &l->contact);
	if (sip_param(params, SLICE("expires"), &value))
		l->expires = seconds(value);
}

/* What Contact and Expires say, in one walk: the first Expires counts. */
struct headers {
	struct sip_headers rest;
	bool expire;
	struct known expires;
	struct slice list;	/* of contacts, which are not taken yet */
};

/* The next contact; false: no more, and Expires is known. */
static bool next_contact(struct headers *h, struct slice *item)
{
	static const enum sip_header two[] = { SIP_CONTACT, SIP_EXPIRES };
	enum sip_header which;
	struct slice value;

	while (!sip_next_item(&h->list, item)) {
		if (!sip_next_either(&h->rest, two, &which, &value))
			return false;
		if (which == SIP_CONTACT) {
			h->list = value;
			continue;
		}
		if (!h->expire)
			h->expires = seconds(value);
		h->expire = true;
	}
	return true;
}

/*
 * The contacts of M, as far as there is room for them; returns how many there
 * are. H then has the expiry of those without their own (section 10.2.1.1).
 */
static uint32_t read_items(const struct sip_msg *m, struct headers *h,
			   struct slice items[CONTACTS_READ])
{
	struct slice item;
	uint32_t n = 0;

	*h = (struct headers){ .rest = sip_headers_of(m) };
	while (next_contact(h, &item)) {
		if (n < CONTACTS_READ)
			items[n] = item;
		n++;
	}
	return n;
}

static uint32_t at_most(uint32_t n, uint32_t most)
{
	return n < most ? n : most;
}

/* Section 10.2.2: "*" stands for all that is bound. */
static bool is_all(struct slice item)
{
	return item.n == 1 && item.p[0] == '*';
}

/* Adds L to what is asked for, if there is room: binds, or ends what is. */
static void ask_for(struct asked *a, const struct listed *l)
{
	bool ends = l->expires.there && l->expires.value == 0;

	if (a->purpose != PURPOSE_BIND)
		a->purpose = ends ? PURPOSE_UNBIND : PURPOSE_BIND;
	if (a->n == ASKED_MOST) {
		a->more++;
		return;
	}
	if (ends)
		a->ends |= (uint8_t)(1u << a->n);
	a->list[a->n++] = l->contact;
}

void contact_read_request(struct hash_seed seed, const struct sip_msg *m,
			  struct asked *a)
{
	struct slice items[CONTACTS_READ];
	struct headers h;
	uint32_t n = read_items(m, &h, items);
	uint32_t read = at_most(n, CONTACTS_READ);

	*a = (struct asked){ .purpose = PURPOSE_FETCH };
	for (uint32_t i = 0; i < read; i++) {
		struct listed l = { .expires = h.expires };

		if (is_all(items[i])) {
			a->all = true;
			continue;
		}
		read_item(seed, items[i], &l);
		ask_for(a, &l);
	}
	if (a->all && a->purpose == PURPOSE_FETCH)
		a->purpose = PURPOSE_UNBIND;
	a->more += n - read;
	/* it was cut off: who knows what else it asks for */
	if (m->body == 0)
		a->purpose = PURPOSE_UNKNOWN;
}

void contact_read_response(struct hash_seed seed, const struct sip_msg *m,
			   struct granted *g)
{
	struct slice items[CONTACTS_READ];
	struct headers h;

	g->contacts = read_items(m, &h, items);
	g->n = at_most(g->contacts, CONTACTS_READ);
	g->expires = h.expires;
	g->complete = m->body > 0 && g->n == g->contacts;
	for (size_t i = 0; i < g->n; i++) {
		g->list[i].expires = h.expires;
		read_item(seed, items[i], &g->list[i]);
	}
}

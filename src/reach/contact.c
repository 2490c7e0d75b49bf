/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads what a REGISTER asks to be bound, and what its 2xx has bound. */
#include "base/text.h"
#include "reach/parts.h"
#include "sip_header.h"

#define ID_LONGEST 512		/* bytes of a URI that tell it from others */

/* ":5062" behind the host, if it stands there. */
static struct slice port_of(const struct sip_uri *u)
{
	struct slice none = { NULL, 0 }, rest;
	size_t n = 1;

	if (u->host.n == 0)
		return none;
	rest = slice_from(u->text,
			  (size_t)(u->host.p - u->text.p) + u->host.n);
	if (rest.n && rest.p[0] == ']')
		rest = slice_from(rest, 1);
	if (rest.n == 0 || rest.p[0] != ':')
		return none;
	while (n < rest.n && rest.p[n] >= '0' && rest.p[n] <= '9')
		n++;
	return slice_head(rest, n);
}

/*
 * User, host and port: a registrar tells them as the phone did. What it does
 * to parameters nobody knows, though they may tell bindings apart (RFC 3261
 * section 19.1.4).
 */
static uint64_t id_of(struct hash_seed seed, struct slice item)
{
	char bytes[ID_LONGEST];
	struct text t = text_in(bytes, sizeof bytes);
	struct sip_party who;

	sip_read_party(item, &who);
	text_add(&t, who.uri.user);
	text_byte(&t, '@');
	text_add_lower(&t, who.uri.host);
	text_add(&t, port_of(&who.uri));
	return hash_short(seed, bytes, t.n) | 1;
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

/* What Contact and Expires say, in one walk: the first Expires counts. */
struct headers {
	struct sip_headers rest;
	bool expire;
	struct known expires;
};

/* The next Contact of H; false: no more, and Expires is known. */
static bool next_list(struct headers *h, struct slice *list)
{
	static const enum sip_header two[] = { SIP_CONTACT, SIP_EXPIRES };
	enum sip_header which;

	while (sip_next_either(&h->rest, two, &which, list)) {
		if (which == SIP_CONTACT)
			return true;
		if (!h->expire)
			h->expires = seconds(*list);
		h->expire = true;
	}
	return false;
}

/* Section 10.2.1.1: its own parameter, or else what the header says of all. */
static struct known expires_of(struct slice item, const struct headers *h)
{
	struct slice value;

	return sip_param(item, SLICE("expires"), &value) ? seconds(value) :
							   h->expires;
}

/* Section 10.2.2: "*" stands for all that is bound. */
static bool is_all(struct slice item)
{
	return item.n == 1 && item.p[0] == '*';
}

static void take_item(struct hash_seed seed, struct asked *a,
		      struct slice item, const struct headers *h)
{
	struct known expires;
	bool ends;

	if (a->purpose == PURPOSE_BIND)
		return;
	expires = expires_of(item, h);
	ends = is_all(item) || (expires.there && expires.value == 0);
	if (ends && a->purpose == PURPOSE_UNBIND)
		return;
	a->purpose = ends ? PURPOSE_UNBIND : PURPOSE_BIND;
	a->contact = is_all(item) ? 0 : id_of(seed, item);
}

void contact_read_request(struct hash_seed seed, const struct sip_msg *m,
			  struct asked *a)
{
	struct headers h = { .rest = sip_headers_of(m) };
	struct slice list, items[CONTACTS_READ];
	size_t n = 0;

	*a = (struct asked){ PURPOSE_FETCH, 0 };
	while (next_list(&h, &list))
		while (n < CONTACTS_READ && sip_next_item(&list, &items[n]))
			n++;
	for (size_t i = 0; i < n; i++)
		take_item(seed, a, items[i], &h);
	/* it was cut off: who knows what else it asks for */
	if (m->body == 0)
		a->purpose = PURPOSE_UNKNOWN;
}

/* Adds ITEM, which stands in a 2xx; *OWN is what A has asked for. */
static void add_item(struct hash_seed seed, const struct asked *a,
		     struct granted *g, struct slice item, struct slice *own)
{
	uint64_t id;

	if (g->contacts++ >= CONTACTS_READ)
		return;
	id = id_of(seed, item);
	g->list[g->n++] = id;
	if (id == a->contact && !g->contact) {
		g->contact = id;
		*own = item;
	}
}

void contact_read_response(struct hash_seed seed, const struct sip_msg *m,
			   const struct asked *a, struct granted *g)
{
	struct slice own = { NULL, 0 }, first = { NULL, 0 }, list, item;
	struct headers h = { .rest = sip_headers_of(m) };

	g->contacts = 0;
	g->contact = 0;
	g->n = 0;
	while (next_list(&h, &list))
		while (sip_next_item(&list, &item)) {
			if (g->contacts == 0)
				first = item;
			add_item(seed, a, g, item, &own);
		}
	/* alone in the list it is meant, however it is written there */
	if (g->contacts == 1) {
		g->contact = g->list[0];
		own = first;
	}
	g->complete = m->body > 0 && g->n == g->contacts;
	if (own.n)
		g->expires = expires_of(own, &h);
	else if (g->contacts == 0)
		g->expires = h.expires;
	else
		g->expires = (struct known){ false, 0 };
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that are lists of networks or ports. */
#include <errno.h>

#include "config/keys.h"

/* networks */

/* N with the bits beyond its length taken off. */
static struct net mask(struct slice s, int *err)
{
	size_t slash = slice_find(s, '/');
	struct net n = { .len = 0 };
	uint64_t len = 0;

	*err = addr_parse(slice_head(s, slash), &n.addr);
	if (*err || slice_number(slice_from(s, slash + 1), 128, &len))
		return n;
	n.len = addr_is_v4(&n.addr) ? 96 + len : len;
	for (unsigned bit = n.len; bit < 128; bit++)
		n.addr.b[bit / 8] &= ~(0x80 >> bit % 8);
	return n;
}

static void tell_network(struct reading *r, const struct key *k,
			 const struct token *t, int err)
{
	char text[ADDR_TEXT + 4];
	struct net n;

	if (err == -ERANGE) {
		n = mask(t->text, &err);
		mistake(r, t, "%s: '%s' has bits set beyond its length, %s "
			"would be right", key_leaf(k), t->text.p,
			net_format(&n, text));
	} else {
		mistake(r, t, "%s: '%s' is no address or network, 192.0.2.1 "
			"or 192.0.2.0/24 would be right", key_leaf(k),
			t->text.p);
	}
}

bool nets_have(const struct net *list, size_t n, const struct net *net)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].len == net->len &&
		    addr_equal(&list[i].addr, &net->addr))
			return true;
	return false;
}

static void read_networks(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	struct net *list = list_make(r, e, base, sizeof *list);
	size_t *n = KEY_COUNT(base, k);

	for (size_t i = 0; list && i < e->n; i++) {
		int err = net_parse(e->words[i]->text, &list[*n]);

		if (err)
			tell_network(r, k, e->words[i], err);
		else if (!nets_have(list, *n, &list[*n]))
			++*n;
	}
}

static void write_networks(FILE *out, const struct key *k, const char *base)
{
	const struct net *list = *KEY_HAS(struct net *, base, k);
	char text[ADDR_TEXT + 4];

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++)
		fprintf(out, "%s\"%s\"", i ? ", " : "",
			net_format(&list[i], text));
	fputc('}', out);
}

const struct type type_networks = { "networks", true, read_networks,
				    write_networks, NULL };

/* ports */

static int read_port(struct slice s, uint16_t *port)
{
	uint64_t n;
	int err = slice_number(s, 65535, &n);

	if (err)
		return err;
	if (n == 0)
		return -ERANGE;
	*port = n;
	return 0;
}

static int read_range(struct slice s, struct port_range *p)
{
	size_t dash = slice_find(s, '-');
	int err = read_port(slice_trim(slice_head(s, dash)), &p->from);

	if (err)
		return err;
	p->to = p->from;
	if (dash < s.n)
		err = read_port(slice_trim(slice_from(s, dash + 1)), &p->to);
	if (!err && p->to < p->from)
		err = -EDOM;
	return err;
}

static void read_ports(struct reading *r, const struct key *k,
		       const struct entry *e, char *base)
{
	struct port_range *list = list_make(r, e, base, sizeof *list);
	size_t *n = KEY_COUNT(base, k);

	for (size_t i = 0; list && i < e->n; i++) {
		const struct token *t = e->words[i];
		int err = read_range(t->text, &list[*n]);

		if (err == -ERANGE)
			mistake(r, t, "%s: '%s' is out of bounds, 1 to 65535 "
				"would be right", key_leaf(k), t->text.p);
		else if (err == -EDOM)
			mistake(r, t, "%s: '%s' runs backwards, %u-%u would "
				"be right", key_leaf(k), t->text.p,
				list[*n].to, list[*n].from);
		else if (err)
			mistake(r, t, "%s: '%s' is no port, 5060 or 5080-5090 "
				"would be right", key_leaf(k), t->text.p);
		else
			++*n;
	}
}

static void write_ports(FILE *out, const struct key *k, const char *base)
{
	const struct port_range *p = *KEY_HAS(struct port_range *, base, k);

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++, p++) {
		fprintf(out, "%s%u", i ? ", " : "", p->from);
		if (p->to > p->from)
			fprintf(out, "-%u", p->to);
	}
	fputc('}', out);
}

const struct type type_ports = { "ports", true, read_ports, write_ports,
				 NULL };

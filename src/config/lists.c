/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that are lists of any length. */
#include <errno.h>

#include "config/keys.h"

bool entry_fits(struct reading *r, const struct entry *e)
{
	int64_t least = e->key->least, most = e->key->most;

	if ((int64_t)e->n >= least && (int64_t)e->n <= most)
		return true;
	mistake(r, e->at, "%s has %zu values, %d to %d would be right",
		key_leaf(e->key), e->n, (int)least, (int)most);
	return false;
}

void tell_twice(struct reading *r, const struct key *k,
		const struct token *t)
{
	mistake(r, t, "%s: '%s' is given twice, once would be right",
		key_leaf(k), t->text.p);
}

/* Room for E's values of SIZE bytes, which becomes the list at BASE. */
static void *make_list(struct reading *r, const struct entry *e, char *base,
		       size_t size)
{
	void *list;

	if (!entry_fits(r, e))
		return NULL;
	*KEY_COUNT(base, e->key) = 0;
	list = e->n ? arena_take(r->keep, e->n * size) : NULL;
	memcpy(base + e->key->at, &list, sizeof list);
	return list;
}

static void write_texts(FILE *out, const struct key *k, const char *base)
{
	char *const *list = *KEY_HAS(char **, base, k);

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++) {
		fputs(i ? ", " : "", out);
		write_word(out, list[i]);
	}
	fputc('}', out);
}

bool texts_have(char *const *list, size_t n, struct slice text)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal(slice_of(list[i]), text))
			return true;
	return false;
}

/* Adds S to the list at BASE, once. */
static void add_text(struct reading *r, const struct key *k, char *base,
		     struct slice s)
{
	char **list = *KEY_AT(char **, base, k);
	size_t *n = KEY_COUNT(base, k);

	if (texts_have(list, *n, s))
		return;
	list[*n] = arena_text(r->keep, s);
	*n += list[*n] != NULL;
}

/* names: of trunks */

static void add_name(struct reading *r, const struct key *k, char *base,
		     const struct token *t)
{
	if (t->text.n >= 1 && t->text.n <= 127)
		add_text(r, k, base, t->text);
	else
		mistake(r, t, "%s: a name of %zu bytes, 1 to 127 would be "
			"right", key_leaf(k), t->text.n);
}

static void read_names(struct reading *r, const struct key *k,
		       const struct entry *e, char *base)
{
	if (!make_list(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++)
		add_name(r, k, base, e->words[i]);
}

const struct type type_names = { "names", true, read_names, write_texts,
				 NULL };

/* interfaces: what is captured twice costs twice */

static void read_interfaces(struct reading *r, const struct key *k,
			    const struct entry *e, char *base)
{
	char *const *list = make_list(r, e, base, sizeof(char *));
	size_t *n = KEY_COUNT(base, k);

	for (size_t i = 0; list && i < e->n; i++) {
		const struct token *t = e->words[i];

		if (texts_have(list, *n, t->text))
			tell_twice(r, k, t);
		else
			add_name(r, k, base, t);
	}
	if (list && *n > 1 && texts_have(list, *n, SLICE("any")))
		mistake(r, e->at, "%s: any stands for the others too, any "
			"alone or the others alone would be right",
			key_leaf(k));
}

const struct type type_interfaces = { "interfaces", true, read_interfaces,
				      write_texts, NULL };

/* number prefixes: digits, "+" before them may be left out */

static bool is_digits(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 32;
}

static void read_prefixes(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	if (!make_list(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];
		struct slice s = t->text;

		if (s.n && s.p[0] == '+')
			s = slice_from(s, 1);
		if (is_digits(s))
			add_text(r, k, base, s);
		else
			mistake(r, t, "%s: '%s' is no number prefix, digits "
				"such as 4420 would be right", key_leaf(k),
				t->text.p);
	}
}

const struct type type_prefixes = { "number prefixes", true, read_prefixes,
				    write_texts, NULL };

/* dialled: what a number may begin with */

static void read_dialled(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	if (!make_list(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];

		if (slice_equal(t->text, SLICE("+")) || is_digits(t->text))
			add_text(r, k, base, t->text);
		else
			mistake(r, t, "%s: '%s' begins no number, \"+\" or "
				"digits such as 00 would be right",
				key_leaf(k), t->text.p);
	}
}

/* In quotes, all of them: 00 is no number to be counted with. */
static void write_dialled(FILE *out, const struct key *k, const char *base)
{
	char *const *list = *KEY_HAS(char **, base, k);

	fputc('{', out);
	for (size_t i = 0; i < KEY_COUNTS(base, k); i++)
		fprintf(out, "%s\"%s\"", i ? ", " : "", list[i]);
	fputc('}', out);
}

const struct type type_dialled = { "dialled prefixes", true, read_dialled,
				   write_dialled, NULL };

/* header names: they are looked for in any case */

static bool is_token(struct slice s)
{
	static const char others[] = "-.!%*_+`'~";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], small = c | 0x20;

		if (!(small >= 'a' && small <= 'z') &&
		    !(c >= '0' && c <= '9') && (!c || !strchr(others, c)))
			return false;
	}
	return s.n > 0 && s.n <= 127;
}

static void read_headers(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	if (!make_list(r, e, base, sizeof(char *)))
		return;
	for (size_t i = 0; i < e->n; i++) {
		const struct token *t = e->words[i];

		if (is_token(t->text))
			add_text(r, k, base, t->text);
		else
			mistake(r, t, "%s: '%s' is no header's name, one such "
				"as X-Call-ID would be right", key_leaf(k),
				t->text.p);
	}
}

const struct type type_headers = { "header names", true, read_headers,
				   write_texts, NULL };

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
	struct net *list = make_list(r, e, base, sizeof *list);
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
	struct port_range *list = make_list(r, e, base, sizeof *list);
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

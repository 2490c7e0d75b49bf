/* SPDX-License-Identifier: BSD-2-Clause */
/* Says whether an outcome concerns a rule, and the values of its group. */
#include <errno.h>
#include <stdlib.h>

#include "rule/parts.h"

enum { OF_TO, OF_FROM, OF_RURI };

/* A challenge is no outcome of an attempt; no-ack comes beside another. */
bool match_total(int code)
{
	return !outcome_is_challenge(code) && code != OUTCOME_NO_ACK &&
	       !outcome_is_beside(code);
}

/* Its tags in place of its code's, where those would have counted. */
bool match_said_counts(const struct rule_settings *s,
		       const struct outcome *o)
{
	if (!match_total(o->code))
		return code_set_has(&s->codes, o->code);
	if (code_set_has(&s->excepted, o->code) || (o->tags & s->except_tags))
		return false;
	return code_set_has(&s->named, o->code) || (o->tags & s->tags);
}

static int make_nets(struct netmap **mp, const struct net *nets, size_t n)
{
	struct netmap *m;

	if (n == 0)
		return 0;
	if (netmap_create(&m) < 0)
		return -ENOMEM;
	*mp = m;
	for (size_t i = 0; i < n; i++)
		if (netmap_add(m, &nets[i], 0) == -ENOMEM)
			return -ENOMEM;
	return 0;
}

static int make_prefixes(struct prefixes **pp, char *const *texts, size_t n,
			 const struct number_plan *plan)
{
	if (n == 0)
		return 0;
	if (prefixes_create(pp) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct number number;

		number_read_prefix(plan, slice_of(texts[i]), &number);
		if (number.n > 0 &&
		    prefixes_add(*pp, (struct slice){ number.digits,
						      number.n }, 0) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int make_trunks(bool **tp, const struct rule_settings *s,
		       const struct settings *all)
{
	bool *t;

	if (s->n_trunks == 0)
		return 0;
	t = calloc(all->n_trunks + 1, sizeof *t);
	if (!t)
		return -ENOMEM;
	for (size_t i = 0; i < s->n_trunks; i++) {
		struct slice name = slice_of(s->trunks[i]);

		if (slice_equal(name, SLICE("none")))
			t[0] = true;
		for (size_t j = 0; j < all->n_trunks; j++)
			if (slice_equal(name, slice_of(all->trunks[j].name)))
				t[j + 1] = true;
	}
	*tp = t;
	return 0;
}

/* A rule about all methods is about one that was cut off, too. */
static uint32_t methods_of(const struct rule_settings *s)
{
	const uint32_t all = (UINT32_C(1) << SIP_METHODS) -
			     (UINT32_C(1) << SIP_INVITE) -
			     (UINT32_C(1) << SIP_ACK);

	return (s->methods & all) == all ? s->methods | 1u << SIP_UNKNOWN :
					   s->methods;
}

int match_create(struct filter *f, const struct rule_settings *s,
		 const struct settings *all, const struct number_plan *plan)
{
	*f = (struct filter){ .by_ends = false };
	for (int d = OUTBOUND; d <= TRANSIT; d++) {
		if (!(s->directions >> d & 1))
			continue;
		f->methods[d][false] = s->initial ? 0 : methods_of(s);
		f->methods[d][true] = methods_of(s);
	}
	if (make_trunks(&f->trunks, s, all) < 0 ||
	    make_nets(&f->src, s->src, s->n_src) < 0 ||
	    make_nets(&f->dst, s->dst, s->n_dst) < 0 ||
	    make_prefixes(&f->to, s->to, s->n_to, plan) < 0 ||
	    make_prefixes(&f->from, s->from, s->n_from, plan) < 0) {
		match_destroy(f);
		return -ENOMEM;
	}
	f->by_ends = f->trunks || f->src || f->dst || f->to || f->from;
	return 0;
}

void match_destroy(struct filter *f)
{
	free(f->trunks);
	netmap_destroy(f->src);
	netmap_destroy(f->dst);
	prefixes_destroy(f->to);
	prefixes_destroy(f->from);
	*f = (struct filter){ .by_ends = false };
}

void match_begin(struct reading *r, const struct outcome *o,
		 const struct settings *settings,
		 const struct number_plan *plan)
{
	r->outcome = o;
	r->settings = settings;
	r->plan = plan;
	r->read = 0;
	r->hashed = 0;
}

static const struct number *number_of(struct reading *r, unsigned whose)
{
	const struct outcome *o = r->outcome;
	struct slice user = whose == OF_TO ? o->to_user :
			    whose == OF_FROM ? o->from_user : o->ruri_user;

	if (!(r->read & 1u << whose))
		number_read(r->plan, user, &r->numbers[whose]);
	r->read |= 1u << whose;
	return &r->numbers[whose];
}

static bool has_prefix(const struct prefixes *p, const struct number *n)
{
	uint32_t value;

	return prefixes_find(p, (struct slice){ n->digits, n->n }, &value) > 0;
}

/* 0 is none; an index may be older than the settings, after a reload. */
static size_t trunk_of(const struct reading *r)
{
	size_t i = (size_t)(r->outcome->trunk + 1);

	return i <= r->settings->n_trunks ? i : 0;
}

bool match_these_ends(const struct filter *f, struct reading *r)
{
	const struct outcome *o = r->outcome;
	uint32_t value;

	if (f->trunks && !f->trunks[trunk_of(r)])
		return false;
	if (f->src && !netmap_find(f->src, &o->src, &value))
		return false;
	if (f->dst && !netmap_find(f->dst, &o->dst, &value))
		return false;
	if (f->to && !has_prefix(f->to, number_of(r, OF_TO)))
		return false;
	return !f->from || has_prefix(f->from, number_of(r, OF_FROM));
}

/* Hosts are the same in any case (RFC 3261 section 19.1.4). */
static struct slice lower(struct slice s, char buffer[VALUE_MAX])
{
	s = slice_head(s, VALUE_MAX);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		buffer[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct slice){ buffer, s.n };
}

static struct slice trunk_name(const struct reading *r)
{
	size_t i = trunk_of(r);

	return i ? slice_of(r->settings->trunks[i - 1].name) : SLICE("none");
}

/* Who has caused it: whoever refused what was handed on, else its dst. */
static const struct addr *cause_of(const struct outcome *o)
{
	return o->cause_peer ? o->cause_peer : &o->dst;
}

static struct slice whole_value(struct reading *r, enum group_field f)
{
	const struct outcome *o = r->outcome;

	switch (f) {
	case GROUP_SRC:
		return (struct slice){ (const char *)o->src.b, 16 };
	case GROUP_DST:
		return (struct slice){ (const char *)o->dst.b, 16 };
	case GROUP_CAUSE_PEER:
		return (struct slice){ (const char *)cause_of(o)->b, 16 };
	case GROUP_TRUNK:
		return trunk_name(r);
	case GROUP_TO_USER:
		return o->to_user;
	case GROUP_TO_PREFIX:
		return number_prefix(r->plan, number_of(r, OF_TO));
	case GROUP_TO_HOST:
		return lower(o->to_host, r->hosts[OF_TO]);
	case GROUP_FROM_USER:
		return o->from_user;
	case GROUP_FROM_PREFIX:
		return number_prefix(r->plan, number_of(r, OF_FROM));
	case GROUP_FROM_HOST:
		return lower(o->from_host, r->hosts[OF_FROM]);
	case GROUP_RURI_USER:
		return o->ruri_user;
	case GROUP_RURI_PREFIX:
		return number_prefix(r->plan, number_of(r, OF_RURI));
	case GROUP_RURI_HOST:
		return lower(o->ruri_host, r->hosts[OF_RURI]);
	case GROUP_METHOD:
		return o->method_name;
	case GROUP_CODE:
		return (struct slice){ (const char *)&o->code,
				       sizeof o->code };
	case GROUP_USER_AGENT:
		return o->user_agent;
	case GROUP_INTERFACE:
		return slice_of(o->interface);
	case GROUP_DIRECTION:
		return slice_of(direction_name(o->direction));
	case GROUP_FIELDS:
		break;
	}
	return (struct slice){ NULL, 0 };
}

struct slice match_value(struct reading *r, enum group_field f)
{
	return slice_head(whole_value(r, f), VALUE_MAX);
}

struct slice match_text(struct reading *r, enum group_field f,
			char buffer[ADDR_TEXT])
{
	const struct outcome *o = r->outcome;

	switch (f) {
	case GROUP_SRC:
		return slice_of(addr_format(&o->src, buffer));
	case GROUP_DST:
		return slice_of(addr_format(&o->dst, buffer));
	case GROUP_CAUSE_PEER:
		return slice_of(addr_format(cause_of(o), buffer));
	case GROUP_CODE:
		return slice_of(outcome_text(o->code, buffer));
	default:
		return match_value(r, f);
	}
}

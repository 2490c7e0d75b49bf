/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads of an INVITE what it has in common with that of the other leg. */
#include "calls/legs.h"
#include "sip_header.h"

#define DIGITS_MOST 16

/* Equal bytes mean other things in other places. 0 stands for none. */
static uint64_t key_of(const struct calls *c, enum call_pairing how,
		       const void *p, size_t n)
{
	return hash_bytes(c->seed, p, n).lo + how;
}

/* Who hands on a call must not change it (RFC 7989 section 7). */
static uint64_t session_key(const struct calls *c, const struct sip_msg *m)
{
	struct sip_uuid local, remote;
	struct slice value;

	if (!sip_hint(m, SIP_SESSION_ID) ||
	    !sip_header(m, SIP_SESSION_ID, &value) ||
	    !sip_read_session_id(value, &local, &remote) ||
	    sip_uuid_is_nil(&local))
		return 0;
	return key_of(c, PAIRING_SESSION_ID, &local, sizeof local);
}

static void read_header(const struct calls *c, const struct sip_msg *m,
			struct marks *marks)
{
	const struct call_settings *s = c->settings;
	struct slice value = { NULL, 0 };

	marks->header = marks->named = 0;
	for (size_t i = 0; i < s->n_pair_headers && !value.n; i++)
		sip_header_named(m, slice_of(s->pair_headers[i]), &value);
	if (!value.n)
		return;
	marks->header = key_of(c, PAIRING_HEADER, value.p, value.n);
	marks->named = find_id(c, value);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The same with whatever is between the digits, or before too few. */
static struct slice any_tail_of(struct slice user, unsigned n,
				char room[DIGITS_MOST])
{
	size_t at = user.n, got = 0;

	for (; at > 0 && got < n; at--) {
		char ch = user.p[at - 1];

		if (is_digit(ch))
			room[DIGITS_MOST - ++got] = ch;
		else if (ch != '-' && ch != '.' && ch != '(' && ch != ')')
			break;
	}
	if (got == 0 || (got < n && at > 0 && (at > 1 || *user.p != '+')))
		return user;
	return (struct slice){ room + DIGITS_MOST - got, got };
}

/*
 * The last N digits of USER, without visual separators (RFC 3966 section
 * 5.1.1); a name, or a number that has fewer, stands for itself.
 */
static struct slice tail_of(struct slice user, unsigned n,
			    char room[DIGITS_MOST])
{
	size_t at = user.n;

	while (at > 0 && user.n - at < n && is_digit(user.p[at - 1]))
		at--;
	return user.n - at == n ? slice_from(user, at) :
				  any_tail_of(user, n, room);
}

uint64_t mark_called(const struct calls *c, struct slice to)
{
	unsigned n = c->settings->pair_digits;
	char room[DIGITS_MOST];

	if (n == 0 || to.n == 0)
		return 0;
	to = tail_of(to, n, room);
	return key_of(c, PAIRING_DIGITS, to.p, to.n);
}

/* The same with who calls. */
static uint64_t with_caller(const struct calls *c, struct slice from,
			    uint64_t called)
{
	char room[DIGITS_MOST];

	if (!called || from.n == 0)
		return 0;
	from = tail_of(from, c->settings->pair_digits, room);
	return key_of(c, PAIRING_NONE, from.p, from.n) * 3 + called;
}

void mark_read(const struct calls *c, const struct sight *s,
	       struct marks *m)
{
	m->session_id = session_key(c, s->m);
	read_header(c, s->m, m);
	m->called = mark_called(c, s->who->to.uri.user);
	m->digits = with_caller(c, s->who->from.uri.user, m->called);
}

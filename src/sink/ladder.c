/* SPDX-License-Identifier: BSD-2-Clause */
/* The messages of one call as arrows between its hosts, for people. */
#include "sink/page.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "guidance.h"
#include "sip_header.h"

#define RUNGS 400		/* messages that are shown */
#define HOSTS 8
#define LEGS 8
#define LABEL 33		/* room for what stands on an arrow */
#define NAME (ADDR_TEXT + 8)	/* of a host: its address, its port */
#define MARGIN 13		/* columns of the time and a blank */
#define WIDEST (NAME + 2)	/* that columns are apart */
#define ENDING 128		/* room for why a leg ended */

_Static_assert(MARGIN + (HOSTS + 1) * WIDEST <= PAGE_LINE + WIDEST / 2 &&
	       LABEL + 5 <= WIDEST, "a page has room for all columns");

/* A column. By its port too where a host talks to itself; else 0. */
struct host { struct addr addr; uint16_t port; };

struct rung {
	struct moment when;
	uint8_t from, to;		/* hosts */
	uint8_t leg;
	char label[LABEL];
};

struct ladder {
	char *legs[LEGS];		/* Call-IDs: that asked for, others */
	size_t n_legs;
	size_t n_shown;			/* of them; the others once more */
	char endings[LEGS][ENDING];	/* empty where nothing went wrong */
	struct host hosts[HOSTS];
	size_t n_hosts;
	struct rung rungs[RUNGS];
	size_t n;
	uint64_t left_out;
};

static int add_leg(struct ladder *l, const char *id, size_t n)
{
	char *copy = strndup(id, n);

	if (!copy)
		return -ENOMEM;
	l->legs[l->n_legs++] = copy;
	return 0;
}

int ladder_create(struct ladder **lp, const char *call_id)
{
	struct ladder *l = calloc(1, sizeof *l);

	if (!l)
		return -ENOMEM;
	if (add_leg(l, call_id, strlen(call_id))) {
		free(l);
		return -ENOMEM;
	}
	l->n_shown = 1;
	*lp = l;
	return 0;
}

void ladder_destroy(struct ladder *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n_legs; i++)
		free(l->legs[i]);
	free(l);
}

/* Of a long Call-ID the beginning will do, as records have no more of it. */
static bool is_leg(struct slice leg, struct slice call_id)
{
	return slice_equal(leg.n == CALL_ID_KEPT ?
			   slice_head(call_id, CALL_ID_KEPT) : call_id, leg);
}

/* LEGS: it is none of them. */
static size_t leg_of(const struct ladder *l, struct slice call_id)
{
	for (size_t i = 0; i < l->n_legs; i++)
		if (is_leg(slice_of(l->legs[i]), call_id))
			return i;
	return LEGS;
}

/* The same for what a record tells of it. */
static size_t leg_told(const struct ladder *l, struct slice told)
{
	for (size_t i = 0; i < l->n_legs; i++)
		if (slice_equal(told, slice_head(slice_of(l->legs[i]),
						 CALL_ID_KEPT)))
			return i;
	return LEGS;
}

/* "busy: The phone that was reached is in another call" */
static void note_ending(char ending[ENDING], const struct call *c)
{
	if (c->says && c->says->meaning)
		snprintf(ending, ENDING, "%s: %s",
			 disconnect_name(c->disconnect), c->says->meaning);
}

/* Legs find each other when the call is over. */
void ladder_call(struct ladder *l, const struct call *c)
{
	size_t leg = leg_told(l, c->call_id), peer;

	if (leg < LEGS)
		note_ending(l->endings[leg], c);
	if (!c->peer_call_id.n || l->n_legs == LEGS)
		return;
	peer = leg_told(l, c->peer_call_id);
	if (leg < LEGS && peer == LEGS)
		add_leg(l, c->peer_call_id.p, c->peer_call_id.n);
	else if (leg == LEGS && peer < LEGS)
		add_leg(l, c->call_id.p, c->call_id.n);
}

bool ladder_found(const struct ladder *l)
{
	return l->n > 0;
}

bool ladder_again(struct ladder *l)
{
	if (l->n_legs == l->n_shown)
		return false;
	l->n_shown = l->n_legs;
	l->n = l->n_hosts = 0;
	l->left_out = 0;
	memset(l->endings, 0, sizeof l->endings);
	return true;
}

/* -- what is kept of a message ------------------------------------------- */

/* S as printable ASCII, as much of it as there is room for. */
static void add_clean(struct text *t, struct slice s)
{
	for (size_t i = 0; i < s.n && t->n + 4 <= t->room; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if (c < ' ' || c > '~')
			text_printf(t, "\\x%02x", c);
		else
			text_byte(t, (char)c);
	}
}

/* What is said of M behind its method or reason phrase. */
static struct text end_of(char *buffer, const struct sip_msg *m, bool again)
{
	struct text t = text_in(buffer, LABEL);
	struct slice sdp;

	if (m->response && m->method != SIP_INVITE)
		text_printf(&t, " (%s)", sip_method_name(m->method));
	if (sip_find_sdp(m, &sdp))
		text_add(&t, SLICE(" SDP"));
	if (again)
		text_add(&t, SLICE(", again"));
	return t;
}

/* "INVITE SDP", "200 OK (BYE)", "183 Session Progress SDP, again" */
static void write_label(struct rung *r, const struct sip_msg *m, bool again)
{
	struct text t = text_in(r->label, LABEL - 1);
	char buffer[LABEL];
	struct text end = end_of(buffer, m, again);

	t.room -= end.n;
	if (m->response)
		text_printf(&t, "%d ", m->code);
	add_clean(&t, m->response ? m->reason : m->method_name);
	t.room += end.n;
	text_add(&t, text_slice(&end));
	r->label[t.n] = '\0';
}

/* HOSTS when there is no column left for it. */
static uint8_t host_of(struct ladder *l, const struct addr *addr,
		       uint16_t port)
{
	for (size_t i = 0; i < l->n_hosts; i++)
		if (addr_equal(&l->hosts[i].addr, addr) &&
		    l->hosts[i].port == port)
			return (uint8_t)i;
	if (l->n_hosts == HOSTS)
		return HOSTS;
	l->hosts[l->n_hosts] = (struct host){ *addr, port };
	return (uint8_t)l->n_hosts++;
}

void ladder_message(struct ladder *l, const struct sip_msg *m, bool again)
{
	const struct payload *p = m->payload;
	bool itself = addr_equal(&p->src, &p->dst);
	size_t leg = leg_of(l, m->call_id);
	struct rung *r = &l->rungs[l->n];

	if (leg >= l->n_shown)
		return;
	if (l->n == RUNGS) {
		l->left_out++;
		return;
	}
	r->from = host_of(l, &p->src, itself ? p->src_port : 0);
	r->to = host_of(l, &p->dst, itself ? p->dst_port : 0);
	if (r->from == HOSTS || r->to == HOSTS) {
		l->left_out++;
		return;
	}
	r->leg = (uint8_t)leg;
	r->when = p->frame->stamp;
	write_label(r, m, again);
	l->n++;
}

/* -- how it is shown ----------------------------------------------------- */

static size_t host_name(const struct host *h, char name[NAME])
{
	char address[ADDR_TEXT];

	addr_format(&h->addr, address);
	if (h->port)
		snprintf(name, NAME, addr_is_v4(&h->addr) ? "%s:%u" :
			 "[%s]:%u", address, h->port);
	else
		snprintf(name, NAME, "%s", address);
	return strlen(name);
}

/* How far columns are apart: names and labels fit between them. */
static size_t measure(const struct ladder *l)
{
	size_t width = 20;
	char name[NAME];

	for (size_t i = 0; i < l->n_hosts; i++) {
		size_t n = host_name(&l->hosts[i], name) + 2;

		width = n > width ? n : width;
	}
	for (size_t i = 0; i < l->n; i++) {
		size_t n = strlen(l->rungs[i].label) + 5;

		width = n > width ? n : width;
	}
	return width;
}

static size_t column(size_t host, size_t width)
{
	return MARGIN + width / 2 + host * width;
}

static void say_line(struct page *p, const char *line)
{
	size_t n = PAGE_LINE;

	while (n > 0 && line[n - 1] == ' ')
		n--;
	text_add(&p->line, (struct slice){ line, n });
}

static void name_hosts(struct page *p, const struct ladder *l, size_t width)
{
	char line[PAGE_LINE], name[NAME];

	memset(line, ' ', sizeof line);
	for (size_t i = 0; i < l->n_hosts; i++) {
		size_t n = host_name(&l->hosts[i], name);

		memcpy(line + column(i, width) - n / 2, name, n);
	}
	say_line(p, line);
	page_end_line(p);
}

/* An arrow from a column to another, or behind one, to itself. */
static void draw_arrow(char *line, const struct rung *r, size_t width)
{
	size_t from = column(r->from, width), to = column(r->to, width);
	size_t left = from < to ? from : to, right = from < to ? to : from;
	size_t n = strlen(r->label), at;

	if (left == right)
		right = left + width;
	memset(line + left + 1, '-', right - left - 1);
	if (from < to)
		line[right - 1] = '>';
	else
		line[left + 1] = '<';
	at = (left + right) / 2 - n / 2;
	if (at < left + 3)	/* where it just fits the head stays whole */
		at = left + 3;
	memset(line + at - 1, ' ', n + 2);
	memcpy(line + at, r->label, n);
}

static void draw_rung(struct page *p, const struct ladder *l,
		      const struct rung *r, size_t width)
{
	char line[PAGE_LINE], when[32];
	int n = snprintf(when, sizeof when, "%12.6f",
			 (double)moment_since(r->when, l->rungs[0].when).ns /
			 NS_PER_S);

	memset(line, ' ', sizeof line);
	memcpy(line, when, (size_t)n);
	for (size_t i = 0; i < l->n_hosts; i++)
		line[column(i, width)] = '|';
	draw_arrow(line, r, width);
	say_line(p, line);
	if (r->leg)
		page_say(p, "  (%u)", r->leg + 1u);
	page_end_line(p);
}

static void say_call_id(struct page *p, const char *call_id)
{
	char clean[PAGE_LINE];
	struct text t = text_in(clean, sizeof clean);

	add_clean(&t, slice_of(call_id));
	text_add(&p->line, text_slice(&t));
}

static void name_legs(struct page *p, const struct ladder *l)
{
	for (size_t i = 1; i < l->n_shown; i++) {
		page_say(p, " (%zu) ", i + 1);
		say_call_id(p, l->legs[i]);
		page_end_line(p);
	}
}

static void say_endings(struct page *p, const struct ladder *l)
{
	bool said = false;

	for (size_t i = 0; i < l->n_shown; i++) {
		if (!l->endings[i][0])
			continue;
		if (!said)
			page_end_line(p);
		said = true;
		if (i)
			page_say(p, " (%zu) ", i + 1);
		page_say(p, "%s", l->endings[i]);
		page_end_line(p);
	}
}

void ladder_each_line(const struct ladder *l, line_handler *h, void *arg)
{
	size_t width = measure(l);
	char first[40];
	struct text t = text_in(first, sizeof first);
	struct page p;

	if (!ladder_found(l))
		return;
	page_begin(&p, false, h, arg);
	page_say(&p, "Call ");
	say_call_id(&p, l->legs[0]);
	text_moment(&t, l->rungs[0].when);
	page_say(&p, ", %.10s %.15s UTC", first, first + 11);
	page_end_line(&p);
	name_legs(&p, l);
	page_end_line(&p);
	name_hosts(&p, l, width);
	for (size_t i = 0; i < l->n; i++)
		draw_rung(&p, l, &l->rungs[i], width);
	if (l->left_out) {
		page_say(&p, "and %llu more message%s",
			 (unsigned long long)l->left_out,
			 l->left_out == 1 ? "" : "s");
		page_end_line(&p);
	}
	say_endings(&p, l);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends what hosts say over TCP: numbered, and in segments as told. */
#include <stdlib.h>
#include <string.h>

#include "play.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };

#define SEGMENTS 512

/* One way of a connection, and the number of its next byte. */
struct way {
	struct addr src, dst;
	uint16_t src_port, dst_port;
	uint32_t next;
};

/* The way from SRC to DST; it began before the scene, if no SYN is sent. */
static struct way *way_of(struct scene *s, const struct host *src,
			  const struct host *dst)
{
	struct way *w = s->ways;

	for (; w < s->ways + s->n_ways; w++)
		if (addr_equal(&w->src, &src->addr) &&
		    addr_equal(&w->dst, &dst->addr) &&
		    w->src_port == src->port && w->dst_port == dst->port)
			return w;
	s->ways = need(realloc(s->ways, (s->n_ways + 1) * sizeof *w));
	w = &s->ways[s->n_ways++];
	*w = (struct way){ src->addr, dst->addr, src->port, dst->port, 1 };
	return w;
}

static void number(struct scene *s, struct packet *p, unsigned flags)
{
	p->kind = KIND_TCP;
	p->ack = way_of(s, &p->dst, &p->src)->next;
	p->seq = way_of(s, &p->src, &p->dst)->next;
	p->flags = (uint8_t)(flags | ACK);
	p->id = ++s->id;
}

static const struct { const char *name; unsigned flag; } signs[] = {
	{ "ack", 0 }, { "fin", FIN }, { "rst", RST }, { "syn", SYN }, { 0 },
};

bool scene_is_sign(const char *what)
{
	for (int i = 0; signs[i].name; i++)
		if (strcmp(what, signs[i].name) == 0)
			return true;
	return false;
}

/* SYN and FIN take a number each. */
void scene_send_sign(struct scene *s, struct packet *p, const char *what)
{
	struct way *w = way_of(s, &p->src, &p->dst);
	int i = 0;

	while (strcmp(what, signs[i].name) != 0)
		i++;
	if (signs[i].flag == SYN)
		w->next += 100000;
	number(s, p, signs[i].flag);
	if (signs[i].flag & (SYN | FIN))
		way_of(s, &p->src, &p->dst)->next++;
	scene_add_packet(s, p);
}

static void swap(struct packet *a, struct packet *b)
{
	struct packet other = *a;

	*a = *b;
	*b = other;
}

/*
 * segments=100 backward early=3 lost=2 twice=1: of so many bytes, the last
 * one first, the third before all others, the second not at all, the first
 * two times; seq=7: the number of its first byte.
 */
void scene_send_stream(struct scene *s, const struct packet *p, size_t from)
{
	static struct packet pieces[SEGMENTS];
	size_t size = scene_option(s, from, "segments", 65000, 0);
	size_t early = scene_option(s, from, "early", SEGMENTS, 0);
	size_t lost = scene_option(s, from, "lost", SEGMENTS, 0);
	size_t twice = scene_option(s, from, "twice", SEGMENTS, 0), n = 0;
	uint32_t next = way_of(s, &p->src, &p->dst)->next;

	way_of(s, &p->src, &p->dst)->next =
		(uint32_t)scene_option(s, from, "seq", UINT32_MAX, next);
	for (size_t at = 0; at < p->n; at += pieces[n++].n) {
		if (n == SEGMENTS)
			scene_fail(s, "these are too many segments");
		pieces[n] = *p;
		pieces[n].payload += at;
		pieces[n].n = size && size < p->n - at ? size : p->n - at;
		number(s, &pieces[n], PSH);
		way_of(s, &p->src, &p->dst)->next += (uint32_t)pieces[n].n;
	}
	if (early > n || lost > n || twice > n)
		scene_fail(s, "there are %zu segments", n);
	if (lost)
		pieces[lost - 1].n = 0;
	if (words_flag(&s->words, from, "backward"))
		for (size_t i = 0; i < n / 2; i++)
			swap(&pieces[i], &pieces[n - 1 - i]);
	for (size_t i = early; i-- > 1;)
		swap(&pieces[i], &pieces[i - 1]);
	for (size_t i = 0; i < n; i++) {
		if (pieces[i].n)
			scene_add_packet(s, &pieces[i]);
		if (i + 1 == twice) {
			pieces[i].id = ++s->id;
			scene_add_packet(s, &pieces[i]);
		}
	}
}

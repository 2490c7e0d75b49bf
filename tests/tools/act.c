/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements that send packets: messages, repetitions, other bytes. */
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "wrap.h"

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

void scene_add_packet(struct scene *s, const struct packet *p)
{
	struct packet *added;

	if (s->n_packets == s->room) {
		s->room = s->room ? s->room * 2 : 256;
		s->packets = need(realloc(s->packets, s->room * sizeof *p));
	}
	added = &s->packets[s->n_packets++];
	*added = *p;
	added->payload = memcpy(need(malloc(p->n + 1)), p->payload, p->n);
	added->at = s->now;
	added->stamp = s->now + s->shift;
	if (s->now > s->latest)
		s->latest = s->now;
}

/* via=: tunnels and tags, the outermost first; "via=none": no more. */
static void take_via(struct scene *s, struct packet *p, size_t from)
{
	static struct wrapped probe;
	const char *via = words_value(&s->words, from, "via", NULL);

	if (!via)
		return;
	if (strcmp(via, "none") == 0)
		via = "";
	probe.type = addr_is_v4(&p->src.addr) ? 0x0800 : 0x86dd;
	probe.n = 0;
	if (strlen(via) >= sizeof p->via || !wrap_chain(&probe, via))
		scene_fail(s, "'%s' can't be packed so", via);
	strcpy(p->via, via);
}

/* ttl=, id=, vlan=, sport=, fragment=, ...: what P has beside payload. */
static void take_options(struct scene *s, struct packet *p, size_t from)
{
	unsigned long vlan = scene_option(s, from, "vlan", 4095, 4096), chunk;

	take_via(s, p, from);
	if (vlan < 4096)
		p->src.vlan = (int)vlan;
	p->ttl = (uint8_t)scene_option(s, from, "ttl", 255, p->ttl);
	p->id = (uint16_t)scene_option(s, from, "id", 65535, p->id);
	p->src.port = (uint16_t)scene_option(s, from, "sport", 65535,
					    p->src.port);
	p->dst.port = (uint16_t)scene_option(s, from, "dport", 65535,
					    p->dst.port);
	p->fragment = scene_option(s, from, "fragment", 65535, p->fragment);
	p->lost = scene_option(s, from, "lost", 65535, p->lost);
	p->backward |= words_flag(&s->words, from, "backward");
	if (words_flag(&s->words, from, "tcp") ||
	    scene_option(s, from, "segments", 65535, 0))
		p->kind = KIND_TCP;
	chunk = scene_option(s, from, "sctp", 65535, 65536);
	if (chunk < 65536) {
		p->kind = KIND_SCTP;
		p->chunk = chunk;
	}
}

/* Is NAME what word I says, or does that say nothing about it? */
static bool may_be(struct scene *s, const char *name, size_t i)
{
	const char *said = scene_word(s, i);

	return !*said || strchr(said, '=') || strcmp(said, name) == 0;
}

/* The packet that the words from I on name ("call1 200"), or the last. */
static struct packet named_packet(struct scene *s, size_t i)
{
	for (size_t n = s->n_packets; n-- > 0;) {
		const struct packet *p = &s->packets[n];

		if (may_be(s, p->call, i) && may_be(s, p->what, i + 1))
			return *p;
	}
	scene_fail(s, "there is no such packet before");
}

/* Timers A and E: 500 ms, doubled, for non-INVITE at most 4 s between. */
void scene_do_again(struct scene *s)
{
	unsigned long times = 0;
	size_t from = words_number(scene_word(s, 1), 20, &times) ? 2 : 1;
	struct packet p = named_packet(s, from);
	int64_t wait = 500000000, most = 4000000000;

	if (strcmp(p.what, "INVITE") == 0)
		most = INT64_MAX / 4;
	if (times)
		s->now = p.at;
	do {
		if (times)
			s->now += wait;
		wait = wait * 2 < most ? wait * 2 : most;
		p.id = ++s->id;
		take_options(s, &p, from);
		scene_add_packet(s, &p);
	} while (times > 1 && --times);
}

void scene_do_copy(struct scene *s)
{
	struct packet p = named_packet(s, s->words.n);

	p.ttl--;
	take_options(s, &p, 1);
	scene_add_packet(s, &p);
}

/* Hexadecimal digits in TEXT, as bytes. */
static uint8_t *read_hex(const struct scene *s, const char *text, size_t *n)
{
	uint8_t *bytes = need(malloc(strlen(text) + 1));
	char two[3] = "", *end;

	*n = 0;
	while (*text) {
		if (*text == ' ') {
			text++;
			continue;
		}
		memcpy(two, text, 2);
		bytes[(*n)++] = (uint8_t)strtoul(two, &end, 16);
		if (end != two + 2)
			scene_fail(s, "'%s' is no hexadecimal byte", two);
		text += 2;
	}
	return bytes;
}

void scene_do_frame(struct scene *s)
{
	struct packet p = { .kind = KIND_FRAME };

	p.payload = read_hex(s, scene_word(s, 1), &p.n);
	scene_add_packet(s, &p);
	free(p.payload);
}

/* What P carries, by the word behind its hosts at AT. */
static void read_payload(struct scene *s, size_t at, struct packet *p)
{
	const char *what = scene_word(s, at), *why = NULL;
	struct packet quoted;

	if (strcmp(what, "hex") == 0) {
		p->payload = read_hex(s, scene_word(s, at + 1), &p->n);
	} else if (strcmp(what, "datagram") == 0 || strcmp(what, "tcp") == 0) {
		p->kind = *what == 't' ? KIND_TCP : KIND_UDP;
		if (at + 1 >= s->words.n)
			scene_fail(s, "what does it say?");
		p->n = s->words.at[at + 1].n;
		p->payload = memcpy(need(malloc(p->n + 1)),
				    scene_word(s, at + 1), p->n);
	} else if (scene_is_sign(what)) {
		p->kind = KIND_TCP;
		p->payload = need(malloc(1));
	} else if (strcmp(what, "unreachable") == 0) {
		quoted = named_packet(s, s->words.n);
		p->kind = KIND_ICMP;
		p->payload = need(malloc(FRAME_LONGEST));
		p->n = frame_ip(&quoted, p->payload);
	} else {
		if (!strchr(capitals, *what) &&
		    strspn(what, "0123456789") != 3)
			scene_fail(s, "'%s' is no method and no code", what);
		if (at + 1 >= s->words.n)
			scene_fail(s, "%s belongs to no call", what);
		p->payload = (uint8_t *)sip_message(s->calls, &s->words, at,
						    &p->src, &p->dst, &p->n,
						    &why);
		if (why)
			scene_fail(s, "%s", why);
		snprintf(p->what, sizeof p->what, "%s", what);
		snprintf(p->call, sizeof p->call, "%s", scene_word(s, at + 1));
	}
}

#define HEP_DELAY 5000000	/* of the agent */

/* hep=3 (2, zlib), hep-tcp, key=, proto=, content=: by HEP comes P. */
static void take_hep(struct scene *s, struct packet *p, size_t from)
{
	const char *how = words_value(&s->words, from, "hep", NULL);
	struct hep h = {
		.version = 3, .packed = how && strcmp(how, "zlib") == 0,
		.key = words_value(&s->words, from, "key", NULL),
		.time = s->pcap.start + s->now + s->shift - HEP_DELAY,
	};

	if (!how)
		return;
	if (!h.packed)
		h.version = (unsigned)scene_number(s, how, 3);
	h.protocol = (unsigned)scene_option(s, from, "proto", 255,
					    p->kind == KIND_TCP ? 6 : 17);
	h.type = (unsigned)scene_option(s, from, "content", 255, 1);
	h.agent = scene_host(s, "192.0.2.250:9060");
	h.collector = scene_host(s, "192.0.2.251:9060");
	if (p->n > 60000)
		scene_fail(s, "that is too long for HEP");
	hep_wrap(p, &h);
	if (words_flag(&s->words, from, "hep-tcp"))
		p->kind = KIND_TCP;
}

/* A word behind a packet's own ones that nobody would read is a slip. */
static void check_options(const struct scene *s, size_t from)
{
	static const char known[] =
		" ttl= id= vlan= via= sport= dport= fragment= sctp= tcp"
		" segments= seq= early= lost= twice= backward from= to="
		" call-id= from-tag= to-tag= cseq= branch= ruri= realm="
		" body= type= hep= hep-tcp key= proto= content= sdp stale"
		" compact lf ";
	char padded[64];

	for (size_t i = from; i < s->words.n; i++) {
		const struct word *w = &s->words.at[i];
		size_t key = strcspn(w->text, "=");

		snprintf(padded, sizeof padded, " %.*s%s", (int)key, w->text,
			 w->text[key] ? "=" : " ");
		if (!w->quoted && w->text[0] != '-' &&
		    strspn(w->text, capitals) != w->n &&
		    !strstr(known, padded))
			scene_fail(s, "'%s' means nothing here", w->text);
	}
}

/* A > B WHAT ... */
void scene_do_packet(struct scene *s)
{
	struct packet p = { .kind = KIND_UDP, .ttl = 64 };

	p.src = scene_host(s, scene_word(s, 0));
	p.dst = scene_host(s, scene_word(s, 2));
	if (addr_is_v4(&p.src.addr) != addr_is_v4(&p.dst.addr))
		scene_fail(s, "one end is IPv4, the other IPv6");
	p.id = ++s->id;
	read_payload(s, 3, &p);
	check_options(s, p.kind == KIND_ICMP ? 4 : 5);
	take_options(s, &p, 4);
	take_hep(s, &p, 4);
	if (p.n + (p.chunk ? p.n / p.chunk * 20 : 0) > 65000)
		scene_fail(s, "that is too long for a packet");
	if (p.fragment && p.fragment < 8)
		scene_fail(s, "a fragment has 8 bytes or more");
	if (p.kind == KIND_TCP && p.n)
		scene_send_stream(s, &p, 4);
	else if (p.kind == KIND_TCP)
		scene_send_sign(s, &p, scene_word(s, 3));
	else
		scene_add_packet(s, &p);
	free(p.payload);
}

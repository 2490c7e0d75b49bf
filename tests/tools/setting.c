/* SPDX-License-Identifier: BSD-2-Clause */
/* Statements about a scene's hosts, its clock and its file. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "play.h"

/* "192.0.2.1", "192.0.2.1:5062", "2001:db8::1", "[2001:db8::1]:5062". */
static bool read_address(const char *text, struct host *h)
{
	struct slice s = slice_of(text);
	size_t end = slice_find(s, ']'), colon = slice_find(s, ':');
	unsigned long port;

	h->port = 5060;
	if (s.n && s.p[0] == '[' && end < s.n) {
		colon = end + 1;
		s = slice_from(slice_head(s, end), 1);
	} else if (slice_find(slice_from(s, colon + 1), ':') + colon + 1 <
		   s.n) {
		colon = s.n;	/* more than one: IPv6 */
	} else {
		s = slice_head(s, colon);
	}
	if (text[colon]) {
		if (text[colon] != ':' ||
		    !words_number(text + colon + 1, 65535, &port))
			return false;
		h->port = (uint16_t)port;
	}
	return addr_parse(s, &h->addr) == 0;
}

static struct host *add_host(struct scene *s, const char *name,
			     const char *address)
{
	struct host h = { .vlan = -1, .number = (unsigned)s->n_hosts + 1 };

	if (!read_address(address, &h))
		scene_fail(s, "'%s' is no host and no address", address);
	snprintf(h.name, sizeof h.name, "%s", name);
	s->hosts = need(realloc(s->hosts,
				(s->n_hosts + 1) * sizeof *s->hosts));
	s->hosts[s->n_hosts] = h;
	return &s->hosts[s->n_hosts++];
}

static struct host *known_host(struct scene *s, const char *name)
{
	for (size_t i = 0; i < s->n_hosts; i++)
		if (strcmp(s->hosts[i].name, name) == 0)
			return &s->hosts[i];
	return NULL;
}

struct host scene_host(struct scene *s, const char *name)
{
	const struct host *h = known_host(s, name);

	return h ? *h : *add_host(s, name, name);
}

void scene_do_host(struct scene *s)
{
	const char *agent = words_value(&s->words, 3, "agent", NULL);
	struct host *h;

	if (s->words.n < 3)
		scene_fail(s, "a host has a name and an address");
	if (known_host(s, scene_word(s, 1)))
		scene_fail(s, "host '%s' is there already", scene_word(s, 1));
	h = add_host(s, scene_word(s, 1), scene_word(s, 2));
	h->vlan = (int)scene_option(s, 3, "vlan", 4095, 4096);
	if (h->vlan == 4096)
		h->vlan = -1;
	if (agent)
		snprintf(h->agent, sizeof h->agent, "%s", agent);
}

void scene_do_link(struct scene *s)
{
	static const struct { const char *name; enum link_type type; }
	links[] = {
		{ "ethernet", LINK_ETHERNET }, { "raw", LINK_RAW },
		{ "sll", LINK_SLL }, { "sll2", LINK_SLL2 },
		{ "ppp", LINK_PPP }, { "wlan", LINK_WLAN },
		{ "radiotap", LINK_RADIOTAP }, { "nflog", LINK_NFLOG },
	};

	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
		if (strcmp(scene_word(s, 1), links[i].name) == 0) {
			s->pcap.link = links[i].type;
			return;
		}
	scene_fail(s, "the link is ethernet, raw, sll, sll2, ppp, wlan, "
		   "radiotap or nflog, not '%s'", scene_word(s, 1));
}

void scene_do_start(struct scene *s)
{
	struct tm tm = { .tm_year = 0 };
	const char *end = strptime(scene_word(s, 1), "%Y-%m-%dT%H:%M:%SZ",
				   &tm);

	if (!end || *end)
		scene_fail(s, "'%s' is no time like 2026-11-21T09:00:00Z",
		     scene_word(s, 1));
	s->pcap.start = (int64_t)timegm(&tm) * 1000000000;
}

void scene_do_nanoseconds(struct scene *s)
{
	s->pcap.nanoseconds = true;
}

void scene_do_snap(struct scene *s)
{
	s->pcap.snap = (uint32_t)scene_number(s, scene_word(s, 1), 262144);
}

void scene_do_step(struct scene *s)
{
	s->step = scene_span(s, scene_word(s, 1));
}

void scene_do_clock(struct scene *s)
{
	const char *by = scene_word(s, 1);

	s->shift += scene_span(s, *by == '+' ? by + 1 : by);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells what a filter loses of the SIP it takes: fragments, tags, tunnels. */
#include <netinet/in.h>
#include <stdlib.h>

#include "capture/source.h"

/*
 * Each datagram that the filter takes is shown to it once more, wrapped: as a
 * later fragment, which has the same IP header and other bytes behind it,
 * behind VLAN tags, and in each tunnel, between addresses that are nobody's.
 */
#define REST	 90		/* length of a later fragment on the wire */
#define OFFSET	 185		/* where it begins, times 8 */
#define TRIES	 300		/* datagrams that are put in tunnels */
#define EXPERIMENT 253		/* a protocol of IP (RFC 3692) */
#define EXPERIMENTAL 0x88b5	/* an ethertype (IEEE 802) */

struct judge {
	struct losses *losses;
	const struct bpf_program *program;	/* the filter */
	const struct bpf_program *wide;		/* the same behind tags */
	bool names_tags;	/* the filter itself does */
	const struct capture_settings *settings;
	unsigned tries;
};

static bool takes(const struct bpf_program *program, const uint8_t *packet,
		  unsigned length)
{
	struct pcap_pkthdr h = {
		.caplen = length < EXPLORED ? length : EXPLORED,
		.len = length };

	return pcap_offline_filter(program, &h, packet);
}

/* -- fragments ----------------------------------------------------------- */

static bool loses_later(const struct judge *j, const struct explored *e,
			int fill)
{
	uint8_t later[EXPLORED];
	uint8_t *ip = later + e->ip;

	memset(later, fill, sizeof later);
	if (e->version == 4) {
		memcpy(later, e->bytes, e->ip + 20);
		ip[6] &= 0xc0;	/* the last fragment */
		ip[7] = OFFSET;
	} else {
		memcpy(later, e->bytes, e->ip + 40);
		ip[6] = EXPLORED_FRAGMENT;
		ip[40] = e->bytes[e->ip + 6];
		ip[41] = 0;
		ip[42] = OFFSET >> 5;
		ip[43] = (OFFSET << 3) & 0xf8;
	}
	return !takes(j->program, later, REST);
}

/* -- VLAN tags ----------------------------------------------------------- */

/* It is asked only of frames without a tag: who names one, chooses. */
static bool loses_tagged(const struct judge *j, const struct explored *e)
{
	uint8_t tagged[EXPLORED];

	if (j->names_tags || e->ip != 14)
		return false;
	memcpy(tagged, e->bytes, 12);
	memcpy(tagged + 12, "\x81\x00\x00\x07", 4);
	memcpy(tagged + 16, e->bytes + 12, EXPLORED - 16);
	return !takes(j->wide, tagged, EXPLORED_LENGTH);
}

/* -- tunnels ------------------------------------------------------------- */

static unsigned number_at(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* Does a port of UDP make it a tunnel, of which nothing is known here? */
static bool is_tunnel(const struct judge *j, unsigned port)
{
	const struct capture_settings *s = j->settings;
	size_t i;

	for (i = 0; i < n_tunnel_gates; i++)
		if (tunnel_gates[i].layer == GATE_UDP &&
		    tunnel_gates[i].number == port)
			return true;
	for (i = 0; i < s->n_vxlan_ports; i++)
		if (s->vxlan_ports[i].from <= port &&
		    port <= s->vxlan_ports[i].to)
			return true;
	return false;
}

static bool may_be_sip(const struct judge *j, const struct explored *e)
{
	const uint8_t *ip = e->bytes + e->ip;
	const uint8_t *ports = ip + (e->version == 4 ? 20 : 40);

	switch (ip[e->version == 4 ? 9 : 6]) {
	case IPPROTO_UDP:
		return !is_tunnel(j, number_at(ports)) &&
		       !is_tunnel(j, number_at(ports + 2));
	case IPPROTO_TCP:
	case IPPROTO_SCTP:
		return true;
	default:
		return false;
	}
}

static bool takes_within(const struct judge *j, const struct explored *e,
			 const struct gate *g)
{
	uint8_t packet[EXPLORED];

	for (unsigned net = 0; net < TUNNEL_NETS; net++) {
		tunnels_wrap(packet, e, g, net);
		if (takes(j->program, packet, EXPLORED_LENGTH))
			return true;
	}
	return false;
}

/*
 * A filter that would take the same by a number that means nothing keeps the
 * tunnel out by its own: that is meant so, and nothing to be warned of.
 */
static bool loses_within(const struct judge *j, const struct explored *e,
			 const struct gate *g)
{
	struct gate other = *g;

	if (takes_within(j, e, g))
		return false;
	if (g->layer == GATE_ETHERTYPE)
		other.number = EXPERIMENTAL;
	else if (g->layer == GATE_IP)
		other.number = EXPERIMENT;
	else
		other.number = (uint16_t)(g->number - 2);
	return !takes_within(j, e, &other);
}

/* On none of the ports? One that the filter names is enough. */
static bool loses_vxlan(const struct judge *j, const struct explored *e)
{
	const struct capture_settings *s = j->settings;
	struct gate g = vxlan_gate;
	size_t i;

	for (i = 0; i < s->n_vxlan_ports; i++) {
		g.number = s->vxlan_ports[i].from;
		if (!loses_within(j, e, &g))
			return false;
	}
	return i > 0;
}

static void put_in_tunnels(struct judge *j, const struct explored *e)
{
	uint32_t *lost = &j->losses->tunnels;
	size_t i;

	for (i = 0; i < n_tunnel_gates; i++)
		if (!(*lost >> i & 1) &&
		    loses_within(j, e, &tunnel_gates[i]))
			*lost |= UINT32_C(1) << i;
	if (!(*lost >> i & 1) && loses_vxlan(j, e))
		*lost |= UINT32_C(1) << i;
}

/* All bits. */
static uint32_t every_tunnel(void)
{
	return (UINT32_C(2) << n_tunnel_gates) - 1;
}

/* -- all of it ----------------------------------------------------------- */

static bool on_taken(const struct explored *e, void *arg)
{
	struct judge *j = arg;
	bool *later = &j->losses->later[e->version == 6];

	*later = *later || loses_later(j, e, 0) || loses_later(j, e, 0xff);
	if (!may_be_sip(j, e))
		return false;
	j->losses->tags = j->losses->tags || loses_tagged(j, e);
	if (j->tries++ < TRIES)
		put_in_tunnels(j, e);
	return *later && j->losses->tunnels == every_tunnel();
}

void program_losses(struct losses *l, const struct bpf_program *program,
		    const struct capture_settings *s)
{
	struct judge j = { .losses = l, .program = program, .wide = program,
			   .settings = s };

	*l = (struct losses){ .tags = false };
	explore(program, on_taken, &j);
}

static int text_losses(struct losses *l, pcap_t *p, const char *extra,
		       const char *wide, const struct capture_settings *s)
{
	struct bpf_program program, behind_tags;
	struct judge j = { .losses = l, .program = &program,
			   .wide = &behind_tags, .settings = s,
			   .names_tags = strcmp(wide, extra) == 0 };
	int err = filter_compile(p, extra, &program);

	if (err)
		return err;
	err = filter_compile(p, wide, &behind_tags);
	if (!err) {
		*l = (struct losses){ .tags = false };
		explore(&program, on_taken, &j);
		pcap_freecode(&behind_tags);
	}
	pcap_freecode(&program);
	return err;
}

int filter_losses(struct losses *l, const char *extra,
		  const struct capture_settings *s)
{
	char *wide = filter_for_tags(extra);
	pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535);
	int err = -ENOMEM;

	if (wide && p)
		err = text_losses(l, p, extra, wide, s);
	if (p)
		pcap_close(p);
	free(wide);
	return err;
}

/* -- in words ------------------------------------------------------------ */

const char *losses_fragments(const struct losses *l)
{
	static const char *const lost[] = {
		NULL, "ip[6:2] & 0x1fff != 0", "ip6[6] = 44",
		"ip[6:2] & 0x1fff != 0 or ip6[6] = 44",
	};

	return lost[l->later[0] + 2 * l->later[1]];
}

static void put_tunnels(FILE *f, uint32_t lost)
{
	const char *last = NULL;

	for (size_t i = 0; i <= n_tunnel_gates; i++) {
		const struct gate *g = i < n_tunnel_gates ?
				       &tunnel_gates[i] : &vxlan_gate;

		if (!(lost >> i & 1) || (last && strcmp(last, g->name) == 0))
			continue;
		fprintf(f, "%s%s", last ? ", " : "", g->name);
		last = g->name;
	}
}

static void put_losses(FILE *f, const struct losses *l)
{
	const char *fragments = losses_fragments(l), *and = "";

	if (fragments) {
		fprintf(f, "the later fragments of large messages (select by "
			"host, or add: or %s)", fragments);
		and = ", and ";
	}
	if (l->tags) {
		fprintf(f, "%sframes with VLAN tags", and);
		and = ", and ";
	}
	if (l->tunnels) {
		fprintf(f, "%swhat comes in tunnels: ", and);
		put_tunnels(f, l->tunnels);
		fputs(" (it sees those from outside only; sipward(8) tells "
		      "how to let them through)", f);
	}
}

char *capture_filter_losses(const char *extra,
			    const struct capture_settings *s)
{
	struct losses l;
	char *text = NULL;
	size_t size;
	FILE *f;

	if (filter_losses(&l, extra, s) < 0 ||
	    (!losses_fragments(&l) && !l.tags && !l.tunnels))
		return NULL;
	f = open_memstream(&text, &size);
	if (!f)
		return NULL;
	put_losses(f, &l);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}

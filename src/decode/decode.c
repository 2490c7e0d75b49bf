/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the layers, by tables: a frame is handed on, or its fate counted. */
#include <errno.h>
#include <stdlib.h>

#include "base/hep.h"
#include "decode/decode.h"
#include "decode/packet.h"

struct decode {
	struct copies *copies;
	struct encaps *encaps;
	struct frags *frags;
	struct sctp *sctp;
	struct connections *connections;
	struct heps *heps;
	payload_handler *payload;
	void *arg;
	uint64_t *counts[FATES];
	struct moment due;	/* something waits no longer than that */
};

#define NEVER ((struct moment){ INT64_MAX })

/* What the counters are called; nobody needs to know of the unnamed. */
static const struct { const char *name, *label; } fates[FATES] = {
	[FATE_COPY] = { "copies", NULL },
	[FATE_CUT] = { "truncated", NULL },
	[FATE_ARP] = { "not_ip", "arp" },
	[FATE_LLC] = { "not_ip", "llc" },
	[FATE_NOT_IP] = { "not_ip", "other" },
	[FATE_UNKNOWN_LINK] = { "not_ip", "unknown-link" },
	[FATE_DEPTH] = { "malformed_ip", "depth" },
	[FATE_TUNNEL] = { "malformed_ip", "tunnel" },
	[FATE_SHORT] = { "malformed_ip", "short" },
	[FATE_VERSION] = { "malformed_ip", "version" },
	[FATE_HEADER_LENGTH] = { "malformed_ip", "header-length" },
	[FATE_LENGTH] = { "malformed_ip", "length" },
	[FATE_UDP_LENGTH] = { "malformed_ip", "udp-length" },
	[FATE_SCTP_LENGTH] = { "malformed_ip", "sctp-length" },
	[FATE_ICMP] = { "icmp", NULL },
	[FATE_OTHER_PROTOCOL] = { "other_protocol", NULL },
	[FATE_JUMBOGRAM] = { "unread", "jumbogram" },
	[FATE_TLS] = { "unread", "tls" },
	[FATE_ESP] = { "unread", "esp" },
	[FATE_L2TP] = { "unread", "l2tp" },
	[FATE_ENCRYPTED_WLAN] = { "unread", "encrypted-wlan" },
};

typedef enum fate layer_reader(struct packet *p);

/* A number of the layer below: who reads what it stands for, or its fate. */
struct layer {
	uint16_t number;
	layer_reader *read;
	enum fate fate;
};

static const struct layer networks[] = {
	{ ETHERTYPE_IPV4, decode_read_ipv4, FATE_GO_ON },
	{ ETHERTYPE_IPV6, decode_read_ipv6, FATE_GO_ON },
	{ ETHERTYPE_ARP, NULL, FATE_ARP },
	{ ETHERTYPE_MPLS, decode_enter_mpls, FATE_GO_ON },
	{ ETHERTYPE_MPLS_UPSTREAM, decode_enter_mpls, FATE_GO_ON },
	{ ETHERTYPE_PPPOE, decode_enter_pppoe, FATE_GO_ON },
	{ 0, NULL, FATE_NOT_IP },
};

static const struct layer transports[] = {
	{ PROTO_UDP, NULL, FATE_GO_ON },
	{ PROTO_TCP, decode_read_tcp, FATE_GO_ON },
	{ PROTO_SCTP, decode_read_sctp, FATE_GO_ON },
	{ PROTO_ICMP, NULL, FATE_ICMP },
	{ PROTO_ICMPV6, NULL, FATE_ICMP },
	{ PROTO_IPIP, decode_enter_ipv4, FATE_GO_ON },
	{ PROTO_IPV6, decode_enter_ipv6, FATE_GO_ON },
	{ PROTO_GRE, decode_enter_gre, FATE_GO_ON },
	{ PROTO_ESP, NULL, FATE_ESP },
	{ PROTO_L2TP, decode_enter_l2tp, FATE_GO_ON },
	{ PROTO_MPLS, decode_enter_mpls, FATE_GO_ON },
	{ 0, NULL, FATE_OTHER_PROTOCOL },
};

/*
 * It is known again by all that the agent sent, time included: it may reach
 * us as a frame and at our own door.
 */
static enum fate read_hep(struct decode *d, struct packet *p)
{
	struct slice message = p->payload->bytes;
	enum fate fate = decode_read_hep(d->heps, p);

	if (fate == FATE_PAYLOAD &&
	    decode_saw(d->copies, message, p->payload->frame->stamp))
		return FATE_COPY;
	return fate;
}

/* A message out of a stream. */
static void on_hep(const struct payload *message, void *arg)
{
	struct decode *d = arg;
	struct payload payload = *message;
	struct packet p = { .payload = &payload };
	enum fate fate = read_hep(d, &p);

	if (fate == FATE_PAYLOAD) {
		*d->counts[FATE_CUT] += payload.cut;
		d->payload(&payload, d->arg);
	} else if (d->counts[fate]) {
		++*d->counts[fate];
	}
}

int decode_create(struct decode **dp, const struct decode_spec *spec)
{
	struct decode *d = calloc(1, sizeof *d);
	int err;

	if (!d)
		return -ENOMEM;
	err = decode_create_copies(&d->copies, spec->memory / 100 * 5,
				   spec->seed, spec->counters);
	if (!err)
		err = decode_create_encaps(&d->encaps);
	if (!err)
		err = frags_create(&d->frags, &(struct frags_spec){
			.memory = spec->memory / 4, .seed = spec->seed,
			.counters = spec->counters });
	if (!err)
		err = decode_create_sctp(&d->sctp, spec,
					 spec->memory / 100 * 9);
	if (!err)
		err = decode_create_connections(&d->connections, spec,
						spec->memory / 100 * 60,
						on_hep, d);
	if (!err)
		err = decode_create_heps(&d->heps, spec->counters);
	if (err)
		goto out;
	d->due = NEVER;
	decode_reload(d, spec->vxlan_ports, spec->n_vxlan_ports,
		      spec->hep_key);
	d->payload = spec->payload;
	d->arg = spec->arg;
	for (int i = 0; i < FATES; i++)
		if (fates[i].name)
			d->counts[i] = counter(spec->counters, fates[i].name,
					       fates[i].label);
out:
	if (err)
		decode_destroy(d);
	else
		*dp = d;
	return err;
}

void decode_destroy(struct decode *d)
{
	if (!d)
		return;
	decode_destroy_connections(d->connections);
	decode_destroy_sctp(d->sctp);
	frags_destroy(d->frags);
	decode_destroy_encaps(d->encaps);
	decode_destroy_heps(d->heps);
	decode_destroy_copies(d->copies);
	free(d);
}

void decode_reload(struct decode *d, const struct port_range *vxlan_ports,
		   size_t n, const char *hep_key)
{
	decode_set_vxlan(d->encaps, vxlan_ports, n);
	decode_set_hep_key(d->heps, hep_key);
}

const char *decode_bad_hep(const struct decode *d, struct addr *sender)
{
	return decode_tell_bad_hep(d->heps, sender);
}

/* The last row of LAYERS, numbered 0, is for all other numbers. */
static enum fate read_layer(const struct layer *layer, uint16_t number,
			    struct packet *p)
{
	while (layer->number && layer->number != number)
		layer++;
	return layer->read ? layer->read(p) : layer->fate;
}

/* A second copy of a fragment would wait in vain for others to go with. */
static enum fate read_fragment(struct decode *d, struct packet *p)
{
	if (p->protocol == PROTO_ICMP || p->protocol == PROTO_ICMPV6)
		return FATE_ICMP;
	if (decode_is_copy(d->copies, p))
		return FATE_COPY;
	return frags_add(d->frags, p);
}

/* A datagram may be a tunnel, or HEP. */
static enum fate read_datagram(struct decode *d, struct packet *p)
{
	enum fate fate = decode_enter_udp(d->encaps, p);

	if (fate == FATE_GO_ON && hep_begins(p->payload->bytes))
		fate = FATE_HEP;
	return fate;
}

static enum fate read_transport(struct decode *d, struct packet *p)
{
	enum fate fate = FATE_GO_ON;

	if (p->fragment)
		fate = read_fragment(d, p);
	if (fate == FATE_GO_ON)
		fate = read_layer(transports, p->protocol, p);
	if (fate == FATE_GO_ON)
		fate = decode_read_udp(p);
	return fate == FATE_GO_ON ? read_datagram(d, p) : fate;
}

/* P, moved to its network layer. What is in a tunnel is a packet again. */
static enum fate read_packet(struct decode *d, struct packet *p)
{
	enum fate fate;

	do {
		fate = read_layer(networks, p->ethertype, p);
		if (fate == FATE_GO_ON)
			fate = read_transport(d, p);
	} while (fate == FATE_WITHIN);
	return fate;
}

static enum fate read_frame(struct decode *d, struct packet *p)
{
	enum fate fate;

	if (decode_read_plain(p)) {
		fate = read_datagram(d, p);
		return fate == FATE_WITHIN ? read_packet(d, p) : fate;
	}
	fate = decode_read_link(p);
	return fate == FATE_GO_ON ? read_packet(d, p) : fate;
}

/* A segment without data is no copy that anyone would count. */
static enum fate take_segment(struct decode *d, struct packet *p)
{
	enum fate fate;

	if (p->payload->bytes.n && decode_is_copy(d->copies, p))
		return FATE_COPY;
	fate = decode_take_segment(d->connections, p);
	d->due = decode_connections_due(d->connections);
	return fate;
}

static void read_subframes(struct decode *d, struct packet *all);

/* P came to FATE so far: it is handed on, or counted. */
static void take_packet(struct decode *d, struct packet *p, enum fate fate)
{
	struct payload *payload = p->payload;

	if ((fate == FATE_GO_ON || fate == FATE_CHUNKS) &&
	    decode_is_copy(d->copies, p))
		fate = FATE_COPY;
	if (fate == FATE_HEP)
		fate = read_hep(d, p);
	if (fate == FATE_CHUNKS)
		fate = decode_take_chunks(d->sctp, p);
	if (fate == FATE_GO_ON || fate == FATE_PAYLOAD) {
		/* where IP is whole, UDP says more than IP has */
		if (payload->cut)
			++*d->counts[p->missing ? FATE_CUT : FATE_UDP_LENGTH];
		d->payload(payload, d->arg);
		return;
	}
	if (fate == FATE_SEGMENT)
		fate = take_segment(d, p);
	if (fate == FATE_AMSDU)
		read_subframes(d, p);
	else if (d->counts[fate])
		++*d->counts[fate];
}

static void read_subframes(struct decode *d, struct packet *all)
{
	struct packet one = *all;
	enum fate fate;

	while ((fate = decode_next_subframe(all, &one)) != FATE_DONE) {
		struct payload payload = *all->payload;

		one.payload = &payload;
		if (fate == FATE_GO_ON)
			fate = read_packet(d, &one);
		take_packet(d, &one, fate);
	}
}

void decode_frame(struct decode *d, const struct frame *f)
{
	struct payload payload;
	struct packet p = {
		.payload = &payload,
		.wire = wire_over(f->bytes, f->captured),
		.missing = f->length > f->captured ?
			   f->length - f->captured : 0,
	};

	if (!moment_before(f->stamp, d->due))
		decode_quiet(d, f->stamp);
	payload.frame = f;
	payload.vlan = -1;
	payload.stretch = NULL;
	memset(payload.via, 0, sizeof payload.via);
	take_packet(d, &p, read_frame(d, &p));
}

void decode_quiet(struct decode *d, struct moment until)
{
	frags_sweep(d->frags, until);
	decode_sweep_sctp(d->sctp, until);
	decode_hurry_connections(d->connections, until);
	d->due = decode_connections_due(d->connections);
}

void decode_end(struct decode *d)
{
	frags_end(d->frags);
	decode_end_sctp(d->sctp);
	decode_end_connections(d->connections);
	d->due = NEVER;
}

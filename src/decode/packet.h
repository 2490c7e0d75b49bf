/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a frame while decode takes it apart, layer by layer. */
#ifndef SIPWARD_DECODE_PACKET_H
#define SIPWARD_DECODE_PACKET_H

#include "base/counter.h"
#include "base/hash.h"
#include "base/wire.h"
#include "decode/decode.h"
#include "payload.h"
#include "settings.h"

/* What became of a frame; each has its counter, see decode.c. */
enum fate {
	FATE_GO_ON,		/* nothing is wrong with it so far */
	FATE_WITHIN,		/* it was a tunnel: now it is what was in it */
	FATE_DONE,		/* what it held was handed on, is kept, or is
				 * counted already */
	FATE_PAYLOAD,		/* it comes without its packet, complete */
	FATE_CHUNKS,		/* of SCTP, which are to be taken */
	FATE_SEGMENT,		/* of TCP: its connection will tell */
	FATE_COPY,
	FATE_CUT,		/* by the snap length */
	FATE_ARP, FATE_LLC, FATE_NOT_IP, FATE_UNKNOWN_LINK,
	FATE_DEPTH,		/* more tunnels than anyone builds */
	FATE_TUNNEL,		/* a tunnel's header that nothing describes */
	FATE_SHORT, FATE_VERSION, FATE_HEADER_LENGTH, FATE_LENGTH,
	FATE_UDP_LENGTH, FATE_SCTP_LENGTH,
	FATE_ICMP, FATE_OTHER_PROTOCOL,
	FATE_NO_DATA,		/* TCP or SCTP, and only its housekeeping */
	FATE_JUMBOGRAM,
	FATE_TLS,
	FATE_HEP,		/* the payload is: read it */
	FATE_ESP, FATE_L2TP,
	FATE_ENCRYPTED_WLAN,
	FATE_AMSDU,		/* several packets: read each */
	FATES
};

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_ARP = 0x0806,
       ETHERTYPE_IPV6 = 0x86dd, ETHERTYPE_MPLS = 0x8847,
       ETHERTYPE_MPLS_UPSTREAM = 0x8848, ETHERTYPE_PPPOE = 0x8864 };

/* The least ethertype: what is below is the length of an LLC frame. */
#define ETHERTYPES 0x0600

/* Protocol numbers of IPv4 and next headers of IPv6. */
enum { PROTO_HOP_BY_HOP = 0, PROTO_ICMP = 1, PROTO_IPIP = 4, PROTO_TCP = 6,
       PROTO_UDP = 17, PROTO_IPV6 = 41, PROTO_ROUTING = 43,
       PROTO_FRAGMENT = 44, PROTO_GRE = 47, PROTO_ESP = 50, PROTO_AH = 51,
       PROTO_ICMPV6 = 58, PROTO_OPTIONS = 60, PROTO_L2TP = 115,
       PROTO_SCTP = 132, PROTO_MPLS = 137 };

struct packet {
	struct payload *payload;	/* what is known of it so far */
	struct wire wire;	/* what isn't read yet, to the end of what
				 * was captured of the IP packet */
	size_t missing;		/* bytes that it had beyond that */
	uint16_t ethertype;
	uint8_t protocol;
	bool fragment;
	uint64_t way;		/* a hash: of the VLANs and the tunnels, with
				 * their numbers, that it came through */
	const uint8_t *ip;	/* where the IP header begins */
	const uint8_t *transport;	/* where its header begins */
};

/*
 * P came by number N, of a VLAN or in a tunnel: to what came by others it is a
 * stranger, though it have the same addresses.
 */
static inline void packet_came_by(struct packet *p, uint64_t n)
{
	p->way = (p->way + n + 1) * UINT64_C(0x9e3779b97f4a7c15);
	p->way ^= p->way >> 32;
}

/* Headers end before they should: for want of captured bytes, or not. */
static inline enum fate packet_ended(const struct packet *p)
{
	return p->missing ? FATE_CUT : FATE_SHORT;
}

/* Are bytes of a stream of some kind? MAYBE: more of them may tell. */
enum guess { GUESS_NO, GUESS_MAYBE, GUESS_YES };

/* -- plain.c: completes P's payload. False: the layers are to be read. --- */
bool decode_read_plain(struct packet *p);

/* -- link.c: Moves P to its network layer; tells its ethertype and VLAN. */
enum fate decode_read_link(struct packet *p);

/* -- ethernet.c: The same, of a frame, of what follows a type or length, which
 * is set, and of LLC. COOKED: Linux may have taken a tag off. ------------- */
enum fate decode_read_ethernet(struct packet *p);
enum fate decode_read_tags(struct packet *p, bool cooked);
enum fate decode_read_llc(struct packet *p);

/* 802.1Q, 802.1ad, and what came before it. */
static inline bool packet_is_tag(uint16_t ethertype)
{
	return ethertype == 0x8100 || ethertype == 0x88a8 ||
	       ethertype == 0x9100;
}

/* The same, of what is behind the link type's own header or instead of it. */
enum fate decode_read_ppp(struct packet *p);		/* ppp.c */
enum fate decode_read_pppoe(struct packet *p);
enum fate decode_read_wlan(struct packet *p);		/* wlan.c */
enum fate decode_read_radiotap(struct packet *p);

/*
 * ALL is an A-MSDU, of several packets: moves ONE, a copy of it, to the next
 * one's network layer, and ALL behind it: FATE_GO_ON, or what ONE is instead.
 * FATE_DONE: there are no more.
 */
enum fate decode_next_subframe(struct packet *all, struct packet *one);
enum fate decode_read_nflog(struct packet *p);		/* nflog.c */
enum fate decode_read_upper(struct packet *p);		/* upper.c */
enum fate decode_read_juniper_ethernet(struct packet *p);	/* juniper.c */
enum fate decode_read_juniper_ppp(struct packet *p);
enum fate decode_read_juniper_pppoe(struct packet *p);
enum fate decode_read_juniper_hdlc(struct packet *p);

/* Move P to its transport and tell its protocol and addresses. */
enum fate decode_read_ipv4(struct packet *p);
enum fate decode_read_ipv6(struct packet *p);

/* Moves P on over headers between IP and transport (AH, IPv6's extensions). */
enum fate decode_pass_headers(struct packet *p);

/* frag.c: packets in fragments. */
struct frags;

struct frags_spec {
	uint64_t memory;		/* bytes, of all that is kept */
	struct hash_seed seed;
	struct counters *counters;
};

int frags_create(struct frags **fp, const struct frags_spec *spec);
void frags_destroy(struct frags *f);	/* NULL is fine */

/*
 * Keeps what is in P, a fragment: FATE_DONE. With the last missing one of its
 * packet, P becomes that packet, moved to its transport: FATE_GO_ON. Its
 * bytes are valid until the next call.
 */
enum fate frags_add(struct frags *f, struct packet *p);

/* Counts and forgets what at NOW has waited too long; or what is left. */
void frags_sweep(struct frags *f, struct moment now);
void frags_end(struct frags *f);

/* The datagram in P: completes the payload. */
enum fate decode_read_udp(struct packet *p);

/* The segment in P: its ports and data; FATE_SEGMENT, if it is one. */
enum fate decode_read_tcp(struct packet *p);

/* -- tunnel.c: a packet in a packet. ------------------------------------ */

/*
 * P was T: what is in it, to which its wire has been moved, is read as the
 * packet of its ethertype, which is set.
 */
enum fate packet_enter(struct packet *p, enum tunnel t);

/* Notes that P came by T; behind how many others. */
int packet_note(struct payload *p, enum tunnel t);

/* A tunnel without a number is known by its ends: P's addresses. */
void packet_came_between(struct packet *p);

/* So too, where what is in it is told by its version; or by READ. */
enum fate packet_enter_ip(struct packet *p, enum tunnel t);
enum fate packet_enter_link(struct packet *p, enum tunnel t,
			    enum fate (*read)(struct packet *p));

/* Is it an IP packet that begins here, an Ethernet frame? */
bool packet_has_ip(const struct packet *p);
bool packet_has_ethernet(const struct packet *p);

enum fate decode_enter_ipv4(struct packet *p);
enum fate decode_enter_ipv6(struct packet *p);

/* -- Tunnels by their IP protocol or ethertype. --------------------------- */

enum fate decode_enter_gre(struct packet *p);		/* gre.c */
enum fate decode_enter_mpls(struct packet *p);		/* mpls.c */
enum fate decode_enter_pppoe(struct packet *p);		/* ppp.c */
enum fate decode_enter_l2tp(struct packet *p);		/* l2tp.c */

/* -- Tunnels in UDP: FATE_GO_ON for a datagram that is none. ------------- */

struct encaps;			/* encap.c: by which ports */

int decode_create_encaps(struct encaps **ep);	/* 0 or -ENOMEM */
void decode_destroy_encaps(struct encaps *e);	/* NULL is fine */

/* VXLAN is looked for on PORTS, and no longer on others. */
void decode_set_vxlan(struct encaps *e, const struct port_range *ports,
		      size_t n);

enum fate decode_enter_udp(const struct encaps *e, struct packet *p);
enum fate decode_enter_vxlan(struct packet *p);
enum fate decode_enter_geneve(struct packet *p);
enum fate decode_enter_gtp(struct packet *p);
enum fate decode_enter_udp_l2tp(struct packet *p);	/* l2tp.c */
enum fate decode_enter_udp_mpls(struct packet *p);	/* mpls.c */
enum fate decode_enter_tzsp(struct packet *p);
enum fate decode_enter_sctp(struct packet *p);		/* sctp.c */

/* -- hep.c: what an agent saw. ------------------------------------------- */

struct heps;

int decode_create_heps(struct heps **hp, struct counters *counters);
void decode_destroy_heps(struct heps *h);	/* NULL is fine */

/* Only messages with KEY, by reference, are read; NULL: all are. */
void decode_set_hep_key(struct heps *h, const char *key);

/*
 * What P's payload, a HEP message, has in it becomes the payload: to be handed
 * on (FATE_PAYLOAD), and valid until the next call.
 */
enum fate decode_read_hep(struct heps *h, struct packet *p);

/* What was wrong with the last that was refused, and who sent it; or NULL. */
const char *decode_tell_bad_hep(const struct heps *h, struct addr *sender);

/* -- hepstream.c: a stream of it, from its middle if it doesn't begin so. */
enum guess decode_guess_hep(struct slice bytes, bool begins);

/* Reads P, a stretch of one: see payload.h. Each message is handed on. */
void decode_read_hep_stream(const struct payload *p, payload_handler *message,
			    void *arg);

/* A frame of LINK_HEP: FATE_HEP. */
enum fate decode_read_hep_sender(struct packet *p);

/* parts.c: messages in numbered parts that come in any order. */
struct parts;

struct part {
	uint64_t message;	/* a hash that says which */
	uint32_t number;	/* that of the part before, and one */
	bool first, last;
	struct slice bytes;	/* at least one */
};

/* Of MEMORY bytes. 0 or -ENOMEM. */
int parts_create(struct parts **pp, size_t memory, struct hash_seed seed,
		 struct counters *counters);
void parts_destroy(struct parts *p);	/* NULL is fine */

/* Keeps PART, or joins *WHOLE with it: true. That is valid until the next. */
bool parts_add(struct parts *p, const struct part *part, struct moment now,
	       struct slice *whole);

/* Counts and forgets what at NOW has waited too long; or what is left. */
void parts_sweep(struct parts *p, struct moment now);
void parts_end(struct parts *p);

/* sctp.c: its messages, whole ones and those in fragments. */
struct sctp;

/* Of MEMORY bytes. 0 or -ENOMEM. */
int decode_create_sctp(struct sctp **sp, const struct decode_spec *spec,
		       size_t memory);
void decode_destroy_sctp(struct sctp *s);	/* NULL is fine */

/* The header in P, its ports; FATE_CHUNKS, which are then taken. */
enum fate decode_read_sctp(struct packet *p);
enum fate decode_take_chunks(struct sctp *s, struct packet *p);

/* Fragments that at NOW have waited too long are let go; or all. */
void decode_sweep_sctp(struct sctp *s, struct moment now);
void decode_end_sctp(struct sctp *s);

/* ws.c, wshead.c: a stream of WebSocket (RFC 6455), once that is known. */
struct websocket;

/* Each message is handed to PAYLOAD as a datagram. 0 or -ENOMEM. */
int decode_create_websocket(struct websocket **wp, struct counters *counters,
			    payload_handler *payload, void *arg);
void decode_destroy_websocket(struct websocket *w);	/* NULL is fine */

/*
 * Are BYTES of a stream of it, from its middle if it doesn't begin with them,
 * or of HTTP that may become one?
 */
enum guess decode_guess_websocket(struct slice bytes, bool begins);

/* Do they surely begin with a frame, as that has the beginning of SIP? */
bool decode_fits_websocket(struct slice bytes);

/* Does a frame begin somewhere in BYTES that begins as SIP does? */
bool decode_holds_websocket(struct slice bytes);
#define WEBSOCKET_TELLS 30	/* bytes of one that are enough */

/* start.c: Do BYTES begin as SIP's start lines do? MAYBE: as above. */
enum guess decode_guess_sip(struct slice bytes);

/* Reads P, a stretch of it: see payload.h. */
void decode_read_websocket(struct websocket *w, const struct payload *p);

/* copy.c: packets that were here just now. */
struct copies;

/* Of MEMORY bytes. 0 or -ENOMEM. */
int decode_create_copies(struct copies **cp, size_t memory,
			 struct hash_seed seed, struct counters *counters);
void decode_destroy_copies(struct copies *c);	/* NULL is fine */

/*
 * Was P, a fragment or one whose ip and transport are set, here just now? It
 * is remembered.
 */
bool decode_is_copy(struct copies *c, const struct packet *p);

/* Were BYTES, which bear the time STAMP themselves? So are they. */
bool decode_saw(struct copies *c, struct slice bytes, struct moment stamp);

/* connection.c: the connections that segments belong to. */
struct connections;

/* Of MEMORY bytes. Messages of HEP are handed to HEP, as datagrams, with
 * HEP_ARG. 0 or -ENOMEM. */
int decode_create_connections(struct connections **cp,
			      const struct decode_spec *spec, size_t memory,
			      payload_handler *hep, void *hep_arg);
void decode_destroy_connections(struct connections *all); /* NULL is fine */

/* tcp.c: what decode_read_tcp() read; shows what is in order with it. */
enum fate decode_take_segment(struct connections *all, struct packet *p);

/* What waited too long until NOW is let go; and when that will be next. */
void decode_hurry_connections(struct connections *all, struct moment now);
struct moment decode_connections_due(const struct connections *all);

/* All that waits is let go. */
void decode_end_connections(struct connections *all);

#endif

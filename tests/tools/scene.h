/* SPDX-License-Identifier: BSD-2-Clause */
/* What the scene tool's own files share; the language: tests/replay/README. */
#ifndef SIPWARD_SCENE_H
#define SIPWARD_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/addr.h"

/* -- words.c: a line, cut into words ------------------------------------ */

#define WORDS 32

struct word {
	char *text;	/* terminated; may hold NUL bytes when quoted */
	size_t n;
	bool quoted;
};

struct words {
	struct word at[WORDS];
	size_t n;
	char buffer[8192];	/* where they lie */
};

/* The iteration numbers of the repeats around a line, from 1; 0: none. */
struct turns { unsigned inner, outer; };

/* Cuts LINE into W, with TURNS in place of %d. NULL, or what is wrong. */
const char *words_cut(struct words *w, const char *line, struct turns turns);

/* Reads "1.5", "20ms", "2min" as nanoseconds. */
bool words_span(const char *text, int64_t *ns);
bool words_number(const char *text, unsigned long max, unsigned long *n);

/* "key=value" among W's words from FROM on: the value, or NULL. LENGTH, of
 * a value that may hold NUL bytes, may be NULL. */
const char *words_value(const struct words *w, size_t from, const char *key,
			size_t *length);
bool words_flag(const struct words *w, size_t from, const char *flag);

/* -- frame.c: packets and the bytes of their frames --------------------- */

struct host {
	char name[32];
	struct addr addr;
	uint16_t port;
	int vlan;		/* -1: none */
	char agent[96];
	unsigned number;	/* for its MAC address */
};

enum kind { KIND_UDP, KIND_TCP, KIND_SCTP, KIND_ICMP, KIND_FRAME };

struct packet {
	enum kind kind;
	int64_t at;		/* in the scene */
	int64_t stamp;		/* as the file tells it */
	struct host src, dst;
	uint8_t ttl;
	uint16_t id;
	size_t fragment;	/* bytes of each; 0: whole */
	bool backward;		/* the last one first */
	size_t lost;		/* the one that is lost, from 1; 0: none is */
	size_t chunk;		/* so too, of SCTP */
	uint32_t seq, ack;	/* of TCP */
	uint8_t flags;
	char via[64];		/* "vlan/vxlan": see wrap.h */
	uint8_t *payload;	/* of UDP or TCP, or a whole frame */
	size_t n;
	char call[64], what[32];
};

enum link_type { LINK_ETHERNET = 1, LINK_PPP = 9, LINK_RAW = 101,
		 LINK_WLAN = 105, LINK_SLL = 113, LINK_RADIOTAP = 127,
		 LINK_NFLOG = 239, LINK_SLL2 = 276 };

#define FRAME_LONGEST 66000

/* P's IP packet into BYTES; how many. An ICMP packet quotes its payload. */
size_t frame_ip(const struct packet *p, uint8_t bytes[FRAME_LONGEST]);

typedef void frame_handler(const uint8_t *bytes, size_t n, void *arg);

/*
 * Hands on P's frame, or those of its fragments. Says whether it fits into its
 * tunnels, and they to the link.
 */
bool frame_each(const struct packet *p, enum link_type link,
		frame_handler *h, void *arg);

/* -- hep.c: what an agent tells of a packet ------------------------------ */

struct hep {
	unsigned version;	/* 2 or 3 */
	unsigned protocol;	/* of IP, as the agent calls it */
	unsigned type;		/* of the payload: 1 is SIP */
	bool packed;
	const char *key;	/* NULL: none */
	int64_t time;		/* since 1970 */
	struct host agent, collector;
};

/* P becomes the HEP that tells of it. */
void hep_wrap(struct packet *p, const struct hep *h);

/* -- pcap.c: the file ---------------------------------------------------- */

struct pcap_spec {
	enum link_type link;
	uint32_t snap;
	bool nanoseconds;
	int64_t start;		/* since 1970, of the scene's zero */
};

/* Writes PACKETS, ordered by their time in the scene. 0 or -errno. */
int pcap_write(FILE *f, const struct pcap_spec *spec, struct packet *packets,
	       size_t n);

/* -- sip.c: messages, and what calls need to remember for them ---------- */

struct calls;

struct calls *calls_create(void);
void calls_destroy(struct calls *c);

/*
 * The message that W tells, from its word AT on ("INVITE call1 to=1"), as
 * SRC sends it to DST; malloc'ed, with its length in *N. NULL, with what is
 * wrong in *WHY.
 */
char *sip_message(struct calls *c, const struct words *w, size_t at,
		  const struct host *src, const struct host *dst, size_t *n,
		  const char **why);

/* -- scene.c -------------------------------------------------------------- */

/* malloc'ed memory, or the end of the program. */
void *need(void *p);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Frame in, payload out: link types, tunnels, IP, UDP; copies are dropped. */
#ifndef SIPWARD_DECODE_H
#define SIPWARD_DECODE_H

#include "base/counter.h"
#include "base/hash.h"
#include "payload.h"
#include "settings.h"

struct decode;

typedef void payload_handler(const struct payload *p, void *arg);

struct decode_spec {
	uint64_t memory;		/* bytes, of all its tables */
	struct hash_seed seed;
	struct counters *counters;
	const struct port_range *vxlan_ports;	/* not kept */
	size_t n_vxlan_ports;
	const char *hep_key;		/* kept; NULL: HEP needs none */
	payload_handler *payload;	/* P: valid until it returns */
	void *arg;
};

int decode_create(struct decode **dp, const struct decode_spec *spec);
void decode_destroy(struct decode *d);		/* NULL is fine */

/* VXLAN is looked for on these ports, HEP must have this key from now on. */
void decode_reload(struct decode *d, const struct port_range *vxlan_ports,
		   size_t n, const char *hep_key);

/* What was wrong with the last HEP message that was refused: "key", and where
 * it came from. NULL: none was. */
const char *decode_bad_hep(const struct decode *d, struct addr *sender);

/* Hands the datagram in F on, if there is one; else a counter says why. */
void decode_frame(struct decode *d, const struct frame *f);

/* No frame before UNTIL will come: what waits for none is let go. */
void decode_quiet(struct decode *d, struct moment until);

/* There are no more frames: what is held is let go. */
void decode_end(struct decode *d);

/* Is LINK_TYPE (a DLT_ value) one that decode_frame() reads? */
bool decode_knows_link(int link_type);

#endif

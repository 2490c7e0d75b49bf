/* SPDX-License-Identifier: BSD-2-Clause */
/* HEP, the Homer Encapsulation Protocol: a message taken apart. */
#ifndef SIPWARD_BASE_HEP_H
#define SIPWARD_BASE_HEP_H

#include "base/addr.h"
#include "base/vtime.h"

/* What an agent saw, and what it says about it. */
struct hep {
	uint8_t version;	/* 1 to 3 */
	uint8_t protocol;	/* of IP, as the agent has it: 17 is UDP */
	uint8_t type;		/* of the payload */
	struct addr src, dst;
	uint16_t src_port, dst_port;	/* 0: not told */
	int vlan;		/* -1: not told */
	bool timed;
	struct moment time;	/* if TIMED */
	struct slice key;	/* P is NULL where there is none */
	struct slice payload;
	bool packed;		/* the payload is: zlib or gzip */
	bool cut;		/* the payload ends before it should */
};

enum { HEP_SIP = 1 };		/* type of a payload */

/* How the reading of a message ended. */
enum hep_end {
	HEP_SOUND,
	HEP_VERSION,		/* it begins as none does that is known */
	HEP_LENGTH,		/* its length is not that of the message */
	HEP_CHUNK,		/* a chunk overruns, or has a wrong size */
	HEP_NO_ADDRESSES,
	HEP_NO_PAYLOAD,
	HEP_CUT,		/* by the snap length, before its payload */
	HEP_ENDS
};

/* Do these bytes, of a datagram, look like HEP of any version? */
static inline bool hep_begins(struct slice s)
{
	const uint8_t *b = (const uint8_t *)s.p;

	if (s.n < 8)
		return false;
	if (b[0] == 'H')
		return memcmp(b, "HEP3", 4) == 0;
	return (b[0] == 1 || b[0] == 2) &&
	       ((b[1] == 16 && b[2] == 2) ||
		(b[1] == 40 && b[2] >= 10 && b[2] <= 30)) &&
	       (b[3] == 6 || b[3] == 17 || b[3] == 22 || b[3] == 132);
}

/* -- in a stream, of version 3: messages come one behind the other ------- */

#define HEP_HEAD 6		/* bytes, with the length of a message */

/* What its HEAD says it has, that with it; 0: none begins so. */
size_t hep_length(const char head[HEP_HEAD]);

/* Does S, which may be from anywhere, surely begin with one? */
bool hep_starts(struct slice s);

/* Where in S, which is from the middle of a stream, a message begins; S.n. */
size_t hep_find(struct slice s);

/* Does one begin there, or a payload with text in one? So it is HEP. */
bool hep_passes(struct slice s);

/*
 * Takes S apart, which came at NOW and is without its last bytes if CUT: into
 * *H, which is complete when the result is HEP_SOUND.
 */
enum hep_end hep_read(struct hep *h, struct slice s, bool cut,
		      struct moment now);

#endif

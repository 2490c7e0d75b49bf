/* SPDX-License-Identifier: BSD-2-Clause */
/* What a session description says of media: where, which way, what codecs. */
#ifndef SIPWARD_SDP_H
#define SIPWARD_SDP_H

#include "base/addr.h"
#include "base/hash.h"

#define SDP_MEDIAS 8	/* of a description, at most */
#define SDP_CODECS 16	/* of a medium, at most */

/* Who can send to a connection address. */
enum sdp_reach {
	SDP_NO_ADDR,	/* there is none, or none that can be read */
	SDP_NAMED,	/* a domain name */
	SDP_ZERO,	/* 0.0.0.0 or ::, on hold (RFC 3264 section 8.4) */
	SDP_PRIVATE,	/* RFC 1918, 4193, 6598, or the link or host only */
	SDP_PUBLIC
};

enum sdp_reach sdp_reach_of(const struct addr *a);

/* As its sender sees it. */
enum sdp_direction { SDP_SENDRECV, SDP_SENDONLY, SDP_RECVONLY, SDP_INACTIVE };

/* Where and which way media go. */
struct sdp_flow {
	enum sdp_reach reach;
	struct addr addr;		/* of SDP_ZERO and what follows it */
	enum sdp_direction direction;
};

struct sdp_codec {
	struct slice name;	/* "PCMA"; empty: of no rtpmap and not static;
				 * without RTP it is the format: "t38" */
	uint32_t rate;		/* 0: it doesn't say */
	int channels;
	int payload;		/* 0 to 127; -1: no RTP */
};

struct sdp_media {
	struct slice kind;	/* "audio" */
	struct slice proto;	/* "RTP/AVP" */
	uint16_t port;		/* 0: refused or given up */
	struct sdp_flow flow;	/* its own, or else the session's */
	int codecs;
	struct sdp_codec codec[SDP_CODECS];
};

/* Its slices are of the text that was read. */
struct sdp {
	struct sdp_flow flow;	/* of the session */
	int medias;
	bool partial;		/* there is more of media than could be read,
				 * or than this holds */
	struct sdp_media media[SDP_MEDIAS];	/* the first MEDIAS of them */
};

/*
 * Reads TEXT (RFC 8866) into *D; lines that are malformed are passed over.
 * False, and *D as it was, when TEXT doesn't begin with a version. Linear.
 */
bool sdp_read(struct slice text, struct sdp *d);

/*
 * What a call keeps of a description: the least, read by the quickest way.
 */
#define SDP_NAMES 10	/* codecs of all its media together, at most */

struct sdp_outline {
	bool there;
	bool partial;		/* of its codecs some are left out */
	uint8_t streams, open;	/* media, and those that have a port */
	uint8_t reach, direction;	/* of the first that has one */
	uint8_t codecs;		/* of those with a port, each once */
	uint8_t codec[SDP_NAMES];	/* see sdp_codec_name() */
};

/*
 * What was read before: a phone says the same of its media in each call, but
 * for where they go. All zero but for the seed at first.
 */
struct sdp_memory {
	struct hash_seed seed;
	struct { uint64_t key; struct sdp_outline o; } of[64];
};

/*
 * Reads the outline of TEXT; false, and *O as it was, as sdp_read(). MEMORY,
 * which may be NULL, makes it no other, but faster.
 */
bool sdp_read_outline(struct slice text, struct sdp_outline *o,
		      struct sdp_memory *memory);

const char *sdp_codec_name(uint8_t codec);	/* "PCMA" */

/*
 * Has ANSWER a codec, and no mere tones or noise, that OFFER has? False only
 * when that is sure.
 */
bool sdp_outlines_meet(const struct sdp_outline *offer,
		       const struct sdp_outline *answer);

/* How many media have a port. */
int sdp_streams(const struct sdp *d);

/*
 * Do offer and answer have a codec in common, in any of the media that they
 * have in the same place (RFC 3264 section 6)? Tones, comfort noise and
 * repair are none. False only when that is sure.
 */
bool sdp_common_codec(const struct sdp *offer, const struct sdp *answer);

#endif

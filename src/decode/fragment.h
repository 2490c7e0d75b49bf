/* SPDX-License-Identifier: BSD-2-Clause */
/* What a fragment says of itself, and of the packet that it is of. */
#ifndef SIPWARD_DECODE_FRAGMENT_H
#define SIPWARD_DECODE_FRAGMENT_H

#include "decode/packet.h"
#include "decode/pieces.h"

#define HEADER_ROOM 64		/* room for a header: IPv4's always fits */

/* What has gone wrong, each with its counter. */
enum wrong {
	WRONG_NONE, WRONG_TIMEOUT, WRONG_UNFINISHED, WRONG_REUSED,
	WRONG_OVERLAP, WRONG_CONFLICT, WRONG_END, WRONG_TOO_LONG,
	WRONG_UNALIGNED,
	WRONG_EMPTY, WRONG_TINY, WRONG_NESTED, WRONGS
};

/* Compared and hashed as bytes: there is no padding. */
struct sender {
	struct addr src, dst;
	uint64_t way;
	uint32_t version;
	uint32_t protocol;	/* in IPv6 0: it goes by the first fragment */
};

struct key {
	struct sender sender;
	uint64_t id;
};

struct fragment {
	struct key key;
	struct piece piece;	/* of what is behind the header */
	bool more;		/* will follow behind it */
};

/* The header of a packet as it was before there were fragments. */
struct whole_header {
	uint8_t length;		/* 0: the first fragment hasn't come */
	uint8_t protocol;	/* what follows it */
	uint8_t bytes[HEADER_ROOM];
};

struct fragment fragment_read(const struct packet *p);

/* What can't be about R, as which P was read: WRONG_NONE, if it can. */
enum wrong fragment_find_fault(const struct packet *p,
			       const struct fragment *r);

/* Is the transport's header parted? A host puts the packet together. */
bool fragment_is_tiny(const struct packet *p, const struct fragment *r);

/* Takes the header from P, the first fragment. */
void fragment_keep_header(struct whole_header *h, const struct packet *p);

/* Makes P the packet with that header, and BODY of END bytes, N of which were
 * captured. Before BODY there is room for the header. */
void fragment_make_whole(struct packet *p, const struct whole_header *h,
			 uint8_t *body, size_t n, size_t end);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* A frame: bytes as the wire gave them, with link type, moment and origin. */
#ifndef SIPWARD_FRAME_H
#define SIPWARD_FRAME_H

#include "base/vtime.h"

/*
 * No DLT_ value: a HEP message that was sent to us. Before it are so many
 * bytes: the address of its sender, and the port, in the network's order.
 */
#define LINK_HEP (-1)
#define LINK_HEP_HEAD 18

struct frame {
	const uint8_t *bytes;
	uint32_t captured;	/* bytes that are there */
	uint32_t length;	/* bytes that were on the wire */
	int link_type;		/* a DLT_ value of libpcap, or LINK_HEP */
	struct moment stamp;	/* as captured */
	uint64_t number;	/* in its file or on its interface, from 1 */
	const char *input;	/* file name; NULL when live */
	const char *interface;	/* NULL when unknown */
};				/* the names live as long as the capture, and
				 * as a live one that takes its place */

#endif

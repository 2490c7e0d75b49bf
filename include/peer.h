/* SPDX-License-Identifier: BSD-2-Clause */
/* A peer that is asked by OPTIONS: has begun, or ceased, to answer them. */
#ifndef SIPWARD_PEER_H
#define SIPWARD_PEER_H

#include "outcome.h"

enum peer_event { PEER_UP, PEER_DOWN };

/* A view: valid until the handler returns. Moments are as shown. */
struct peer_change {
	struct moment when;
	enum peer_event event;
	struct moment since;		/* the first that it did not answer;
					 * 0: it was never known as down */
	uint32_t unanswered;		/* from there, in a row */
	int code;			/* of the last response; 0: none */
	struct addr src, dst;		/* who asks, and whom */
	enum transport transport;
	enum direction direction;
	int trunk;			/* index in the settings; -1: none */
};

const char *peer_event_name(enum peer_event e);	/* "down" */

#endif

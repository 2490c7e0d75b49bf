/* SPDX-License-Identifier: BSD-2-Clause */
/* A registration: one attempt by REGISTER, or the end of what one bound. */
#ifndef SIPWARD_REGISTRATION_H
#define SIPWARD_REGISTRATION_H

#include "outcome.h"

enum registration_status {
	REGISTRATION_REGISTERED, REGISTRATION_UNREGISTERED,
	REGISTRATION_FETCHED,		/* it only asked who is there */
	REGISTRATION_REDIRECTED, REGISTRATION_FAILED,
	REGISTRATION_AUTH_FAILED, REGISTRATION_NO_RESPONSE,
	REGISTRATION_NO_FINAL,
	REGISTRATION_EXPIRED,		/* what was bound, in time */
	REGISTRATION_STATUSES
};

/* A number that may not be known. */
struct known {
	bool there;
	uint32_t value;
};

/* A view: valid until the handler returns. Moments are as shown; 0: none. */
struct registration {
	struct moment when;		/* it was over, or has expired */
	struct moment start;		/* its first REGISTER */
	struct span duration;		/* from there to the final response;
					 * negative: nobody knows */
	enum registration_status status;
	int code;			/* of the last response; 0: none */
	struct slice reason;		/* its phrase */
	struct addr src, dst;		/* of this leg */
	enum direction direction;
	int trunk;			/* index in the settings; -1: none */
	struct slice call_id, user_agent;
	struct slice user, host;	/* of the address-of-record, in To */
	struct slice contact;		/* the URI that has expired, as the
					 * 2xx listed it */
	struct known contacts;		/* that are bound, by the 2xx */
	struct known expires;		/* seconds granted */
	struct known min_expires;	/* of a 423 */
	uint32_t attempts;		/* REGISTERs, after challenges too;
					 * 0: none was seen */
	uint32_t retransmissions;
};

const char *registration_status_name(enum registration_status s);

#endif

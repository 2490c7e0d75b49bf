/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that registrations and peers have in records. */
#include "peer.h"
#include "registration.h"

const char *registration_status_name(enum registration_status s)
{
	static const char *const names[REGISTRATION_STATUSES] = {
		[REGISTRATION_REGISTERED] = "registered",
		[REGISTRATION_UNREGISTERED] = "unregistered",
		[REGISTRATION_FETCHED] = "fetched",
		[REGISTRATION_REDIRECTED] = "redirected",
		[REGISTRATION_FAILED] = "failed",
		[REGISTRATION_AUTH_FAILED] = "auth-failed",
		[REGISTRATION_NO_RESPONSE] = "no-response",
		[REGISTRATION_NO_FINAL] = "no-final",
		[REGISTRATION_EXPIRED] = "expired",
	};
	return names[s];
}

const char *peer_event_name(enum peer_event e)
{
	return e == PEER_UP ? "up" : "down";
}

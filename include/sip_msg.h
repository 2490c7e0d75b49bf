/* SPDX-License-Identifier: BSD-2-Clause */
/* One SIP message, as slices of its payload; it owns nothing. */
#ifndef SIPWARD_SIP_MSG_H
#define SIPWARD_SIP_MSG_H

#include "payload.h"

/* The methods that IANA has registered, and all the others as one. */
enum sip_method {
	SIP_UNKNOWN,	/* a response cut before its CSeq */
	SIP_INVITE, SIP_ACK, SIP_BYE, SIP_CANCEL, SIP_OPTIONS, SIP_REGISTER,
	SIP_PRACK, SIP_SUBSCRIBE, SIP_NOTIFY, SIP_PUBLISH, SIP_INFO,
	SIP_REFER, SIP_MESSAGE, SIP_UPDATE,
	SIP_OTHER,
	SIP_METHODS	/* how many there are */
};

/* What keeps a message out of every count; each has its counter. */
enum sip_defect {
	SIP_SOUND,
	SIP_BAD_CODE,	/* not 100 to 699 */
	SIP_NO_VIA, SIP_NO_CALL_ID, SIP_NO_CSEQ, SIP_BAD_CSEQ,
	SIP_CSEQ_METHOD, /* a request whose CSeq names another method */
	SIP_OVERSIZED,
	SIP_DEFECTS
};

#define SIP_REALMS 4	/* realms that are looked at, of a message */

/* The URI of a name-addr or addr-spec (RFC 3261 section 20.10). */
struct sip_uri {
	struct slice text;	/* whole: "sip:alice@example.com;user=phone" */
	struct slice user;	/* without parameters and password */
	struct slice host;	/* IPv6 without its brackets */
};

/* Whom a From or To names. */
struct sip_party {
	struct sip_uri uri;
	struct slice tag;
};

/* From and To: read once, of those messages where they matter. */
struct sip_parties {
	struct sip_party from, to;
};

/* The headers say what is there: an empty slice is an absent value. */
struct sip_msg {
	const struct payload *payload;
	struct slice bytes;	/* as far as they were captured */
	size_t body;		/* where in BYTES its body begins; 0: its
				 * headers don't end within them */
	bool response;
	bool cut;		/* ended before its headers or body did */
	enum sip_defect defect;

	int code;		/* responses */
	struct slice reason;
	struct sip_uri ruri;	/* requests */

	enum sip_method method;	/* of a response: that of its CSeq */
	struct slice method_name;
	bool has_cseq;
	uint32_t cseq;

	struct slice call_id;
	struct slice branch;	/* of the top Via */
	struct slice sent_by;	/* of the top Via: host and port as written */
	struct slice from, to;	/* as they stand: see sip_read_party() */
	struct slice user_agent;
	unsigned hints;		/* 1 << enum sip_header, of SIP_HINTS: those
				 * that there may be; of others it has none */

	unsigned stale;		/* 1 << index of challenge: it says stale=true
				 * (RFC 7616 section 3.3) */
	int challenges, credentials;
	/* as many realms of WWW- and Proxy-Authenticate, Authorization and
	 * Proxy-Authorization; behind them there is nothing */
	struct slice challenge[SIP_REALMS], credential[SIP_REALMS];
};

const char *sip_method_name(enum sip_method m);	/* "INVITE" */
enum sip_method sip_method_of(struct slice name); /* in this very case */

/* Takes a From or To apart, which half of all messages are not asked for. */
void sip_read_party(struct slice value, struct sip_party *who);

#endif

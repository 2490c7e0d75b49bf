/* SPDX-License-Identifier: BSD-2-Clause */
/* What a message is asked for on demand: its further headers, its body. */
#ifndef SIPWARD_SIP_HEADER_H
#define SIPWARD_SIP_HEADER_H

#include "sip_msg.h"

/* The headers that are known by their compact form, too, if they have one. */
enum sip_header {
	SIP_CONTACT, SIP_CONTENT_TYPE, SIP_EXPIRES, SIP_MIN_SE,
	SIP_P_ASSERTED_IDENTITY, SIP_RACK, SIP_REASON, SIP_REFER_TO,
	SIP_REPLACES, SIP_REQUIRE, SIP_RETRY_AFTER, SIP_RSEQ, SIP_SERVER,
	SIP_SESSION_EXPIRES, SIP_SESSION_ID, SIP_SUPPORTED, SIP_WARNING,
	SIP_HEADERS	/* how many there are */
};

/* Those of which sip_msg has hints, as they are asked for most. */
#define SIP_HINTS (1u << SIP_REASON | 1u << SIP_REPLACES | \
		   1u << SIP_RETRY_AFTER | 1u << SIP_RSEQ | \
		   1u << SIP_SESSION_EXPIRES | 1u << SIP_SESSION_ID | \
		   1u << SIP_WARNING)

static inline bool sip_hint(const struct sip_msg *m, enum sip_header which)
{
	return m->hints >> which & 1;
}

/*
 * Each walks over the message again: no more than SIP_HEADER_BYTES of it. A
 * value is without the blanks around it, may be empty, and has its folds as
 * they stand. A line that was cut off before its end isn't there.
 */
#define SIP_HEADER_BYTES 65535

/* The first header of kind WHICH; false, and *VALUE as it was: none. */
bool sip_header(const struct sip_msg *m, enum sip_header which,
		struct slice *value);

/* The same for any NAME ("X-Call-ID"), in any case but in no other form. */
bool sip_header_named(const struct sip_msg *m, struct slice name,
		      struct slice *value);

/* Does a header of kind WHICH (Require, Supported) list TOKEN ("100rel")? */
bool sip_header_lists(const struct sip_msg *m, enum sip_header which,
		      struct slice token);

/* A walk over all header lines, for those that may be there repeatedly. */
struct sip_headers {
	struct slice rest;	/* what hasn't been looked at */
	bool cut;		/* the last line may have been longer */
};

struct sip_headers sip_headers_of(const struct sip_msg *m);

/* The next header of that kind or name; false: no more. */
bool sip_next_header(struct sip_headers *h, enum sip_header which,
		     struct slice *value);
bool sip_next_named(struct sip_headers *h, struct slice name,
		    struct slice *value);

/* The next one of TWO kinds, in one walk; it is of *WHICH. */
bool sip_next_either(struct sip_headers *h, const enum sip_header two[2],
		     enum sip_header *which, struct slice *value);

/*
 * Takes the next item off LIST, values with commas between them, but not
 * within quoted strings and <>; empty ones are passed over. False: no more.
 */
bool sip_next_item(struct slice *list, struct slice *item);

/*
 * The first parameter NAME of ITEM, one value of a header: what is behind
 * its ';'s outside quotes and <>. *VALUE is without quotes, with escapes as
 * they stand, and empty when there is no '='. False: it has no such one.
 */
bool sip_param(struct slice item, struct slice name, struct slice *value);

/* The number, RSeq or seconds, that VALUE begins with; parameters follow. */
bool sip_read_number(struct slice value, uint32_t *number);

/* One value of Reason (RFC 3326). */
struct sip_cause {
	bool there;
	struct slice protocol;	/* "Q.850" */
	int code;		/* "cause=16"; -1: without, or no number */
	struct slice text;	/* without quotes, escapes as they stand */
};

/* The first value of each protocol. */
struct sip_reason {
	struct sip_cause q850, sip, other;
};

/* Adds what VALUE, of one Reason header, has beyond what *R has already. */
void sip_add_reason(struct slice value, struct sip_reason *r);

/* All Reason headers of M; false: they have nothing. */
bool sip_read_reason(const struct sip_msg *m, struct sip_reason *r);

/* One value of Warning (RFC 3261 section 20.43). */
struct sip_warning {
	int code;		/* 100 to 999 */
	struct slice agent;	/* empty: it lacks */
	struct slice text;	/* without quotes, escapes as they stand */
};

/* Takes the next warning off LIST, a header's value; false: no more. */
bool sip_next_warning(struct slice *list, struct sip_warning *w);

/* Who has to refresh a session (RFC 4028 section 4). */
enum sip_refresher { SIP_REFRESHER_NONE, SIP_REFRESHER_UAC,
		     SIP_REFRESHER_UAS };

/* Session-Expires: false when it has no seconds. */
bool sip_read_session_expires(struct slice value, uint32_t *seconds,
			      enum sip_refresher *refresher);

/* All zero: the nil UUID, unknown (RFC 7989 section 5). */
struct sip_uuid { uint8_t b[16]; };

static inline bool sip_uuid_is_nil(const struct sip_uuid *u)
{
	static const struct sip_uuid nil;

	return memcmp(u, &nil, sizeof nil) == 0;
}

/* Session-ID: false when it doesn't begin with a UUID. */
bool sip_read_session_id(struct slice value, struct sip_uuid *local,
			 struct sip_uuid *remote);

/* RAck: which response of which request (RFC 3262 section 7.2). */
struct sip_rack {
	uint32_t rseq, cseq;
	enum sip_method method;
};

bool sip_read_rack(struct slice value, struct sip_rack *rack);

/*
 * What is behind the blank line, as far as Content-Length says; empty when
 * there is no such line. Of a message that was cut, M->cut, it is a part.
 */
struct slice sip_body(const struct sip_msg *m);

/*
 * The body, or the first part of a multipart body, that is application/sdp;
 * only its whole lines if it was cut. False: there is none.
 */
bool sip_find_sdp(const struct sip_msg *m, struct slice *sdp);

#endif

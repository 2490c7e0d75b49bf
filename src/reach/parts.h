/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that reach.c joins: attempts, contacts, bindings, peers. */
#ifndef SIPWARD_REACH_PARTS_H
#define SIPWARD_REACH_PARTS_H

#include "base/bundle.h"
#include "base/table.h"
#include "reach/reach.h"

/* 64 x T1: so long a REGISTER waits (RFC 3261 section 17.1.2). */
#define T1_64 span_s(32)

struct reach {
	struct clock *clock;
	struct hash_seed seed;
	struct table *attempts, *bindings, *peers;
	struct store *store;		/* of texts */
	uint8_t attempt_kind, binding_kind;	/* of timers */
	const struct peer_settings *settings;
	const struct sip_msg *response;	/* the last one to a REGISTER: the
					 * outcome that it causes is next */
	bool ended;
	struct moment end;
	reach_leg_handler *leg;
	reach_registration_handler *registration;
	reach_peer_handler *peer;
	reach_outcome_handler *outcome;
	void *arg;
	uint64_t *registrations_evicted, *peers_evicted;
	uint64_t *not_followed;		/* contacts beyond ASKED_MOST */
};

#define NO_SPAN ((struct span){ -1 })

/* What is due after the capture's end isn't judged by what it shows. */
static inline bool reach_past_end(const struct reach *r)
{
	return r->ended && moment_before(r->end, clock_now(r->clock));
}

/* texts.c: the texts that a record tells, kept in one block */

/* NULL when S has no room. */
struct bundle *texts_keep(struct store *s, const struct registration *said);
void texts_tell(const struct bundle *b, struct registration *told);

/* contact.c: what a REGISTER, or its 2xx, says of bindings */

enum purpose { PURPOSE_UNKNOWN, PURPOSE_FETCH, PURPOSE_BIND, PURPOSE_UNBIND };

/* What tells a contact from others of its address-of-record: hashes. */
struct contact {
	uint32_t key;		/* of its flow, or else of its URI */
	uint32_t uri;
	uint32_t device;	/* +sip.instance, and reg-id; 0: without */
};

#define ASKED_MOST 8		/* contacts that a REGISTER is followed for */

struct asked {
	struct contact list[ASKED_MOST];
	uint32_t more;		/* that it has beyond these */
	uint8_t purpose, n;
	uint8_t ends;		/* 1 << index: it is to be bound no more, */
	bool all;		/* or whatever is bound is not */
};

static inline bool asked_ends(const struct asked *a, size_t i)
{
	return a->ends >> i & 1;
}

#define CONTACTS_READ 64	/* of a message; the others are counted */

struct listed {
	struct contact contact;
	struct known expires;
	struct slice uri;
};

struct granted {
	uint64_t aor;		/* a hash: of whom, at which registrar */
	struct known expires;	/* of what doesn't tell its own */
	uint32_t contacts;	/* how many it lists */
	bool complete;		/* all of them are in: */
	size_t n;
	struct listed list[CONTACTS_READ];
	/* what each contact asked for is there; NULL: nobody knows */
	const struct listed *own[ASKED_MOST];
};

void contact_read_request(struct hash_seed seed, const struct sip_msg *m,
			  struct asked *a);
void contact_read_response(struct hash_seed seed, const struct sip_msg *m,
			   struct granted *g);

/* The seconds that the header NAME of M tells, if there is such a one. */
struct known contact_seconds(const struct sip_msg *m, struct slice name);

/* grant.c: what was asked for beside what a 2xx lists */

/* Finds in G what A asked for; TOLD says of whom, where. */
void grant_match(const struct reach *r, const struct registration *told,
		 const struct asked *a, struct granted *g);

/* The seconds that the first contact which A wants to be bound was given. */
struct known grant_first(const struct asked *a, const struct granted *g);

/* TOLD was granted: each contact is bound, refreshed, or bound no more. */
void grant_apply(struct reach *r, const struct registration *told,
		 const struct asked *a, const struct granted *g);

/* binding.c: what 2xx have granted, until it is refreshed or expires */

/*
 * An address-of-record at a registrar, bound to a contact (RFC 3261 section
 * 10.3). Whoever refreshes it need not come from where it was made.
 */
struct binding {
	struct table_entry entry;	/* whose hash is of the address */
	uint32_t aor;			/* and so is this */
	uint32_t contact;		/* its key as the phone calls it */
	uint32_t listed;		/* as the registrar does */
	uint32_t expires;
	struct addr src, dst;
	struct moment start;		/* as shown; its last REGISTER */
	struct moment due;
	struct bundle *texts;
	struct timer timer;
};

int binding_create(struct reach *r, uint64_t memory);

/* The binding of AOR that comes after B, or the first; NULL: no more. */
struct binding *binding_next(const struct reach *r, uint64_t aor,
			     const struct binding *b);

/* C, which is LISTED so, is bound as TOLD says, in place of what it was. */
void binding_set(struct reach *r, uint64_t aor, uint32_t c, uint32_t listed,
		 const struct registration *told);

/* It is not waited for any more; it had expired, if its time was over. */
void binding_drop(struct reach *r, struct binding *b);
void binding_lose(struct reach *r, struct binding *b);

/* Those that would be told after this moment are waited for no more. */
void binding_end(struct reach *r);

/* attempt.c: from a REGISTER over challenges to what comes of it */

int attempt_create(struct reach *r, uint64_t memory);
void attempt_request(struct reach *r, const struct sip_msg *m);
void attempt_outcome(struct reach *r, const struct outcome *o);

/* peer.c: who is asked by OPTIONS, and whether he answers */

int peer_create(struct reach *r, uint64_t memory);
void peer_outcome(struct reach *r, const struct outcome *o);
void peer_tell(struct reach *r, struct summary *sum);

#endif

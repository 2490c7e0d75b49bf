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

struct asked {
	enum purpose purpose;
	uint64_t contact;	/* a hash of the first that it is about; 0: of
				 * all, or none */
};

#define CONTACTS_READ 64	/* of a message; the others are counted */

struct granted {
	struct known expires;	/* of the contact that was asked for */
	uint64_t contact;	/* that one, as it is listed; 0: it is not */
	uint32_t contacts;	/* how many it lists */
	bool complete;		/* all of them are in: */
	size_t n;
	uint64_t list[CONTACTS_READ];
};

void contact_read_request(struct hash_seed seed, const struct sip_msg *m,
			  struct asked *a);
void contact_read_response(struct hash_seed seed, const struct sip_msg *m,
			   const struct asked *a, struct granted *g);

/* The seconds that the header NAME of M tells, if there is such a one. */
struct known contact_seconds(const struct sip_msg *m, struct slice name);

/* binding.c: what 2xx have granted, until it is refreshed or expires */

int binding_create(struct reach *r, uint64_t memory);

/* TOLD was granted: its contact is bound, refreshed, or bound no more. */
void binding_note(struct reach *r, const struct registration *told,
		  const struct asked *a, const struct granted *g);

/* Those that would expire after this moment are waited for no more. */
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* The stage: birth, what comes in, and the capture's end. */
#include "reach/reach.h"

#include <errno.h>
#include <stdlib.h>

#include "reach/parts.h"

/* A binding keeps some 160 bytes of texts; attempts and peers have few. */
enum { FOR_BINDINGS = 5, FOR_TEXTS = 7, FOR_ATTEMPTS = 2, FOR_PEERS = 2,
       PARTS = 16 };

int reach_create(struct reach **rp, const struct reach_spec *spec)
{
	struct reach *r = calloc(1, sizeof *r);
	uint64_t part = spec->memory / PARTS;
	int err;

	if (!r)
		return -ENOMEM;
	r->clock = spec->clock;
	r->seed = spec->seed;
	r->settings = spec->settings;
	r->leg = spec->leg;
	r->registration = spec->registration;
	r->peer = spec->peer;
	r->outcome = spec->outcome;
	r->arg = spec->arg;
	r->registrations_evicted = counter(spec->counters, "evicted",
					   "registrations");
	r->peers_evicted = counter(spec->counters, "evicted", "peers");
	r->not_followed = counter(spec->counters, "not_followed", "contacts");
	err = store_create(&r->store, part * FOR_TEXTS);
	if (!err)
		err = attempt_create(r, part * FOR_ATTEMPTS);
	if (!err)
		err = binding_create(r, part * FOR_BINDINGS);
	if (!err)
		err = peer_create(r, part * FOR_PEERS);
	if (err)
		reach_destroy(r);
	else
		*rp = r;
	return err;
}

/* The clock must not move any more, or be destroyed, too. */
void reach_destroy(struct reach *r)
{
	if (!r)
		return;
	table_destroy(r->attempts);
	table_destroy(r->bindings);
	table_destroy(r->peers);
	store_destroy(r->store);
	free(r);
}

void reach_reload(struct reach *r, const struct peer_settings *settings)
{
	r->settings = settings;
}

void reach_message(struct reach *r, const struct sip_msg *m,
		   enum sighting seen)
{
	if (m->method != SIP_REGISTER || m->defect != SIP_SOUND)
		return;
	if (m->response)
		r->response = m;
	else if (seen == SEEN_FIRST && m->call_id.n && m->has_cseq)
		attempt_request(r, m);
}

void reach_outcome(struct reach *r, const struct outcome *o)
{
	if (o->method == SIP_REGISTER)
		attempt_outcome(r, o);
	else if (o->method == SIP_OPTIONS)
		peer_outcome(r, o);
}

void reach_end(struct reach *r)
{
	r->ended = true;
	r->end = clock_now(r->clock);
	binding_end(r);
}

void reach_tell(struct reach *r, struct summary *sum)
{
	peer_tell(r, sum);
}

uint32_t reach_bindings(const struct reach *r)
{
	return table_count(r->bindings);
}

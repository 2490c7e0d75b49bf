/* SPDX-License-Identifier: BSD-2-Clause */
/* Joins the kinds of sinks: each gets all, and takes what it wants. */
#include <errno.h>
#include <stdlib.h>

#include "sink/record.h"

static const struct sink_kind *const kinds[] = {
	&sink_stdout, &sink_syslog,
};

#define KINDS (sizeof kinds / sizeof kinds[0])

struct sink {
	void *self[KINDS];	/* NULL: not asked for */
};

/* Does what follows for each sink that has the function F. */
#define EACH(s, i, f) \
	for (size_t i = 0; i < KINDS; i++) \
		if ((s)->self[i] && kinds[i]->f)

int sink_create(struct sink **sp, const struct sink_spec *spec)
{
	struct sink *s = calloc(1, sizeof *s);

	if (!s)
		return -ENOMEM;
	for (size_t i = 0; i < KINDS; i++) {
		int err = kinds[i]->create(&s->self[i], spec);

		if (err) {
			sink_destroy(s);
			return err;
		}
	}
	*sp = s;
	return 0;
}

void sink_destroy(struct sink *s)
{
	if (!s)
		return;
	EACH(s, i, destroy)
		kinds[i]->destroy(s->self[i]);
	free(s);
}

void sink_message(struct sink *s, const struct sip_msg *m,
		  bool retransmission)
{
	EACH(s, i, message)
		kinds[i]->message(s->self[i], m, retransmission);
}

void sink_notice(struct sink *s, const struct notice *n)
{
	EACH(s, i, notice)
		kinds[i]->notice(s->self[i], n);
}

void sink_call(struct sink *s, const struct call *c)
{
	EACH(s, i, call)
		kinds[i]->call(s->self[i], c);
}

void sink_registration(struct sink *s, const struct registration *r)
{
	EACH(s, i, registration)
		kinds[i]->registration(s->self[i], r);
}

void sink_peer(struct sink *s, const struct peer_change *p)
{
	EACH(s, i, peer)
		kinds[i]->peer(s->self[i], p);
}

void sink_health(struct sink *s, struct moment when, const char *warning,
		 const struct addr *bad_hep)
{
	EACH(s, i, health)
		kinds[i]->health(s->self[i], when, warning, bad_hep);
}

void sink_summary(struct sink *s, const struct summary *sum)
{
	EACH(s, i, summary)
		kinds[i]->summary(s->self[i], sum);
}

bool sink_again(struct sink *s)
{
	EACH(s, i, again)
		if (kinds[i]->again(s->self[i]))
			return true;
	return false;
}

bool sink_missing(const struct sink *s)
{
	EACH(s, i, missing)
		return kinds[i]->missing(s->self[i]);
	return false;
}

void sink_reload(struct sink *s, const struct settings *settings)
{
	EACH(s, i, reload)
		kinds[i]->reload(s->self[i], settings);
}

void sink_flush(struct sink *s)
{
	EACH(s, i, flush)
		kinds[i]->flush(s->self[i]);
}

int sink_failure(const struct sink *s)
{
	int failure;

	EACH(s, i, failure) {
		failure = kinds[i]->failure(s->self[i]);
		if (failure)
			return failure;
	}
	return 0;
}

uint64_t sink_lost(struct sink *s, char why[SINK_WORD])
{
	EACH(s, i, lost)
		return kinds[i]->lost(s->self[i], why);
	return 0;
}

uint64_t sink_missed(struct sink *s)
{
	EACH(s, i, missed)
		return kinds[i]->missed(s->self[i]);
	return 0;
}

bool sink_word(struct sink *s, char word[SINK_WORD])
{
	EACH(s, i, word)
		return kinds[i]->word(s->self[i], word);
	return false;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Records go out here: to standard output and to syslog. */
#ifndef SIPWARD_SINK_H
#define SIPWARD_SINK_H

#include "base/counter.h"
#include "base/loop.h"
#include "call.h"
#include "notice.h"
#include "peer.h"
#include "summary.h"

/* What standard output gets: a set of these. */
enum { PRINT_ALERTS = 1, PRINT_CALLS = 2, PRINT_MESSAGES = 4,
       PRINT_HEALTH = 8, PRINT_SUMMARY = 16, PRINT_REGISTRATIONS = 32,
       PRINT_PEERS = 64 };

struct sink;

struct sink_spec {
	unsigned print;
	const char *call_id;	/* standard output gets the ladder of this
				 * call, and nothing else; NULL: none */
	bool json, colour;
	int fd;			/* standard output */
	bool patient;		/* replay: it may wait for the readers, until
				 * a signal interrupts it; live what they
				 * don't take is dropped */
	bool syslog;		/* notices and health go there too */
	const struct settings *settings;	/* kept: syslog, trunks */
	struct loop *loop;	/* NULL in a replay */
	struct counters *counters;
	loop_handler *before_write;	/* to FD; NULL for none */
	void *arg;
};

int sink_create(struct sink **sp, const struct sink_spec *spec);
void sink_destroy(struct sink *s);	/* NULL is fine; sends what waits,
					 * for a second at most */

void sink_message(struct sink *s, const struct sip_msg *m,
		  bool retransmission);
void sink_call(struct sink *s, const struct call *c);
void sink_registration(struct sink *s, const struct registration *r);
void sink_peer(struct sink *s, const struct peer_change *p);
void sink_notice(struct sink *s, const struct notice *n);

/* The counters as of WHEN, and BAD_HEP, who sent HEP that was refused (NULL:
 * nobody); to syslog with what WARNING says, unless NULL. */
void sink_health(struct sink *s, struct moment when, const char *warning,
		 const struct addr *bad_hep);
void sink_summary(struct sink *s, const struct summary *sum);

/* At the end of a replay, before its summary: should it all come once more?
 * The call whose ladder is asked for has further legs, as is known now. */
bool sink_again(struct sink *s);

/* Was no message seen of the call whose ladder is asked for? */
bool sink_missing(const struct sink *s);

void sink_reload(struct sink *s, const struct settings *settings);

/* Writes what is buffered for standard output; call it when idle. */
void sink_flush(struct sink *s);

/* The errno with which standard output failed for good (EPIPE: its reader is
 * gone), or 0. */
int sink_failure(const struct sink *s);

#define SINK_WORD 256

/*
 * At the end: how many records syslog has not got, and in WHY where and why.
 * A patient sink waits for a reader that is slow, another for a second.
 */
uint64_t sink_lost(struct sink *s, char why[SINK_WORD]);

/* At the end: how many lines standard output's reader has not taken, nor takes
 * within a second; 0 after a failure, which says it all. */
uint64_t sink_missed(struct sink *s);

/* Live, now and then: is there news of syslog, such as that its socket can't
 * be reached? Then in WORD. */
bool sink_word(struct sink *s, char word[SINK_WORD]);

#endif

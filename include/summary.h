/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary of a replay: what it amounted to, as plain data. */
#ifndef SIPWARD_SUMMARY_H
#define SIPWARD_SUMMARY_H

#include "base/counter.h"
#include "base/histogram.h"
#include "call.h"
#include "registration.h"
#include "settings.h"

#define SUMMARY_WORST 10

/* How the transactions of one method ended. */
struct method_summary {
	uint64_t transactions;		/* with an outcome or challenge */
	uint64_t success, redirect, challenge;	/* 2xx, 3xx, 401 and 407 */
	uint64_t client, server, global;	/* 4xx less those, 5xx, 6xx */
	uint64_t own[OUTCOME_OWN];	/* no-response and so on */
};

/* A destination, and how much of what was sent there failed. */
struct worst_group {
	struct addr dst;
	int trunk;			/* index in the settings; -1: none */
	uint64_t failed, total;
	int code;			/* the most frequent failure */
};

/* Who was asked by OPTIONS, and how much of that had no answer. */
struct peer_summary {
	struct addr src, dst;
	enum transport transport;
	int trunk;			/* index in the settings; -1: none */
	bool down;
	uint64_t asked, missed;
	uint32_t downs;			/* how often it went down */
};

struct rule_summary {
	const char *rule;
	uint64_t raised;		/* alerts that were told */
	uint64_t suppressed;		/* records that storm control held */
};

/* RFC 6076 sections 4.1 and 4.3 to 4.5, and post-dial delay. */
enum delay {
	DELAY_RRD,		/* REGISTER to 2xx, over its challenge */
	DELAY_SRD,		/* INVITE to 180, 183 or 2xx, answered calls */
	DELAY_SRD_FAILED,	/* to 180, 183 or the failure */
	DELAY_PDD,		/* INVITE to 180 or 183, all calls */
	DELAY_SDD,		/* BYE to 2xx */
	DELAY_SDT,		/* answer to BYE */
	DELAYS
};

/* RFC 6076 sections 4.2 and 4.6 to 4.9, and what operators use. */
enum ratio {
	RATIO_SER, RATIO_SEER, RATIO_ISA, RATIO_SCR, RATIO_IRA, RATIO_ASR,
	RATIO_NER,
	RATIOS
};

struct ratio_summary { uint64_t counted, total; };

/* Calls and registrations of one trunk and direction, or all of them. */
struct call_summary {
	const char *trunk;		/* NULL: none */
	enum direction direction;	/* of INVITE, BYE or REGISTER */
	uint64_t calls;			/* that are over, or were cut off */
	uint64_t partial;		/* of them */
	uint64_t status[CALL_STATUSES], initiator[CALL_SIDES],
		 disconnect[DISCONNECTS];
	struct ratio_summary ratios[RATIOS];
	struct histogram delays[DELAYS];
};

#define SUMMARY_LEGS 64		/* trunks with directions told apart */

struct summary {
	struct moment first, last;	/* stamps of the packets: before the
					 * first step, after the last one */
	struct span period;		/* from one to the other, less steps */
	uint64_t steps;			/* of the clock */
	uint64_t packets, messages, requests, responses, retransmissions;
	uint64_t undecided;
	struct method_summary methods[SIP_METHODS];
	uint64_t codes[700];		/* by outcome code, challenges too */
	struct worst_group worst[SUMMARY_WORST];
	size_t n_worst;
	const struct rule_summary *rules;
	size_t n_rules;
	const struct call_summary *all;	/* calls; NULL: there were none, nor
					 * registrations */
	const struct call_summary *legs[SUMMARY_LEGS];	/* most calls first */
	size_t n_legs;			/* 0: a single one, of no trunk */
	uint64_t registrations[REGISTRATION_STATUSES];
	uint64_t peers_up, peers_down, peers_not_known;
	struct peer_summary peers[SUMMARY_WORST];	/* that missed some */
	size_t n_peers;
	const struct counters *counters;
};

const char *delay_name(enum delay d);	/* "srd-failed" */
const char *ratio_name(enum ratio r);	/* "seer" */

/* The codes that R counts. */
const struct code_set *ratio_codes(enum ratio r, const struct settings *s);

#endif

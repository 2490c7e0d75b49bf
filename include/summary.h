/* SPDX-License-Identifier: BSD-2-Clause */
/* The summary of a replay: what it amounted to, as plain data. */
#ifndef SIPWARD_SUMMARY_H
#define SIPWARD_SUMMARY_H

#include "base/counter.h"
#include "outcome.h"

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

struct rule_summary {
	const char *rule;
	uint64_t raised;		/* alerts that were told */
	uint64_t suppressed;		/* records that storm control held */
};

struct summary {
	struct moment first, last;	/* stamps of the packets */
	uint64_t packets, messages, requests, responses, retransmissions;
	uint64_t undecided;
	struct method_summary methods[SIP_METHODS];
	uint64_t codes[700];		/* by outcome code, challenges too */
	struct worst_group worst[SUMMARY_WORST];
	size_t n_worst;
	const struct rule_summary *rules;
	size_t n_rules;
	const struct counters *counters;
};

#endif

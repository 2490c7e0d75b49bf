/* SPDX-License-Identifier: BSD-2-Clause */
/* All that an operator may set, as plain data; config makes it, all read. */
#ifndef SIPWARD_SETTINGS_H
#define SIPWARD_SETTINGS_H

#include "base/addr.h"
#include "base/vtime.h"
#include "outcome.h"

/* The syslog severities, by their numbers (RFC 5424 section 6.2.1). */
enum severity { SEVERITY_ALERT = 1, SEVERITY_CRITICAL, SEVERITY_ERROR,
		SEVERITY_WARNING, SEVERITY_NOTICE };
#define LEVELS_MAX 5

enum group_field {
	GROUP_SRC, GROUP_DST, GROUP_TRUNK,
	GROUP_TO_USER, GROUP_TO_PREFIX, GROUP_TO_HOST,
	GROUP_FROM_USER, GROUP_FROM_PREFIX, GROUP_FROM_HOST,
	GROUP_RURI_USER, GROUP_RURI_PREFIX, GROUP_RURI_HOST,
	GROUP_METHOD, GROUP_CODE, GROUP_USER_AGENT, GROUP_INTERFACE,
	GROUP_DIRECTION, GROUP_CAUSE_PEER,
	GROUP_FIELDS
};

/* When calls are given up, and what of them is odd. */
struct call_settings {
	struct span idle;		/* without a sign of life: over */
	struct span ringing_limit;	/* after which nobody waits */
	struct span ringback;		/* the caller must have heard it by */
	struct span short_call;		/* talking for less is odd */
	char **pair_headers;		/* the first that is there counts */
	size_t n_pair_headers;
	uint32_t pair_digits;		/* the last so many; 0: not by them */
};

/* A set of outcome codes, one bit each. */
struct code_set { uint64_t bits[OUTCOME_CODES / 64]; };

static inline bool code_set_has(const struct code_set *s, int code)
{
	return s->bits[code >> 6] >> (code & 63) & 1;
}

static inline void code_set_add(struct code_set *s, int code)
{
	s->bits[code >> 6] |= UINT64_C(1) << (code & 63);
}

/* Does it have any that calls come to, and no transaction? */
static inline bool code_set_has_calls(const struct code_set *s)
{
	const uint64_t before_reach = ~UINT64_C(0) >>
				      (64 - (OUTCOME_REACH & 63));

	return s->bits[OUTCOME_DISCONNECT >> 6] >> (OUTCOME_DISCONNECT & 63) ||
	       (s->bits[OUTCOME_REACH >> 6] & before_reach);
}

/*
 * The words for a set, as configuration has them: "408", "5xx", "480-489",
 * "no-response". *AT is 0 at first; false: there is no further one.
 */
bool code_set_next(const struct code_set *set, int *at,
		   char word[OUTCOME_TEXT]);

/* When who is asked by OPTIONS counts as down. */
struct peer_settings {
	uint32_t down_after;		/* so many unanswered in a row */
	struct code_set not_alive;	/* responses that are no answer */
};

struct port_range { uint16_t from, to; };

struct capture_settings {
	char **interfaces;
	size_t n_interfaces;
	struct port_range *ports;
	size_t n_ports;
	struct port_range *vxlan_ports;
	size_t n_vxlan_ports;
	struct net *local;
	size_t n_local;
	uint64_t buffer;		/* bytes of each interface's ring */
	char *filter;			/* and-ed; NULL for none */
};

struct endpoint {
	struct addr addr;
	uint16_t port;			/* 0: there is none */
	bool tcp;			/* or UDP */
};

static inline bool endpoint_same(const struct endpoint *a,
				 const struct endpoint *b)
{
	return a->port == b->port &&
	       (a->port == 0 || (a->tcp == b->tcp &&
				 addr_equal(&a->addr, &b->addr)));
}

struct hep_settings {
	struct endpoint listen;
	char *key;			/* NULL: messages need none */
};

struct trunk_settings {
	char *name;
	struct net *peers;
	size_t n_peers;
	int profile;			/* whose wordings its responses have:
					 * index in the catalogue; -1: none */
};

struct number_prefix { char *digits, *name; };	/* name: NULL for none */

struct number_settings {
	char *file;			/* NULL for none */
	struct number_prefix *prefixes;	/* read from it */
	size_t n_prefixes;
	char **international;		/* "+", "00" */
	size_t n_international;
	char *country;			/* NULL for none */
};

/* A level's conditions; all that are there must hold. 0: not there. */
struct level_settings {
	enum severity severity;
	uint64_t count;
	uint32_t ratio_ppm;		/* millionths */
	uint64_t rate_milli;		/* thousandths per second */
	struct span delay_p95;		/* of most calls to ringing */
};

struct rule_settings {
	char *name;
	struct code_set codes;		/* those that count, by tags too */
	/*
	 * Of a response that a profile tags, what counts is told by these:
	 * without tags, and those (1 << enum tag).
	 */
	struct code_set named, excepted;
	uint32_t tags, except_tags;
	uint32_t methods;		/* bit 1 << enum sip_method */
	uint32_t directions;		/* bit 1 << enum direction */
	bool initial;
	char **trunks;			/* "none" allowed; 0: any */
	size_t n_trunks;
	struct net *src, *dst;		/* 0: any */
	size_t n_src, n_dst;
	char **to, **from;		/* number prefixes; 0: any */
	size_t n_to, n_from;
	enum group_field group_by[GROUP_FIELDS];
	size_t n_group_by;
	struct span window;
	uint64_t min_total;
	struct level_settings levels[LEVELS_MAX]; /* the least severe first */
	size_t n_levels;
	uint32_t clear_ppm;
	struct span hold, repeat;
	bool enabled;
	char *note;			/* NULL for none */
};

enum syslog_format { SYSLOG_CLASSIC, SYSLOG_RFC5424, SYSLOG_JOURNAL,
		     SYSLOG_FORMATS };

struct syslog_settings {
	int facility;			/* its number: daemon is 3 */
	enum syslog_format format;
	char *socket;			/* path of the datagram socket */
};

/* Which codes a ratio of calls or registrations counts. */
struct ratio_settings {
	struct code_set ser, seer, isa, scr, ira, asr, ner;
};

struct catalog;

struct settings {
	struct capture_settings capture;
	struct hep_settings hep;
	uint64_t memory;		/* bytes, of all tables together */
	uint32_t alerts_per_minute;
	struct call_settings calls;
	struct peer_settings peers;
	struct trunk_settings *trunks;
	size_t n_trunks;
	struct number_settings numbers;
	struct rule_settings *rules;	/* enabled ones and others */
	size_t n_rules;
	struct ratio_settings ratios;
	struct syslog_settings syslog;
	char **catalog_files;		/* or patterns of theirs */
	size_t n_catalog_files;
	const struct catalog *catalog;	/* guidance.h; NULL: none */
};

/* Do A and B ask for the same, whatever their notes say? */
bool rule_settings_same(const struct rule_settings *a,
			const struct rule_settings *b);

/* Do they look at the same outcomes, and group them alike but for code? */
bool rule_settings_alike(const struct rule_settings *a,
			 const struct rule_settings *b);

const char *severity_name(enum severity s);		/* "critical" */
const char *group_field_name(enum group_field f);	/* "to-prefix" */
const char *syslog_format_name(enum syslog_format f);	/* "rfc5424" */
const char *syslog_reader_name(enum syslog_format f);	/* "the journal" */

#endif

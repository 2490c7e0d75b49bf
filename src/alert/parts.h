/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that alert.c joins: what is kept, room for it, its life. */
#ifndef SIPWARD_ALERT_PARTS_H
#define SIPWARD_ALERT_PARTS_H

#include <sys/queue.h>

#include "alert/alert.h"
#include "base/table.h"

/* keep.c: what an alert keeps of verdicts, which are views */

#define KEEP_TEXT 255			/* bytes of a value or a Call-ID */
#define KEEP_CALLS 320			/* of all Call-IDs together */

/* Figures, packed: there is one of these for each alert that is up. */
struct kept {
	uint64_t count, total, retransmissions;
	struct moment since;
	uint32_t ratio_ppm;
	uint32_t delays, delay_ms;
	uint8_t n_codes, n_calls;
	uint16_t said;
	uint16_t codes[VERDICT_CODES];
	uint32_t counts[VERDICT_CODES];
	char calls[KEEP_CALLS];		/* each behind its length */
};

struct alert {
	struct table_entry entry;
	TAILQ_ENTRY(alert) link;	/* in the order of their raises */
	TAILQ_ENTRY(alert) untold;	/* of its room, while it isn't told */
	struct hash_id key;		/* of rule and group */
	const struct rule_settings *rule;
	char *group;			/* values, each behind its length */
	struct room *room;
	size_t bytes;			/* that it takes of the room */
	uint32_t id;
	uint8_t level;			/* index of the one it is at */
	uint8_t under;			/* bit i: level i is */
	bool told;			/* its readers know of it */
	struct kept latest;		/* figures of the last verdict */
	struct moment under_since[LEVELS_MAX];
	struct moment raised;
	struct moment since;		/* as shown at the raise */
	uint64_t peak;
	struct timer hold, repeat;
	struct moment hold_due;		/* when HOLD fires; 0: it is not set */
};

/* Bytes that the values of V's group take, or could take of any of RULE. */
size_t keep_size(const struct verdict *v);
size_t keep_most(const struct rule_settings *rule);

/* Those values in a malloc'ed block; no fields make none. 0 or -ENOMEM. */
int keep_group(struct alert *al, const struct verdict *v);
void keep_values(const struct alert *al, struct group_value *values);

/* AL has V's figures, and has been under its levels since now. */
void keep_verdict(struct alert *al, const struct verdict *v);
void keep_figures(const struct alert *al, struct figures *f);

/* 24 bits of rule, group and time: the same in each replay. */
uint32_t keep_id(const struct verdict *v, struct moment shown);

/* room.c: what each rule may always have, and what all of them share */

struct room {
	uint64_t size, used;		/* bytes */
	TAILQ_HEAD(, alert) untold[SEVERITY_NOTICE + 1];
};

struct rooms {
	const struct settings *settings;
	struct room shared;
	struct room *own;		/* of each rule; NULL: none has one */
};

/* Parts MEMORY among the rules of S, without any alerts. */
void rooms_part(struct rooms *r, uint64_t memory, const struct settings *s);
void rooms_clear(struct rooms *r);

/* Where an alert of RULE that takes BYTES has room, or NULL. */
struct room *rooms_find(struct rooms *r, const struct rule_settings *rule,
			size_t bytes);

/*
 * Whose place an alert of RULE and of severity S may have: nobody was told of
 * it, and it is less severe, or the same if OR_SAME. NULL: nobody's.
 */
struct alert *rooms_spare(struct rooms *r, const struct rule_settings *rule,
			  enum severity s, bool or_same);

void room_enter(struct room *room, struct alert *al);
void room_leave(struct alert *al);

/* AL is about to be told, or at another level: around that. */
void room_unlist(struct alert *al);
void room_list(struct alert *al);

struct storm;

/* course.c: from the raise to the end, and what is told of it */

struct alerts {
	struct table *table;		/* all held: rooms say who may go */
	uint32_t roof;			/* its */
	uint64_t memory;		/* of the rooms */
	struct rooms rooms;
	TAILQ_HEAD(, alert) list;
	struct storm *storm;
	struct clock *clock;
	uint8_t hold_kind, repeat_kind;
	notice_handler *notice;
	void *arg;
	uint64_t *refused;
	struct moment lost;		/* packets, lately, if LOSSY */
	bool lossy;
	bool ended;
};

void course_create(struct alerts *a);

/* AL was raised just now; or there was a verdict, where LEVEL holds. */
void course_begin(struct alerts *a, struct alert *al);
void course_go_on(struct alerts *a, struct alert *al, size_t level);

/* WHY may be NULL; AL is gone then. */
void course_end(struct alerts *a, struct alert *al, const char *why);

/* storm.c: so many notices a minute, then one line about the rest */

struct storm_spec {
	uint32_t per_minute;		/* 0: no cap */
	struct clock *clock;
	struct counters *counters;
	notice_handler *notice;		/* gets NOTICE_SUPPRESSED */
	void *arg;
};

int storm_create(struct storm **sp, const struct storm_spec *spec);
void storm_destroy(struct storm *s);		/* NULL is fine */

/*
 * May a notice of RULE be told in this minute (of shown time, from second
 * 0)? Its name is kept until the minute is over or storm_tell().
 */
bool storm_admit(struct storm *s, const char *rule, enum severity severity);

/* Would it be, now? This alone counts nothing. */
bool storm_would_admit(const struct storm *s, const char *rule);

/* Tells what was held back so far in this minute, if anything was. */
void storm_tell(struct storm *s);

void storm_set_cap(struct storm *s, uint32_t per_minute);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts that rule.c joins: numbers, filters, windows, groups, levels. */
#ifndef SIPWARD_RULE_PARTS_H
#define SIPWARD_RULE_PARTS_H

#include "base/clock.h"
#include "base/counter.h"
#include "base/netmap.h"
#include "base/store.h"
#include "base/table.h"
#include "guidance.h"
#include "verdict.h"

/* number.c: telephone numbers, and what the longest prefix calls them */

#define NUMBER_DIGITS 32

struct number {
	char digits[NUMBER_DIGITS];
	size_t n;			/* 0: the text was no number */
	bool bare;			/* maybe it has no country code */
};

struct prefixes;			/* of digits, each with a value */

int prefixes_create(struct prefixes **pp);
void prefixes_destroy(struct prefixes *p);	/* NULL is fine */

/* DIGITS mean VALUE. 0, -EINVAL (not digits), -ERANGE or -ENOMEM. */
int prefixes_add(struct prefixes *p, struct slice digits, uint32_t value);

/* The digits of the longest prefix of S, 0 when none is; or its *VALUE. */
size_t prefixes_find(const struct prefixes *p, struct slice s,
		     uint32_t *value);

struct number_plan;			/* keeps the settings it is made of */

int number_plan_create(struct number_plan **pp,
		       const struct number_settings *settings);
void number_plan_destroy(struct number_plan *p);	/* NULL is fine */

/* USER as a number that begins with a country code, if that can be told. */
void number_read(const struct number_plan *p, struct slice user,
		 struct number *n);

/* TEXT, a prefix as an operator writes it: no country is put before it. */
void number_read_prefix(const struct number_plan *p, struct slice text,
			struct number *n);

/* What N's prefix is called, or "none". May point into N. */
struct slice number_prefix(const struct number_plan *p,
			   const struct number *n);

/* match.c: does an outcome concern a rule, and which group's is it */

#define VALUE_MAX 255			/* bytes of a group's value */
#define VALUES_MAX (GROUP_FIELDS * (VALUE_MAX + 1))

struct filter {
	/* Methods that pass, by direction and whether it is initial. */
	uint32_t methods[TRANSIT + 1][2];
	bool by_ends;			/* not all of these are NULL */
	bool *trunks;			/* by index, "none" first; NULL: any */
	struct netmap *src, *dst;	/* NULL: any */
	struct prefixes *to, *from;	/* NULL: any */
};

/* What is no outcome, but goes the same way: a call begins to ring. */
#define RULE_RINGING (OUTCOME_CODES - 1)

/* Is an outcome with CODE in the total? */
bool match_total(int code);

/* Does O, of which a profile says something, count for S? */
bool match_said_counts(const struct rule_settings *s,
		       const struct outcome *o);

static inline bool match_counts(const struct rule_settings *s,
				const struct outcome *o)
{
	return o->said ? match_said_counts(s, o) :
			 code_set_has(&s->codes, o->code);
}

int match_create(struct filter *f, const struct rule_settings *s,
		 const struct settings *all, const struct number_plan *plan);
void match_destroy(struct filter *f);

/* One outcome as all the rules look at it: what costs time is done once. */
struct reading {
	const struct outcome *outcome;
	const struct settings *settings;
	const struct number_plan *plan;
	struct span delay;		/* if it is RULE_RINGING */
	unsigned read;			/* bit i: numbers[i] was read */
	unsigned hashed;		/* bit i: hashes[i] is field i's */
	struct number numbers[3];	/* of To, From, Request-URI */
	struct hash_id hashes[GROUP_FIELDS];
	char hosts[3][VALUE_MAX];	/* theirs, in lower case */
};

void match_begin(struct reading *r, const struct outcome *o,
		 const struct settings *settings,
		 const struct number_plan *plan);

/* Do the outcomes of a kind pass F, if their ends do? */
static inline bool match_kind(const struct filter *f, enum direction d,
			      bool initial, enum sip_method m)
{
	return f->methods[d][initial] >> m & 1;
}

/* Do R's ends: its addresses, its trunk and its numbers? */
bool match_these_ends(const struct filter *f, struct reading *r);

static inline bool match_ends(const struct filter *f, struct reading *r)
{
	return !f->by_ends || match_these_ends(f, r);
}

/* The value of field F, in bytes that differ when it differs. */
struct slice match_value(struct reading *r, enum group_field f);

/* The same as text, in BUFFER if need be. */
struct slice match_text(struct reading *r, enum group_field f,
			char buffer[ADDR_TEXT]);

/* window.c: the outcomes of the last so many seconds */

struct pace { struct span window, bucket; };

struct cells;				/* outcomes of all windows; a roof */

struct event {
	struct moment when;		/* never before the last one's */
	int code;
	uint32_t retransmissions;
	int said;
};

/* What happened in one bucket to one code, of which the same is said. */
struct cell {
	struct moment first;
	uint32_t count;			/* never 0 */
	uint32_t retransmissions;
	uint32_t next;			/* in order of time; 0: none */
	uint16_t code, said;
};

/*
 * All zero is an empty one. Most groups have one cell or ask for the newest:
 * that is here, with the window, and only those before it are elsewhere.
 * Buckets are named by the moment of their end.
 */
struct window {
	struct cell newest;		/* its NEXT is the oldest */
	uint32_t last;			/* before the newest */
	uint32_t latest;		/* the first before it in its bucket */
	struct moment leaves;		/* when the oldest bucket does */
	struct moment ends;		/* the latest bucket */
	uint64_t count;
	uint64_t rated;			/* of these, what may enter a ratio */
};

int cells_create(struct cells **cp, uint32_t roof);	/* 0 or -ENOMEM */
void cells_destroy(struct cells *c);			/* NULL is fine */
uint32_t cells_free(const struct cells *c);

struct pace window_pace(struct span window);

static inline bool window_empty(const struct window *w)
{
	return w->newest.count == 0;
}

/* Gives up the buckets that have left at NOW. */
void window_drop_left(struct window *w, struct cells *c,
		      const struct pace *p, struct moment now);

static inline void window_trim(struct window *w, struct cells *c,
			       const struct pace *p, struct moment now)
{
	if (!moment_before(now, w->leaves) && !window_empty(w))
		window_drop_left(w, c, p, now);
}

/* False when there is no cell left: E is not in then. W is trimmed. */
bool window_add(struct window *w, struct cells *c, const struct pace *p,
		const struct event *e);

void window_drop_oldest(struct window *w, struct cells *c,
			const struct pace *p);	/* one cell; not of none */
void window_clear(struct window *w, struct cells *c);

/*
 * Writes the codes and retransmissions of W, and its oldest, if any; and what
 * is said of most of the first code.
 */
void window_figures(const struct window *w, const struct cells *c,
		    struct figures *f);

/* What was said has other numbers now, in C, and in the newest of W. */
void cells_renumber(struct cells *c, const uint16_t *heirs);
void window_renumber(struct window *w, const uint16_t *heirs);

/* Adds to COUNTS, by code, what is in W; when its oldest was, if any. */
void window_add_up(const struct window *w, const struct cells *c,
		   uint64_t counts[]);
struct moment window_since(const struct window *w, const struct cells *c);

/* delay.c: how long calls take to ring */

#define DELAY_CLASSES 460

/*
 * Delays are told apart by two digits, of a millisecond at least: 2.9 s is
 * all from there to 3 s. So a threshold of two digits is met exactly.
 */
int delay_class(struct span delay);
struct span delay_of_class(int class);

/* The delay that 95 % of those in W, whose codes are classes, don't exceed. */
struct span delay_p95(const struct window *w, const struct cells *c);

/* level.c: which levels the figures reach */

/*
 * RATED of TOTAL are the ratio; COUNT may have more than RATED. P95 is that
 * of DELAYS calls.
 */
struct measure {
	uint64_t count, rated, total, delays;
	struct span p95;
};

/* W's figures with those of the group's TOTAL, as rule S measures them. */
struct measure level_measure(const struct rule_settings *s,
			     const struct window *w, uint64_t total);

/* Sets of levels as a verdict has them. */
unsigned level_holds(const struct rule_settings *s, const struct measure *m);
unsigned level_under(const struct rule_settings *s, const struct measure *m);

/* With a count below this none of S's levels holds. */
uint64_t level_least(const struct rule_settings *s);

uint32_t level_ratio_ppm(const struct measure *m);

/* ruleset.c: the rules that are in force, made ready for use */

/* Rules that look at the same outcomes, and group them alike but for code. */
struct scope {
	const struct rule_settings *settings;	/* of one of them */
	struct filter filter;
	struct pace pace;
	uint64_t min_total;		/* the highest of its rules */
	struct code_set codes;		/* that count for any of them */
	struct rule *rules;
	struct hash_id sought;		/* the present outcome's group */
	struct scope *then;		/* that it concerns too */
	uint64_t serial;		/* no other scope ever has it */
	struct hash_id name;		/* the serial's hash */
	bool fresh;			/* its rules are of no older set */
	struct scope *heir;
};

struct rule {
	const struct rule_settings *settings;
	struct scope *scope;
	struct rule *next;		/* of its scope */
	struct rule *heir;		/* the same in the next set, or NULL */
	struct hash_id name;
	uint64_t least;			/* no level holds with a count below */
	struct span slow;		/* least delay of a level; 0: none */
	bool by_code;			/* code is one of its group's fields */
};

struct ruleset {
	struct number_plan *plan;
	struct rule *rules;
	struct scope *scopes;
	size_t n_rules, n_scopes;
	bool of_calls;			/* some of them count calls */
	bool by_cause_peer;		/* some group by it */
	bool by_delay;			/* some have levels of delays */
	uint64_t serial;		/* the last that a scope was given */
	/* Scopes that the outcomes of a kind pass: the last first, to NULL. */
	struct scope **passed[TRANSIT + 1][2][SIP_METHODS];
	struct scope **lists;		/* what PASSED points into */
};

/*
 * The enabled rules of S. Those that OLD (NULL for none) has too become the
 * heirs of its rules, and their scopes of its scopes. 0 or -ENOMEM.
 */
int ruleset_make(struct ruleset *set, const struct settings *s,
		 struct hash_seed seed, struct ruleset *old);
void ruleset_clear(struct ruleset *set);

/* groups and tallies */

/* Which outcomes of its group may make a tally's level hold, or change. */
enum stir {
	STIR_COUNT,			/* those that count in it */
	STIR_RATIO,			/* or come to min-total, or leave */
	STIR_ANY
};

/* Outcomes of a scope with the same values in all fields but code. */
struct group {
	struct table_entry entry;
	struct hash_id id;
	const struct scope *scope;
	struct window window;		/* its count is the total */
	struct tally *tallies;		/* in the order of their rules */
	char *values;			/* texts, each after its length */
	uint16_t values_n;
	uint16_t watched;		/* tallies that are */
	uint8_t stir;			/* the most that any tally has */
};

/* What counts of a group for one rule; of one code, if it groups by code. */
struct tally {
	struct table_entry entry;
	struct hash_id id;
	const struct rule *rule;
	struct group *group;
	struct tally *next;		/* of its group */
	struct window window;
	struct window *delays;		/* of calls, by class; NULL: none */
	struct timer timer;
	struct moment wake;		/* that it is set to */
	char *calls[VERDICT_CALLS];	/* Call-IDs, latest first */
	uint8_t calls_n[VERDICT_CALLS];
	uint8_t n_calls;
	uint16_t code;			/* 0: its rule groups by none */
	bool watched;			/* neither it nor its group may go */
	bool asked;			/* since the windows are empty */
};

struct groups {
	struct table *groups, *tallies;
	struct cells *cells;
	struct store *store;
	struct hash_seed seed, seeds[GROUP_FIELDS];
	uint64_t *evicted;		/* groups */
	uint64_t *lost;			/* outcomes that are in no window */
};

/* room.c: the roof over groups and tallies, and what leaves them */

int groups_create(struct groups *g, uint64_t memory, struct hash_seed seed,
		  struct counters *counters);
void groups_destroy(struct groups *g);

void group_add(struct groups *g, struct group *of, struct moment now);
void group_trim(struct groups *g, struct group *of, struct moment now);
void group_remove(struct groups *g, struct group *of);	/* its tallies too */
void tally_trim(struct groups *g, struct tally *t, struct moment now);
void tally_remove(struct groups *g, struct tally *t);
void tally_drop_delays(struct groups *g, struct tally *t);

/* Gives up the oldest idle group, but not KEEP. */
bool group_make_room(struct groups *g, const struct group *keep);

#define STORE_TRIES 8		/* groups given up to make room for a text */

/* N bytes of the store for group KEEP, which stays for it, or NULL. */
void *group_take(struct groups *g, const struct group *keep, size_t n);

/* E enters W, which is group OF's, whatever makes room for it. */
bool group_put(struct groups *g, const struct group *of, struct window *w,
	       const struct event *e);

/* group.c: which group an outcome is in */

/* Says whose the group of R is that will be asked for. */
void group_seek(struct groups *g, struct scope *scope, struct reading *r);

/* That group, made if need be; NULL: there is no room. */
struct group *group_get(struct groups *g, const struct scope *scope,
			struct reading *r, struct moment now);

/* tally.c: what counts in a group for one rule */

/* The group's tally of RULE and CODE, made if need be; NULL: no room. */
struct tally *tally_get(struct groups *g, struct group *of,
			const struct rule *rule, int code);
void tally_add(struct groups *g, struct tally *t, const struct event *e,
	       struct slice call_id);
void tally_add_delay(struct groups *g, struct tally *t, struct moment when,
		     struct span delay, struct slice call_id);
void tally_watch(struct groups *g, struct tally *t);
void tally_let_go(struct groups *g, struct tally *t);

/* The texts of T's group: V has room for the rule's fields. */
void tally_values(const struct tally *t, struct group_value *v,
		  char code[OUTCOME_TEXT]);

/* ended.c: calls as outcomes */

/* The next of C's codes after CODE, which is 0 at first; 0: no other. */
int ended_next(const struct call *c, int code);

/* What its outcomes have in common: all but the code. */
struct outcome ended_outcome(const struct call *c, struct moment now);

/* call.c: the latest Call-IDs of what counts */

/* False when the store has no room: CALL_ID is not in then. */
bool call_note(struct tally *t, struct store *s, struct slice call_id);
void call_drop_all(struct tally *t, struct store *s);
void call_figures(const struct tally *t, struct figures *f);

#endif

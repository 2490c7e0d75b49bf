/* SPDX-License-Identifier: BSD-2-Clause */
/* Caps the notices of a minute, and tells how many of whom it held back. */
#include "alert/parts.h"

#include <errno.h>
#include <stdlib.h>

#define MINUTE     span_s(60)
#define RULES_TOLD 64		/* by name; more are told as one */
#define OTHERS     "(others)"

/*
 * Beyond the cap each rule may still tell so many of a minute: that a scanner
 * is here must not hide that a carrier is down.
 */
#define FIRST 2

/* What a rule has told and not told in this minute. */
struct part {
	const char *rule;
	uint32_t told;
	uint64_t held;
};

struct storm {
	struct storm_spec spec;
	struct moment ends;		/* this minute, by the clock */
	struct timer timer;		/* set to it if something is held */
	uint8_t kind;
	uint32_t told;			/* in this minute */
	struct part parts[RULES_TOLD + 1];
	size_t n_parts;
	enum severity worst;		/* of what is held; 0: nothing is */
	uint64_t *suppressed;
};

static int by_name(const void *a, const void *b)
{
	const struct suppressed *l = a, *m = b;

	return strcmp(l->rule, m->rule);
}

/* Those held back by the names of their rules, the nameless ones last. */
static size_t list_held(struct storm *s, struct suppressed *list)
{
	size_t n = 0, named;

	for (size_t i = 0; i < s->n_parts && i < RULES_TOLD; i++)
		if (s->parts[i].held)
			list[n++] = (struct suppressed){ s->parts[i].rule,
							 s->parts[i].held };
	named = n;
	if (s->n_parts > RULES_TOLD)
		list[n++] = (struct suppressed){
			OTHERS, s->parts[RULES_TOLD].held };
	qsort(list, named, sizeof list[0], by_name);
	return n;
}

void storm_tell(struct storm *s)
{
	struct suppressed list[RULES_TOLD + 1];
	struct moment now = clock_now(s->spec.clock);
	struct notice n = {
		.event = NOTICE_SUPPRESSED,
		.when = clock_shown(s->spec.clock, now),
		.severity = s->worst,
		.suppressed = list,
	};

	clock_unset(s->spec.clock, &s->timer);
	if (s->worst) {
		n.n_suppressed = list_held(s, list);
		s->spec.notice(&n, s->spec.arg);
	}
	s->worst = 0;
	s->n_parts = 0;
}

static void minute_over(struct timer *timer, void *arg)
{
	(void)timer;
	storm_tell(arg);
}

int storm_create(struct storm **sp, const struct storm_spec *spec)
{
	struct storm *s = calloc(1, sizeof *s);

	if (!s)
		return -ENOMEM;
	s->spec = *spec;
	s->kind = clock_kind(spec->clock, minute_over, s);
	s->suppressed = counter(spec->counters, "suppressed", NULL);
	*sp = s;
	return 0;
}

void storm_destroy(struct storm *s)
{
	free(s);
}

void storm_set_cap(struct storm *s, uint32_t per_minute)
{
	s->spec.per_minute = per_minute;
}

/* How much of the minute that M, as shown, is in has gone. */
static struct span into_minute(struct moment m)
{
	int64_t ns = m.ns % MINUTE.ns;

	return (struct span){ ns < 0 ? ns + MINUTE.ns : ns };
}

static void begin_minute(struct storm *s, struct moment now)
{
	struct span gone = into_minute(clock_shown(s->spec.clock, now));

	storm_tell(s);
	s->told = 0;
	s->ends = moment_add(now, (struct span){ MINUTE.ns - gone.ns });
}

/* That of RULE; beyond RULES_TOLD of them all the others share one. */
static size_t index_of(const struct storm *s, const char *rule)
{
	size_t i;

	for (i = 0; i < s->n_parts && i < RULES_TOLD; i++)
		if (strcmp(s->parts[i].rule, rule) == 0)
			break;
	return i;
}

static struct part *part_of(struct storm *s, const char *rule)
{
	size_t i = index_of(s, rule);

	if (i == s->n_parts)
		s->parts[s->n_parts++] = (struct part){
			i < RULES_TOLD ? rule : OTHERS, 0, 0 };
	return &s->parts[i];
}

/* With TOLD of this minute, may a rule tell one more? */
static bool is_open(const struct storm *s, uint32_t told)
{
	return s->told < s->spec.per_minute ||
	       (told < FIRST && told < s->spec.per_minute);
}

bool storm_would_admit(const struct storm *s, const char *rule)
{
	struct moment now = clock_now(s->spec.clock);
	size_t i = index_of(s, rule);

	return s->spec.per_minute == 0 || !moment_before(now, s->ends) ||
	       is_open(s, i < s->n_parts ? s->parts[i].told : 0);
}

/* The more severe ones have the lower numbers. */
static void hold_back(struct storm *s, struct part *part,
		      enum severity severity)
{
	++*s->suppressed;
	if (!s->worst)
		clock_set(s->spec.clock, &s->timer, s->kind, s->ends);
	if (!s->worst || severity < s->worst)
		s->worst = severity;
	part->held++;
}

bool storm_admit(struct storm *s, const char *rule, enum severity severity)
{
	struct moment now = clock_now(s->spec.clock);
	struct part *part;

	if (s->spec.per_minute == 0)
		return true;
	/* A packet of that instant comes before the timer. */
	if (!moment_before(now, s->ends))
		begin_minute(s, now);
	part = part_of(s, rule);
	if (is_open(s, part->told)) {
		s->told++;
		part->told++;
		return true;
	}
	hold_back(s, part, severity);
	return false;
}

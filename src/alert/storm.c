/* SPDX-License-Identifier: BSD-2-Clause */
/* Caps the notices of a minute, and tells how many of whom it held back. */
#include "alert/parts.h"

#include <errno.h>
#include <stdlib.h>

#define MINUTE     span_s(60)
#define RULES_TOLD 64		/* by name; more are told as one */
#define OTHERS     "(others)"

struct storm {
	struct storm_spec spec;
	struct moment ends;		/* this minute, by the clock */
	struct timer timer;		/* set to it if something is held */
	uint8_t kind;
	uint32_t told;			/* in this minute */
	struct suppressed held[RULES_TOLD + 1];
	size_t n_held;
	uint64_t *suppressed;
};

static int by_name(const void *a, const void *b)
{
	const struct suppressed *l = a, *m = b;

	return strcmp(l->rule, m->rule);
}

void storm_tell(struct storm *s)
{
	struct moment now = clock_now(s->spec.clock);
	struct notice n = {
		.event = NOTICE_SUPPRESSED,
		.when = clock_shown(s->spec.clock, now),
		.severity = SEVERITY_WARNING,
		.suppressed = s->held,
	};

	clock_unset(s->spec.clock, &s->timer);
	if (s->n_held == 0)
		return;
	n.n_suppressed = s->n_held;
	/* Those without a name of their own stay at the end. */
	qsort(s->held, n.n_suppressed > RULES_TOLD ? RULES_TOLD
						   : n.n_suppressed,
	      sizeof s->held[0], by_name);
	s->spec.notice(&n, s->spec.arg);
	s->n_held = 0;
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

static void hold_back(struct storm *s, const char *rule)
{
	size_t i;

	++*s->suppressed;
	if (s->n_held == 0)
		clock_set(s->spec.clock, &s->timer, s->kind, s->ends);
	for (i = 0; i < s->n_held && i < RULES_TOLD; i++)
		if (strcmp(s->held[i].rule, rule) == 0)
			break;
	if (i == s->n_held) {
		s->held[i].rule = i < RULES_TOLD ? rule : OTHERS;
		s->held[i].count = 0;
		s->n_held++;
	}
	s->held[i].count++;
}

bool storm_admit(struct storm *s, const char *rule)
{
	struct moment now = clock_now(s->spec.clock);

	if (s->spec.per_minute == 0)
		return true;
	/* A packet of that instant comes before the timer. */
	if (!moment_before(now, s->ends))
		begin_minute(s, now);
	if (s->told < s->spec.per_minute) {
		s->told++;
		return true;
	}
	hold_back(s, rule);
	return false;
}

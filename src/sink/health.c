/* SPDX-License-Identifier: BSD-2-Clause */
/* The health record: every counter, with what its labels add up to. */
#include <stdio.h>

#include "sink/record.h"

/* These lead, in this order; the others follow as they were made. */
static const char *const leading[] = {
	"packets", "dropped", "truncated", "not_sip", "malformed", "orphans",
	"evicted",
};

#define LEADING (sizeof leading / sizeof leading[0])
#define NAMES 128	/* of counters that are told; there are about 40 */

struct names {
	const char *name[NAMES];
	size_t n;
};

static void add_part(const char *name, const char *label, uint64_t value,
		     void *arg)
{
	struct tally *t = arg;

	if (strcmp(name, t->name) != 0)
		return;
	t->found = true;
	t->sum += value;
	if (label && t->n < sizeof t->parts / sizeof t->parts[0])
		t->parts[t->n++] = (struct tally_part){ label, value };
}

bool tally_of(const struct counters *counters, const char *name,
	      struct tally *t)
{
	t->name = name;
	t->sum = 0;
	t->n = 0;
	t->found = false;
	counter_each(counters, add_part, t);
	return t->found;
}

void record_parts(struct record *r, const char *key, const struct tally *t)
{
	record_open(r, key, RECORD_OBJECT);
	for (size_t i = 0; i < t->n; i++)
		if (t->parts[i].value > 0)
			record_number(r, t->parts[i].label,
				      t->parts[i].value);
	record_close(r);
}

static bool is_leading(const char *name)
{
	for (size_t i = 0; i < LEADING; i++)
		if (strcmp(name, leading[i]) == 0)
			return true;
	return false;
}

static void add_name(const char *name, const char *label, uint64_t value,
		     void *arg)
{
	struct names *names = arg;

	(void)label;
	(void)value;
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(name, names->name[i]) == 0)
			return;
	if (names->n < NAMES && !is_leading(name))
		names->name[names->n++] = name;
}

/* dropped=12 dropped_by=kernel:10,interface:2 */
static void tally_fields(struct record *r, const struct tally *t)
{
	char key[64];

	record_number(r, t->name, t->sum);
	if (t->sum == 0)
		return;
	snprintf(key, sizeof key, "%s_by", t->name);
	record_parts(r, key, t);
}

static void counter_field(struct record *r, const struct counters *counters,
			  const char *name)
{
	struct tally t;

	if (tally_of(counters, name, &t))
		tally_fields(r, &t);
}

void record_health(struct record *r, struct moment when, const char *warning,
		   const struct addr *bad_hep,
		   const struct counters *counters, bool headed)
{
	struct names others = { .n = 0 };

	if (headed) {
		record_word(r, "type", "health");
		record_moment(r, "time", when);
	} else {
		record_word(r, "event", "health");
		record_word(r, "severity", severity_name(SEVERITY_WARNING));
	}
	record_word(r, "warning", warning);
	for (size_t i = 0; i < LEADING; i++)
		counter_field(r, counters, leading[i]);
	counter_each(counters, add_name, &others);
	for (size_t i = 0; i < others.n; i++)
		counter_field(r, counters, others.name[i]);
	if (bad_hep)
		record_address(r, "bad_hep_from", bad_hep);
}

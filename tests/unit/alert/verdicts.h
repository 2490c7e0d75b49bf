/* SPDX-License-Identifier: BSD-2-Clause */
/* Says what the rule stage would say, for the tests of alerts. */
#ifndef SIPWARD_TEST_VERDICTS_H
#define SIPWARD_TEST_VERDICTS_H

#include "../rule/making.h"

#include "alert/alert.h"

/* That of GROUP these levels of S hold now, and are under, by an outcome. */
static inline bool verdict_on(struct alerts *a, struct clock *clock,
			      const struct rule_settings *s,
			      const char *group, unsigned holds,
			      unsigned under)
{
	struct group_value value = { GROUP_TO_USER, slice_of(group) };
	struct moment now = clock_now(clock);
	struct figures f = { .count = 7,
			     .since = { now.ns - NS_PER_S } };
	struct verdict v = { .when = now, .rule = s, .group = &value,
			     .holds = holds, .by_outcome = true,
			     .under = under, .figures = &f };
	struct hash_seed seed = { hash_short((struct hash_seed){ 1 }, s->name,
					     strlen(s->name)) };

	v.id = hash_bytes(seed, group, strlen(group));
	return alert_verdict(a, &v);
}

#endif

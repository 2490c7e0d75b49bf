/* SPDX-License-Identifier: BSD-2-Clause */
/* One notice, with all that it points to, for tests. */
#ifndef SIPWARD_TEST_EXAMPLE_H
#define SIPWARD_TEST_EXAMPLE_H

#include "lines.h"

struct notice_example {
	struct rule_settings rule;
	struct group_value group[1];
	struct figures figures;
	struct notice notice;
};

static inline void make_notice(struct notice_example *e)
{
	static char name[] = "timeouts-to-destination";

	*e = (struct notice_example){
		.rule = { .name = name, .group_by = { GROUP_DST },
			  .n_group_by = 1, .window = span_s(60),
			  .levels = { { .severity = SEVERITY_CRITICAL,
					.count = 20, .ratio_ppm = 100000 } },
			  .n_levels = 1 },
		.group = { { GROUP_DST, SLICE("198.51.100.7") } },
		.figures = { .count = 57, .total = 80, .ratio_ppm = 712500,
			     .retransmissions = 112,
			     .codes = { { 408, 49 },
					{ OUTCOME_NO_RESPONSE, 8 } },
			     .n_codes = 2,
			     .calls = { SLICE("a1b2@sbc"),
					SLICE("c3d4@sbc") },
			     .n_calls = 2 },
		.notice = { .event = NOTICE_RAISED,
			    .when = moment_add(A_MOMENT, span_s(30)),
			    .severity = SEVERITY_CRITICAL, .id = 0x5e0c21,
			    .rule = &e->rule, .level = e->rule.levels,
			    .group = e->group, .figures = &e->figures,
			    .since = A_MOMENT, .peak = 57 },
	};
}

#define NOTICE_TEXT \
	"event=raised id=5e0c21 severity=critical " \
	"rule=timeouts-to-destination dst=198.51.100.7 count=57 total=80 " \
	"ratio=0.7125 window=60 threshold=count:20,ratio:0.1 " \
	"codes=408:49,no-response:8 since=2026-11-21T02:58:03.120544Z " \
	"retransmissions=112 peak=57 duration=0 calls=a1b2@sbc,c3d4@sbc " \
	"confidence=high"

#endif

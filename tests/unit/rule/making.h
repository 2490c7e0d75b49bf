/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes outcomes, rules and settings for the tests of rules and alerts. */
#ifndef SIPWARD_TEST_MAKING_H
#define SIPWARD_TEST_MAKING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "settings.h"

/* Settings have char *, literals are const, and neither is written to. */
#define WORD(literal) ((char *)(uintptr_t)(literal))

static inline struct moment at_ms(int64_t ms)
{
	return (struct moment){ ms * NS_PER_MS };
}

static inline struct addr addr_of(const char *text)
{
	struct addr a;

	assert_int_equal(addr_parse(slice_of(text), &a), 0);
	return a;
}

static inline struct net net_of(const char *text)
{
	struct net n;

	assert_int_equal(net_parse(slice_of(text), &n), 0);
	return n;
}

/* An INVITE from 192.0.2.1 to 198.51.100.7 that came to CODE. */
static inline struct outcome an_outcome(int code)
{
	return (struct outcome){
		.code = code, .method = SIP_INVITE,
		.method_name = SLICE("INVITE"), .initial = true,
		.src = addr_of("192.0.2.1"), .dst = addr_of("198.51.100.7"),
		.direction = OUTBOUND, .trunk = -1,
		.call_id = SLICE("a@example.com"),
	};
}

/* All methods and directions, one group, 60 s; alert at COUNT of CODE. */
static inline struct rule_settings a_rule(char *name, int code,
					  uint64_t count)
{
	struct rule_settings s = {
		.name = name, .methods = UINT32_MAX, .directions = 7,
		.window = span_s(60), .min_total = 1, .clear_ppm = 800000,
		.hold = span_s(120), .repeat = span_s(1800), .enabled = true,
		.n_levels = 1,
	};

	code_set_add(&s.codes, code);
	code_set_add(&s.named, code);
	s.levels[0] = (struct level_settings){ .severity = SEVERITY_WARNING,
					       .count = count };
	return s;
}

static inline struct settings settings_of(struct rule_settings *rules,
					  size_t n)
{
	return (struct settings){ .rules = rules, .n_rules = n };
}

#endif

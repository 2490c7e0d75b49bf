/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds what alerts tell of packets: it stays a value, and forges no field. */
#include <stdlib.h>

#include "sink/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool promise)
{
	if (!promise)
		abort();
}

static void write_notice(struct record *r, const void *arg)
{
	record_notice(r, arg, false);
}

/* Of the journal's own fields each comes once, and in its place. */
static void check_name(struct slice name, size_t at)
{
	static const struct slice first[] = {
		SLICE("PRIORITY"), SLICE("SYSLOG_FACILITY"),
		SLICE("SYSLOG_IDENTIFIER"), SLICE("SYSLOG_PID"),
		SLICE("MESSAGE_ID"), SLICE("MESSAGE"),
	};

	if (at < sizeof first / sizeof first[0])
		check(slice_equal(name, first[at]));
	else
		check(slice_begins(name, SLICE("SIPWARD_")) && name.n <= 64);
	for (size_t i = 0; i < name.n; i++)
		check(name.p[i] == '_' ||
		      (name.p[i] >= 'A' && name.p[i] <= 'Z') ||
		      (name.p[i] >= '0' && name.p[i] <= '9'));
}

/* Valid UTF-8 that moves no cursor. */
static void check_value(struct slice value)
{
	check(value.n > 0);
	while (value.n > 0) {
		struct rune rune = rune_first(value);

		check(rune.valid && !rune.control);
		value = slice_from(value, rune.n);
	}
}

static void check_fields(struct slice s)
{
	size_t at = 0;

	for (; s.n > 0; at++) {
		struct slice line = slice_head(s, slice_find(s, '\n'));
		struct slice name = slice_head(line, slice_find(line, '='));

		check(line.n < s.n && name.n < line.n);
		check_name(name, at);
		check_value(slice_from(line, name.n + 1));
		s = slice_from(s, line.n + 1);
	}
	check(at > 12);
}

/* The bytes up to the next LF, which is theirs where nothing is behind. */
static struct slice part(struct slice *left)
{
	struct slice s = slice_head(*left, slice_find(*left, '\n') + 1);

	*left = slice_from(*left, s.n);
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice left = { (const char *)data, size };
	static char name[] = "a", buffer[JOURNAL_ROOM];
	struct group_value group[2] = {
		{ GROUP_USER_AGENT, part(&left) },
		{ GROUP_TO_PREFIX, part(&left) },
	};
	struct figures figures = {
		.count = 3, .total = 4, .codes = { { 503, 3 } }, .n_codes = 1,
		.calls = { part(&left), part(&left), left }, .n_calls = 3 };
	struct rule_settings rule = {
		.name = name, .n_group_by = 2,
		.group_by = { GROUP_USER_AGENT, GROUP_TO_PREFIX } };
	struct level_settings level = { .severity = SEVERITY_ERROR,
					.count = 3 };
	struct notice n = {
		.severity = SEVERITY_ERROR, .rule = &rule, .level = &level,
		.group = group, .figures = &figures };

	check_fields(journal_entry(buffer, 3, &(struct log_entry){
		.severity = n.severity, .kind = "alert",
		.family = family_of(&rule), .write = write_notice,
		.arg = &n }));
	return 0;
}

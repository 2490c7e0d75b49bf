/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as entries of systemd's journal, in its native protocol. */
#include <assert.h>
#include <unistd.h>

#include "sink/record.h"

/*
 * A datagram of lines FIELD=value (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 * sd_journal_sendv() would wait for a journal that stalls, and keep quiet
 * where there is none: so it goes by the queue that syslog's lines go by.
 *
 * Each key is a field, SIPWARD_TO_PREFIX for to-prefix; the items of a list
 * are a field each, of one name, so that SIPWARD_CALLS=a@b finds any of them.
 * journalctl -x shows values as they are, hence control characters and bytes
 * of broken UTF-8 are written \xNN, and a backslash twice, as in lines; so no
 * value has a line feed, for which the protocol has another form.
 */
#define PREFIX "SIPWARD_"

static const uint8_t special[256] = {
	[0 ... 0x1f] = 1, [','] = 1, ['\\'] = 1, [0x7f ... 0xff] = 1,
};

static bool in_object(const struct record *r)
{
	return r->shape[r->depth] == RECORD_OBJECT;
}

static size_t field_escape(struct record *r, struct slice bytes,
			   struct rune rune, char out[RECORD_ESCAPE])
{
	char c = bytes.p[0];

	if (!rune.valid || rune.control || (in_object(r) && c == ','))
		return rune_escape(slice_head(bytes, rune.n), out);
	if (c == '\\') {
		out[0] = out[1] = c;
		return 2;
	}
	memcpy(out, bytes.p, rune.n);
	return rune.n;
}

/* Names have capitals, digits and _ (systemd.journal-fields(7)). */
static void field_name(struct text *t, const char *key)
{
	text_add(t, SLICE(PREFIX));
	for (; *key; key++)
		text_byte(t, *key >= 'a' && *key <= 'z' ? *key - 'a' + 'A' :
			  *key >= '0' && *key <= '9' ? *key : '_');
	text_byte(t, '=');
}

static void field_key(struct record *r, const char *key)
{
	if (!in_object(r)) {
		field_name(&r->text, key ? key : r->list);
		return;
	}
	if (!r->empty[r->depth])
		text_byte(&r->text, ',');
	record_escape(r, slice_of(key));
	text_byte(&r->text, ':');
}

static void field_value_end(struct record *r)
{
	if (!in_object(r))
		text_byte(&r->text, '\n');
}

static void field_open(struct record *r, const char *key,
		       enum record_shape shape)
{
	/* A field has no way to write an object within another. */
	assert(r->shape[r->depth] == RECORD_FLAT);
	r->list = key;
	if (shape == RECORD_OBJECT)
		field_name(&r->text, key);
}

static void field_close(struct record *r, enum record_shape shape)
{
	if (shape == RECORD_OBJECT)
		text_byte(&r->text, '\n');
}

static void no_edge(struct record *r, bool end)
{
	(void)r;
	(void)end;
}

static void nothing(struct record *r)
{
	(void)r;
}

const struct record_format record_journal = {
	.special = special, .escape = field_escape, .begin = nothing,
	.key = field_key, .edge = no_edge, .value_end = field_value_end,
	.open = field_open, .close = field_close, .end = nothing,
};

/* What journald and journalctl know by name; MESSAGE is syslog's line. */
static size_t known_fields(char *buffer, int facility,
			   const struct log_entry *e)
{
	struct text t = text_in(buffer, JOURNAL_ROOM);
	struct record r;

	text_printf(&t, "PRIORITY=%d\nSYSLOG_FACILITY=%d\n"
		    "SYSLOG_IDENTIFIER=sipward\nSYSLOG_PID=%d\n"
		    "MESSAGE_ID=%s\nMESSAGE=", (int)e->severity, facility,
		    (int)getpid(), family_message_id(e->family));
	record_begin(&r, &record_logfmt, buffer + t.n, LOG_LINE - t.n);
	e->write(&r, e->arg);
	return t.n + record_end(&r).n;
}

struct slice journal_entry(char buffer[JOURNAL_ROOM], int facility,
			   const struct log_entry *e)
{
	size_t n = known_fields(buffer, facility, e);
	struct record r;

	record_begin(&r, &record_journal, buffer + n, JOURNAL_ROOM - n);
	record_moment(&r, "time", e->when);
	record_word(&r, "family", family_name(e->family));
	e->write(&r, e->arg);
	/* without the LF of a record: each field has its own */
	return (struct slice){ buffer, n + record_end(&r).n - 1 };
}

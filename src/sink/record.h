/* SPDX-License-Identifier: BSD-2-Clause */
/* The one writer of records, what is written with it, and who takes it. */
#ifndef SIPWARD_SINK_RECORD_H
#define SIPWARD_SINK_RECORD_H

#include "base/rune.h"
#include "base/text.h"
#include "family.h"
#include "sink/sink.h"

/*
 * A record is one line of valid UTF-8 without control characters, whatever
 * its values hold. A value takes at most a quarter of the room that is left
 * and is cut with a mark ("…") where it is longer; a field for which there
 * is no room at all is left out. Keys are our own words.
 */
#define RECORD_ROOM 32768	/* bytes of a record's buffer */
#define RECORD_DEPTH 5
#define RECORD_ESCAPE 16	/* bytes that one character may become */

enum record_shape {
	RECORD_OBJECT,	/* text: key=name:value,name:value */
	RECORD_LIST,	/* text: key=item,item; its fields have no key */
	RECORD_FLAT	/* text: the fields side by side, as if not nested */
};

enum record_paint { PAINT_NONE, PAINT_GREEN, PAINT_CYAN, PAINT_YELLOW,
		    PAINT_RED, PAINT_ALARM };

struct record {
	const struct record_format *format;
	struct text text;
	bool colour;			/* text only */
	enum record_paint paint;	/* of the next word */
	enum record_shape shape[RECORD_DEPTH];
	bool empty[RECORD_DEPTH];	/* no field yet at this depth */
	size_t opened_at[RECORD_DEPTH];
	int depth;
	int skipped;		/* depths opened without room for them */
	size_t value_at;	/* text: where the value begins */
	bool quote;		/* text: it must stand in quotes */
	const char *list;	/* journal: the key of the one that is open */
};

/* How a format differs from the others. */
struct record_format {
	const uint8_t *special;	/* by byte: 1, it must go to ESCAPE */
	size_t (*escape)(struct record *r, struct slice bytes,
			 struct rune rune, char out[RECORD_ESCAPE]);
	void (*begin)(struct record *r);
	void (*key)(struct record *r, const char *key);
	void (*edge)(struct record *r, bool end);	/* of a string */
	void (*value_end)(struct record *r);
	void (*open)(struct record *r, const char *key,
		     enum record_shape shape);
	void (*close)(struct record *r, enum record_shape shape);
	void (*end)(struct record *r);
};

extern const struct record_format record_json, record_logfmt, record_journal;

void record_begin(struct record *r, const struct record_format *format,
		  char *buffer, size_t room);
struct slice record_end(struct record *r);	/* the line, with its LF */

/* Fields. KEY is NULL in a list. An empty text is an absent value. */
void record_text(struct record *r, const char *key, struct slice value);
void record_word(struct record *r, const char *key, const char *word);
void record_number(struct record *r, const char *key, uint64_t value);
void record_flag(struct record *r, const char *key, bool value);
void record_ratio(struct record *r, const char *key, uint32_t ppm);
void record_milli(struct record *r, const char *key, uint64_t thousandths);
void record_moment(struct record *r, const char *key, struct moment when);
void record_span(struct record *r, const char *key, struct span span);
void record_address(struct record *r, const char *key, const struct addr *a);
void record_open(struct record *r, const char *key, enum record_shape shape);
void record_close(struct record *r);

/* S with what the format makes of its characters; for the formats. */
void record_escape(struct record *r, struct slice s);

/* What the records hold. HEADED: with type and time, which syslog has not. */
void record_message(struct record *r, const struct sip_msg *m,
		    bool retransmission);
void record_call(struct record *r, const struct call *c,
		 const struct settings *settings);
void record_registration(struct record *r, const struct registration *reg,
			 const struct settings *settings);
void record_peer(struct record *r, const struct peer_change *p,
		 const struct settings *settings);
void record_situations(struct record *r, const struct call *c);
void record_guidance(struct record *r, const struct guidance *g); /* or NULL */
void record_notice(struct record *r, const struct notice *n, bool headed);
void record_health(struct record *r, struct moment when, const char *warning,
		   const struct addr *bad_hep,
		   const struct counters *counters, bool headed);
void record_summary(struct record *r, const struct summary *sum,
		    const struct settings *settings);

/* What it says of calls, and of so many trunks and directions. */
#define SUMMARY_TOLD 16
void record_calls(struct record *r, const struct summary *sum,
		  const struct settings *settings);

/* What it says of registrations and peers. */
void record_reach(struct record *r, const struct summary *sum,
		  const struct settings *settings);

/* The summary as a table for people, line by line, each with its LF. */
typedef void line_handler(struct slice line, void *arg);
void summary_each_line(const struct summary *sum,
		       const struct settings *settings, bool colour,
		       line_handler *h, void *arg);

/*
 * The counters that tell what was not understood, and those that tell what
 * was odd, with words for them; both end with NULL.
 */
struct summary_reason { const char *name, *words; };
extern const struct summary_reason summary_reasons[], summary_oddities[];

/* The counters of one name, its labels added up. */
struct tally_part { const char *label; uint64_t value; };
struct tally {
	const char *name;
	bool found;
	uint64_t sum;
	size_t n;
	struct tally_part parts[32];	/* those with a label */
};

/* What COUNTERS say of NAME into *T; false when there is no such counter. */
bool tally_of(const struct counters *counters, const char *name,
	      struct tally *t);

/* T's parts under KEY, those that are not 0. */
void record_parts(struct record *r, const char *key, const struct tally *t);

#define LOG_LINE 8000	/* rsyslog cuts at 8192 bytes unless told otherwise */

/* What the system's log gets: a record, and what is said beside it. */
struct log_entry {
	enum severity severity;
	struct moment when;
	const char *kind;	/* "alert" */
	enum family family;
	void (*write)(struct record *r, const void *arg);
	const void *arg;
};

/* journal.c: E as a datagram for systemd's journal, in BUFFER. */
#define JOURNAL_ROOM (LOG_LINE + 16000)
struct slice journal_entry(char buffer[JOURNAL_ROOM], int facility,
			   const struct log_entry *e);

/* Lines for the socket that settings name: they are kept. */
struct post;

/* LOOP sends what waits; without one it is tried at each call. PATIENT: a
 * line waits for the reader when the queue is full. */
int post_create(struct post **pp, const struct syslog_settings *settings,
		struct loop *loop, bool patient,
		uint64_t *dropped);	/* 0 or -ENOMEM */
void post_destroy(struct post *p);	/* NULL is fine; waits a second at
					 * most, counts what is left over */
void post_line(struct post *p, struct slice line);
void post_flush(struct post *p);
void post_move(struct post *p, const struct syslog_settings *settings);

/* Sends what can be sent now; what is left is dropped and counted. */
void post_empty(struct post *p);

/* At the end: how many lines were lost; what still waits is given up. */
uint64_t post_lost(struct post *p);

/* How is it now? DROPS lasts until all that waits is sent. */
enum post_state { POST_FINE, POST_WAITS, POST_DROPS };
enum post_state post_look(struct post *p);
const char *post_trouble(const struct post *p);	/* what it has, or had */

/* A kind of sink: a row of what it does with what comes; NULL: nothing. */
struct sink_kind {
	/* *SELF stays NULL where SPEC does not ask for this kind. */
	int (*create)(void **self, const struct sink_spec *spec);
	void (*destroy)(void *self);
	void (*message)(void *self, const struct sip_msg *m,
			bool retransmission);
	void (*call)(void *self, const struct call *c);
	void (*registration)(void *self, const struct registration *r);
	void (*peer)(void *self, const struct peer_change *p);
	void (*notice)(void *self, const struct notice *n);
	void (*health)(void *self, struct moment when, const char *warning,
		       const struct addr *bad_hep);
	void (*summary)(void *self, const struct summary *sum);
	bool (*again)(void *self);
	bool (*missing)(const void *self);
	void (*reload)(void *self, const struct settings *settings);
	void (*flush)(void *self);
	int (*failure)(const void *self);
	uint64_t (*lost)(void *self, char why[SINK_WORD]);
	uint64_t (*missed)(void *self);
	bool (*word)(void *self, char word[SINK_WORD]);
};

extern const struct sink_kind sink_stdout, sink_syslog;

#endif

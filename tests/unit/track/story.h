/* SPDX-License-Identifier: BSD-2-Clause */
/* Plays messages written as lines of text to track, and tells what came. */
#ifndef SIPWARD_TEST_STORY_H
#define SIPWARD_TEST_STORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "track/track.h"

/*
 * A line is a time in seconds, then one of
 *   A>B INVITE WORD...		a request
 *   B>A 200 WORD...		a response to an INVITE
 *   B>A 200 BYE WORD...	to another one
 *   tick			only the time passes
 *   end			the capture is over
 * A letter is a host, a small one has an IPv6 address. Words are, with what
 * is taken without them:
 *   bX  the branch, with the cookie (b1)    cX  the Call-ID (c1)
 *   branch=X  as it stands   via=X (a)      cseq=N (1)
 *   from=TAG (f)             to=TAG (t in responses but 100; else none)
 *   ask=REALM  stale  cred=REALM  tcp  cut  nocseq  nobranch  nocall  bad
 *   caller=USER  callee=USER  ruri=USER  agent=TEXT
 */
struct story {
	struct clock *clock;
	struct counters *counters;
	struct track *track;
	struct settings none;
	char outcomes[8192];	/* "0.2 486 INVITE A>B c1", a line each */
	char details[1024];	/* of the last one */
	char messages[256];	/* '.', or 'r' for a retransmission, each, 'u'
				 * for a BYE of who still waits for an ACK */
	size_t n_outcomes, n_messages;
};

#define STORY_START (1000 * 1000 * NS_PER_S)

static inline struct addr story_addr(char host)
{
	uint8_t v4[4] = { 192, 0, 2, (uint8_t)(host - 'A' + 1) };
	uint8_t v6[16] = { 0x20, 0x01, 0x0d, 0xb8 };

	if (host >= 'A' && host <= 'Z')
		return addr_from_v4(v4);
	v6[15] = (uint8_t)(host - 'a' + 1);
	return addr_from_v6(v6);
}

static inline char story_host(const struct addr *a)
{
	return (char)(addr_is_v4(a) ? 'A' + a->b[15] - 1 :
		      'a' + a->b[15] - 1);
}

static inline void story_on_message(const struct sip_msg *m,
				    const struct sip_parties *who,
				    enum sighting seen, void *arg)
{
	struct story *s = arg;
	bool again = seen == SEEN_AGAIN;
	uint32_t cseq;
	bool wants = !m->response && m->method == SIP_BYE &&
		     track_lacks_ack(s->track, m, who, &cseq);

	assert_non_null(m->payload);
	s->messages[s->n_messages] = again ? 'r' : wants ? 'u' : '.';
	/* One and the same byte serves those who play a million. */
	if (s->n_messages + 2 < sizeof s->messages)
		s->n_messages++;
}

static inline void story_on_outcome(const struct outcome *o, void *arg)
{
	struct story *s = arg;
	char code[OUTCOME_TEXT], *at = s->outcomes + s->n_outcomes;
	size_t room = sizeof s->outcomes - s->n_outcomes;
	double when = (double)(o->when.ns - STORY_START) / NS_PER_S;
	int n;

	n = snprintf(at, room, "%g %s %.*s %c>%c %.*s%s", when,
		     outcome_text(o->code, code), (int)o->method_name.n,
		     o->method_name.n ? o->method_name.p : "",
		     story_host(&o->src), story_host(&o->dst),
		     (int)o->call_id.n, o->call_id.n ? o->call_id.p : "",
		     o->initial ? "" : " in-dialog");
	if (o->retransmissions && n < (int)room)
		n += snprintf(at + n, room - (size_t)n, " again=%u",
			      (unsigned)o->retransmissions);
	if (n < (int)room)
		n += snprintf(at + n, room - (size_t)n, "\n");
	if (n < (int)room)
		s->n_outcomes += (size_t)n;
#define WORD(w) (int)o->w.n, o->w.n ? o->w.p : ""
	snprintf(s->details, sizeof s->details,
		 "%s %d %s from=%.*s@%.*s to=%.*s@%.*s ruri=%.*s@%.*s "
		 "agent=%.*s", direction_name(o->direction), o->trunk,
		 o->interface, WORD(from_user), WORD(from_host),
		 WORD(to_user), WORD(to_host), WORD(ruri_user),
		 WORD(ruri_host), WORD(user_agent));
#undef WORD
}

static inline void story_begin_with(struct story *s,
				    const struct settings *settings,
				    uint64_t memory)
{
	memset(s, 0, sizeof *s);
	assert_int_equal(clock_create(&s->clock), 0);
	assert_int_equal(counters_create(&s->counters), 0);
	assert_int_equal(track_create(&s->track, &(struct track_spec){
		.settings = settings ? settings : &s->none,
		.memory = memory, .seed = { 42 }, .clock = s->clock,
		.counters = s->counters, .message = story_on_message,
		.outcome = story_on_outcome, .arg = s }), 0);
	clock_advance(s->clock, (struct moment){ STORY_START });
}

static inline void story_begin(struct story *s)
{
	story_begin_with(s, NULL, 1 << 20);
}

static inline void story_end(struct story *s)
{
	track_destroy(s->track);
	counters_destroy(s->counters);
	clock_destroy(s->clock);
}

static inline uint64_t story_count(struct story *s, const char *name,
				   const char *label)
{
	return *counter(s->counters, name, label);
}

/* TEXT in a block of its own, so that nobody reads beyond or later. */
static inline struct slice story_copy(const char *text)
{
	size_t n = strlen(text);
	char *p = malloc(n + !n);

	assert_non_null(p);
	memcpy(p, text, n);
	return (struct slice){ p, n };
}

static inline void story_set(struct slice *s, const char *text)
{
	free((char *)s->p);
	*s = story_copy(text);
}

static inline void story_party(struct slice *value, struct sip_party who)
{
	char text[256];

#define WORD(w) (int)(w).n, (w).n ? (w).p : ""
	snprintf(text, sizeof text, "<sip:%.*s@%.*s>;tag=%.*s",
		 WORD(who.uri.user), WORD(who.uri.host), WORD(who.tag));
#undef WORD
	story_set(value, text);
}

static inline bool story_flag(struct sip_msg *m, struct payload *p,
			      const char *w)
{
	if (strcmp(w, "cut") == 0)
		m->cut = true;
	else if (strcmp(w, "stale") == 0)
		m->stale |= 1u << (m->challenges - !!m->challenges);
	else if (strcmp(w, "tcp") == 0)
		p->transport = TRANSPORT_TCP;
	else if (strcmp(w, "bad") == 0)
		m->defect = SIP_BAD_CSEQ;
	else if (strcmp(w, "nobranch") == 0)
		story_set(&m->branch, "");
	else if (strcmp(w, "nocall") == 0)
		story_set(&m->call_id, "");
	else if (strcmp(w, "nocseq") == 0)
		m->has_cseq = false, m->cseq = 0;
	else
		return false;
	if (!m->has_cseq && m->response) {
		m->method = SIP_UNKNOWN;
		story_set(&m->method_name, "");
	}
	return true;
}

static inline void story_word(struct sip_msg *m, struct payload *p,
			      const char *w)
{
	struct sip_party from, to;
	const char *is = strchr(w, '=');
	char branch[300];

	if (story_flag(m, p, w))
		return;
	sip_read_party(m->from, &from);
	sip_read_party(m->to, &to);
	if (!is && w[0] == 'b') {
		snprintf(branch, sizeof branch, "z9hG4bK%s", w);
		story_set(&m->branch, branch);
	} else if (!is && w[0] == 'c') {
		story_set(&m->call_id, w);
	} else if (!is) {
		fail_msg("no such word: %s", w);
	} else if (strncmp(w, "branch", 6) == 0) {
		story_set(&m->branch, is + 1);
	} else if (strncmp(w, "via", 3) == 0) {
		story_set(&m->sent_by, is + 1);
	} else if (strncmp(w, "cseq", 4) == 0) {
		m->cseq = (uint32_t)strtoul(is + 1, NULL, 10);
	} else if (strncmp(w, "from", 4) == 0) {
		from.tag = slice_of(is + 1);
		story_party(&m->from, from);
	} else if (strncmp(w, "to", 2) == 0) {
		to.tag = slice_of(is + 1);
		story_party(&m->to, to);
	} else if (strncmp(w, "ask", 3) == 0) {
		story_set(&m->challenge[m->challenges++], is + 1);
	} else if (strncmp(w, "cred", 4) == 0) {
		story_set(&m->credential[m->credentials++], is + 1);
	} else if (strncmp(w, "caller", 6) == 0) {
		from.uri.user = slice_of(is + 1);
		story_party(&m->from, from);
	} else if (strncmp(w, "callee", 6) == 0) {
		to.uri.user = slice_of(is + 1);
		story_party(&m->to, to);
	} else if (strncmp(w, "ruri", 4) == 0) {
		story_set(&m->ruri.user, is + 1);
	} else if (strncmp(w, "agent", 5) == 0) {
		story_set(&m->user_agent, is + 1);
	} else {
		fail_msg("no such word: %s", w);
	}
}

static inline void story_default(struct sip_msg *m)
{
	m->has_cseq = true;
	m->cseq = 1;
	story_set(&m->branch, "z9hG4bKb1");
	story_set(&m->sent_by, "a");
	story_set(&m->call_id, "c1");
	story_set(&m->from, "<sip:home>;tag=f");
	story_set(&m->to, m->response && m->code > 100 ? "<sip:away>;tag=t" :
		  "<sip:away>");
	if (!m->response)
		story_set(&m->ruri.host, "there");
}

static inline void story_free(struct sip_msg *m)
{
	struct slice *slices[] = {
		&m->method_name, &m->branch, &m->sent_by, &m->call_id,
		&m->from, &m->to, &m->ruri.user, &m->ruri.host,
		&m->user_agent,
	};

	for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
		free((char *)slices[i]->p);
	for (int i = 0; i < SIP_REALMS; i++) {
		free((char *)m->challenge[i].p);
		free((char *)m->credential[i].p);
	}
}

/* WORDS, a message from FROM to TO; they are changed. */
static inline void story_message(struct story *s, char from, char to,
				 char *words)
{
	struct frame frame = { .interface = "eth0" };
	struct payload p = { .src = story_addr(from), .dst = story_addr(to),
			     .vlan = -1, .frame = &frame };
	struct sip_msg m = { .payload = &p };
	char *save, *w = strtok_r(words, " ", &save);
	const char *method = "INVITE";

	assert_non_null(w);
	m.response = w[0] >= '0' && w[0] <= '9';
	if (m.response) {
		m.code = atoi(w);
		w = strtok_r(NULL, " ", &save);
	}
	if (w && w[0] >= 'A' && w[0] <= 'Z') {
		method = w;
		w = strtok_r(NULL, " ", &save);
	}
	m.method = sip_method_of(slice_of(method));
	story_set(&m.method_name, method);
	story_default(&m);
	for (; w; w = strtok_r(NULL, " ", &save))
		story_word(&m, &p, w);
	track_message(s->track, &m);
	story_free(&m);
}

static inline void story_line(struct story *s, char *line)
{
	char *at;
	double time = strtod(line, &at);
	struct moment stamp = { STORY_START +
				(int64_t)(time * 1000 + 0.5) * NS_PER_MS };

	if (at == line)		/* an empty one */
		return;
	clock_advance(s->clock, stamp);
	at += strspn(at, " ");
	if (strcmp(at, "tick") == 0)
		return;
	if (strcmp(at, "end") == 0) {
		track_end(s->track);
		clock_run_out(s->clock);
		return;
	}
	assert_true(strlen(at) > 4 && at[1] == '>');
	story_message(s, at[0], at[2], at + 4);
}

/* Plays SCRIPT and returns the outcomes that come of it. */
static inline const char *story_play(struct story *s, const char *script)
{
	char *copy = strdup(script), *save, *line;

	assert_non_null(copy);
	s->n_outcomes = s->n_messages = 0;
	s->outcomes[0] = '\0';
	memset(s->messages, 0, sizeof s->messages);
	for (line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		story_line(s, line);
	free(copy);
	return s->outcomes;
}

/* The outcomes of a SCRIPT that is a whole story by itself. */
#define assert_story(script, expected) do {				\
	struct story story_;						\
									\
	story_begin(&story_);						\
	assert_string_equal(story_play(&story_, script), expected);	\
	story_end(&story_);						\
} while (0)

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Decodes frames, reads SIP and tracks it, and writes down what comes out. */
#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "decode/decode.h"
#include "sip/sip.h"
#include "track/track.h"
#include "variants.h"

#define EN10MB	1
#define MEMORY	(1 << 20)
#define STEP_NS 100000		/* from frame to frame */

struct chain {
	struct counters *counters;
	struct clock *clock;
	struct decode *decode;
	struct sip *sip;
	struct track *track;
	FILE *text;
};

static const char *ends(const struct addr *src, const struct addr *dst,
			char text[2 * ADDR_TEXT])
{
	char a[ADDR_TEXT], b[ADDR_TEXT];

	snprintf(text, 2 * ADDR_TEXT, "%s %s", addr_format(src, a),
		 addr_format(dst, b));
	return text;
}

static void on_payload(const struct payload *p, void *arg)
{
	struct chain *c = arg;

	sip_payload(c->sip, p);
}

static void on_message(const struct sip_msg *m, void *arg)
{
	struct chain *c = arg;

	track_message(c->track, m);
}

static void on_tracked(const struct sip_msg *m, const struct sip_parties *who,
		       enum sighting seen, void *arg)
{
	struct chain *c = arg;
	char text[2 * ADDR_TEXT];

	(void)who;
	fprintf(c->text, "message %d %.*s %s %.*s%s\n", m->code,
		(int)m->method_name.n, m->method_name.p,
		ends(&m->payload->src, &m->payload->dst, text),
		(int)m->call_id.n, m->call_id.p,
		seen == SEEN_AGAIN ? " again" : "");
}

static void on_outcome(const struct outcome *o, void *arg)
{
	struct chain *c = arg;
	char text[2 * ADDR_TEXT], code[OUTCOME_TEXT];

	fprintf(c->text, "outcome %s %.*s %s %.*s\n",
		outcome_text(o->code, code), (int)o->method_name.n,
		o->method_name.p, ends(&o->src, &o->dst, text),
		(int)o->call_id.n, o->call_id.p);
}

static void create(struct chain *c, const struct settings *settings)
{
	static const struct port_range vxlan = { 4789, 4789 };
	struct hash_seed seed = { 1 };

	if (counters_create(&c->counters) || clock_create(&c->clock) ||
	    decode_create(&c->decode, &(struct decode_spec){
		.memory = MEMORY, .vxlan_ports = &vxlan, .n_vxlan_ports = 1,
		.seed = seed, .counters = c->counters,
		.payload = on_payload, .arg = c }) ||
	    sip_create(&c->sip, &(struct sip_spec){
		.counters = c->counters, .message = on_message,
		.arg = c }) ||
	    track_create(&c->track, &(struct track_spec){
		.settings = settings, .memory = MEMORY, .seed = seed,
		.clock = c->clock, .counters = c->counters,
		.message = on_tracked, .outcome = on_outcome, .arg = c }))
		errx(2, "memory");
}

static void destroy(struct chain *c)
{
	track_destroy(c->track);
	sip_destroy(c->sip);
	decode_destroy(c->decode);
	clock_destroy(c->clock);
	counters_destroy(c->counters);
}

static void feed(struct chain *c, const struct train *t)
{
	struct frame f = {
		.link_type = EN10MB, .stamp = { TRAIN_START * NS_PER_S },
	};

	for (size_t i = 0; i < t->n; i++) {
		f.bytes = t->packets[i].bytes;
		f.captured = f.length = (uint32_t)t->packets[i].n;
		f.number = i + 1;
		f.stamp.ns += TRAIN_STEP_US * 1000;
		clock_advance(c->clock, f.stamp);
		decode_frame(c->decode, &f);
	}
	decode_end(c->decode);
	track_end(c->track);
	clock_run_out(c->clock);
}

char *chain_tell(const struct train *t)
{
	struct settings settings = { .memory = MEMORY };
	struct chain c = { .text = NULL };
	char *text;
	size_t n;

	c.text = need(open_memstream(&text, &n));
	create(&c, &settings);
	feed(&c, t);
	destroy(&c);
	if (fclose(c.text))
		err(2, "memory");
	return text;
}

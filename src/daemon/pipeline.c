/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages, joined in the order in which data flows through them. */
#include <errno.h>
#include <stdlib.h>

#include "alert/alert.h"
#include "calls/calls.h"
#include "catalog/catalog.h"
#include "daemon/pipeline.h"
#include "decode/decode.h"
#include "reach/reach.h"
#include "report/report.h"
#include "rule/rule.h"
#include "sip/sip.h"
#include "track/track.h"

/*
 * frame -> payload -> sip_msg -> outcome -> verdict -> notice
 *                             -> call
 *                             -> registration, peer
 */
struct pipeline {
	struct clock *clock;
	struct decode *decode;
	struct sip *sip;
	struct track *track;
	struct calls *calls;
	struct reach *reach;
	struct rules *rules;
	struct alerts *alerts;
	struct report *report;
	struct sink *sink;
	struct advice *advice;		/* of the settings' catalogue */
	const struct settings *settings;
	uint64_t *packets, *clock_steps, *raised;
};

static void on_notice(const struct notice *n, void *arg)
{
	struct pipeline *p = arg;
	struct notice advised = *n;
	struct guidance laid;

	if (n->event == NOTICE_RAISED)
		++*p->raised;
	report_notice(p->report, n);
	advice_notice(p->advice, &advised, &laid);
	sink_notice(p->sink, &advised);
}

static bool on_verdict(const struct verdict *v, void *arg)
{
	struct pipeline *p = arg;

	return alert_verdict(p->alerts, v);
}

/* O, or in MORE what only other rooms know of it too, if they do. */
static const struct outcome *complete(struct pipeline *p,
				      const struct outcome *o,
				      struct outcome *more, struct addr *peer)
{
	bool advised = o->response && o->trunk >= 0;
	bool handed_on = rule_by_cause_peer(p->rules) &&
			 calls_cause_peer(p->calls, o, peer);

	if (!advised && !handed_on)
		return o;
	*more = *o;
	if (advised)
		advice_outcome(p->advice, more);
	if (handed_on)
		more->cause_peer = peer;
	return more;
}

/* Its groups come from far away while others look at it. */
static void on_outcome(const struct outcome *o, void *arg)
{
	struct pipeline *p = arg;
	struct outcome more;
	struct addr peer;
	const struct outcome *told = complete(p, o, &more, &peer);

	rule_expect(p->rules, told);
	report_outcome(p->report, o);
	rule_outcome(p->rules, told);
	if (reach_concerns(o->method))
		reach_outcome(p->reach, o);
	else
		calls_outcome(p->calls, o);
}

/* What a profile says of who ended it, and why, is what all are told. */
static void on_call(const struct call *c, void *arg)
{
	struct pipeline *p = arg;
	struct call advised = *c;
	struct guidance laid;
	char digits[RULE_PREFIX];

	if (c->to_user.n > 0)
		advised.to_prefix = rule_prefix(p->rules, c->to_user, digits);
	advice_call(p->advice, &advised, &laid);
	report_call(p->report, &advised);
	rule_call(p->rules, &advised);
	sink_call(p->sink, &advised);
}

static void on_ringing(const struct call *c, void *arg)
{
	struct pipeline *p = arg;

	rule_ringing(p->rules, c);
}

static void on_registration(const struct registration *r, void *arg)
{
	struct pipeline *p = arg;

	report_registration(p->report, r);
	sink_registration(p->sink, r);
}

static void on_peer(const struct peer_change *c, void *arg)
{
	struct pipeline *p = arg;

	sink_peer(p->sink, c);
}

static void on_reach_outcome(const struct outcome *o, void *arg)
{
	struct pipeline *p = arg;

	rule_outcome(p->rules, o);
}

/* What others ask of tracking, which knows what is local. */
static void on_leg(const struct addr *src, const struct addr *dst,
		   enum direction *direction, int *trunk, void *arg)
{
	const struct pipeline *p = arg;

	track_leg(p->track, src, dst, direction, trunk);
}

static bool on_lacks_ack(const struct sip_msg *m,
			 const struct sip_parties *who, uint32_t *cseq,
			 void *arg)
{
	const struct pipeline *p = arg;

	return track_lacks_ack(p->track, m, who, cseq);
}

static int on_said(const struct sip_msg *m, enum direction direction,
		   int trunk, void *arg)
{
	const struct pipeline *p = arg;

	return advice_said(p->advice, m, direction, trunk);
}

static void on_tracked(const struct sip_msg *m, const struct sip_parties *who,
		       enum sighting seen, void *arg)
{
	bool retransmission = seen == SEEN_AGAIN;
	struct pipeline *p = arg;

	report_message(p->report, m, retransmission);
	sink_message(p->sink, m, retransmission);
	if (m->method == SIP_REGISTER)
		reach_message(p->reach, m, seen);
	else
		calls_message(p->calls, m, who, seen);
}

static void on_message(const struct sip_msg *m, void *arg)
{
	struct pipeline *p = arg;

	calls_fetch(p->calls, m);
	track_message(p->track, m);
}

static void on_via(struct slice sent_by, struct slice branch, void *arg)
{
	struct pipeline *p = arg;

	track_foresee(p->track, sent_by, branch);
}

static void on_call_id(struct slice call_id, void *arg)
{
	struct pipeline *p = arg;

	track_fetch(p->track);
	calls_expect(p->calls, call_id);
}

static void on_payload(const struct payload *payload, void *arg)
{
	struct pipeline *p = arg;

	sip_payload(p->sip, payload);
}

/*
 * Time goes in the microseconds that records show and most captures have: so
 * live, where the kernel tells nanoseconds, is what its capture will be.
 */
void pipeline_frame(struct pipeline *p, const struct frame *f)
{
	bool stepped = !clock_advance(p->clock, moment_us(f->stamp));

	++*p->packets;
	if (stepped)
		++*p->clock_steps;
	report_frame(p->report, f, stepped);
	decode_frame(p->decode, f);
}

void pipeline_quiet(struct pipeline *p, struct moment until)
{
	decode_quiet(p->decode, until);
	clock_advance(p->clock, until);
}

void pipeline_doubt(struct pipeline *p)
{
	alert_doubt(p->alerts);
}

void pipeline_end(struct pipeline *p)
{
	decode_end(p->decode);
	track_end(p->track);
	calls_end(p->calls);
	reach_end(p->reach);
	alert_end(p->alerts);
	clock_run_out(p->clock);
	calls_tell_rest(p->calls);
}

/*
 * A call takes memory as long as it lasts, a transaction waits 32 s for its
 * outcome and as long for late messages, a group a window long: calls are the
 * many, 204,000 of two legs each in 256 MB. Of phones that are registered
 * there is room for 16,000 in 2 percent. What is left over is for tables of a
 * fixed size: copies, the summary's destinations.
 */
static uint64_t share(uint64_t memory, unsigned percent)
{
	return memory / 100 * percent;
}

/* Kinds of timers fire in the order of making: track first, alert last. */
static int create_stages(struct pipeline *p, const struct settings *s,
			 struct counters *counters)
{
	struct hash_seed seed = hash_seed_random();
	int err;

	err = decode_create(&p->decode, &(struct decode_spec){
		.memory = share(s->memory, 18), .seed = seed,
		.counters = counters,
		.vxlan_ports = s->capture.vxlan_ports,
		.n_vxlan_ports = s->capture.n_vxlan_ports,
		.hep_key = s->hep.key,
		.payload = on_payload, .arg = p });
	if (!err)
		err = sip_create(&p->sip, &(struct sip_spec){
			.counters = counters, .via = on_via,
			.call_id = on_call_id, .message = on_message,
			.arg = p });
	if (!err)
		err = track_create(&p->track, &(struct track_spec){
			.settings = s, .memory = share(s->memory, 18),
			.seed = seed, .clock = p->clock,
			.counters = counters, .message = on_tracked,
			.outcome = on_outcome, .arg = p });
	if (!err)
		err = calls_create(&p->calls, &(struct calls_spec){
			.memory = share(s->memory, 52), .seed = seed,
			.clock = p->clock, .counters = counters,
			.settings = &s->calls, .leg = on_leg,
			.lacks_ack = on_lacks_ack, .said = on_said,
			.call = on_call, .ringing = on_ringing, .arg = p });
	if (!err)
		err = reach_create(&p->reach, &(struct reach_spec){
			.memory = share(s->memory, 2), .seed = seed,
			.clock = p->clock, .counters = counters,
			.settings = &s->peers, .leg = on_leg,
			.registration = on_registration, .peer = on_peer,
			.outcome = on_reach_outcome, .arg = p });
	if (!err)
		err = rule_create(&p->rules, &(struct rule_spec){
			.settings = s, .memory = share(s->memory, 6),
			.seed = seed, .clock = p->clock,
			.counters = counters, .verdict = on_verdict,
			.arg = p });
	if (!err)
		err = alert_create(&p->alerts, &(struct alert_spec){
			.memory = share(s->memory, 3),
			.settings = s, .clock = p->clock, .counters = counters,
			.notice = on_notice, .arg = p });
	if (!err)
		err = report_create(&p->report, seed, s, counters);
	if (!err)
		err = advice_create(&p->advice, s);
	return err;
}

int pipeline_create(struct pipeline **pp, const struct pipeline_spec *spec)
{
	struct pipeline *p = calloc(1, sizeof *p);
	int err;

	if (!p)
		return -ENOMEM;
	p->sink = spec->sink;
	p->settings = spec->settings;
	p->packets = counter(spec->counters, "packets", NULL);
	p->clock_steps = counter(spec->counters, "clock_steps", NULL);
	p->raised = counter(spec->counters, "alerts_raised", NULL);
	err = clock_create(&p->clock);
	if (!err)
		err = create_stages(p, spec->settings, spec->counters);
	if (err) {
		pipeline_destroy(p);
		return err;
	}
	calls_follow(p->calls, rule_by_delay(p->rules));
	*pp = p;
	return 0;
}

void pipeline_destroy(struct pipeline *p)
{
	if (!p)
		return;
	advice_destroy(p->advice);
	report_destroy(p->report);
	alert_destroy(p->alerts);
	rule_destroy(p->rules);
	reach_destroy(p->reach);
	calls_destroy(p->calls);
	track_destroy(p->track);
	sip_destroy(p->sip);
	decode_destroy(p->decode);
	clock_destroy(p->clock);
	free(p);
}

/* What needs memory, and may fail: then the old settings stay. */
static int make_anew(struct pipeline *p, const struct settings *settings,
		     const uint16_t *heirs)
{
	int err = track_reload(p->track, settings);

	if (err)
		return err;
	err = report_reload(p->report, settings);
	if (!err)
		err = rule_reload(p->rules, settings, heirs);
	if (err) {
		/* what it needs was in use a moment ago, and is free again */
		track_reload(p->track, p->settings);
		report_reload(p->report, p->settings);
	}
	return err;
}

int pipeline_reload(struct pipeline *p, const struct settings *settings)
{
	struct advice *advice, *old = p->advice;
	uint16_t *heirs = NULL;
	int err = advice_create(&advice, settings);

	if (err)
		return err;
	err = advice_heirs(advice, old, &heirs);
	if (!err)
		err = make_anew(p, settings, heirs);
	if (err) {
		free(heirs);
		advice_destroy(advice);
		return err;
	}
	p->settings = settings;
	p->advice = advice;
	decode_reload(p->decode, settings->capture.vxlan_ports,
		      settings->capture.n_vxlan_ports, settings->hep.key);
	calls_reload(p->calls, &settings->calls, heirs);
	reach_reload(p->reach, &settings->peers);
	calls_follow(p->calls, rule_by_delay(p->rules));
	alert_reload(p->alerts, settings, heirs);
	sink_reload(p->sink, settings);
	advice_destroy(old);
	free(heirs);
	return 0;
}

int pipeline_local(struct pipeline *p, const struct net *nets, size_t n)
{
	return track_local(p->track, nets, n);
}

const char *pipeline_bad_hep(const struct pipeline *p, struct addr *sender)
{
	return decode_bad_hep(p->decode, sender);
}

void pipeline_health(struct pipeline *p, const char *warning)
{
	struct addr sender;
	bool bad_hep = pipeline_bad_hep(p, &sender) != NULL;

	sink_health(p->sink, clock_shown(p->clock, clock_now(p->clock)),
		    warning, bad_hep ? &sender : NULL);
}

void pipeline_summary(struct pipeline *p)
{
	struct summary *sum = report_summary(p->report);

	reach_tell(p->reach, sum);
	sink_summary(p->sink, sum);
}

uint64_t pipeline_raised(const struct pipeline *p)
{
	return *p->raised;
}

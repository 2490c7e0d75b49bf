/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages joined in their order; whoever brings frames feeds it. */
#ifndef SIPWARD_PIPELINE_H
#define SIPWARD_PIPELINE_H

#include "base/clock.h"
#include "base/counter.h"
#include "frame.h"
#include "settings.h"
#include "sink/sink.h"

struct pipeline;

struct pipeline_spec {
	const struct settings *settings;	/* kept until a reload */
	struct counters *counters;
	struct sink *sink;
};

int pipeline_create(struct pipeline **pp, const struct pipeline_spec *spec);
void pipeline_destroy(struct pipeline *p);	/* NULL is fine */

/* The clock moves to F's stamp, then F goes through all the stages. */
void pipeline_frame(struct pipeline *p, const struct frame *f);

/* Live: no frame before UNTIL will come. */
void pipeline_quiet(struct pipeline *p, struct moment until);

/* Live: packets were lost just now, so that figures are too low. */
void pipeline_doubt(struct pipeline *p);

/* Replay: there are no more frames; timers run out, alerts clear. */
void pipeline_end(struct pipeline *p);

int pipeline_reload(struct pipeline *p, const struct settings *settings);
int pipeline_local(struct pipeline *p, const struct net *nets, size_t n);

void pipeline_health(struct pipeline *p, const char *warning);
void pipeline_summary(struct pipeline *p);

/* Why HEP was refused last, and who sent it. NULL: none was. */
const char *pipeline_bad_hep(const struct pipeline *p, struct addr *sender);

/* How many alerts were raised so far. */
uint64_t pipeline_raised(const struct pipeline *p);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What a health record warns of: what was lost, had no room, is not read. */
#include <string.h>

#include "base/addr.h"
#include "base/text.h"
#include "daemon/daemon.h"

#define LOSS_PPM 1000	/* of so much on it is told at once: 0.1 % */

/* What makes figures doubtful. */
struct doubt {
	uint64_t packets, dropped, dropped_hep, bad_hep, alerts;
	uint64_t sips, tls;	/* connections to port 5061, and all */
	unsigned kinds;		/* of what is seen and not read */
	struct text names;	/* theirs */
};

static void add_dropped(struct doubt *d, const char *label, uint64_t value)
{
	d->dropped += value;
	if (label && strcmp(label, "hep") == 0)
		d->dropped_hep += value;
}

static void add_tls(struct doubt *d, const char *label, uint64_t value)
{
	d->tls += value;
	if (label && strcmp(label, "sips") == 0)
		d->sips += value;
}

static void add_doubt(const char *name, const char *label, uint64_t value,
		      void *arg)
{
	struct doubt *d = arg;

	if (strcmp(name, "packets") == 0)
		d->packets += value;
	else if (strcmp(name, "dropped") == 0)
		add_dropped(d, label, value);
	else if (strcmp(name, "bad_hep") == 0)
		d->bad_hep += value;
	else if (strcmp(name, "evicted") == 0 && label &&
		 strcmp(label, "alerts") == 0)
		d->alerts += value;
	else if (strcmp(name, "tls_connections") == 0)
		add_tls(d, label, value);
	else if (strcmp(name, "unread") == 0 && value > 0)
		text_printf(&d->names, "%s%s", d->kinds++ ? ", " : "", label);
}

/* Lost since the last warning: enough to doubt the figures? */
static bool is_much(const struct health *h, const struct doubt *d)
{
	uint64_t seen = d->packets - h->packets;
	uint64_t lost = d->dropped - h->dropped;

	return lost && lost * 1000000 >= (seen + lost) * LOSS_PPM;
}

static void warn_of_loss(const struct health *h, const struct doubt *d,
			 struct text *t)
{
	uint64_t seen = d->packets - h->packets;
	uint64_t lost = d->dropped - h->dropped;

	if (is_much(h, d))
		text_printf(t, "capture lost %llu of %llu packets since the "
			    "last record: figures are too low; %s",
			    (unsigned long long)lost,
			    (unsigned long long)(seen + lost),
			    d->dropped_hep > h->dropped_hep ?
			    "raise the sysctl net.core.rmem_max, or take HEP "
			    "by TCP" :
			    "raise capture.buffer or narrow the filter");
}

/* Each kind is warned of when it is new; after that it is only counted. */
static void warn_of_unread(const struct health *h, const struct doubt *d,
			   struct text *t)
{
	struct slice names = text_slice(&d->names);

	if (d->kinds <= h->unread)
		return;
	text_printf(t, "%sthis release does not read %.*s: SIP in "
		    "there is missing from the figures",
		    t->n ? "; " : "", (int)names.n, names.p);
	if (d->tls)
		text_printf(t, " (of %llu connections with TLS %llu to port "
			    "5061)", (unsigned long long)d->tls,
			    (unsigned long long)d->sips);
}

/* An agent has another key, or is none. */
static void warn_of_hep(const struct health *h, const struct doubt *d,
			const char *why, const struct addr *sender,
			struct text *t)
{
	char from[ADDR_TEXT];

	if (why && d->bad_hep > h->bad_hep)
		text_printf(t, "%s%llu HEP message%s refused since the last "
			    "record, the last from %s (%s)",
			    t->n ? "; " : "",
			    (unsigned long long)(d->bad_hep - h->bad_hep),
			    d->bad_hep - h->bad_hep == 1 ? "" : "s",
			    addr_format(sender, from), why);
}

/* One was given up, or could not be raised. */
static void warn_of_alerts(const struct health *h, const struct doubt *d,
			   struct text *t)
{
	if (d->alerts > h->alerts)
		text_printf(t, "%sno room for alerts, %llu times since the "
			    "last record: raise limits.memory, or the "
			    "thresholds of what raises so many",
			    t->n ? "; " : "",
			    (unsigned long long)(d->alerts - h->alerts));
}

const char *health_warning(struct health *h, const struct counters *counters,
			   const char *why, const struct addr *sender,
			   char warning[HEALTH_TEXT])
{
	char names[256];
	struct text t = text_in(warning, HEALTH_TEXT - 1);
	struct doubt d = { .names = text_in(names, sizeof names) };

	counter_each(counters, add_doubt, &d);
	warn_of_loss(h, &d, &t);
	warn_of_alerts(h, &d, &t);
	warn_of_unread(h, &d, &t);
	warn_of_hep(h, &d, why, sender, &t);
	h->warned = is_much(h, &d);
	h->packets = d.packets;
	h->dropped = h->known = d.dropped;
	h->dropped_hep = d.dropped_hep;
	h->unread = d.kinds;
	h->bad_hep = d.bad_hep;
	h->alerts = d.alerts;
	warning[t.n] = '\0';
	return t.n ? warning : NULL;
}

bool health_lost_more(struct health *h, const struct counters *counters,
		      bool *alarming)
{
	char names[256];
	struct doubt d = { .names = text_in(names, sizeof names) };
	bool more;

	counter_each(counters, add_doubt, &d);
	more = d.dropped > h->known;
	h->known = d.dropped;
	*alarming = !h->warned && is_much(h, &d);
	return more;
}

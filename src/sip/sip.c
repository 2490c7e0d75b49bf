/* SPDX-License-Identifier: BSD-2-Clause */
/* Hands on each message of a datagram, and counts what is none or bad. */
#include <errno.h>
#include <stdlib.h>

#include "scan.h"

struct sip {
	sip_handler *message;
	void *arg;
	struct scan_ear ear;
	uint64_t *noise[NOISES];
	uint64_t *cut;		/* before anything could be read */
	uint64_t *malformed[SIP_DEFECTS];
	uint64_t *bad_length;
	uint64_t *foreign;	/* streams */
	uint64_t *trouble[SCAN_TROUBLES];	/* of streams */
};

static const char *const noise_labels[NOISES] = {
	[NOISE_KEEPALIVE] = "keepalive", [NOISE_STUN] = "stun",
	[NOISE_RTP] = "rtp", [NOISE_OTHER] = "other",
};

static const char *const defect_labels[SIP_DEFECTS] = {
	[SIP_BAD_CODE] = "bad-code", [SIP_NO_VIA] = "no-via",
	[SIP_NO_CALL_ID] = "no-call-id", [SIP_NO_CSEQ] = "no-cseq",
	[SIP_BAD_CSEQ] = "bad-cseq", [SIP_CSEQ_METHOD] = "cseq-method",
	[SIP_OVERSIZED] = "oversized",
};

int sip_create(struct sip **sp, const struct sip_spec *spec)
{
	struct counters *counters = spec->counters;
	struct sip *s = calloc(1, sizeof *s);

	if (!s)
		return -ENOMEM;
	s->message = spec->message;
	s->arg = spec->arg;
	s->ear = (struct scan_ear){ spec->via, spec->call_id, spec->arg };
	for (int i = 0; i < NOISES; i++)
		s->noise[i] = counter(counters, "not_sip", noise_labels[i]);
	s->cut = counter(counters, "not_sip", "cut");
	for (int i = SIP_SOUND + 1; i < SIP_DEFECTS; i++)
		s->malformed[i] = counter(counters, "malformed",
					  defect_labels[i]);
	s->bad_length = counter(counters, "malformed", "content-length");
	s->foreign = counter(counters, "not_sip", "stream");
	s->trouble[SCAN_STUMBLED] = counter(counters, "malformed", "framing");
	s->trouble[SCAN_BAD_LENGTH] = s->bad_length;
	s->trouble[SCAN_CUT_START] = s->cut;
	s->trouble[SCAN_UNFINISHED] = counter(counters, "not_sip",
					      "unfinished");
	osip_start();
	*sp = s;
	return 0;
}

void sip_destroy(struct sip *s)
{
	free(s);
}

static void hand_on(struct sip *s, const struct payload *p,
		    struct sip_msg *m)
{
	m->payload = p;
	if (m->defect != SIP_SOUND)
		++*s->malformed[m->defect];
	s->message(m, s->arg);
}

/* Messages may end in line ends or zero bytes that are no part of them. */
static struct slice without_padding(struct slice s)
{
	while (s.n && (s.p[0] == '\r' || s.p[0] == '\n' || s.p[0] == '\0'))
		s = slice_from(s, 1);
	return s;
}

/* A stream whose messages are being read. */
struct streaming {
	struct sip *sip;
	const struct payload *payload;
};

static void on_message(struct sip_msg *m, bool cut, void *arg)
{
	const struct streaming *g = arg;

	m->cut = cut;
	hand_on(g->sip, g->payload, m);
}

static void on_trouble(enum scan_trouble t, void *arg)
{
	const struct streaming *g = arg;

	++*g->sip->trouble[t];
}

static void read_stretch(struct sip *s, const struct payload *p)
{
	struct streaming g = { s, p };

	scan_stretch(p->bytes, p->stretch, &(struct scan_stream){
		on_message, on_trouble, &g });
	if (p->stretch->foreign)
		++*s->foreign;
}

static void read_datagram(struct sip *s, const struct payload *p)
{
	struct slice rest = p->bytes;
	struct sip_msg m;
	size_t used = 0;

	do {
		enum scan_end how = scan_message(rest, p->cut, &s->ear, &m,
						 &used);

		if (how == SCAN_NOT_SIP) {
			++*s->noise[scan_noise(rest)];
			return;
		}
		if (m.bytes.n == 0) {
			++*s->cut;
			return;
		}
		m.cut = how == SCAN_CUT && p->cut;
		if (how == SCAN_CUT && !p->cut)
			++*s->bad_length;
		hand_on(s, p, &m);
		rest = without_padding(slice_from(rest, used));
	} while (rest.n);
}

void sip_payload(struct sip *s, const struct payload *p)
{
	if (p->stretch)
		read_stretch(s, p);
	else
		read_datagram(s, p);
}

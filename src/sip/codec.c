/* SPDX-License-Identifier: BSD-2-Clause */
/* Knows codecs by payload type or name, and whether two sides share one. */
#include "scan.h"

#define STATIC_TYPES 35		/* RFC 3551 section 6: below are no others */

/*
 * RFC 3551 tables 4 and 5; two that are reserved there are still met as what
 * they were before, G726-32 and CN.
 */
static const struct sdp_codec types[STATIC_TYPES] = {
	[0] = { .name = SLICE("PCMU"), .rate = 8000 },
	[2] = { .name = SLICE("G726-32"), .rate = 8000 },
	[3] = { .name = SLICE("GSM"), .rate = 8000 },
	[4] = { .name = SLICE("G723"), .rate = 8000 },
	[5] = { .name = SLICE("DVI4"), .rate = 8000 },
	[6] = { .name = SLICE("DVI4"), .rate = 16000 },
	[7] = { .name = SLICE("LPC"), .rate = 8000 },
	[8] = { .name = SLICE("PCMA"), .rate = 8000 },
	[9] = { .name = SLICE("G722"), .rate = 8000 },
	[10] = { .name = SLICE("L16"), .rate = 44100, .channels = 2 },
	[11] = { .name = SLICE("L16"), .rate = 44100 },
	[12] = { .name = SLICE("QCELP"), .rate = 8000 },
	[13] = { .name = SLICE("CN"), .rate = 8000 },
	[14] = { .name = SLICE("MPA"), .rate = 90000 },
	[15] = { .name = SLICE("G728"), .rate = 8000 },
	[16] = { .name = SLICE("DVI4"), .rate = 11025 },
	[17] = { .name = SLICE("DVI4"), .rate = 22050 },
	[18] = { .name = SLICE("G729"), .rate = 8000 },
	[19] = { .name = SLICE("CN"), .rate = 8000 },
	[25] = { .name = SLICE("CelB"), .rate = 90000 },
	[26] = { .name = SLICE("JPEG"), .rate = 90000 },
	[28] = { .name = SLICE("nv"), .rate = 90000 },
	[31] = { .name = SLICE("H261"), .rate = 90000 },
	[32] = { .name = SLICE("MPV"), .rate = 90000 },
	[33] = { .name = SLICE("MP2T"), .rate = 90000 },
	[34] = { .name = SLICE("H263"), .rate = 90000 },
};

void scan_payload_type(int payload, struct sdp_codec *codec)
{
	*codec = (struct sdp_codec){ .rate = 0 };
	if (payload < STATIC_TYPES)
		*codec = types[payload];
	codec->payload = payload;
	if (codec->channels == 0)
		codec->channels = 1;
}

void scan_rtpmap(struct slice text, struct sdp_codec *codec)
{
	struct slice name = slice_head(text, slice_find(text, '/'));
	struct slice rest = slice_from(slice_from(text, name.n), 1);
	struct slice rate = slice_head(rest, slice_find(rest, '/'));
	uint64_t number;

	if (name.n == 0)
		return;
	codec->name = name;
	codec->rate = 0;
	codec->channels = 1;
	if (slice_number(rate, UINT32_MAX, &number) == 0)
		codec->rate = (uint32_t)number;
	if (slice_number(slice_from(rest, rate.n + 1), 255, &number) == 0 &&
	    number)
		codec->channels = (int)number;
}

/* Does it carry media by itself? */
static bool is_codec(const struct sdp_codec *c)
{
	static const struct slice others[] = {
		SLICE("telephone-event"), SLICE("tone"), SLICE("CN"),
		SLICE("red"), SLICE("rtx"), SLICE("ulpfec"),
	};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (slice_same(c->name, others[i]))
			return false;
	return true;
}

/*
 * One without a name may be any. A static type is the same whatever is said
 * of it: G722 is often said to have 16000 (RFC 3551 section 4.5.2).
 */
static bool may_be_same(const struct sdp_codec *a, const struct sdp_codec *b)
{
	if (a->name.n == 0 || b->name.n == 0)
		return true;
	if (a->payload >= 0 && a->payload < STATIC_TYPES &&
	    a->payload == b->payload)
		return true;
	return slice_same(a->name, b->name) &&
	       (a->rate == b->rate || !a->rate || !b->rate) &&
	       a->channels == b->channels;
}

static bool share_codec(const struct sdp_media *a, const struct sdp_media *b)
{
	for (int i = 0; i < a->codecs; i++)
		for (int k = 0; is_codec(&a->codec[i]) && k < b->codecs; k++)
			if (is_codec(&b->codec[k]) &&
			    may_be_same(&a->codec[i], &b->codec[k]))
				return true;
	return false;
}

bool sdp_common_codec(const struct sdp *offer, const struct sdp *answer)
{
	int n = offer->medias < answer->medias ? offer->medias
					       : answer->medias;

	if (offer->partial || answer->partial)
		return true;
	for (int i = 0; i < n; i++) {
		const struct sdp_media *a = &offer->media[i];
		const struct sdp_media *b = &answer->media[i];

		if (slice_same(a->kind, b->kind) && share_codec(a, b))
			return true;
	}
	return false;
}

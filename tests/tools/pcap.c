/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes packets as a capture file, in the byte order of this machine. */
#include <errno.h>
#include <stdlib.h>

#include "scene.h"

struct file_head {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, sigfigs, snap, link;
};

struct frame_head { uint32_t seconds, fraction, captured, length; };

/* A file being written, and the packet whose frames come. */
struct writing {
	FILE *f;
	const struct pcap_spec *spec;
	const struct packet *packet;
	int64_t behind;		/* fragments follow each other */
};

static void write_frame(const uint8_t *bytes, size_t n, void *arg)
{
	struct writing *w = arg;
	int64_t ns = w->spec->start + w->packet->stamp + w->behind;
	size_t captured = n < w->spec->snap ? n : w->spec->snap;
	int64_t fraction = ns % 1000000000;
	struct frame_head head = {
		.seconds = (uint32_t)(ns / 1000000000),
		.fraction = (uint32_t)(w->spec->nanoseconds ? fraction :
							      fraction / 1000),
		.captured = (uint32_t)captured,
		.length = (uint32_t)n,
	};

	fwrite(&head, sizeof head, 1, w->f);
	fwrite(bytes, captured, 1, w->f);
	w->behind += 10000;
}

struct place { const struct packet *packet; size_t order; };

static int compare(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->packet->at != b->packet->at)
		return a->packet->at < b->packet->at ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

int pcap_write(FILE *f, const struct pcap_spec *spec, struct packet *packets,
	       size_t n)
{
	struct file_head head = {
		.magic = spec->nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4,
		.major = 2, .minor = 4,
		.snap = spec->snap, .link = spec->link,
	};
	struct place *places = need(calloc(n + 1, sizeof *places));
	bool fits = true;

	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ &packets[i], i };
	qsort(places, n, sizeof *places, compare);

	fwrite(&head, sizeof head, 1, f);
	for (size_t i = 0; i < n; i++) {
		struct writing w = { f, spec, places[i].packet, 0 };

		fits = fits && frame_each(places[i].packet, spec->link,
					  write_frame, &w);
	}
	free(places);
	if (!fits)
		return -EPROTONOSUPPORT;
	return fflush(f) || ferror(f) ? -EIO : 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream fed piece by piece, as decode does it, and what was heard of it. */
#ifndef SIPWARD_TEST_FEED_H
#define SIPWARD_TEST_FEED_H

#include <stdio.h>
#include <stdlib.h>

#include "sip/scan.h"

#define FEED_HEARD 4096		/* what is heard beyond that is left out */

struct feed {
	struct stretch stretch;
	char *kept;		/* what isn't taken yet */
	size_t n;
	size_t most;		/* that ever had to be kept */
	int messages, cut, troubles[SCAN_TROUBLES];
	char heard[FEED_HEARD];	/* each message with its body's length, or
				 * its own without one, and each trouble */
	uint64_t sum;		/* over all of it, and the messages' bytes */
};

static inline void feed_note(struct feed *f, const char *text, size_t n)
{
	size_t at = strlen(f->heard), room = FEED_HEARD - 1 - at;

	for (size_t i = 0; i < n; i++)
		f->sum = (f->sum ^ (unsigned char)text[i]) *
			 UINT64_C(0x100000001b3);
	memcpy(f->heard + at, text, n < room ? n : room);
}

static inline void feed_message(struct sip_msg *m, bool cut, void *arg)
{
	const char *blank = memmem(m->bytes.p, m->bytes.n, "\r\n\r\n", 4);
	struct feed *f = arg;
	char code[64];

	snprintf(code, sizeof code, "%d", m->code);
	if (m->response)
		feed_note(f, code, strlen(code));
	else
		feed_note(f, m->method_name.p, m->method_name.n);
	feed_note(f, " ", 1);
	if (m->call_id.n)
		feed_note(f, m->call_id.p, m->call_id.n);
	snprintf(code, sizeof code, " %zu%s%s|", blank ?
		 m->bytes.n - (size_t)(blank - m->bytes.p) - 4 : m->bytes.n,
		 m->defect ? " bad" : "", cut ? " cut" : "");
	feed_note(f, code, strlen(code));
	for (size_t i = 0; i < m->bytes.n; i++)
		f->sum = (f->sum ^ (unsigned char)m->bytes.p[i]) *
			 UINT64_C(0x100000001b3);
	f->messages++;
	f->cut += cut;
}

static inline void feed_trouble(enum scan_trouble t, void *arg)
{
	static const char *const names[] = { "stumbled|", "bad length|",
					     "cut start|", "unfinished|" };
	struct feed *f = arg;

	feed_note(f, names[t], strlen(names[t]));
	f->troubles[t]++;
}

/* The bytes lie in a block of their very size, so that no read past them
 * is missed; not so for a large one, which would be copied too often. */
static inline void feed_show(struct feed *f)
{
	bool small = f->n <= 4096;
	char *block = small ? malloc(f->n ? f->n : 1) : f->kept;

	if (!block)
		abort();
	if (small && f->n)
		memcpy(block, f->kept, f->n);
	scan_stretch((struct slice){ block, f->n }, &f->stretch,
		     &(struct scan_stream){ feed_message, feed_trouble, f });
	if (small)
		free(block);
	if (f->stretch.taken > f->n)
		abort();
	f->n -= f->stretch.taken;
	memmove(f->kept, f->kept + f->stretch.taken, f->n);
	f->most = f->n > f->most ? f->n : f->most;
}

/* Nothing more is shown once it is known to be foreign. */
static inline void feed_piece(struct feed *f, struct slice piece)
{
	if (f->stretch.foreign)
		return;
	memcpy(f->kept + f->n, piece.p, piece.n);
	f->n += piece.n;
	if (f->n >= f->stretch.wanted)
		feed_show(f);
}

static inline void feed_end(struct feed *f)
{
	if (f->stretch.foreign)
		return;
	f->stretch.ends = true;
	feed_show(f);
	f->stretch.ends = f->stretch.lost = false;
}

/* What would follow was not captured. */
static inline void feed_gap(struct feed *f)
{
	f->stretch.lost = true;
	feed_end(f);
}

/* A stream of at most N bytes; BEGINS: its first byte will be the first. */
static inline struct feed *feed_open(size_t n, bool begins)
{
	struct feed *f = calloc(1, sizeof *f);

	if (!f)
		abort();
	f->kept = malloc(n ? n : 1);
	if (!f->kept)
		abort();
	f->stretch.in_step = begins;
	return f;
}

static inline void feed_close(struct feed *f)
{
	free(f->kept);
	free(f);
}

#endif

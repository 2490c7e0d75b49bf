/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames come in here: from files, merged by time, or live from interfaces. */
#ifndef SIPWARD_CAPTURE_H
#define SIPWARD_CAPTURE_H

#include "base/counter.h"
#include "base/loop.h"
#include "frame.h"
#include "settings.h"

#define CAPTURE_WHY 512		/* room for the text of an error */

/*
 * What the filter EXTRA loses, of the SIP that it takes, where that comes in
 * fragments, behind VLAN tags or in tunnels: told in words. Malloc'ed; NULL:
 * nothing, or memory is out.
 */
char *capture_filter_losses(const char *extra,
			    const struct capture_settings *s);

/* Is EXTRA a filter that compiles? 0, or -EINVAL or -ENOMEM and WHY. */
int capture_filter_check(const char *extra, char why[CAPTURE_WHY]);

/* -- files ------------------------------------------------------------- */

struct capture_files;

/*
 * Opens PATHS ("-": standard input), pcap or pcapng, plain, gzip or zstd, to
 * be read with FILTER (NULL: everything). 0, or WHY and the errno of an open
 * that failed, -EBADMSG (not a capture) or -EINVAL (the filter is wrong). That
 * one can't be opened is said rather than that another is no capture.
 */
int capture_files_open(struct capture_files **cp, char *const paths[],
		       size_t n, const char *filter, char why[CAPTURE_WHY]);
void capture_files_close(struct capture_files *c);	/* NULL is fine */

/* The link type of file I, and its name. */
int capture_files_link(const struct capture_files *c, size_t i,
		       const char **name);

/*
 * The next frame of all the files, the earliest first; it is valid until the
 * next call. NULL at the end. A file that is damaged ends there, and the
 * others go on; so does one whose read is interrupted by a signal.
 */
const struct frame *capture_files_next(struct capture_files *c);

/* What was wrong with file I, after its end, or NULL. */
const char *capture_files_damage(const struct capture_files *c, size_t i);

/* Bytes read so far, and those of all files; 0 where that is unknown. */
void capture_files_progress(const struct capture_files *c, uint64_t *done,
			    uint64_t *all);

/* -- interfaces, and HEP ------------------------------------------------- */

struct capture_live;

typedef void capture_frame_handler(const struct frame *f, void *arg);

/* No frame with a stamp before UNTIL will come any more. */
typedef void capture_quiet_handler(struct moment until, void *arg);

/* What the operator should know: "eth0 went away", said once. */
typedef void capture_word_handler(const char *word, void *arg);

struct capture_live_spec {
	const struct capture_settings *settings;
	const struct endpoint *hep;	/* taken there; NULL, port 0: not */
	bool demand;			/* interfaces must exist now */
	struct capture_live *before;	/* NULL, or what it takes the place
					 * of: its frames' names live on */
	struct loop *loop;
	struct counters *counters;
	capture_frame_handler *frame;
	capture_quiet_handler *quiet;
	capture_word_handler *word;
	void *arg;
};

/*
 * Captures until it is closed; interfaces that go away are waited for. 0, or
 * WHY and -ENODEV (demanded and not there, or HEP's endpoint can't be had),
 * -EIO (demanded and cannot be captured), -EPERM, -EINVAL (filter) or -ENOMEM.
 * The settings are not kept.
 */
int capture_live_open(struct capture_live **cp,
		      const struct capture_live_spec *spec,
		      char why[CAPTURE_WHY]);
void capture_live_close(struct capture_live *c);	/* NULL is fine */

/* Reads the kernel's drop counters into the counters; frames and drops. */
void capture_live_count(struct capture_live *c);

/*
 * The addresses of this machine's interfaces into *NETS (malloc'ed), and a
 * descriptor that is readable when they change. 0 or a negative errno.
 */
int capture_addresses(struct net **nets, size_t *n);
int capture_addresses_watch(int *fd);
void capture_addresses_drain(int fd);

#endif

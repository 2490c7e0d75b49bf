/* SPDX-License-Identifier: BSD-2-Clause */
/* What capture's own files share: filters, packed files, sources, queues. */
#ifndef SIPWARD_CAPTURE_SOURCE_H
#define SIPWARD_CAPTURE_SOURCE_H

#include <pcap/pcap.h>
#include <stdio.h>

#include "capture/capture.h"

/* -- filter.c ----------------------------------------------------------- */

/* As capture_filter(); TAGS: with the alternatives for VLAN tags. */
char *filter_text(const struct port_range *ports, size_t n,
		  const char *extra, bool tags);

/* Compiles TEXT for P's link type. 0 or -EINVAL: pcap_geterr(P) tells. */
int filter_compile(pcap_t *p, const char *text, struct bpf_program *program);

/* What libpcap's TV, seconds and nanoseconds, says; never overflows. */
struct moment stamp_of(const struct timeval *tv);

/* -- unpack.c ----------------------------------------------------------- */

struct unpack;

/*
 * Opens PATH, packed or not; *UP lives as long as *FP. 0 or the errno, with
 * WHY.
 */
int unpack_open(FILE **fp, struct unpack **up, const char *path,
		char why[CAPTURE_WHY]);

/* What was wrong with the bytes, or NULL; they end before it. */
const char *unpack_damage(const struct unpack *u);

/* Bytes of the file read so far, and in all; 0 where that is unknown. */
void unpack_progress(const struct unpack *u, uint64_t *done, uint64_t *all);

/* -- file.c ------------------------------------------------------------- */

struct file;

/* One capture; the arguments and errors of capture_files_open(). */
int file_open(struct file **fp, const char *path, const char *filter,
	      char why[CAPTURE_WHY]);
void file_close(struct file *f);		/* NULL is fine */

/* The next frame, valid until the next call; false at the end. */
bool file_next(struct file *file, struct frame *f);
int file_link(const struct file *f);
const char *file_damage(const struct file *f);
void file_progress(const struct file *f, uint64_t *done, uint64_t *all);

#endif

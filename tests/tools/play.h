/* SPDX-License-Identifier: BSD-2-Clause */
/* A scene while it is played: what its statements read and change. */
#ifndef SIPWARD_SCENE_PLAY_H
#define SIPWARD_SCENE_PLAY_H

#include "scene.h"

struct scene {
	const char *file;
	char **lines;		/* the first is line 1 */
	size_t n_lines, line;
	struct pcap_spec pcap;
	struct host *hosts;
	size_t n_hosts;
	struct packet *packets;
	size_t n_packets, room;
	struct calls *calls;
	struct way *ways;	/* of TCP */
	size_t n_ways;
	struct words words;	/* of the line at hand */

	int64_t now, origin;	/* of the scene, of its repeat's iteration */
	bool fresh;		/* nothing came since ORIGIN */
	int64_t latest;		/* that any packet came */
	int64_t step;		/* to the next line without a time */
	int64_t shift;		/* of the stamps' clock */
	struct turns turns;
	unsigned depth;
	uint16_t id;
};

/* Ends the program after "FILE:LINE: " and what FORMAT says. */
void scene_fail(const struct scene *s, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn));

/* Word I of the line at hand, or an empty one. */
const char *scene_word(const struct scene *s, size_t i);

/* Read TEXT, or fail. */
unsigned long scene_number(const struct scene *s, const char *text,
			   unsigned long max);
int64_t scene_span(const struct scene *s, const char *text);

/* "KEY=number" from word FROM on, or FALLBACK. */
unsigned long scene_option(const struct scene *s, size_t from,
			   const char *key, unsigned long max,
			   unsigned long fallback);

/* -- setting.c: hosts, and how the file is to be ------------------------- */

/* By name, or by address without ever having been named. */
struct host scene_host(struct scene *s, const char *name);

void scene_do_host(struct scene *s);
void scene_do_link(struct scene *s);
void scene_do_start(struct scene *s);
void scene_do_nanoseconds(struct scene *s);
void scene_do_snap(struct scene *s);
void scene_do_step(struct scene *s);
void scene_do_clock(struct scene *s);

/* -- act.c: packets ------------------------------------------------------- */

void scene_do_packet(struct scene *s);

/* Adds P, whose payload is copied, at the scene's time. */
void scene_add_packet(struct scene *s, const struct packet *p);
void scene_do_again(struct scene *s);
void scene_do_copy(struct scene *s);
void scene_do_frame(struct scene *s);

/* -- stream.c: what goes over TCP ----------------------------------------- */

/* A segment without data: WHAT is "syn", for one. */
bool scene_is_sign(const char *what);
void scene_send_sign(struct scene *s, struct packet *p, const char *what);

/* Sends what P carries as the words from FROM on tell. */
void scene_send_stream(struct scene *s, const struct packet *p, size_t from);

#endif

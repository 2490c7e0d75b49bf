/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns a readable scene into a capture file; tests/replay/README.md. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"

#define DEPTH 8			/* of repeats in repeats */

void scene_fail(const struct scene *s, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%zu: ", s->file, s->line + 1);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void *need(void *p)
{
	if (!p) {
		fputs("scene: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

const char *scene_word(const struct scene *s, size_t i)
{
	return i < s->words.n ? s->words.at[i].text : "";
}

unsigned long scene_number(const struct scene *s, const char *text,
			   unsigned long max)
{
	unsigned long n;

	if (!words_number(text, max, &n))
		scene_fail(s, "'%s' is no number from 0 to %lu", text, max);
	return n;
}

unsigned long scene_option(const struct scene *s, size_t from,
			   const char *key, unsigned long max,
			   unsigned long fallback)
{
	const char *text = words_value(&s->words, from, key, NULL);

	return text ? scene_number(s, text, max) : fallback;
}

int64_t scene_span(const struct scene *s, const char *text)
{
	int64_t ns;

	if (!words_span(text, &ns))
		scene_fail(s, "'%s' is no time like 0.5, 20ms or 2min", text);
	return ns;
}

static void do_lines(struct scene *s, size_t end);

/* The line of the brace that closes the block which begins at LINE. */
static size_t block_end(const struct scene *s, size_t line)
{
	unsigned open = 0;

	for (size_t i = line; i < s->n_lines; i++) {
		const char *text = s->lines[i];
		size_t n = strcspn(text, "#");

		while (n > 0 && strchr(" \t\r", text[n - 1]))
			n--;
		text += strspn(text, " \t");
		if (*text == '}' && --open == 0)
			return i;
		if (n > 0 && s->lines[i][n - 1] == '{' && *text != '#')
			open++;
	}
	scene_fail(s, "this block is not closed");
}

/* repeat N every SPAN { ... } */
static void do_repeat(struct scene *s)
{
	unsigned long times = scene_number(s, scene_word(s, 1), 1000000);
	size_t first = s->line + 1, end = block_end(s, s->line);
	int64_t every, begin = s->now, origin = s->origin, latest = s->latest;
	struct turns turns = s->turns;

	if (strcmp(scene_word(s, 2), "every") != 0 ||
	    strcmp(scene_word(s, 4), "{") != 0)
		scene_fail(s, "write: repeat N every SPAN {");
	if (++s->depth > DEPTH)
		scene_fail(s, "too many repeats in repeats");
	every = scene_span(s, scene_word(s, 3));
	s->latest = begin;
	for (unsigned long i = 0; i < times; i++) {
		s->turns = (struct turns){ (unsigned)i + 1, turns.inner };
		s->origin = s->now = begin + (int64_t)i * every;
		s->fresh = true;
		s->line = first;
		do_lines(s, end);
	}
	s->line = end;
	s->now = s->latest;
	s->latest = s->latest > latest ? s->latest : latest;
	s->origin = origin;
	s->turns = turns;
	s->depth--;
	s->fresh = false;
}

static const struct {
	const char *name;
	void (*act)(struct scene *s);
	bool takes_time;
} statements[] = {
	{ "host", scene_do_host, false },
	{ "link", scene_do_link, false },
	{ "start", scene_do_start, false },
	{ "nanoseconds", scene_do_nanoseconds, false },
	{ "snap", scene_do_snap, false },
	{ "step", scene_do_step, false },
	{ "clock", scene_do_clock, false },
	{ "again", scene_do_again, true },
	{ "copy", scene_do_copy, true },
	{ "frame", scene_do_frame, true },
	{ "repeat", do_repeat, true },
};

/* Takes "t=SPAN" or "+SPAN" off the line's words; was there one? */
static bool take_time(struct scene *s)
{
	const char *text = scene_word(s, 0);

	if (strncmp(text, "t=", 2) == 0)
		s->now = s->origin + scene_span(s, text + 2);
	else if (*text == '+')
		s->now += scene_span(s, text + 1);
	else
		return false;
	s->words.n--;
	memmove(&s->words.at[0], &s->words.at[1],
		s->words.n * sizeof s->words.at[0]);
	return true;
}

static void do_line(struct scene *s)
{
	const char *wrong = words_cut(&s->words, s->lines[s->line], s->turns);
	bool timed;

	if (wrong)
		scene_fail(s, "%s", wrong);
	timed = take_time(s);
	if (!s->words.n) {
		s->fresh = s->fresh || timed;
		return;
	}
	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
		if (strcmp(scene_word(s, 0), statements[i].name) == 0) {
			if (statements[i].takes_time && !timed && !s->fresh)
				s->now += s->step;
			s->fresh = s->fresh && !statements[i].takes_time;
			statements[i].act(s);
			return;
		}
	if (strcmp(scene_word(s, 1), ">") != 0)
		scene_fail(s, "'%s' is no statement", scene_word(s, 0));
	if (!timed && !s->fresh)
		s->now += s->step;
	s->fresh = false;
	scene_do_packet(s);
}

/* From the line at hand to that before END. */
static void do_lines(struct scene *s, size_t end)
{
	for (; s->line < end; s->line++)
		do_line(s);
}

static void read_lines(struct scene *s)
{
	FILE *f = fopen(s->file, "r");
	char *line = NULL;
	size_t room = 0;

	if (!f) {
		fprintf(stderr, "%s: %s\n", s->file, strerror(errno));
		exit(1);
	}
	while (getline(&line, &room, f) >= 0) {
		line[strcspn(line, "\r\n")] = 0;
		s->lines = need(realloc(s->lines, (s->n_lines + 1) *
						  sizeof *s->lines));
		s->lines[s->n_lines++] = need(strdup(line));
	}
	free(line);
	fclose(f);
}

static void forget(struct scene *s)
{
	for (size_t i = 0; i < s->n_lines; i++)
		free(s->lines[i]);
	for (size_t i = 0; i < s->n_packets; i++)
		free(s->packets[i].payload);
	free(s->lines);
	free(s->packets);
	free(s->hosts);
	free(s->ways);
	calls_destroy(s->calls);
}

int main(int argc, char *argv[])
{
	static struct scene s;
	FILE *f;

	if (argc != 3) {
		fputs("usage: scene SCENE.txt OUT.pcap\n", stderr);
		return 64;
	}
	s = (struct scene){
		.file = argv[1], .calls = calls_create(), .fresh = true,
		.step = 10000000,
		.pcap = { LINK_ETHERNET, 262144, false,
			  INT64_C(1795251600) * 1000000000 },
	};
	read_lines(&s);
	do_lines(&s, s.n_lines);
	f = fopen(argv[2], "wb");
	if (!f || pcap_write(f, &s.pcap, s.packets, s.n_packets) ||
	    fclose(f)) {
		fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
		return 1;
	}
	forget(&s);
	return 0;
}

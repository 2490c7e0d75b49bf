/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the command line; says what is wrong with it and what is right. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "capture/capture.h"
#include "daemon/daemon.h"
#include "sink/sink.h"

#define SPEED_LEAST 0.001
#define SPEED_MOST 1e9
#define PRINT_LIST "alerts,calls,registrations,peers,messages,health,summary"
#define NAME_LONGEST 127	/* of an interface, by any of its names */

enum { CHECK_CONFIG = 256, DUMP_CONFIG, SYSLOG, SPEED, ALERT_EXIT, CALL };

static const struct option longs[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "interface", required_argument, NULL, 'i' },
	{ "read", required_argument, NULL, 'r' },
	{ "local", required_argument, NULL, 'l' },
	{ "filter", required_argument, NULL, 'f' },
	{ "print", required_argument, NULL, 'p' },
	{ "call", required_argument, NULL, CALL },
	{ "json", no_argument, NULL, 'j' },
	{ "set", required_argument, NULL, 'o' },
	{ "syslog", no_argument, NULL, SYSLOG },
	{ "speed", required_argument, NULL, SPEED },
	{ "alert-exit", no_argument, NULL, ALERT_EXIT },
	{ "check-config", no_argument, NULL, CHECK_CONFIG },
	{ "dump-config", no_argument, NULL, DUMP_CONFIG },
	{ "verbose", no_argument, NULL, 'v' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const struct { const char *name; unsigned bit; } prints[] = {
	{ "alerts", PRINT_ALERTS }, { "calls", PRINT_CALLS },
	{ "messages", PRINT_MESSAGES }, { "health", PRINT_HEALTH },
	{ "summary", PRINT_SUMMARY },
	{ "registrations", PRINT_REGISTRATIONS }, { "peers", PRINT_PEERS },
};

void options_help(void)
{
	fputs(
"usage: sipward [-c FILE] [-i IFACE]...         capture live\n"
"       sipward [-c FILE] -r FILE [-r FILE]...  replay captures\n"
"       sipward [-c FILE] --check-config        0 if fine, 78 if not\n"
"\n"
"  -c, --config FILE      configuration (" CONFIG_PATH ")\n"
"  -i, --interface IFACE  capture there; repeatable; 'any' for all\n"
"  -r, --read FILE        replay a pcap or pcapng, .gz or .zst too;\n"
"                         repeatable; '-' is standard input\n"
"  -l, --local NET        an address or network of this SBC; repeatable\n"
"  -f, --filter EXPR      a further pcap filter (see pcap-filter(7))\n"
"  -p, --print LIST       to standard output:\n"
"                         alerts,calls,registrations,peers,messages,\n"
"                         health,summary\n"
"      --call CALL-ID     replay: show one call, and nothing else\n"
"  -j, --json             records as JSON lines\n"
"  -o, --set KEY=VALUE    one setting over the file's: -o limits.memory=64M\n"
"      --syslog           replay: send alerts to syslog too\n"
"      --speed N          replay N times as fast as it was captured\n"
"      --alert-exit       replay: exit 1 when an alert was raised\n"
"      --check-config     check the configuration, say what is wrong\n"
"      --dump-config      print the configuration in force\n"
"  -v, --verbose   -q, --quiet   -V, --version   -h, --help\n"
"\n"
"See sipward(8) and sipward.conf(5).\n", stdout);
}

static int add_word(struct words *w, char *word)
{
	char **at = realloc(w->at, (w->n + 1) * sizeof *at);

	if (!at)
		return -ENOMEM;
	w->at = at;
	w->at[w->n++] = word;
	return 0;
}

__attribute__((format(printf, 1, 2)))
static int wrong(const char *format, ...)
{
	char what[1900];
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	log_line(NULL, LOG_SAYS_ERROR, "%s; 'sipward --help' lists the "
		 "options", what);
	return -EINVAL;
}

static int read_print(unsigned *print, const char *list)
{
	struct slice rest = slice_of(list);

	*print = 0;
	if (!rest.n)
		return wrong("--print '': it takes a list of " PRINT_LIST);
	while (rest.n) {
		struct slice word = slice_head(rest, slice_find(rest, ','));
		size_t i, n = sizeof prints / sizeof prints[0];

		for (i = 0; i < n; i++)
			if (slice_equal(word, slice_of(prints[i].name)))
				break;
		if (i == n)
			return wrong("--print %s: it takes a list of "
				     PRINT_LIST, list);
		*print |= prints[i].bit;
		rest = slice_from(rest, word.n + 1);
	}
	return 0;
}

static int read_speed(double *speed, const char *text)
{
	char *end;

	*speed = strtod(text, &end);
	if (end == text || *end ||
	    !(*speed >= SPEED_LEAST && *speed <= SPEED_MOST))
		return wrong("--speed %s: it takes a number of 0.001 to "
			     "1000000000: 1 is as captured, 10 ten times as "
			     "fast", text);
	return 0;
}

static int read_local(struct words *w, char *text)
{
	struct net net;

	if (net_parse(slice_of(text), &net) < 0)
		return wrong("-l %s: not an address or network such as "
			     "192.0.2.1 or 192.0.2.0/24", text);
	return add_word(w, text);
}

static int read_interface(struct words *w, char *name)
{
	if (!*name || strlen(name) > NAME_LONGEST)
		return wrong("-i '%s': an interface has a name of 1 to %d "
			     "bytes; 'ip link' lists them", name,
			     NAME_LONGEST);
	return add_word(w, name);
}

static int read_filter(struct options *o, const char *text)
{
	char why[CAPTURE_WHY];

	if (capture_filter_check(text, why) < 0)
		return wrong("-f: %s", why);
	o->filter = text;
	return 0;
}

static int read_call(struct options *o, const char *call_id)
{
	if (!*call_id)
		return wrong("--call '': it takes the Call-ID of a call; "
			     "-p calls lists them");
	o->call = call_id;
	return 0;
}

static int read_option(struct options *o, int c, unsigned *print)
{
	switch (c) {
	case 'c':
		o->config = optarg;
		return 0;
	case 'i':
		return read_interface(&o->interfaces, optarg);
	case 'r':
		return add_word(&o->files, optarg);
	case 'l':
		return read_local(&o->local, optarg);
	case 'o':
		return add_word(&o->sets, optarg);
	case 'f':
		return read_filter(o, optarg);
	case 'p':
		return read_print(print, optarg);
	case SPEED:
		return read_speed(&o->speed, optarg);
	case CALL:
		return read_call(o, optarg);
	case 'j':
		o->json = true;
		return 0;
	case SYSLOG:
		o->syslog = true;
		return 0;
	case ALERT_EXIT:
		o->alert_exit = true;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	case 'q':
		o->quiet = true;
		return 0;
	}
	return -EINVAL;
}

/* Some options ask for another task than capturing. */
static bool read_task(struct options *o, int c)
{
	static const struct { int c; enum task task; } tasks[] = {
		{ CHECK_CONFIG, TASK_CHECK }, { DUMP_CONFIG, TASK_DUMP },
		{ 'h', TASK_HELP }, { 'V', TASK_VERSION },
	};

	for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++)
		if (tasks[i].c == c) {
			o->task = tasks[i].task;
			return true;
		}
	return false;
}

/* What doesn't go together, and what a task takes for granted. */
static int settle(struct options *o, unsigned print, bool print_given)
{
	bool replay = o->files.n > 0;

	if (replay && o->interfaces.n)
		return wrong("-r %s and -i don't go together: it replays or "
			     "captures", o->files.at[0]);
	if (!replay && (o->speed > 0 || o->alert_exit || o->syslog ||
			o->call))
		return wrong("%s is for a replay: name a capture with -r",
			     o->speed > 0 ? "--speed" : o->syslog ?
			     "--syslog" : o->call ? "--call" : "--alert-exit");
	if (o->call && o->json)
		return wrong("--call and -j don't go together: it prints "
			     "arrows for people, not records");
	if (o->call && o->syslog)
		return wrong("--call and --syslog don't go together: it may "
			     "read a capture twice");
	if (o->call && print_given && print != PRINT_CALLS)
		return wrong("--call prints nothing else: only -p calls goes "
			     "with it");
	if (o->verbose && o->quiet)
		return wrong("-v and -q don't go together");
	if (o->task == TASK_LIVE && replay)
		o->task = TASK_REPLAY;
	o->print = print_given ? print :
		   replay ? PRINT_ALERTS | PRINT_SUMMARY : 0;
	return 0;
}

/* What getopt found wrong: C is ':' or '?', WORD where it stands. */
static int tell_option(int c, const char *word)
{
	bool is_long = strncmp(word, "--", 2) == 0;
	char letter[3] = { '-', (char)optopt, '\0' };
	size_t n = 0;

	if (c == ':')
		return wrong("option '%s' requires an argument",
			     is_long ? word : letter);
	for (const struct option *l = longs; optopt && l->name; l++)
		if (l->val == optopt)
			return wrong("option '%.*s' takes no argument",
				     (int)strcspn(word, "="), word);
	if (optopt)
		return wrong("unknown option '%s'", letter);
	for (const struct option *l = longs; l->name; l++)
		n += strncmp(l->name, word + 2, strlen(word + 2)) == 0;
	return wrong("%s option '%s'", n > 1 ? "ambiguous" : "unknown", word);
}

int options_read(struct options *o, int argc, char *argv[])
{
	unsigned print = 0;
	bool print_given = false;
	int c, err;

	*o = (struct options){ .task = TASK_LIVE };
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":c:i:r:l:f:p:jo:vqVh", longs,
				NULL)) != -1) {
		if (c == '?' || c == ':')
			return tell_option(c, argv[optind - 1]);
		if (read_task(o, c))
			continue;
		err = read_option(o, c, &print);
		if (err)
			return err;
		print_given |= c == 'p';
	}
	if (optind < argc)
		return wrong("what is '%s'? A capture to replay goes behind "
			     "-r", argv[optind]);
	return settle(o, print, print_given);
}

void options_free(struct options *o)
{
	free(o->interfaces.at);
	free(o->files.at);
	free(o->local.at);
	free(o->sets.at);
}

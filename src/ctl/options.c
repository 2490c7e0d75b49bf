/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the command line of sipwardctl. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/terminal.h"
#include "ctl/ctl.h"

enum { PROFILE = 1, PHRASE, REASON, DIRECTION, RETRY, TAG, TYPE, CLASS,
       SEARCH, KIND, HTML, BUILT_IN };

static const struct option longs[] = {
	{ "profile", required_argument, NULL, PROFILE },
	{ "phrase", required_argument, NULL, PHRASE },
	{ "reason", required_argument, NULL, REASON },
	{ "direction", required_argument, NULL, DIRECTION },
	{ "retry", required_argument, NULL, RETRY },
	{ "tag", required_argument, NULL, TAG },
	{ "type", required_argument, NULL, TYPE },
	{ "class", required_argument, NULL, CLASS },
	{ "search", required_argument, NULL, SEARCH },
	{ "kind", required_argument, NULL, KIND },
	{ "html", no_argument, NULL, HTML },
	{ "file", required_argument, NULL, 'f' },
	{ "built-in", no_argument, NULL, BUILT_IN },
	{ "json", no_argument, NULL, 'j' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

void request_help(void)
{
	fputs(
"usage: sipwardctl explain WHAT [OPTION]...   what it means, what to do\n"
"       sipwardctl codes [OPTION]...          the catalogue, as a table\n"
"\n"
"WHAT is a code (503), a Q.850 cause (Q.850;17), an outcome (no-response),\n"
"a cause of a call's end (disconnect:no-ack) or a situation (no-ringback).\n"
"\n"
"  --profile NAME      by the wordings of that carrier or program\n"
"  --phrase TEXT       explain: the reason phrase of the response\n"
"  --reason TEXT       explain: its Reason header (Q.850;34), else a phrase\n"
"  --direction WORD    explain: of the call: inbound, outbound, transit\n"
"  --retry WORD        codes: now, later, change, never\n"
"  --tag WORD          codes: escalate, check-config, ...\n"
"  --type WORD         codes: temporary, configuration, data, policy,\n"
"                      provider-side, normal\n"
"  --class 4xx         codes: of responses with such a code\n"
"  --kind WORD         codes: response, outcome, disconnect, situation,\n"
"                      cause, match\n"
"  --search WORD       codes: where it is said\n"
"  --html              codes: a page for a browser, to search and choose in\n"
"  -f, --file FILE     a file of the catalogue over it; repeatable\n"
"      --built-in      without " CATALOG_FILES "\n"
"  -j, --json          a JSON object a line\n"
"  -V, --version   -h, --help\n"
"\n"
"See sipwardctl(1).\n", stdout);
}

void ctl_tell(const char *format, ...)
{
	char line[2200];
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	fprintf(stderr, "sipwardctl: %s\n", terminal_clean(line));
}

__attribute__((format(printf, 1, 2)))
static int wrong(const char *format, ...)
{
	char what[1900];
	va_list ap;

	va_start(ap, format);
	vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	ctl_tell("%s; 'sipwardctl --help' lists the options", what);
	return -EINVAL;
}

static const char *direction_text(int i)
{
	return direction_name(i);
}

static const char *retry_text(int i)
{
	return retry_name(i);
}

static const char *type_text(int i)
{
	return trouble_name(i);
}

static const char *tag_text(int i)
{
	return tag_name(i);
}

/* Which of the N words WORD is, or -1 after it was said that it is none. */
static int read_word(const char *option, const char *word,
		     const char *name(int i), int n)
{
	char list[400] = "";
	size_t used = 0;

	for (int i = 0; i < n; i++) {
		if (!name(i))
			continue;
		if (strcmp(name(i), word) == 0)
			return i;
		used += snprintf(list + used, sizeof list - used, "%s%s",
				 used ? ", " : "", name(i));
	}
	return wrong("--%s '%s': it takes one of %s", option, word, list);
}

static int read_class(struct request *q, const char *word)
{
	if (strlen(word) != 3 || word[0] < '1' || word[0] > '6' ||
	    strcmp(word + 1, "xx") != 0)
		return wrong("--class '%s': it takes one of 1xx to 6xx",
			     word);
	q->class = word[0] - '0';
	return 0;
}

static int add_file(struct request *q, char *file)
{
	char **files = realloc(q->files, (q->n_files + 1) * sizeof *files);

	if (!files)
		return -ENOMEM;
	q->files = files;
	q->files[q->n_files++] = file;
	return 0;
}

/* What has no Reason's form is taken for the phrase that came with it. */
static void read_reason(struct request *q, const char *text)
{
	if (!call_cause_of(slice_of(text), &q->reason) && !q->phrase)
		q->phrase = text;
}

static int read_choice(struct request *q, int c)
{
	int i = c == DIRECTION ? read_word("direction", optarg,
					   direction_text, TRANSIT + 1) :
		c == RETRY ? read_word("retry", optarg, retry_text, RETRIES) :
		c == TYPE ? read_word("type", optarg, type_text, TROUBLES) :
		c == KIND ? read_word("kind", optarg, kind_name,
				      ENTRY_KINDS + 1) :
		read_word("tag", optarg, tag_text, TAGS);

	if (i < 0)
		return -EINVAL;
	if (c == DIRECTION)
		q->direction = i;
	else if (c == RETRY)
		q->retry = i;
	else if (c == TYPE)
		q->type = i;
	else if (c == KIND)
		q->kind = kind_name(i);
	else
		q->tag = i;
	q->has_direction |= c == DIRECTION;
	q->has_tag |= c == TAG;
	return 0;
}

static int read_option(struct request *q, int c)
{
	switch (c) {
	case PROFILE:
		q->profile = optarg;
		return 0;
	case PHRASE:
		q->phrase = optarg;
		return 0;
	case REASON:
		read_reason(q, optarg);
		return 0;
	case CLASS:
		return read_class(q, optarg);
	case SEARCH:
		q->search = optarg;
		return 0;
	case 'f':
		return add_file(q, optarg);
	case 'j':
		q->json = true;
		return 0;
	case HTML:
		q->html = true;
		return 0;
	case BUILT_IN:
		q->built_in = true;
		return 0;
	default:
		return read_choice(q, c);
	}
}

/* The verb, what it is about, and no more. */
static int read_words(struct request *q, int n, char *words[])
{
	int most = 1;

	if (!n)
		return wrong("what shall it do? explain or codes");
	if (strcmp(words[0], "explain") == 0) {
		q->verb = VERB_EXPLAIN;
		most = 2;
	} else if (strcmp(words[0], "codes") == 0) {
		q->verb = VERB_CODES;
	} else {
		return wrong("it can't '%s', explain and codes it can",
			     words[0]);
	}
	if (n > most)
		return wrong("what is '%s'?", words[most]);
	if (n < most)
		return wrong("explain what? A code or name, such as 503 or "
			     "no-ringback");
	q->what = most > 1 ? words[1] : NULL;
	return 0;
}

/* Options of the other verb are mistakes, and not overlooked. */
static int settle(const struct request *q)
{
	if (q->verb == VERB_EXPLAIN &&
	    (q->retry || q->type || q->has_tag || q->class || q->search ||
	     q->kind || q->html))
		return wrong("explain takes no --retry, --type, --tag, "
			     "--class, --kind, --search or --html: codes "
			     "does");
	if (q->json && q->html)
		return wrong("--json and --html: which of them?");
	if (q->verb == VERB_CODES &&
	    (q->phrase || q->reason.of || q->has_direction))
		return wrong("codes takes no --phrase, --reason or "
			     "--direction: explain does");
	return 0;
}

int request_read(struct request *q, int argc, char *argv[])
{
	int c, err;

	*q = (struct request){ 0 };
	err = add_file(q, (char *)CATALOG_FILES);
	if (err)
		return err;
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":f:jVh", longs, NULL)) != -1) {
		if (c == ':')
			return wrong("option '%s' requires an argument",
				     argv[optind - 1]);
		if (c == '?')
			return wrong("unknown option '%s'",
				     argv[optind - 1]);
		if (c == 'h' || c == 'V') {
			q->verb = c == 'h' ? VERB_HELP : VERB_VERSION;
			return 0;
		}
		err = read_option(q, c);
		if (err)
			return err;
	}
	err = read_words(q, argc - optind, argv + optind);
	return err ? err : settle(q);
}

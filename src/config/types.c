/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads and writes the values of keys that are a word or a text. */
#include <errno.h>
#include <stdlib.h>
#include <syslog.h>

#include "config/keys.h"

const struct token *entry_word(struct reading *r, const struct entry *e)
{
	if (!e->braces && e->n == 1)
		return e->words[0];
	if (!e->again)
		mistake(r, e->at, "%s is no list, a single value would "
			"be right", key_leaf(e->key));
	return NULL;
}

void tell_form(struct reading *r, const struct key *k, const struct token *t,
	       const char *right)
{
	mistake(r, t, "%s: '%s' is no %s, %s would be right", key_leaf(k),
		t->text.p, k->type->name, right);
}

/* yes or no */

static void read_yes_no(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	static const char *const words[] = { "no", "yes", "false", "true",
					     "off", "on" };
	const struct token *t = entry_word(r, e);

	for (unsigned i = 0; t && i < sizeof words / sizeof *words; i++) {
		if (!slice_same(t->text, slice_of(words[i])))
			continue;
		if (k->at != NOWHERE)
			*KEY_AT(bool, base, k) = i & 1;
		return;
	}
	if (t)
		mistake(r, t, "%s: '%s' is neither, yes or no would be "
			"right", key_leaf(k), t->text.p);
}

/* A key that goes nowhere has done its work: "default-rules = no". */
static void write_yes_no(FILE *out, const struct key *k, const char *base)
{
	bool yes = k->at != NOWHERE && *KEY_HAS(bool, base, k);

	fputs(yes ? "yes" : "no", out);
}

const struct type type_yes_no = { "yes or no", false, read_yes_no,
				  write_yes_no, NULL };

/* text */

void write_word(FILE *out, const char *word)
{
	bool plain = *word && !word[strspn(word, NAME_BYTES ".:@%")];

	if (plain) {
		fputs(word, out);
		return;
	}
	fputc('"', out);
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			fputc('\\', out);
		fputc(*word, out);
	}
	fputc('"', out);
}

/* The text of E's word when it is short enough, in the settings' memory. */
static void keep_text(struct reading *r, const struct key *k,
		      const struct token *t, struct slice s, char *base)
{
	if ((int64_t)s.n < k->least || (int64_t)s.n > k->most)
		mistake(r, t, "%s: %zu bytes long, %d to %d would be right",
			key_leaf(k), s.n, (int)k->least, (int)k->most);
	else
		*KEY_AT(char *, base, k) = s.n ? arena_text(r->keep, s) : NULL;
}

static void read_text(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);

	if (t)
		keep_text(r, k, t, t->text, base);
}

static void write_text(FILE *out, const struct key *k, const char *base)
{
	const char *text = *KEY_HAS(char *, base, k);

	write_word(out, text ? text : "");
}

const struct type type_text = { "text", false, read_text, write_text, NULL };

/* country */

static void read_country(struct reading *r, const struct key *k,
			 const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);
	struct slice digits;
	uint64_t value;

	if (!t)
		return;
	digits = t->text.n && t->text.p[0] == '+' ? slice_from(t->text, 1) :
		 t->text;
	if (t->text.n && (slice_number(digits, 999, &value) || !value ||
			  digits.p[0] == '0'))
		tell_form(r, k, t, "its digits such as 44");
	else
		keep_text(r, k, t, digits, base);
}

const struct type type_country = { "country code", false, read_country,
				   write_text, NULL };

/* file: a relative path is beside the file that names it */

static void read_file(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);
	const char *path;
	char *real;

	if (!t)
		return;
	path = t->text.n && t->place.line ?
	       files_beside(&r->arena, t->place.file, t->text.p) : t->text.p;
	real = path && *path && !r->alone ? realpath(path, NULL) : NULL;
	keep_text(r, k, t, slice_of(real ? real : path), base);
	free(real);
}

const struct type type_file = { "file", false, read_file, write_text, NULL };

/* path: the service has no folder that it would begin in */

static void read_path(struct reading *r, const struct key *k,
		      const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);

	if (t && t->text.n && t->text.p[0] != '/')
		tell_form(r, k, t, "one such as /dev/log");
	else if (t)
		keep_text(r, k, t, t->text, base);
}

const struct type type_path = { "absolute path", false, read_path, write_text,
				NULL };

/* facility */

static const struct { const char *name; int number; } facilities[] = {
	{ "kern", LOG_KERN }, { "user", LOG_USER }, { "mail", LOG_MAIL },
	{ "daemon", LOG_DAEMON }, { "auth", LOG_AUTH },
	{ "syslog", LOG_SYSLOG }, { "lpr", LOG_LPR }, { "news", LOG_NEWS },
	{ "uucp", LOG_UUCP }, { "cron", LOG_CRON },
	{ "authpriv", LOG_AUTHPRIV }, { "ftp", LOG_FTP },
	{ "local0", LOG_LOCAL0 }, { "local1", LOG_LOCAL1 },
	{ "local2", LOG_LOCAL2 }, { "local3", LOG_LOCAL3 },
	{ "local4", LOG_LOCAL4 }, { "local5", LOG_LOCAL5 },
	{ "local6", LOG_LOCAL6 }, { "local7", LOG_LOCAL7 },
};

#define N_FACILITIES (sizeof facilities / sizeof *facilities)

/* In the header the number is shifted (RFC 5424 section 6.2.1): daemon, 3. */
static void read_facility(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);
	struct suggestion s;

	if (!t)
		return;
	suggest_start(&s, t->text);
	for (size_t i = 0; i < N_FACILITIES; i++) {
		suggest_offer(&s, facilities[i].name);
		if (!slice_equal(t->text, slice_of(facilities[i].name)))
			continue;
		*KEY_AT(int, base, k) = facilities[i].number >> 3;
		return;
	}
	tell_form(r, k, t, s.best ? s.best : "daemon or local0 to local7");
}

static void write_facility(FILE *out, const struct key *k, const char *base)
{
	for (size_t i = 0; i < N_FACILITIES; i++)
		if (facilities[i].number >> 3 == *KEY_HAS(int, base, k))
			fputs(facilities[i].name, out);
}

const struct type type_facility = { "facility", false, read_facility,
				    write_facility, NULL };

/* format */

static void read_format(struct reading *r, const struct key *k,
			const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);

	for (enum syslog_format f = 0; t && f < SYSLOG_FORMATS; f++) {
		if (!slice_equal(t->text, slice_of(syslog_format_name(f))))
			continue;
		*KEY_AT(enum syslog_format, base, k) = f;
		return;
	}
	if (t)
		tell_form(r, k, t, "classic, rfc5424 or journal");
}

static void write_format(FILE *out, const struct key *k, const char *base)
{
	fputs(syslog_format_name(*KEY_HAS(enum syslog_format, base, k)), out);
}

const struct type type_format = { "format", false, read_format, write_format,
				  NULL };

/* endpoint: IPv6 addresses are in brackets (RFC 3986 section 3.2.2) */

static int parse_endpoint(struct slice s, struct endpoint *e)
{
	struct endpoint found;
	uint64_t port;
	size_t end;
	bool v4;

	found.tcp = slice_begins(s, SLICE("tcp:"));
	if (!found.tcp && !slice_begins(s, SLICE("udp:")))
		return -EINVAL;
	s = slice_from(s, 4);
	for (end = s.n; end > 0 && s.p[end - 1] != ':'; )
		end--;
	if (end < 2 || slice_number(slice_from(s, end), 65535, &port) ||
	    port == 0)
		return -EINVAL;
	s = slice_head(s, end - 1);
	v4 = s.p[0] != '[';
	if (!v4 && s.p[s.n - 1] != ']')
		return -EINVAL;
	if (!v4)
		s = slice_head(slice_from(s, 1), s.n - 2);
	if (addr_parse(s, &found.addr) || addr_is_v4(&found.addr) != v4)
		return -EINVAL;
	found.port = (uint16_t)port;
	*e = found;
	return 0;
}

static void read_endpoint(struct reading *r, const struct key *k,
			  const struct entry *e, char *base)
{
	const struct token *t = entry_word(r, e);

	if (t && t->text.n &&
	    parse_endpoint(t->text, KEY_AT(struct endpoint, base, k)))
		tell_form(r, k, t, "udp:127.0.0.1:9060, tcp:127.0.0.1:9060 "
			  "or \"udp:[::1]:9060\"");
}

static void write_endpoint(FILE *out, const struct key *k, const char *base)
{
	const struct endpoint *e = KEY_HAS(struct endpoint, base, k);
	bool v4 = addr_is_v4(&e->addr);
	char text[ADDR_TEXT], word[ADDR_TEXT + 16] = "";

	if (e->port)
		snprintf(word, sizeof word, "%s:%s%s%s:%u",
			 e->tcp ? "tcp" : "udp", v4 ? "" : "[",
			 addr_format(&e->addr, text), v4 ? "" : "]",
			 (unsigned)e->port);
	write_word(out, word);
}

const struct type type_endpoint = { "endpoint", false, read_endpoint,
				    write_endpoint, NULL };

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads number prefixes from a file of lines "prefix,name". */
#include <errno.h>
#include <stdlib.h>

#include "config/keys.h"

#define DIGITS_MAX 15	/* of a number (ITU-T E.164) */
#define NAME_MAX_BYTES 64

/* A file's lines, and the mistakes that may be told of them. */
struct table {
	struct reading *r;
	struct place place;
	unsigned order;
	struct slice rest;
	unsigned mistakes;
};

#define TABLE_MISTAKES 20

static void wrong(struct table *t, struct slice s, const char *what)
{
	if (t->mistakes++ < TABLE_MISTAKES)
		mistake_in(t->r, t->place, t->order, "'%.*s' %s",
			   (int)(s.n < 80 ? s.n : 80), s.p, what);
}

/* The next line, without its end; false when there is none. */
static bool next_line(struct table *t, struct slice *line)
{
	size_t end = slice_find(t->rest, '\n');

	if (!t->rest.n)
		return false;
	*line = slice_trim(slice_head(t->rest, end));
	t->rest = slice_from(t->rest, end + 1);
	t->place.line++;
	return true;
}

/* A field may stand in quotes (RFC 4180). Were they there? */
static bool take_quotes(struct slice *s)
{
	if (s->n < 2 || s->p[0] != '"' || s->p[s->n - 1] != '"')
		return false;
	*s = slice_head(slice_from(*s, 1), s->n - 2);
	return true;
}

/* A quote within quotes is doubled (RFC 4180). */
static int read_name(struct reading *r, struct slice s, char **name)
{
	char text[NAME_MAX_BYTES];
	bool quoted = take_quotes(&s);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ')
			return -EINVAL;
		if (s.p[i] == '"' && quoted && (++i == s.n || s.p[i] != '"'))
			return -EINVAL;
		if (n == sizeof text)
			return -ERANGE;
		text[n++] = s.p[i];
	}
	*name = n ? arena_text(r->keep, (struct slice){ text, n }) : NULL;
	return 0;
}

static bool is_digits(struct slice s)
{
	uint64_t value;

	return s.n <= DIGITS_MAX && !slice_number(s, UINT64_MAX, &value);
}

/* How much of S is taken off numbers before prefixes match. */
static size_t taken_off(const struct number_settings *n, struct slice s)
{
	size_t longest = 0;

	for (size_t i = 0; i < n->n_international; i++) {
		struct slice p = slice_of(n->international[i]);

		if (p.n > longest && slice_begins(s, p))
			longest = p.n;
	}
	return longest;
}

static void read_line(struct table *t, struct slice line,
		      struct number_settings *n)
{
	size_t comma = slice_find(line, ',');
	struct slice digits = slice_trim(slice_head(line, comma));
	struct slice name = slice_trim(slice_from(line, comma + 1));
	struct number_prefix *p = &n->prefixes[n->n_prefixes];

	take_quotes(&digits);
	if (digits.n && digits.p[0] == '+')
		digits = slice_from(digits, 1);
	if (!is_digits(digits)) {
		wrong(t, digits, "is no prefix, up to 15 digits such as "
		      "4420 would be right");
	} else if (taken_off(n, digits) == digits.n) {
		wrong(t, digits, "is taken off all numbers (international), "
		      "digits behind it would be right");
	} else if (read_name(t->r, name, &p->name)) {
		wrong(t, name, "is no name, up to 64 bytes in one line would "
		      "be right");
	} else {
		p->digits = arena_text(t->r->keep, digits);
		n->n_prefixes += p->digits != NULL;
	}
}

static bool is_header(const struct table *t, struct slice line)
{
	return t->place.line == 1 && slice_same(line, SLICE("prefix,name"));
}

struct line_of { const char *digits; unsigned line; };

static int compare(const void *a, const void *b)
{
	const struct line_of *l = a, *m = b;
	int order = strcmp(l->digits, m->digits);

	return order ? order : (l->line > m->line) - (l->line < m->line);
}

/* That 0033 and 33 are the same is for rules to know, and for this. */
static struct line_of line_of(const struct table *t,
			      const struct number_settings *n,
			      const char *digits)
{
	return (struct line_of){ digits + taken_off(n, slice_of(digits)),
				 t->place.line };
}

/* A prefix given twice leaves open which name is meant. */
static void check_twins(struct table *t, struct line_of *lines, size_t n)
{
	qsort(lines, n, sizeof *lines, compare);
	for (size_t i = 1; i < n; i++) {
		if (strcmp(lines[i - 1].digits, lines[i].digits) != 0)
			continue;
		t->place.line = lines[i].line;
		if (t->mistakes++ < TABLE_MISTAKES)
			mistake_in(t->r, t->place, t->order, "prefix %s was "
				   "given in line %u, once would be right",
				   lines[i].digits, lines[i - 1].line);
	}
}

static size_t count_lines(struct slice text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static void read_table(struct table *t, struct number_settings *n)
{
	size_t room = count_lines(t->rest);
	struct line_of *lines;
	struct slice line;

	n->prefixes = arena_take(t->r->keep, room * sizeof *n->prefixes);
	lines = arena_take(&t->r->arena, room * sizeof *lines);
	if (!n->prefixes || !lines)
		return;
	while (next_line(t, &line)) {
		size_t before = n->n_prefixes;

		if (!line.n || line.p[0] == '#' || is_header(t, line))
			continue;
		read_line(t, line, n);
		if (n->n_prefixes > before)
			lines[before] = line_of(t, n,
						n->prefixes[before].digits);
	}
	check_twins(t, lines, n->n_prefixes);
}

void prefixes_read(struct reading *r, const struct token *at,
		   struct number_settings *n)
{
	struct table t = { .r = r, .place = { n->file, 0 },
			   .order = at->order };
	int err = files_load(&r->arena, n->file, &t.rest);

	if (err) {
		mistake(r, at, "prefixes: cannot read %s: %s, a readable "
			"file of lines prefix,name would be right", n->file,
			files_error(err));
		return;
	}
	if (slice_begins(t.rest, SLICE("\xef\xbb\xbf")))
		t.rest = slice_from(t.rest, 3);
	read_table(&t, n);
}

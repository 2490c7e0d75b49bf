/* SPDX-License-Identifier: BSD-2-Clause */
/* Fills sipward-codes(7) with the catalogue: it runs while that is built. */
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"

#define COLUMNS 76

struct manual {
	const struct catalog *catalog;
	const struct catalog_index *index;
};

/* Text is filled word by word, a sentence a line. */
struct fill { size_t column; bool ended; };

static bool ends_sentence(struct slice word)
{
	while (word.n && strchr(")\"'", word.p[word.n - 1]))
		word.n--;
	return word.n && strchr(".?!", word.p[word.n - 1]);
}

static void put_word(struct fill *f, struct slice word)
{
	if (f->column && (f->ended || f->column + 1 + word.n > COLUMNS)) {
		putchar('\n');
		f->column = 0;
	}
	if (f->column) {
		putchar(' ');
		f->column++;
	} else if (strchr(".'", *word.p)) {
		fputs("\\&", stdout);	/* no request */
	}
	for (size_t i = 0; i < word.n; i++)
		fputs(word.p[i] == '\\' ? "\\e" :
		      (const char []){ word.p[i], '\0' }, stdout);
	f->column += word.n;
	f->ended = ends_sentence(word);
}

static void put_text(struct fill *f, const char *text)
{
	struct slice rest = slice_trim(slice_of(text));

	while (rest.n) {
		size_t n = slice_find(rest, ' ');

		put_word(f, slice_head(rest, n));
		rest = slice_trim(slice_from(rest, n));
	}
}

/* Ends the sentence, and the line. */
static void put_stop(struct fill *f)
{
	if (f->column)
		puts(f->ended ? "" : ".");
	*f = (struct fill){ 0 };
}

static void put_sentence(const char *text)
{
	struct fill f = { 0 };

	put_text(&f, text);
	put_stop(&f);
}

/* A row */

struct telling { struct fill fill; const char *label; };

/* What it is from, a file and a reference, is for sipwardctl to say. */
static void put_field(const struct field *f, void *arg)
{
	struct telling *t = arg;

	if (strcmp(f->label, "Source") == 0)
		return;
	if (t->label && strcmp(t->label, f->label) == 0) {
		putchar(';');
		t->fill.column++;
		t->fill.ended = false;
	} else {
		put_stop(&t->fill);
		if (strcmp(f->label, "Meaning") != 0)
			printf(".Em %s :\n", f->label);
	}
	put_text(&t->fill, f->text);
	t->label = f->label;
}

static void put_row(const struct manual *m, const struct row *row)
{
	struct telling t = { .label = NULL };
	char title[ROW_TEXT];

	printf(".It Cm %s\n", row_title(row, title));
	put_text(&t.fill, row->says.name);
	if (row->says.rfc) {
		putchar(',');
		t.fill.column++;
		put_text(&t.fill, row->says.rfc);
	}
	row_each_field(row, m->index, put_field, &t);
	put_stop(&t.fill);
}

/* Parts of the page */

static void put_entries(const struct manual *m, enum entry_kind kind,
			int class)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < m->catalog->n_entries; i++) {
		struct row row = row_of(&m->catalog->entries[i]);

		if (row.entry->kind == kind && row.code / 100 == class)
			put_row(m, &row);
	}
	puts(".El");
}

static void put_tags(void)
{
	puts(".Bl -tag -width Ds");
	for (enum tag t = 0; t < TAGS; t++) {
		printf(".It Cm %s\n", tag_name(t));
		put_sentence(tag_meaning(t));
	}
	puts(".El");
}

static void put_profiles(const struct manual *m)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; i < m->catalog->n_profiles; i++) {
		const struct catalog_profile *p = &m->catalog->profiles[i];
		char text[400];

		printf(".It Cm %s\n", p->name);
		snprintf(text, sizeof text, "%s: %zu %s", p->title,
			 p->n_matches, p->n_matches == 1 ? "match" :
			 "matches");
		put_sentence(text);
	}
	puts(".El");
}

/* What stands for NAME; false: nothing is called so. */
static bool put_part(const struct manual *m, const char *name)
{
	for (enum entry_kind k = 0; k < ENTRY_KINDS; k++)
		if (strcmp(name, entry_kind_name(k)) == 0) {
			put_entries(m, k, 0);
			return true;
		}
	if (strcmp(name, "tags") == 0)
		put_tags();
	else if (strcmp(name, "profiles") == 0)
		put_profiles(m);
	else if (strcmp(name + 1, "xx") == 0)
		put_entries(m, ENTRY_RESPONSE, name[0] - '0');
	else
		return false;
	return true;
}

/* Lines of the template, and what stands for {{NAME}} in it. */
static int fill_in(const struct manual *m)
{
	char *line = NULL, name[32];
	size_t room = 0;
	int status = 0;

	while (!status && getline(&line, &room, stdin) >= 0) {
		if (sscanf(line, "{{%31[a-z0-9]}}", name) != 1) {
			fputs(line, stdout);
		} else if (!put_part(m, name)) {
			fprintf(stderr, "nothing is called %s\n", name);
			status = 1;
		}
	}
	free(line);
	return status || fflush(stdout) != 0;
}

static void complain(const char *text, void *arg)
{
	(void)arg;
	fprintf(stderr, "%s\n", text);
}

int main(void)
{
	const struct catalog_spec spec = { .complain = complain };
	struct config_catalog *c;
	struct catalog_index *index;
	int status = 1;

	if (config_catalog_load(&c, &spec) < 0)
		return 1;
	if (catalog_open(&index, config_catalog(c)) == 0) {
		status = fill_in(&(struct manual){ config_catalog(c),
						   index });
		catalog_close(index);
	}
	config_catalog_free(c);
	return status;
}

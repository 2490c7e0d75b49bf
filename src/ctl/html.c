/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes rows as a page that needs nothing else: data, style and script. */
#include <stdio.h>

#include "ctl/ctl.h"
#include "sink/record.h"

struct page {
	const struct request *request;
	const struct catalog *catalog;
	const struct catalog_index *index;
};

/* The template's files, by their names. */
static const struct { const char *name, *text; } files[] = {
#include "ctl/page_text.inc"
};

static const char *file_text(const char *name)
{
	size_t i = 0;

	while (strcmp(files[i].name, name) != 0)
		i++;
	return files[i].text;
}

static const char *reference_of(char c)
{
	return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" :
	       c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
}

/*
 * A command line says what it likes. A page may have no control characters,
 * nor what is not UTF-8: U+FFFD stands for both.
 */
static void put(const char *text)
{
	struct slice rest = slice_of(text);

	while (rest.n) {
		struct rune rune = rune_first(rest);
		const char *reference = reference_of(rest.p[0]);

		if (!rune.valid || rune.control)
			fputs("\xef\xbf\xbd", stdout);
		else if (reference)
			fputs(reference, stdout);
		else
			fwrite(rest.p, 1, rune.n, stdout);
		rest = slice_from(rest, rune.n);
	}
}

/* START is a tag with its attributes, or without. */
static void put_in(const char *start, const char *text)
{
	printf("<%s>", start);
	put(text);
	printf("</%.*s>", (int)strcspn(start, " "), start);
}

/* A row's fields */

static bool is_on_page(const struct page *p, const struct catalog_entry *e)
{
	struct row row = row_of(e);

	return row_is_wanted(p->request, &row);
}

static void put_link(const struct catalog_entry *e, const char *text)
{
	char title[ROW_TEXT];
	struct row row = row_of(e);

	fputs("<a href=\"#", stdout);
	put(row_title(&row, title));
	fputs("\">", stdout);
	put(text);
	fputs("</a>", stdout);
}

struct unfolding {
	const struct page *page;
	const char *label;		/* of the field before */
};

static void put_field(const struct field *f, void *arg)
{
	struct unfolding *u = arg;

	if (f->column)
		return;
	if (!u->label || strcmp(u->label, f->label) != 0)
		put_in("dt", f->label);
	u->label = f->label;
	if (!f->of || !is_on_page(u->page, f->of)) {
		put_in("dd", f->text);
		return;
	}
	fputs("<dd>", stdout);
	put_link(f->of, f->text);
	fputs("</dd>", stdout);
}

/* The meaning, which unfolds to what is no column. */
static void put_details(const struct page *p, const struct row *row)
{
	struct unfolding u = { .page = p };

	fputs("<details>", stdout);
	put_in("summary", row->says.meaning);
	fputs("<dl>", stdout);
	if (row->says.rfc) {
		put_in("dt", "Defined in");
		put_in("dd", row->says.rfc);
	}
	row_each_field(row, p->index, put_field, &u);
	fputs("</dl></details>", stdout);
}

static void put_tags(const struct guidance *g)
{
	fputs("<td>", stdout);
	for (enum tag tag = 0; tag < TAGS; tag++)
		if (g->tags & 1u << tag)
			put_in("span", tag_name(tag));
	fputs("</td></tr>\n", stdout);
}

static void put_title(const struct row *row)
{
	char title[ROW_TEXT];

	row_title(row, title);
	if (row->match) {
		fputs("<tr>", stdout);
		put_in("th scope=\"row\"", title);
		return;
	}
	fputs("<tr id=\"", stdout);
	put(title);
	fputs("\"><th scope=\"row\">", stdout);
	put_link(row->entry, title);
	fputs("</th>", stdout);
}

static void put_row(const struct row *row, void *arg)
{
	const struct guidance *g = &row->says;

	put_title(row);
	fputs("<td>", stdout);
	put_in("b", row_name(row));
	put_details(arg, row);
	fputs("</td>", stdout);
	put_in("td", g->next_step);
	put_in("td", retry_name(g->retry));
	put_in("td", points_to_name(g->points_to));
	put_in("td", trouble_name(g->type));
	put_tags(g);
}

static void put_rows(const struct page *p)
{
	each_row(p->request, p->catalog, p->index, put_row, (void *)p);
}

/* The same as data. Neither "</" nor "<!--" may stand in a script. */

struct list { const char *comma; };

static void put_datum(const struct row *row, void *arg)
{
	struct list *list = arg;
	char buffer[ROW_JSON];
	struct slice line = slice_trim(row_record(row, buffer));

	fputs(list->comma, stdout);
	list->comma = ",\n";
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '<')
			fputs("\\u003c", stdout);
		else
			putchar(line.p[i]);
}

static void put_data(const struct page *p)
{
	struct list list = { "[" };

	if (!each_row(p->request, p->catalog, p->index, put_datum, &list))
		putchar('[');
	fputs("]\n", stdout);
}

/* What there is to choose from */

static void put_option(const char *word)
{
	if (word)
		put_in("option", word);
}

static void put_any(void)
{
	fputs("<option value=\"\">any</option>", stdout);
}

static void put_kinds(const struct page *p)
{
	(void)p;
	put_any();
	for (int i = 0; i <= ENTRY_KINDS; i++)
		put_option(kind_name(i));
}

static void put_classes(const struct page *p)
{
	(void)p;
	put_any();
	for (int i = 1; i <= 6; i++)
		printf("<option>%dxx</option>", i);
}

static void put_retries(const struct page *p)
{
	(void)p;
	put_any();
	for (enum retry r = 0; r < RETRIES; r++)
		put_option(retry_name(r));
}

static void put_types(const struct page *p)
{
	(void)p;
	put_any();
	for (enum trouble t = 0; t < TROUBLES; t++)
		put_option(trouble_name(t));
}

static void put_all_tags(const struct page *p)
{
	(void)p;
	put_any();
	for (enum tag t = 0; t < TAGS; t++)
		put_option(tag_name(t));
}

static void put_profiles(const struct page *p)
{
	put_any();
	for (size_t i = 0; i < p->catalog->n_profiles; i++)
		put_option(p->catalog->profiles[i].name);
}

/* What was chosen on the command line. */

static void put_choice(struct list *list, const char *what, const char *word)
{
	if (!word)
		return;
	fputs(list->comma, stdout);
	list->comma = ", ";
	printf("%s ", what);
	put_in("b", word);
}

static void put_chosen(const struct page *p)
{
	static const char *const classes[] = {
		NULL, "1xx", "2xx", "3xx", "4xx", "5xx", "6xx",
	};
	const struct request *q = p->request;
	struct list list = { "Here are only those of " };

	put_choice(&list, "kind", q->kind);
	put_choice(&list, "class", classes[q->class]);
	put_choice(&list, "retry", q->retry ? retry_name(q->retry) : NULL);
	put_choice(&list, "type", q->type ? trouble_name(q->type) : NULL);
	put_choice(&list, "tag", q->has_tag ? tag_name(q->tag) : NULL);
	put_choice(&list, "profile", q->profile);
	put_choice(&list, "search", q->search);
	if (*list.comma == ',')
		putchar('.');
}

static void put_style(const struct page *p)
{
	(void)p;
	fputs(file_text("src/ctl/page.css"), stdout);
}

static void put_script(const struct page *p)
{
	(void)p;
	fputs(file_text("src/ctl/page.js"), stdout);
}

static void put_version(const struct page *p)
{
	(void)p;
	fputs(PACKAGE_VERSION, stdout);
}

/* What stands for {{NAME}} in the template. */
static const struct { const char *name; void (*put)(const struct page *p); }
parts[] = {
	{ "chosen", put_chosen }, { "classes", put_classes },
	{ "data", put_data }, { "kinds", put_kinds },
	{ "profiles", put_profiles }, { "retries", put_retries },
	{ "rows", put_rows }, { "script", put_script },
	{ "style", put_style }, { "tags", put_all_tags },
	{ "types", put_types }, { "version", put_version },
};

static void put_part(const struct page *p, struct slice name)
{
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (slice_equal(name, slice_of(parts[i].name)))
			parts[i].put(p);
}

void write_page(const struct request *q, const struct catalog *catalog,
		const struct catalog_index *index)
{
	const struct page page = { q, catalog, index };
	const char *rest = file_text("src/ctl/page.html"), *open, *close;

	while ((open = strstr(rest, "{{")) && (close = strstr(open, "}}"))) {
		fwrite(rest, 1, open - rest, stdout);
		open += 2;
		put_part(&page, (struct slice){ open, close - open });
		rest = close + 2;
	}
	fputs(rest, stdout);
}

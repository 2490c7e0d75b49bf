/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts a text into words and marks, each with the line it stands on. */
#include "base/rune.h"
#include "config/keys.h"

#define LONGEST 4096	/* bytes of a word */

/* What is left of a text, and where it begins. */
struct lexer {
	struct reading *r;
	const char *p, *end;
	struct place place;
};

struct token *lex_add(struct reading *r, int kind, struct place p,
		      struct slice text)
{
	struct token *t = arena_take(&r->arena, sizeof *t);
	struct token **tokens = r->tokens;
	char *copy = arena_text(&r->arena, text);

	if (r->n_tokens == r->room) {
		r->room = r->room ? 2 * r->room : 256;
		tokens = arena_take(&r->arena, r->room * sizeof *tokens);
		if (tokens && r->n_tokens)
			memcpy(tokens, r->tokens,
			       r->n_tokens * sizeof *tokens);
	}
	if (!t || !copy || !tokens)
		return NULL;
	*t = (struct token){ .kind = kind, .place = p, .order = r->order++,
			     .text = { copy, text.n } };
	r->tokens = tokens;
	r->tokens[r->n_tokens++] = t;
	return t;
}

static void wrong(struct lexer *l, const char *what)
{
	mistake_in(l->r, l->place, l->r->order, "%s", what);
}

/* Leaves P at the end of the line. */
static void skip_line(struct lexer *l)
{
	while (l->p < l->end && *l->p != '\n')
		l->p++;
}

static void skip_comment(struct lexer *l)
{
	struct place start = l->place;

	for (l->p += 2; l->end - l->p >= 2; l->p++) {
		if (l->p[0] == '*' && l->p[1] == '/') {
			l->p += 2;
			return;
		}
		if (*l->p == '\n')
			l->place.line++;
	}
	l->p = l->end;
	mistake_in(l->r, start, l->r->order,
		   "the comment is not closed, */ would be right");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_comment(const struct lexer *l, char second)
{
	return l->end - l->p >= 2 && l->p[0] == '/' && l->p[1] == second;
}

/* Passes over all that means nothing. */
static void skip(struct lexer *l)
{
	while (l->p < l->end) {
		if (*l->p == '#' || is_comment(l, '/')) {
			skip_line(l);
		} else if (is_comment(l, '*')) {
			skip_comment(l);
		} else if (*l->p == '\n') {
			l->place.line++;
			l->p++;
		} else if (is_blank(*l->p)) {
			l->p++;
		} else {
			break;
		}
	}
}

/* What is shown to people has but characters; C0 and DEL were told of. */
static void check_characters(struct lexer *l, struct slice text)
{
	if (!l->r->grammar || !l->r->grammar->shown)
		return;
	for (struct rune rune; text.n; text = slice_from(text, rune.n)) {
		rune = rune_first(text);
		if (!rune.valid)
			mistake_in(l->r, l->place, l->r->order, "a byte "
				   "0x%02x that is no UTF-8, text in UTF-8 "
				   "would be right",
				   (unsigned)(unsigned char)text.p[0]);
		else if (rune.control && (rune.code > 0x7f ||
					  rune.code == '\t' ||
					  rune.code == '\r'))
			mistake_in(l->r, l->place, l->r->order, "a control "
				   "character U+%04X, leave it out",
				   (unsigned)rune.code);
		else
			continue;
		return;
	}
}

/* Ends at its quote, or with its line: a string has one line. */
static void read_quoted(struct lexer *l)
{
	char text[LONGEST], quote = *l->p++;
	size_t n = 0;

	while (l->p < l->end && *l->p != quote && *l->p != '\n') {
		char c = *l->p++;

		if (c == '\\' && l->p < l->end && *l->p != '\n') {
			c = *l->p++;
			if (c != '\\' && c != '"' && c != '\'')
				wrong(l, "a backslash in quotes stands before "
				      "a quote or a backslash, \\\\ would be "
				      "right");
		} else if (((unsigned char)c < ' ' && c != '\t' &&
			    c != '\r') || c == 0x7f) {
			wrong(l, "a control character in quotes, leave it "
			      "out");
		}
		if (n < sizeof text)
			text[n] = c;
		n++;
	}
	if (n > sizeof text) {
		wrong(l, "a text of over 4096 bytes, a shorter one would be "
		      "right");
		n = sizeof text;
	}
	if (l->p < l->end && *l->p == quote)
		l->p++;
	else
		wrong(l, "the text in quotes is not closed, a quote at its "
		      "end would be right");
	check_characters(l, (struct slice){ text, n });
	lex_add(l->r, TOKEN_QUOTED, l->place, (struct slice){ text, n });
}

static bool ends_word(const struct lexer *l)
{
	static const char marks[] = " #\"'={}()+,*\x7f";
	unsigned char c = *l->p;

	return c < ' ' || memchr(marks, c, sizeof marks) ||
	       is_comment(l, '/') || is_comment(l, '*');
}

/* "${NAME}" would be libConfuse's way to speak of the environment. */
static bool is_variable(const struct lexer *l)
{
	return l->p < l->end && *l->p == '{' && l->p[-1] == '$';
}

static void read_word(struct lexer *l)
{
	const char *start = l->p;
	size_t n;

	while (l->p < l->end && !ends_word(l))
		l->p++;
	if (is_variable(l)) {
		wrong(l, "no variable is put in here, its value would be "
		      "right");
		while (l->p < l->end && *l->p != '\n' && *l->p++ != '}')
			continue;
	}
	n = l->p - start;
	if (n > LONGEST) {
		wrong(l, "a word of over 4096 bytes, a shorter one would be "
		      "right");
		n = LONGEST;
	}
	if (n && start[n - 1] == ';') {
		wrong(l, "nothing ends with ';' here, leave it out");
		n--;
	}
	check_characters(l, (struct slice){ start, n });
	if (n)
		lex_add(l->r, TOKEN_WORD, l->place,
			(struct slice){ start, n });
}

static void read_other(struct lexer *l)
{
	if (l->end - l->p >= 2 && l->p[0] == '+' && l->p[1] == '=') {
		lex_add(l->r, TOKEN_APPEND, l->place, SLICE("+="));
		l->p += 2;
		return;
	}
	if (*l->p == '+' || *l->p == '*')
		mistake_in(l->r, l->place, l->r->order, "a bare '%c', in "
			   "quotes it would be right", *l->p);
	else
		mistake_in(l->r, l->place, l->r->order, "a byte 0x%02x that "
			   "is no text, leave it out",
			   (unsigned)(unsigned char)*l->p);
	l->p++;
}

static void read_token(struct lexer *l)
{
	switch (*l->p) {
	case '{': case '}': case '(': case ')': case '=': case ',':
		lex_add(l->r, *l->p, l->place, (struct slice){ l->p, 1 });
		l->p++;
		break;
	case '"': case '\'':
		read_quoted(l);
		break;
	default:
		if (ends_word(l))
			read_other(l);
		else
			read_word(l);
	}
}

void lex_text(struct reading *r, struct slice text, struct place start,
	      token_handler *taken, void *arg)
{
	struct lexer l = { r, text.p, text.p + text.n, start };

	if (slice_begins(text, SLICE("\xef\xbb\xbf")))
		l.p += 3;
	for (skip(&l); l.p < l.end && !reading_memory(r); skip(&l)) {
		read_token(&l);
		if (taken)
			taken(r, arg);
	}
}

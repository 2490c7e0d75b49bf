/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a configuration file and, in their places, the files it includes. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/reading.h"

#define DEEPEST 16			/* includes in includes */
#define LARGEST ((off_t)16 << 20)	/* bytes of a file */

/* Opening a pipe waits for its writer, and a device may have no end. */
#define NOT_REGULAR (-EMEDIUMTYPE)

/* A file that is being read, and the one that includes it. */
struct source {
	const char *path;
	const struct source *by;
	unsigned depth;
	bool regular;			/* no pipe, nor a device */
	struct stat st;
};

static int read_all(int fd, char *p, size_t room, size_t *n)
{
	ssize_t got;

	for (*n = 0; *n < room; *n += got) {
		do
			got = read(fd, p + *n, room - *n);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return -errno;
		if (!got)
			break;
	}
	return 0;
}

/* Who names the file itself may name a pipe; an include may not. */
static int load_fd(struct arena *a, int fd, bool regular, struct stat *st,
		   struct slice *text)
{
	size_t room, n;
	char *p;
	int err;

	if (fstat(fd, st) < 0)
		return -errno;
	if (S_ISDIR(st->st_mode))
		return -EISDIR;
	if (regular && !S_ISREG(st->st_mode))
		return NOT_REGULAR;
	if (st->st_size > LARGEST)
		return -EFBIG;
	/* what has no size, such as a pipe, may have this much */
	room = S_ISREG(st->st_mode) ? (size_t)st->st_size : 1 << 20;
	p = arena_take(a, room + 1);
	if (!p)
		return -ENOMEM;
	err = read_all(fd, p, room, &n);
	if (!err)
		*text = (struct slice){ p, n };
	return err;
}

static int load_path(struct arena *a, const char *path, bool regular,
		     struct stat *st, struct slice *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY |
		      (regular ? O_NONBLOCK : 0));
	int err;

	if (fd < 0)
		return errno == ENXIO ? NOT_REGULAR : -errno;
	err = load_fd(a, fd, regular, st, text);
	close(fd);
	return err;
}

int files_load(struct arena *a, const char *path, struct slice *text)
{
	struct stat st;

	return load_path(a, path, true, &st, text);
}

const char *files_error(int err)
{
	return err == NOT_REGULAR ? "it is no regular file" : strerror(-err);
}

const char *files_beside(struct arena *a, const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return arena_text(a, slice_of(name));
	return arena_printf(a, "%.*s/%s", (int)(slash - file), file, name);
}

static void on_token(struct reading *r, void *arg);

static int read_source(struct reading *r, struct source *s)
{
	const struct source *outer;
	struct slice text;
	int err = load_path(&r->arena, s->path, s->regular, &s->st, &text);

	if (err)
		return err;
	for (outer = s->by; outer; outer = outer->by)
		if (outer->st.st_dev == s->st.st_dev &&
		    outer->st.st_ino == s->st.st_ino)
			return -ELOOP;
	lex_text(r, text, (struct place){ s->path, 1 }, on_token, s);
	return 0;
}

static void include_file(struct reading *r, const struct source *by,
			 const struct token *at, const char *path)
{
	struct source s = { .by = by, .depth = by->depth + 1,
			    .regular = true,
			    .path = arena_text(&r->arena, slice_of(path)) };
	int err;

	if (!s.path)
		return;
	err = s.depth > DEEPEST ? -EMLINK : read_source(r, &s);
	if (err == -EMLINK)
		mistake(r, at, "%s would be read %d files deep, includes up "
			"to %d deep would be right", path, DEEPEST + 1,
			DEEPEST);
	else if (err == -ELOOP)
		mistake(r, at, "%s includes itself, leave this out", path);
	else if (err)
		mistake(r, at, "cannot read %s: %s, an existing file or a "
			"pattern such as conf.d/*.conf would be right", path,
			files_error(err));
}

struct inclusion {
	struct reading *r;
	const struct source *by;
	const struct token *at;
};

static void include_match(const char *path, void *arg)
{
	const struct inclusion *i = arg;

	include_file(i->r, i->by, i->at, path);
}

/* That there is no such directory is as if it were empty. */
static int is_unreadable(const char *path, int err)
{
	(void)path;
	return err != ENOENT && err != ENOTDIR;
}

int files_match(const char *pattern, files_handler *h, void *arg)
{
	glob_t found = { 0 };
	int err;

	if (!strpbrk(pattern, "*?[")) {
		h(pattern, arg);
		return 0;
	}
	err = glob(pattern, 0, is_unreadable, &found);
	for (size_t i = 0; !err && i < found.gl_pathc; i++)
		h(found.gl_pathv[i], arg);
	globfree(&found);
	return err == GLOB_ABORTED ? -EACCES : err == GLOB_NOSPACE ? -ENOMEM :
	       0;
}

static void include(struct reading *r, const struct source *by,
		    const struct token *at)
{
	const char *path = files_beside(&r->arena, by->path, at->text.p);
	struct inclusion i = { r, by, at };

	if (path && files_match(path, include_match, &i) < 0)
		mistake(r, at, "cannot search %s, a readable directory would "
			"be right", path);
}

/* Are the last tokens include("PATH")? Then they give way to its tokens. */
static void on_token(struct reading *r, void *arg)
{
	struct token **last = r->tokens + r->n_tokens;
	struct token *path;

	if (r->n_tokens < 4 || last[-1]->kind != ')' ||
	    last[-3]->kind != '(' || last[-4]->kind != TOKEN_WORD ||
	    !slice_equal(last[-4]->text, SLICE("include")))
		return;
	path = last[-2];
	if (path->kind != TOKEN_QUOTED && path->kind != TOKEN_WORD)
		return;
	r->n_tokens -= 4;
	include(r, arg, path);
}

int files_read(struct reading *r, const char *path, bool regular)
{
	struct source s = { .path = arena_text(&r->arena, slice_of(path)),
			    .regular = regular };

	return s.path ? read_source(r, &s) : -ENOMEM;
}

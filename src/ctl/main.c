/* SPDX-License-Identifier: BSD-2-Clause */
/* Birth and death of sipwardctl: what codes mean, without a daemon. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"

static void complain(const char *text, void *arg)
{
	(void)arg;
	ctl_tell("%s", text);
}

/* Not everybody may read the usual files, and most want no more than what is
 * built in: who names a file wants that one. */
static int on_unread(const struct catalog_unread *u, void *arg)
{
	const struct request *q = arg;
	bool usual = u->file == 0 && !q->built_in;

	ctl_tell("cannot read %s: %s%s", u->path, u->why,
		 usual ? "; this is without it" : "");
	return usual ? 0 : u->err;
}

/* The catalogue with the request's files, and what is asked of it. */
static int answer(const struct request *q, const struct catalog *catalog)
{
	struct catalog_index *index;
	int status;

	if (catalog_open(&index, catalog) < 0)
		return STATUS_SYSTEM;
	status = q->verb == VERB_EXPLAIN ? explain(q, catalog,
						     index) :
		 list_codes(q, catalog, index);
	catalog_close(index);
	return status;
}

static int look_up(const struct request *q)
{
	struct catalog_spec spec = {
		.files = q->files + q->built_in,
		.n_files = q->n_files - q->built_in,
		.complain = complain,
		.unread = on_unread, .unread_arg = (void *)q,
	};
	struct config_catalog *c;
	int err = config_catalog_load(&c, &spec);
	int status;

	if (err == -EINVAL)
		return STATUS_CONFIG;
	if (err == -ENOMEM)
		ctl_tell("no memory");
	if (err)
		return err == -ENOMEM ? STATUS_SYSTEM : STATUS_NO_INPUT;
	status = answer(q, config_catalog(c));
	config_catalog_free(c);
	return status;
}

static int run(const struct request *q)
{
	if (q->verb == VERB_HELP)
		request_help();
	else if (q->verb == VERB_VERSION)
		puts("sipwardctl " PACKAGE_VERSION);
	else
		return look_up(q);
	return STATUS_FINE;
}

/* A full disk is no success; a reader that has seen enough is. */
static int close_stdout(int status)
{
	if (fflush(stdout) == 0 || errno == EPIPE || status != STATUS_FINE)
		return status;
	ctl_tell("standard output: %s", strerror(errno));
	return STATUS_SYSTEM;
}

int main(int argc, char *argv[])
{
	struct request q;
	int status;

	signal(SIGPIPE, SIG_IGN);
	status = request_read(&q, argc, argv) < 0 ? STATUS_USAGE :
		 close_stdout(run(&q));
	free(q.files);
	exit(status);
}

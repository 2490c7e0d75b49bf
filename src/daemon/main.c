/* SPDX-License-Identifier: BSD-2-Clause */
/* Birth and death of sipward: the one place that exits. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/terminal.h"
#include "daemon/daemon.h"

static int check_config(const struct config *config, const struct options *o)
{
	const struct settings *s = config_settings(config);
	char line[4200];

	if (o->quiet)
		return STATUS_FINE;
	snprintf(line, sizeof line, "%s: fine: %zu rule%s, %zu trunk%s",
		 load_source(o), s->n_rules, s->n_rules == 1 ? "" : "s",
		 s->n_trunks, s->n_trunks == 1 ? "" : "s");
	puts(terminal_clean(line));
	return STATUS_FINE;
}

/* A full disk is no success; a reader that has seen enough is. */
static int lost_stdout(void)
{
	if (errno == EPIPE)
		return STATUS_FINE;
	perror("sipward: standard output");
	return STATUS_SYSTEM;
}

static int dump_config(const struct config *config)
{
	char *text = config_dump(config);
	int status = STATUS_FINE;

	if (!text)
		return STATUS_SYSTEM;
	if (fputs(text, stdout) < 0)
		status = lost_stdout();
	free(text);
	return status;
}

static int run_task(const struct options *o)
{
	struct config *config;
	int status, err;

	if (o->task == TASK_HELP) {
		options_help();
		return STATUS_FINE;
	}
	if (o->task == TASK_VERSION) {
		puts("sipward " PACKAGE_VERSION);
		return STATUS_FINE;
	}
	err = load_config(o, &config);
	if (err)
		return err == -E2BIG ? STATUS_USAGE : STATUS_CONFIG;
	if (o->task == TASK_CHECK)
		status = check_config(config, o);
	else if (o->task == TASK_DUMP)
		status = dump_config(config);
	else if (o->task == TASK_REPLAY)
		return replay_run(o, config);
	else
		return live_run(o, config);
	config_free(config);
	return status;
}

/* What was printed must have arrived. */
static int close_stdout(int status)
{
	if (fflush(stdout) != 0 && status == STATUS_FINE)
		return lost_stdout();
	return status;
}

/*
 * What is opened must not become a standard descriptor where one was closed.
 * Reads and writes of these fail as if they still were (O_PATH).
 */
static void hold_closed(void)
{
	int fd;

	do
		fd = open("/dev/null", O_PATH);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char *argv[])
{
	struct options o;
	int status;

	hold_closed();
	signal(SIGPIPE, SIG_IGN);
	status = options_read(&o, argc, argv) < 0 ? STATUS_USAGE :
		 close_stdout(run_task(&o));
	options_free(&o);
	exit(status);
}

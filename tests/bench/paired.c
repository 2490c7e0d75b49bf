/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs several commands in turn, again and again, and prints medians. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS 8
#define RUNS	 31

/* One command: a name for the table, its words, and what each run took. */
struct command {
	const char *name;
	char **words;
	double wall[RUNS], cpu[RUNS], ratio[RUNS];
	long peak_kib;
};

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void become(char **words)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execvp(words[0], words);
	_exit(127);
}

/* One run; false when the command could not be started. */
static int run(struct command *c, int i)
{
	struct rusage usage;
	double start = now();
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return 0;
	if (pid == 0)
		become(c->words);
	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			return 0;
	c->wall[i] = now() - start;
	c->cpu[i] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	if (usage.ru_maxrss > c->peak_kib)
		c->peak_kib = usage.ru_maxrss;
	return !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *figures, int n)
{
	qsort(figures, (size_t)n, sizeof *figures, by_size);
	return n % 2 ? figures[n / 2] :
		       (figures[n / 2 - 1] + figures[n / 2]) / 2;
}

/* The words of each command stand behind a "--" and the command's name. */
static int read_commands(struct command c[COMMANDS], char *argv[])
{
	int n = 0;

	for (; *argv; argv++) {
		if (strcmp(*argv, "--") != 0)
			continue;
		*argv = NULL;
		if (n == COMMANDS || !argv[1] || !argv[2])
			return -1;
		c[n].name = argv[1];
		c[n++].words = argv + 2;
	}
	return n;
}

static void print_table(struct command c[], int n, int runs, double messages)
{
	printf("%-28s %8s %8s %8s %11s %7s\n", "median of runs in turn",
	       "wall s", "CPU s", "peak MB", "messages/s", "CPU x");
	for (int i = 0; i < n; i++) {
		double wall = median(c[i].wall, runs);

		printf("%-28s %8.3f %8.3f %8.1f %11.0f %7.2f\n", c[i].name,
		       wall, median(c[i].cpu, runs),
		       (double)c[i].peak_kib / 1024, messages / wall,
		       median(c[i].ratio, runs));
	}
}

int main(int argc, char *argv[])
{
	static struct command c[COMMANDS];
	int runs = argc > 1 ? atoi(argv[1]) : 0;
	double messages = argc > 2 ? atof(argv[2]) : 0;
	int n = argc > 3 ? read_commands(c, argv + 3) : 0;

	if (n < 1 || runs < 1 || runs > RUNS) {
		fputs("usage: paired RUNS MESSAGES -- NAME COMMAND... "
		      "[-- NAME COMMAND...]...\n", stderr);
		return 64;
	}
	/* the first round warms the caches and isn't counted */
	for (int r = -1; r < runs; r++)
		for (int i = 0; i < n; i++) {
			int at = r < 0 ? 0 : r;

			if (!run(&c[i], at)) {
				fprintf(stderr, "paired: cannot run %s\n",
					c[i].words[0]);
				return 69;
			}
			c[i].ratio[at] = c[i].cpu[at] / c[0].cpu[at];
		}
	print_table(c, n, runs, messages);
	return 0;
}

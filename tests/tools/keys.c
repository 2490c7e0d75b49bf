/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the keys of the configuration, one a line: key, type, default. */
#include <stdio.h>
#include <string.h>

#include "config/config.h"

static void print_key(const char *key, const char *type,
		      const char *fallback, const char *help, void *arg)
{
	const char *dir = strstr(fallback, CONFIG_DIR);
	int n = dir ? (int)(dir - fallback) : 0;

	(void)arg;
	/* the manual names the usual directory, wherever the build has it */
	if (dir)
		printf("%s\t%s\t%.*s/etc/sipward%s\t%s\n", key, type, n,
		       fallback, dir + strlen(CONFIG_DIR), help);
	else
		printf("%s\t%s\t%s\t%s\n", key, type, fallback, help);
}

int main(void)
{
	config_each_key(print_key, NULL);
	return 0;
}

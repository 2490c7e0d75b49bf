/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the keys of the configuration, one a line: key, type, default. */
#include <stdio.h>

#include "config/config.h"

static void print_key(const char *key, const char *type,
		      const char *fallback, const char *help, void *arg)
{
	(void)arg;
	printf("%s\t%s\t%s\t%s\n", key, type, fallback, help);
}

int main(void)
{
	config_each_key(print_key, NULL);
	return 0;
}

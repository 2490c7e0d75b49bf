/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a configuration file into settings, and writes them as one. */
#ifndef SIPWARD_CONFIG_H
#define SIPWARD_CONFIG_H

#include "settings.h"

#ifndef CONFIG_DIR	/* the build says where the configuration goes */
#define CONFIG_DIR "/etc/sipward"
#endif
#define CONFIG_PATH CONFIG_DIR "/sipward.conf"
#define CATALOG_FILES CONFIG_DIR "/catalog.d/*.conf"

struct config;		/* settings, and what owns their parts */

/* A complaint: "FILE:LINE: what is wrong, what would be right". */
typedef void config_complaint_handler(const char *text, void *arg);

/* Is FILTER no pcap filter? What is wrong goes into WHY's ROOM. */
typedef bool config_filter_handler(const char *filter, char *why,
				   size_t room);

struct config_spec {
	const char *file;	/* NULL: the built-in default */
	char *const *sets;	/* KEY=VALUE each, over the file's */
	size_t n_sets;
	config_filter_handler *is_filter_wrong;	/* NULL: not checked */
	config_complaint_handler *complain;	/* for each mistake found */
	void *arg;
};

/* 0, -EINVAL after complaints, or the errno of a file that can't be read. */
int config_load(struct config **cp, const struct config_spec *spec);
void config_free(struct config *c);		/* NULL is fine */

const struct settings *config_settings(const struct config *c);

/* Adds to what the configuration has: -i replaces, -l adds, -f and-s.
 * 0, -EINVAL (no name, not a network), -E2BIG (more than the configuration
 * could have) or -ENOMEM. */
int config_set_interfaces(struct config *c, char *const names[], size_t n);
int config_add_local(struct config *c, const char *net);
int config_add_filter(struct config *c, const char *filter);

/* The text of C as a file that config_load() reads back to the same.
 * Malloc'ed; NULL: out of memory. */
char *config_dump(const struct config *c);

/* One key after the other, for the manual page's test: "rule.window". */
typedef void config_key_handler(const char *key, const char *type,
				const char *fallback, const char *help,
				void *arg);
void config_each_key(config_key_handler *h, void *arg);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the catalogue: what is built in, and files that say otherwise. */
#ifndef SIPWARD_CONFIG_CATALOG_H
#define SIPWARD_CONFIG_CATALOG_H

#include "guidance.h"
#include "config/config.h"

struct config_catalog;		/* a catalogue, and what owns its parts */

/* A file, or a directory that a pattern is about, that can't be read. */
struct catalog_unread {
	size_t file;		/* by which of the spec's it was */
	const char *path, *why;
	int err;		/* as -errno */
};

/* 0: it is passed over, else what the loading fails with. */
typedef int catalog_unread_handler(const struct catalog_unread *u, void *arg);

struct catalog_spec {
	char *const *files;	/* or patterns; each over those before it */
	size_t n_files;
	bool only;		/* nothing but the files */
	config_complaint_handler *complain;	/* for each mistake found */
	void *arg;
	catalog_unread_handler *unread;
	void *unread_arg;
};

/* 0, -EINVAL after complaints, what UNREAD returned, or -ENOMEM. */
int config_catalog_load(struct config_catalog **cp,
			const struct catalog_spec *spec);
void config_catalog_free(struct config_catalog *c);	/* NULL is fine */

const struct catalog *config_catalog(const struct config_catalog *c);

#endif

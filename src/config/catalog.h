/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the catalogue: what is built in, and files that say otherwise. */
#ifndef SIPWARD_CONFIG_CATALOG_H
#define SIPWARD_CONFIG_CATALOG_H

#include "guidance.h"
#include "config/config.h"

struct config_catalog;		/* a catalogue, and what owns its parts */

struct catalog_spec {
	char *const *files;	/* each over those before it */
	size_t n_files;
	bool only;		/* nothing but the files */
	config_complaint_handler *complain;	/* for each mistake found */
	void *arg;
};

/* 0, -EINVAL or the errno of a file that can't be read, after complaints, or
 * -ENOMEM. */
int config_catalog_load(struct config_catalog **cp,
			const struct catalog_spec *spec);
void config_catalog_free(struct config_catalog *c);	/* NULL is fine */

const struct catalog *config_catalog(const struct config_catalog *c);

#endif

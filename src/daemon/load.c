/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings the configuration file and the command line together. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "daemon/daemon.h"

static void complain(const char *text, void *arg)
{
	log_line(arg, LOG_SAYS_ERROR, "%s", text);
}

/* The file asked for, the usual one unless it isn't there, or the default. */
static const char *choose_file(const struct options *o)
{
	if (o->config)
		return o->config;
	return access(CONFIG_PATH, F_OK) == 0 || errno != ENOENT ?
	       CONFIG_PATH : NULL;
}

static int add_options(const struct options *o, struct config *c)
{
	int err = 0;

	if (o->interfaces.n)
		err = config_set_interfaces(c, o->interfaces.at,
					    o->interfaces.n);
	for (size_t i = 0; !err && i < o->local.n; i++)
		err = config_add_local(c, o->local.at[i]);
	if (!err && o->filter)
		err = config_add_filter(c, o->filter);
	return err;
}

static int check_filter(const struct options *o, const struct settings *s)
{
	char why[CAPTURE_WHY];

	if (!s->capture.filter)
		return 0;
	if (capture_filter_check(s->capture.filter, why) < 0) {
		log_line(o, LOG_SAYS_ERROR, "%s", why);
		return -EINVAL;
	}
	if (capture_filter_loses_fragments(s->capture.filter))
		log_line(o, LOG_SAYS_WARNING, "filter '%s' loses the later "
			 "fragments of large messages; select by host, or "
			 "add: or (ip[6:2] & 0x1fff != 0)",
			 s->capture.filter);
	return 0;
}

int load_config(const struct options *o, struct config **cp)
{
	struct config_spec spec = {
		.file = choose_file(o), .sets = o->sets.at,
		.n_sets = o->sets.n, .complain = complain, .arg = (void *)o,
	};
	struct config *c;
	int err;

	err = config_load(&c, &spec);
	if (err == -EINVAL)
		return err;
	if (err) {
		log_line(o, LOG_SAYS_ERROR, "%s: %s",
			 spec.file ? spec.file : "configuration",
			 strerror(-err));
		return -EINVAL;
	}
	err = add_options(o, c);
	if (!err)
		err = check_filter(o, config_settings(c));
	if (err) {
		config_free(c);
		return err;
	}
	*cp = c;
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Brings the configuration file and the command line together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "daemon/daemon.h"

static void complain(const char *text, void *arg)
{
	log_line(arg, LOG_SAYS_MISTAKE, "%s", text);
}

/* The file asked for, the usual one unless it isn't there, or the default. */
static const char *choose_file(const struct options *o)
{
	if (o->config)
		return o->config;
	return access(CONFIG_PATH, F_OK) == 0 || errno != ENOENT ?
	       CONFIG_PATH : NULL;
}

const char *load_source(const struct options *o)
{
	const char *file = choose_file(o);

	return file ? file : "built-in defaults";
}

/* What no option by itself can tell: that there are too many of them. */
static int told_too_many(const struct options *o, int err, const char *what)
{
	if (err == -E2BIG)
		log_line(o, LOG_SAYS_ERROR, "too many %s; sipward.conf(5) "
			 "has the limits", what);
	else if (err)
		log_line(o, LOG_SAYS_ERROR, "%s: %s", what, strerror(-err));
	return err;
}

static int add_options(const struct options *o, struct config *c)
{
	int err = 0;

	if (o->interfaces.n)
		err = told_too_many(o, config_set_interfaces(c,
				o->interfaces.at, o->interfaces.n),
				"interfaces (-i)");
	for (size_t i = 0; !err && i < o->local.n; i++)
		err = told_too_many(o, config_add_local(c, o->local.at[i]),
				    "local networks (-l)");
	if (!err && o->filter)
		err = config_add_filter(c, o->filter);
	return err;
}

/* What is wrong with the configuration's filter into WHY. */
static bool is_filter_wrong(const char *filter, char *why, size_t room)
{
	char text[CAPTURE_WHY];

	if (capture_filter_check(filter, text) == 0)
		return false;
	snprintf(why, room, "%s", text);
	return true;
}

/* The two filters may be fine and not go together. */
static int check_filter(const struct options *o, const struct settings *s)
{
	const char *filter = o->task == TASK_REPLAY ? o->filter :
			     s->capture.filter;
	char why[CAPTURE_WHY];
	char *lost;

	if (!filter)
		return 0;
	if (capture_filter_check(filter, why) < 0) {
		log_line(o, LOG_SAYS_ERROR, "-f with capture.filter: %s", why);
		return -E2BIG;
	}
	lost = capture_filter_losses(filter, &s->capture);
	if (lost)
		log_line(o, LOG_SAYS_WARNING, "filter '%s' loses %s", filter,
			 lost);
	free(lost);
	return 0;
}

/* There is always something to go on with. */
static void tell_unread(const struct options *o, int err)
{
	log_line(o, LOG_SAYS_ERROR, "%s: %s; name a file that can be read "
		 "with -c%s", load_source(o), strerror(-err), o->config ?
		 ", or leave -c out: " CONFIG_PATH " or the built-in "
		 "defaults are taken then" : "");
}

int load_config(const struct options *o, struct config **cp)
{
	struct config_spec spec = {
		.file = choose_file(o), .sets = o->sets.at,
		.n_sets = o->sets.n, .is_filter_wrong = is_filter_wrong,
		.complain = complain, .arg = (void *)o,
	};
	struct config *c;
	int err;

	err = config_load(&c, &spec);
	if (err == -EINVAL)
		return err;
	if (err) {
		tell_unread(o, err);
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds the configuration: it is refused with reasons, or reads back. */
#include <errno.h>
#include <stdlib.h>

#include "config/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_complaint(const char *text, void *arg)
{
	unsigned *told = arg;

	if (!*text)
		abort();
	++*told;
}

/* What was accepted is dumped, and its dump says the same. */
static void check_dump(struct config *c)
{
	struct config_spec spec = { 0 };
	struct config *back;
	char *text = config_dump(c), *again;

	if (!text || config_load_text(&back, &spec, slice_of(text)))
		abort();
	again = config_dump(back);
	if (!again || strcmp(text, again) != 0)
		abort();
	free(text);
	free(again);
	config_free(back);
}

/* What follows a NUL is a set over the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	size_t nul = slice_find(text, '\0');
	struct slice rest = slice_from(text, nul + 1);
	char *set = strndup(rest.n ? rest.p : "", rest.n);
	unsigned told = 0;
	struct config_spec spec = {
		.sets = &set, .n_sets = nul < text.n,
		.complain = on_complaint, .arg = &told,
	};
	struct config *c;
	int err;

	if (!set)
		abort();
	err = config_load_text(&c, &spec, slice_head(text, nul));
	if (err != (told ? -EINVAL : 0))
		abort();
	if (!err) {
		check_dump(c);
		config_free(c);
	}
	free(set);
	return 0;
}

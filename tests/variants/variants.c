/* SPDX-License-Identifier: BSD-2-Clause */
/* Wraps one dialogue in every way: the outcomes are those of the plain one. */
#include <err.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "variants.h"

#define PLAINS	 8
#define ENOUGH	 5000		/* variants, of all families */

/* With sanitizers a chain costs ten times as much: not all are tried. */
#ifdef __SANITIZE_ADDRESS__
#define ONE_IN	 7
#else
#define ONE_IN	 1
#endif

struct variants {
	struct dialogue dialogue;
	uint64_t seed;
	struct { char recipe[RECIPE_MAX], *told; } plain[PLAINS];
	unsigned met;		/* recipes, so far */
	unsigned n, differ;	/* of this family */
	unsigned total, families, failed;
};

const struct dialogue *dialogue_of(const struct variants *v)
{
	return &v->dialogue;
}

static const char *plain_of(struct variants *v, const char *recipe)
{
	char plain[RECIPE_MAX];
	size_t i;

	recipe_plain(recipe, plain);
	for (i = 0; v->plain[i].told; i++)
		if (strcmp(v->plain[i].recipe, plain) == 0)
			return v->plain[i].told;
	strcpy(v->plain[i].recipe, plain);
	v->plain[i].told = recipe_tell(plain, &v->dialogue, v->seed);
	return v->plain[i].told;
}

static void show(const char *what, const char *told)
{
	printf("# %s:\n", what);
	for (const char *end; *told; told = end + 1) {
		end = strchrnul(told, '\n');
		printf("#   %.*s\n", (int)(end - told), told);
		if (!*end)
			break;
	}
}

void try(struct variants *v, const char *format, ...)
{
	char recipe[RECIPE_MAX], *told;
	const char *plain;
	va_list args;

	if (v->met++ % ONE_IN != v->seed % ONE_IN)
		return;
	va_start(args, format);
	vsnprintf(recipe, sizeof recipe, format, args);
	va_end(args);
	told = recipe_tell(recipe, &v->dialogue, v->seed);
	if (!told)
		return;
	plain = plain_of(v, recipe);
	v->n++;
	if (strcmp(told, plain) != 0 && v->differ++ == 0) {
		printf("# the first that differs: variants -s %llu \"%s\"\n",
		       (unsigned long long)v->seed, recipe);
		show("it should tell", plain);
		show("it tells", told);
	}
	free(told);
}

static void try_family(struct variants *v, const struct family *f)
{
	v->n = v->differ = 0;
	f->try_all(v);
	v->total += v->n;
	v->failed += v->differ > 0;
	printf("%s %u - %s: %u variants", v->differ ? "not ok" : "ok",
	       ++v->families, f->name, v->n);
	printf(v->differ ? ", %u differ\n" : "\n", v->differ);
	fflush(stdout);
}

/* That the plain case is right is told by these lines alone. */
#define OUT	"192.0.2.10 192.0.2.20"
#define BACK	"192.0.2.20 192.0.2.10"
#define CALL(n) " call-" #n "@example.com\n"
static const char right[] =
	"message 0 INVITE " OUT CALL(1)
	"message 100 INVITE " BACK CALL(1)
	"message 180 INVITE " BACK CALL(1)
	"message 200 INVITE " BACK CALL(1)
	"outcome 200 INVITE " OUT CALL(1)
	"message 0 ACK " OUT CALL(1)
	"message 0 BYE " OUT CALL(1)
	"message 200 BYE " BACK CALL(1)
	"outcome 200 BYE " OUT CALL(1)
	"message 0 INVITE " OUT CALL(2)
	"message 503 INVITE " BACK CALL(2)
	"outcome 503 INVITE " OUT CALL(2)
	"message 0 ACK " OUT CALL(2);

static void check_plain(struct variants *v)
{
	const char *told = plain_of(v, "udp4");
	bool ok = strcmp(told, right) == 0;

	if (!ok)
		show("the plain dialogue tells", told);
	printf("%s %u - the plain dialogue\n", ok ? "ok" : "not ok",
	       ++v->families);
	v->failed += !ok;
}

static void check_total(struct variants *v)
{
	bool ok = v->total >= ENOUGH;

	printf("%s %u - at least %d variants: %u\n", ok ? "ok" : "not ok",
	       ++v->families, ENOUGH, v->total);
	v->failed += !ok;
}

static void try_everything(struct variants *v)
{
	check_plain(v);
	for (const struct family *f = families; f->name; f++)
		try_family(v, f);
	check_total(v);
	printf("1..%u\n", v->families);
}

/* Of one recipe: what it tells, or its frames. */
static void show_recipe(const struct variants *v, const char *recipe,
			const char *path)
{
	char *told = NULL;
	bool can;

	if (path) {
		can = recipe_write(recipe, &v->dialogue, v->seed, path);
	} else {
		told = recipe_tell(recipe, &v->dialogue, v->seed);
		can = told;
	}
	if (!can)
		errx(1, "%s: can't be made", recipe);
	printf("%s", told ? told : "");
	free(told);
}

int main(int argc, char *argv[])
{
	struct variants v = { .seed = 1 };
	const char *path = NULL;
	int option;

	while ((option = getopt(argc, argv, "s:w:")) != -1)
		if (option == 's')
			v.seed = strtoull(optarg, NULL, 10);
		else if (option == 'w')
			path = optarg;
		else
			errx(2, "usage: variants [-s SEED] "
				"[[-w CAPTURE] RECIPE]");
	/* a chain's tables are large, and mostly not touched: so the kernel
	 * has them zeroed already */
	mallopt(M_MMAP_THRESHOLD, 1 << 19);
	dialogue_make(&v.dialogue);
	if (argv[optind])
		show_recipe(&v, argv[optind], path);
	else
		try_everything(&v);
	for (int i = 0; i < PLAINS; i++)
		free(v.plain[i].told);
	return v.failed > 0;
}

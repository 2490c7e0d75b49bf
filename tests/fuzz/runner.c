/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs a fuzz target over files and their mutations, always the same ones. */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RUNS 2000	/* mutations of each file, unless FUZZ_RUNS says */
#define SEED UINT64_C(0x9e3779b97f4a7c15)
#define LONGEST 65536	/* bytes of a file that are fed */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	const char *name;	/* of the target */
	unsigned long mutations;
	unsigned long files, inputs;
	bool failed;
	uint64_t random;
};

static void complain(struct run *r, const char *path)
{
	printf("# %s: %s\n", path, strerror(errno));
	r->failed = true;
}

/* xorshift64 (Marsaglia): below BOUND, which is not 0. */
static size_t dice(struct run *r, size_t bound)
{
	r->random ^= r->random << 13;
	r->random ^= r->random >> 7;
	r->random ^= r->random << 17;
	return (size_t)(r->random % bound);
}

/* The target gets a block of exactly N bytes: no read past them is missed. */
static void feed(struct run *r, const uint8_t *bytes, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);

	if (!exact) {
		complain(r, r->name);
		return;
	}
	memcpy(exact, bytes, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	r->inputs++;
}

/* Values at which lengths and numbers go wrong. */
static uint8_t odd_byte(struct run *r)
{
	static const uint8_t odd[] = { 0, 1, 4, 8, 0x0a, 0x0d, ' ', '"', '%',
				       ';', '<', 0x7f, 0x80, 0xfe, 0xff };

	return odd[dice(r, sizeof odd)];
}

/* Changes B's N bytes and returns how many it has then: at most 64 more. */
static size_t change(struct run *r, uint8_t *b, size_t n)
{
	size_t at = dice(r, n), length = 1 + dice(r, n - at);

	if (length > 64)
		length = 1 + length % 64;
	switch (dice(r, 6)) {
	case 0:
		b[at] ^= (uint8_t)(1u << dice(r, 8));
		return n;
	case 1:
		b[at] = (uint8_t)dice(r, 256);
		return n;
	case 2:
		b[at] = odd_byte(r);
		return n;
	case 3:				/* cut off */
		return at;
	case 4:				/* take out */
		memmove(b + at, b + at + length, n - at - length);
		return n - length;
	default:			/* say twice */
		memmove(b + at + length, b + at, n - at);
		return n + length;
	}
}

static void mutate(struct run *r, const uint8_t *bytes, size_t n)
{
	uint8_t *b = malloc(n + 8 * 64);
	size_t m = n;

	if (!b) {
		complain(r, r->name);
		return;
	}
	memcpy(b, bytes, n);
	for (size_t i = 1 + dice(r, 8); i > 0 && m > 0; i--)
		m = change(r, b, m);
	feed(r, b, m);
	free(b);
}

static void run_file(struct run *r, const char *path)
{
	uint8_t *bytes = malloc(LONGEST);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!bytes || !f) {
		complain(r, path);
		goto out;
	}
	n = fread(bytes, 1, LONGEST, f);
	r->files++;
	r->random = SEED;
	feed(r, bytes, n);
	for (unsigned long i = 0; n > 0 && i < r->mutations; i++)
		mutate(r, bytes, n);
out:
	if (f)
		fclose(f);
	free(bytes);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void run_path(struct run *r, const char *path)
{
	struct dirent **entries;
	struct stat st;
	char *below;
	int n;

	if (stat(path, &st) < 0) {
		complain(r, path);
		return;
	}
	if (!S_ISDIR(st.st_mode)) {
		run_file(r, path);
		return;
	}
	n = scandir(path, &entries, is_visible, alphasort);
	if (n < 0) {
		complain(r, path);
		return;
	}
	for (int i = 0; i < n; i++) {
		if (asprintf(&below, "%s/%s", path, entries[i]->d_name) >= 0) {
			run_path(r, below);
			free(below);
		}
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char *argv[])
{
	const char *slash = strrchr(argv[0], '/');
	const char *runs = getenv("FUZZ_RUNS");
	struct run r = {
		.name = slash ? slash + 1 : argv[0],
		.mutations = runs ? strtoul(runs, NULL, 10) : RUNS,
	};

	for (int i = 1; i < argc; i++)
		run_path(&r, argv[i]);
	if (!r.files)
		r.failed = true;
	printf("%s 1 - %s: %lu files, %lu inputs\n1..1\n",
	       r.failed ? "not ok" : "ok", r.name, r.files, r.inputs);
	return r.failed;
}

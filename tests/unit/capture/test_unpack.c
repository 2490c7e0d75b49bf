/* SPDX-License-Identifier: BSD-2-Clause */
/* Packed files give the bytes that went into them, up to their damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <zlib.h>
#include <zstd.h>

#include "capture/source.h"
#include "captures.h"

#include <cmocka.h>

#define TEXT 400000	/* several blocks, packed too */

/* Bytes that don't pack well. */
static uint8_t *make_text(void)
{
	uint8_t *p = malloc(TEXT);
	uint32_t x = 2463534242u;
	size_t i;

	assert_non_null(p);
	for (i = 0; i < TEXT; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		p[i] = x & 0x3f;
	}
	return p;
}

static size_t pack_gzip(const uint8_t *p, size_t n, uint8_t *out, size_t room)
{
	z_stream z = { .next_in = (uint8_t *)p, .avail_in = n,
		       .next_out = out, .avail_out = room };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return room - z.avail_out;
}

static size_t pack_zstd(const uint8_t *p, size_t n, uint8_t *out, size_t room)
{
	size_t size = ZSTD_compress(out, room, p, n, 3);

	assert_false(ZSTD_isError(size));
	return size;
}

typedef size_t packer(const uint8_t *p, size_t n, uint8_t *out, size_t room);

/* Reads PACKED as a file; how many bytes came, all of them TEXT's. */
static size_t unpacked(const uint8_t *packed, size_t n, const uint8_t *text,
		       bool *damaged)
{
	char *name = keep_file(packed, n);
	uint8_t *got = malloc(2 * TEXT);
	char why[CAPTURE_WHY];
	struct unpack *u;
	size_t total;
	FILE *f;

	assert_non_null(got);
	assert_int_equal(unpack_open(&f, &u, name, why), 0);
	total = fread(got, 1, 2 * TEXT, f);
	assert_int_equal(fread(got, 1, 1, f), 0);
	assert_true(total <= TEXT);
	assert_memory_equal(got, text, total);
	*damaged = unpack_damage(u) != NULL;
	fclose(f);
	free(got);
	drop_file(name);
	return total;
}

/* A text and room for it packed, by both. */
struct scene { uint8_t *text, *packed; };

static int set_up(void **state)
{
	struct scene *s = malloc(sizeof *s);

	assert_non_null(s);
	s->text = make_text();
	s->packed = malloc(2 * TEXT);
	assert_non_null(s->packed);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *s = *state;

	free(s->text);
	free(s->packed);
	free(s);
	return 0;
}

static void plain_bytes_come_as_they_are(void **state)
{
	struct scene *s = *state;
	bool damaged;

	assert_int_equal(unpacked(s->text, TEXT, s->text, &damaged), TEXT);
	assert_false(damaged);
	assert_int_equal(unpacked(s->text, 2, s->text, &damaged), 2);
	assert_int_equal(unpacked(s->text, 0, s->text, &damaged), 0);
	assert_false(damaged);
}

static void packed_bytes_come_as_they_were(void **state)
{
	packer *const packers[] = { pack_gzip, pack_zstd };
	struct scene *s = *state;
	bool damaged;
	size_t i, n;

	for (i = 0; i < 2; i++) {
		n = packers[i](s->text, TEXT, s->packed, 2 * TEXT);
		assert_true(n < TEXT);
		assert_int_equal(unpacked(s->packed, n, s->text, &damaged),
				 TEXT);
		assert_false(damaged);
	}
}

static void streams_one_behind_the_other_are_one(void **state)
{
	packer *const packers[] = { pack_gzip, pack_zstd };
	struct scene *s = *state;
	size_t i, n, half = TEXT / 2;
	bool damaged;

	for (i = 0; i < 2; i++) {
		n = packers[i](s->text, half, s->packed, TEXT);
		n += packers[i](s->text + half, half, s->packed + n, TEXT);
		assert_int_equal(unpacked(s->packed, n, s->text, &damaged),
				 TEXT);
		assert_false(damaged);
	}
}

static void padding_behind_gzip_is_no_damage(void **state)
{
	struct scene *s = *state;
	size_t n = pack_gzip(s->text, 1000, s->packed, TEXT);
	bool damaged;

	memset(s->packed + n, 0, 512);
	assert_int_equal(unpacked(s->packed, n + 512, s->text, &damaged),
			 1000);
	assert_false(damaged);
}

static void check_behind(struct scene *s, size_t padding, size_t junk,
			 const char *damage)
{
	size_t n = pack_gzip(s->text, 1000, s->packed, TEXT);
	char why[CAPTURE_WHY], got[1001], *name;
	struct unpack *u;
	FILE *f;

	memset(s->packed + n, 0, padding);
	memset(s->packed + n + padding, 'j', junk);
	name = keep_file(s->packed, n + padding + junk);
	assert_int_equal(unpack_open(&f, &u, name, why), 0);
	assert_int_equal(fread(got, 1, sizeof got, f), 1000);
	assert_string_equal(unpack_damage(u), damage);
	fclose(f);
	drop_file(name);
}

static void what_else_is_behind_gzip_is_damage(void **state)
{
	check_behind(*state, 0, 5, "5 bytes behind the packed data are no "
		     "part of it");
	check_behind(*state, 512, 100000, "100000 bytes behind the packed "
		     "data are no part of it");
	check_behind(*state, 100000, 1, "1 bytes behind the packed data are "
		     "no part of it");
}

/* gzip: all but some bytes of the last symbol; zstd: all but a block. */
static void a_cut_gives_what_is_before_it(void **state)
{
	packer *const packers[] = { pack_gzip, pack_zstd };
	const size_t held[] = { 64, ZSTD_BLOCKSIZE_MAX };
	struct scene *s = *state;
	size_t i, n, cut, got;
	bool damaged;

	for (i = 0; i < 2; i++) {
		n = packers[i](s->text, TEXT, s->packed, 2 * TEXT);
		for (cut = n - 1; cut > n / 16; cut -= n / 16) {
			got = unpacked(s->packed, cut, s->text, &damaged);
			assert_true(damaged);
			assert_true(got + held[i] >= TEXT / n * cut);
		}
	}
}

static void damage_within_is_told(void **state)
{
	packer *const packers[] = { pack_gzip, pack_zstd };
	struct scene *s = *state;
	bool damaged;
	size_t i, n;

	for (i = 0; i < 2; i++) {
		n = packers[i](s->text, 10, s->packed, 2 * TEXT);
		memset(s->packed + n - 8, 0x55, 8);	/* checksum, or data */
		if (packers[i] == pack_zstd)
			memset(s->packed + 4, 0xff, 5);
		unpacked(s->packed, n, s->text, &damaged);
		assert_true(damaged);
	}
}

/* What a FILE takes for the header is that: the rest can be read past it. */
static void behind_the_header_nothing_is_swallowed(void **state)
{
	struct scene *s = *state;
	char got[UNPACK_HEADER], why[CAPTURE_WHY];
	size_t kind, n[2] = { TEXT };
	const uint8_t *files[2] = { s->text, s->packed };

	n[1] = pack_gzip(s->text, TEXT, s->packed, 2 * TEXT);
	for (kind = 0; kind < 2; kind++) {
		char *name = keep_file(files[kind], n[kind]);
		struct unpack *u;
		FILE *f;

		assert_int_equal(unpack_open(&f, &u, name, why), 0);
		assert_int_equal(fread(got, 4, 1, f), 1);
		assert_int_equal(fread(got + 4, sizeof got - 4, 1, f), 1);
		assert_memory_equal(got, s->text, sizeof got);
		assert_memory_equal(unpack_header(u), s->text, sizeof got);
		assert_true(unpack_read(u, got, 2) == 2);
		assert_memory_equal(got, s->text + UNPACK_HEADER, 2);
		fclose(f);
		drop_file(name);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plain_bytes_come_as_they_are),
		TEST(packed_bytes_come_as_they_were),
		TEST(streams_one_behind_the_other_are_one),
		TEST(padding_behind_gzip_is_no_damage),
		TEST(what_else_is_behind_gzip_is_damage),
		TEST(a_cut_gives_what_is_before_it),
		TEST(damage_within_is_told),
		TEST(behind_the_header_nothing_is_swallowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

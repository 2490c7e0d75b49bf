/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives the bytes of a file, unpacked if its first ones say it is packed. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "capture/source.h"

#define STREAM (256 * 1024)	/* stdio's 4 KiB cost as much as libpcap */
#define BLOCK  (64 * 1024)	/* of packed bytes */
#define MAGIC  4		/* bytes that tell the packing */

struct packing;

struct unpack {
	int fd;
	uint64_t size, taken;	/* bytes of the file; 0 when unknown */
	const struct packing *packing;	/* NULL: not packed */
	const uint8_t *in;	/* read, not yet used */
	size_t n_in;
	bool at_end;		/* of the file */
	bool interrupted;	/* that is what ended it */
	bool within;		/* a packed stream has begun, not ended */
	const char *damage;
	char behind[64];	/* what damage may be */
	uint8_t header[UNPACK_HEADER];
	size_t n_header;
	z_stream gzip;
	ZSTD_DStream *zstd;
	uint8_t block[BLOCK];
	char stream[STREAM];	/* the FILE's buffer */
};

/*
 * UNPACK turns bytes of U->in into at most N bytes at OUT, sets *MADE to how
 * many, and returns what is wrong with them, or NULL.
 */
struct packing {
	uint8_t magic[MAGIC];
	size_t n_magic;
	int (*begin)(struct unpack *u);
	const char *(*unpack)(struct unpack *u, uint8_t *out, size_t n,
			      size_t *made);
	void (*end)(struct unpack *u);
};

static int begin_gzip(struct unpack *u)
{
	return inflateInit2(&u->gzip, 16 + MAX_WBITS) == Z_OK ? 0 : -ENOMEM;
}

static const char *unpack_gzip(struct unpack *u, uint8_t *out, size_t n,
			       size_t *made)
{
	z_stream *z = &u->gzip;
	int result;

	z->next_in = (uint8_t *)u->in;
	z->avail_in = u->n_in;
	z->next_out = out;
	z->avail_out = n;
	result = inflate(z, Z_NO_FLUSH);
	u->in += u->n_in - z->avail_in;
	u->n_in = z->avail_in;
	*made = n - z->avail_out;
	u->within = result != Z_STREAM_END;
	if (result == Z_STREAM_END)	/* another member may follow */
		result = inflateReset(z);
	if (result == Z_OK || result == Z_BUF_ERROR)
		return NULL;
	return z->msg ? z->msg : "broken gzip data";
}

static void end_gzip(struct unpack *u)
{
	inflateEnd(&u->gzip);
}

static int begin_zstd(struct unpack *u)
{
	u->zstd = ZSTD_createDStream();
	return u->zstd ? 0 : -ENOMEM;
}

static const char *unpack_zstd(struct unpack *u, uint8_t *out, size_t n,
			       size_t *made)
{
	ZSTD_inBuffer in = { u->in, u->n_in, 0 };
	ZSTD_outBuffer o = { out, n, 0 };
	size_t result = ZSTD_decompressStream(u->zstd, &o, &in);

	u->in += in.pos;
	u->n_in -= in.pos;
	*made = o.pos;
	if (ZSTD_isError(result))
		return ZSTD_getErrorName(result);
	u->within = result != 0;
	return NULL;
}

static void end_zstd(struct unpack *u)
{
	ZSTD_freeDStream(u->zstd);
}

/* RFC 1952, RFC 8878; a skippable frame is what pzstd begins with. */
static const struct packing packings[] = {
	{ { 0x1f, 0x8b }, 2, begin_gzip, unpack_gzip, end_gzip },
	{ { 0x28, 0xb5, 0x2f, 0xfd }, 4, begin_zstd, unpack_zstd, end_zstd },
	{ { 0x50, 0x2a, 0x4d, 0x18 }, 4, begin_zstd, unpack_zstd, end_zstd },
};

/*
 * Reads from the file to OUT; 0 at its end or when it can't be read. A signal
 * that shall not end it restarts what it interrupts (SA_RESTART).
 */
static size_t take(struct unpack *u, uint8_t *out, size_t n)
{
	ssize_t got = read(u->fd, out, n);

	u->interrupted = got < 0 && errno == EINTR;
	if (got < 0 && !u->interrupted)
		u->damage = strerror(errno);
	if (got <= 0) {
		u->at_end = true;
		return 0;
	}
	u->taken += got;
	return got;
}

static void fill(struct unpack *u)
{
	u->in = u->block;
	u->n_in = take(u, u->block, sizeof u->block);
}

static size_t read_plain(struct unpack *u, uint8_t *out, size_t n)
{
	if (!u->n_in)
		return take(u, out, n);
	if (n > u->n_in)
		n = u->n_in;
	memcpy(out, u->in, n);
	u->in += n;
	u->n_in -= n;
	return n;
}

/* Says of what begins no stream how much it is. */
static void refuse_rest(struct unpack *u)
{
	uint64_t n = u->n_in;

	while (!u->at_end) {
		fill(u);
		n += u->n_in;
	}
	snprintf(u->behind, sizeof u->behind, "%" PRIu64 " bytes behind the "
		 "packed data are no part of it", n);
	u->damage = u->behind;
}

/* Zeros after a gzip stream are the padding of tapes, as for gzip(1). */
static void pass_padding(struct unpack *u)
{
	while (u->n_in || !u->at_end) {
		if (!u->n_in) {
			fill(u);
		} else if (!u->in[0]) {
			u->in++;
			u->n_in--;
		} else {
			if (u->in[0] != u->packing->magic[0])
				refuse_rest(u);
			break;
		}
	}
}

static size_t read_packed(struct unpack *u, uint8_t *out, size_t n)
{
	size_t made = 0;

	while (!made && !u->damage) {
		if (!u->n_in && !u->at_end)
			fill(u);
		if (!u->within && !u->zstd)
			pass_padding(u);
		if (u->damage || (!u->within && !u->n_in))
			break;
		u->damage = u->packing->unpack(u, out, n, &made);
		if (!made && !u->n_in && u->at_end && u->within &&
		    !u->damage)
			u->damage = "the packed data is cut short";
	}
	return made;
}

/*
 * Damage is the end of the bytes here: what came before it shall count. The
 * header comes alone: the FILE's buffer must not swallow records.
 */
ssize_t unpack_read(void *cookie, char *out, size_t n)
{
	struct unpack *u = cookie;
	size_t rest = sizeof u->header - u->n_header, got;

	if (u->damage)
		return 0;
	if (rest && n > rest)
		n = rest;
	if (u->packing)
		got = read_packed(u, (uint8_t *)out, n);
	else
		got = read_plain(u, (uint8_t *)out, n);
	if (rest) {
		memcpy(u->header + u->n_header, out, got);
		u->n_header += got;
	}
	return got;
}

const uint8_t *unpack_header(const struct unpack *u)
{
	return u->header;
}

static int close_cookie(void *cookie)
{
	struct unpack *u = cookie;

	if (u->packing)
		u->packing->end(u);
	close(u->fd);
	free(u);
	return 0;
}

/* Reads ahead as far as it takes to know the packing. */
static int know_packing(struct unpack *u)
{
	const struct packing *end = packings +
				    sizeof packings / sizeof *packings;
	const struct packing *p;
	size_t got;

	u->in = u->block;
	do {
		got = take(u, u->block + u->n_in, sizeof u->block - u->n_in);
		u->n_in += got;
	} while (got && u->n_in < MAGIC);
	if (u->damage)
		return -errno;
	for (p = packings; p < end; p++)
		if (u->n_in >= p->n_magic &&
		    memcmp(u->in, p->magic, p->n_magic) == 0)
			break;
	if (p == end)
		return 0;
	u->within = true;
	if (p->begin(u))
		return -ENOMEM;
	u->packing = p;
	return 0;
}

static int open_descriptor(struct unpack *u, const char *path)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		u->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	else
		u->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (u->fd < 0 || fstat(u->fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (S_ISREG(st.st_mode))
		u->size = st.st_size;
	return 0;
}

int unpack_open(FILE **fp, struct unpack **up, const char *path,
		char why[CAPTURE_WHY])
{
	const cookie_io_functions_t io = { .read = unpack_read,
					   .close = close_cookie };
	struct unpack *u = malloc(sizeof *u);
	FILE *f = NULL;
	int err = -ENOMEM;

	if (!u)
		goto out;
	memset(u, 0, offsetof(struct unpack, block));
	err = open_descriptor(u, path);
	if (!err)
		err = know_packing(u);
	if (!err) {
		f = fopencookie(u, "r", io);
		err = f ? 0 : -ENOMEM;
	}
	if (err)
		goto out;
	setvbuf(f, u->stream, _IOFBF, sizeof u->stream);
	*fp = f;
	*up = u;
	return 0;
out:
	snprintf(why, CAPTURE_WHY, "%s: cannot open: %s", path,
		 strerror(-err));
	if (u && u->packing)
		u->packing->end(u);
	if (u && u->fd >= 0)
		close(u->fd);
	free(u);
	return err;
}

const char *unpack_damage(const struct unpack *u)
{
	return u->damage;
}

bool unpack_interrupted(const struct unpack *u)
{
	return u->interrupted;
}

void unpack_progress(const struct unpack *u, uint64_t *done, uint64_t *all)
{
	*done = u->taken;
	*all = u->size;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Merges the frames of several captures by their stamps. */
#include <errno.h>
#include <stdlib.h>

#include "capture/source.h"

/* A file and its next frame; ORDER, in which it was named, breaks ties. */
struct head {
	struct file *file;
	const struct frame *frame;
	size_t order;
};

struct capture_files {
	size_t n;
	struct file **files;	/* as they were named */
	struct head *heap;	/* the earliest on top */
	size_t waiting;		/* heads in the heap */
	bool given;		/* the top's frame is with the caller */
};

static bool earlier(const struct head *a, const struct head *b)
{
	if (a->frame->stamp.ns != b->frame->stamp.ns)
		return a->frame->stamp.ns < b->frame->stamp.ns;
	return a->order < b->order;
}

/* The head at I may be too early for its place: brings it down. */
static void sift_down(struct capture_files *c, size_t i)
{
	struct head moving = c->heap[i];
	size_t child;

	while ((child = 2 * i + 1) < c->waiting) {
		if (child + 1 < c->waiting &&
		    earlier(&c->heap[child + 1], &c->heap[child]))
			child++;
		if (!earlier(&c->heap[child], &moving))
			break;
		c->heap[i] = c->heap[child];
		i = child;
	}
	c->heap[i] = moving;
}

/* Reads what follows the frame that the top gave away. */
static void refill_top(struct capture_files *c)
{
	struct head *top = &c->heap[0];

	top->frame = file_next(top->file);
	if (!top->frame)
		*top = c->heap[--c->waiting];
	if (c->waiting > 1)
		sift_down(c, 0);
}

/* Tries them all: one that can't be opened is told before one that is none. */
static int open_all(struct capture_files *c, char *const paths[], size_t n,
		    const char *filter, char why[CAPTURE_WHY])
{
	char text[CAPTURE_WHY];
	int err, worst = 0;

	c->files = calloc(n, sizeof *c->files);
	c->heap = calloc(n, sizeof *c->heap);
	if (!c->files || !c->heap)
		return no_memory(why);
	while (c->n < n && (!worst || worst == -EBADMSG)) {
		err = file_open(&c->files[c->n], paths[c->n], filter, text);
		c->n++;
		if (err && err != worst) {
			snprintf(why, CAPTURE_WHY, "%s", text);
			worst = err;
		}
	}
	return worst;
}

static void read_heads(struct capture_files *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		struct head *h = &c->heap[c->waiting];

		*h = (struct head){ c->files[i], file_next(c->files[i]), i };
		if (h->frame)
			c->waiting++;
	}
	for (i = c->waiting / 2; i-- > 0; )
		sift_down(c, i);
}

int capture_files_open(struct capture_files **cp, char *const paths[],
		       size_t n, const char *filter, char why[CAPTURE_WHY])
{
	struct capture_files *c = calloc(1, sizeof *c);
	int err;

	if (!c)
		return no_memory(why);
	err = open_all(c, paths, n, filter, why);
	if (err) {
		capture_files_close(c);
		return err;
	}
	read_heads(c);
	*cp = c;
	return 0;
}

void capture_files_close(struct capture_files *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; i < c->n; i++)
		file_close(c->files[i]);
	free(c->files);
	free(c->heap);
	free(c);
}

int capture_files_link(const struct capture_files *c, size_t i,
		       const char **name)
{
	int link = file_link(c->files[i]);

	*name = pcap_datalink_val_to_name(link);
	return link;
}

const struct frame *capture_files_next(struct capture_files *c)
{
	if (c->given)
		refill_top(c);
	c->given = c->waiting > 0;
	return c->given ? c->heap[0].frame : NULL;
}

const char *capture_files_damage(const struct capture_files *c, size_t i)
{
	return file_damage(c->files[i]);
}

void capture_files_progress(const struct capture_files *c, uint64_t *done,
			    uint64_t *all)
{
	bool known = true;
	size_t i;

	*done = *all = 0;
	for (i = 0; i < c->n; i++) {
		uint64_t file_done, file_all;

		file_progress(c->files[i], &file_done, &file_all);
		known = known && file_all;
		*done += file_done;
		*all += file_all;
	}
	if (!known)
		*all = 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* One capture file: its frames up to its end, or up to its damage. */
#include <errno.h>
#include <stdlib.h>

#include "capture/source.h"

struct file {
	char *path;
	struct unpack *unpack;
	pcap_t *pcap;			/* owns the FILE over unpack */
	struct records *records;	/* NULL: libpcap reads them */
	struct bpf_program filter;
	bool filtered;
	bool ended;
	struct frame frame;		/* given last; its number counts what
					 * the filter passed over, too */
	char damage[CAPTURE_WHY];
};

static int set_filter(struct file *f, const char *filter,
		      char why[CAPTURE_WHY])
{
	char *text = filter_for_tags(filter);
	int err = -ENOMEM;

	if (text)
		err = filter_compile_tags(f->pcap, text, filter, &f->filter);
	free(text);
	if (err)
		snprintf(why, CAPTURE_WHY, "%s: the filter \"%s\" does not "
			 "fit: %s; pcap-filter(7) has the syntax", f->path,
			 filter, pcap_geterr(f->pcap));
	f->filtered = !err;
	return err;
}

static int open_pcap(struct file *f, char why[CAPTURE_WHY])
{
	char error[PCAP_ERRBUF_SIZE];
	const char *damage;
	FILE *stream = NULL;
	int err;

	err = unpack_open(&stream, &f->unpack, f->path, why);
	if (err)
		return err;
	f->pcap = pcap_fopen_offline_with_tstamp_precision(stream,
			PCAP_TSTAMP_PRECISION_NANO, error);
	if (f->pcap) {
		f->frame.link_type = pcap_datalink(f->pcap);
		f->frame.input = f->path;
		return 0;
	}
	damage = unpack_damage(f->unpack);
	snprintf(why, CAPTURE_WHY, "%s: not a pcap or pcapng capture: %s",
		 f->path, damage ? damage : error);
	fclose(stream);
	return -EBADMSG;
}

/* Two reads and a copy for each packet are what libpcap's way costs. */
static int open_records(struct file *f, char why[CAPTURE_WHY])
{
	const uint8_t *magic = unpack_header(f->unpack);

	if (!records_are_plain(f->pcap, magic))
		return 0;
	if (!records_open(&f->records, f->pcap, magic, unpack_read,
			  f->unpack))
		return 0;
	return no_memory(why);
}

int file_open(struct file **fp, const char *path, const char *filter,
	      char why[CAPTURE_WHY])
{
	struct file *f = calloc(1, sizeof *f);
	int err = -ENOMEM;

	if (f)
		f->path = strdup(path);
	if (!f || !f->path) {
		snprintf(why, CAPTURE_WHY, "%s: out of memory", path);
		goto out;
	}
	err = open_pcap(f, why);
	if (!err)
		err = open_records(f, why);
	if (!err && filter)
		err = set_filter(f, filter, why);
	if (err)
		goto out;
	*fp = f;
	return 0;
out:
	file_close(f);
	return err;
}

void file_close(struct file *f)
{
	if (!f)
		return;
	if (f->filtered)
		pcap_freecode(&f->filter);
	records_close(f->records);
	if (f->pcap)
		pcap_close(f->pcap);
	free(f->path);
	free(f);
}

#define RAW_IN_FILES 101	/* DLT_RAW; most others are the same there */

static const char *link_name(int link, char number[16])
{
	const char *name = pcap_datalink_val_to_name(
				link == RAW_IN_FILES ? DLT_RAW : link);

	snprintf(number, 16, "%d", link);
	return name ? name : number;
}

/* A pcapng file may have several interfaces; libpcap takes those alike. */
static bool tell_mixture(struct file *f, const char *what)
{
	char numbers[2][16];
	int type;

	if (!strstr(what, "different from the type of the first interface") ||
	    sscanf(what, "an interface has a type %d", &type) != 1)
		return false;
	snprintf(f->damage, sizeof f->damage,
		 "%s: not read after packet %llu: its first interface has the "
		 "link type %s and another one %s, and a capture that is read "
		 "has one; split it, for each interface by `tshark -r FILE "
		 "-Y frame.interface_id==N -w - | editcap -F pcap -T TYPE - "
		 "PART`, and replay the parts "
		 "together", f->path, (unsigned long long)f->frame.number,
		 link_name(f->frame.link_type, numbers[0]),
		 link_name(type, numbers[1]));
	return true;
}

static void end_file(struct file *f, int result)
{
	const char *what = unpack_damage(f->unpack);

	f->ended = true;
	if (unpack_interrupted(f->unpack))
		return;
	if (!what && result == PCAP_ERROR)
		what = f->records ? records_damage(f->records) :
				    pcap_geterr(f->pcap);
	if (what && !tell_mixture(f, what))
		snprintf(f->damage, sizeof f->damage,
			 "%s: damaged after packet %llu, what came before it "
			 "counts: %s", f->path,
			 (unsigned long long)f->frame.number, what);
}

/*
 * A pcap file's seconds are unsigned 32-bit numbers; libpcap takes those from
 * 2038-01-19 on for negative ones.
 */
static struct moment frame_stamp(const struct pcap_pkthdr *h)
{
	struct timeval tv = h->ts;

	if (tv.tv_sec < 0 && tv.tv_sec >= INT32_MIN)
		tv.tv_sec += (int64_t)UINT32_MAX + 1;
	return stamp_of(&tv);
}

/* As pcap_next_ex(), into F's frame. */
static int next_record(struct file *f)
{
	struct pcap_pkthdr *h;
	int result;

	if (f->records)
		return records_next(f->records, &f->frame);
	result = pcap_next_ex(f->pcap, &h, &f->frame.bytes);
	if (result == 1) {
		f->frame.captured = h->caplen;
		f->frame.length = h->len;
		f->frame.stamp = frame_stamp(h);
	}
	return result;
}

static bool is_taken(const struct file *f)
{
	const struct pcap_pkthdr h = { .caplen = f->frame.captured,
				       .len = f->frame.length };

	return !f->filtered ||
	       pcap_offline_filter(&f->filter, &h, f->frame.bytes);
}

const struct frame *file_next(struct file *f)
{
	int result;

	if (f->ended)
		return NULL;
	do {
		result = next_record(f);
		if (result != 1) {
			end_file(f, result);
			return NULL;
		}
		f->frame.number++;
	} while (!is_taken(f));
	if (f->frame.length < f->frame.captured)
		f->frame.length = f->frame.captured;
	return &f->frame;
}

int file_link(const struct file *f)
{
	return f->frame.link_type;
}

const char *file_damage(const struct file *f)
{
	return f->damage[0] ? f->damage : NULL;
}

void file_progress(const struct file *f, uint64_t *done, uint64_t *all)
{
	unpack_progress(f->unpack, done, all);
}

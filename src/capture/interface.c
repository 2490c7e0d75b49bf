/* SPDX-License-Identifier: BSD-2-Clause */
/* One interface: opened, read in bounded batches, its losses summed. */
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <linux/filter.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/source.h"

#define SNAPLEN    262144	/* offloads make segments over 64 KiB */
#define TIMEOUT_MS 100		/* a block of frames waits as long */

struct interface {
	struct interface_spec spec;
	const char *name;
	bool any;		/* the pseudo-interface of them all */
	pcap_t *pcap;		/* NULL: not open */
	int link;
	bool nano;
	struct bpf_program program;	/* bf_len 0: the kernel filters */
	uint64_t frames;	/* over all times it was open */
	struct pcap_stat told;	/* what is in the counters */
};

int interface_create(struct interface **ip, const struct interface_spec *s)
{
	struct interface *i = calloc(1, sizeof *i);

	if (!i)
		return -ENOMEM;
	i->spec = *s;
	i->name = names_keep(s->names, s->name);
	if (!i->name) {
		free(i);
		return -ENOMEM;
	}
	i->any = strcmp(s->name, "any") == 0;
	*ip = i;
	return 0;
}

void interface_destroy(struct interface *i)
{
	if (!i)
		return;
	interface_close(i);
	free(i);
}

/* Will a socket have it? Any kind of socket can tell. 0 or the errno. */
static int refusal(const struct bpf_program *program)
{
	struct sock_fprog filter = {
		.len = (unsigned short)program->bf_len,
		/* libpcap's instructions are the kernel's */
		.filter = (struct sock_filter *)(void *)program->bf_insns,
	};
	int fd, err = 0;

	if (program->bf_len > BPF_MAXINSNS)
		return E2BIG;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		       sizeof filter) < 0)
		err = errno;
	close(fd);
	return err;
}

/*
 * The kernel has not taken the filter: it is run here then. It is made anew,
 * since libpcap's for a live capture asks the kernel for tags.
 */
static int filter_here(struct interface *i, pcap_t *p, int refused,
		       char why[CAPTURE_WHY])
{
	pcap_t *dead = pcap_open_dead(pcap_datalink(p), SNAPLEN);
	int err;

	if (!dead)
		return no_memory(why);
	err = filter_program(i->spec.filter, dead, &i->program, why);
	pcap_close(dead);
	if (err)
		return err;
	snprintf(why, CAPTURE_WHY, "%s: the kernel does not take the filter, "
		 "%s: sipward filters by itself, which costs more: all "
		 "packets are copied to it; %s", i->name,
		 refused == E2BIG ? "which is too long" : strerror(refused),
		 refused == ENOMEM ? "a larger net.core.optmem_max (sysctl), "
		 "fewer ports or a shorter capture.filter would help" :
		 "fewer ports or a shorter capture.filter would help");
	return 0;
}

/* libpcap, which would do likewise, tells it on standard error. */
static int set_filter(struct interface *i, pcap_t *p, char why[CAPTURE_WHY])
{
	struct bpf_program program;
	char what[CAPTURE_WHY];
	int err, refused;

	err = filter_program(i->spec.filter, p, &program, what);
	if (err) {
		snprintf(why, CAPTURE_WHY, "%s: %.400s", i->name, what);
		return err;
	}
	refused = refusal(&program);
	if (refused)
		err = filter_here(i, p, refused, why);
	else if (pcap_setfilter(p, &program))
		err = -EINVAL;
	if (err && !refused)
		snprintf(why, CAPTURE_WHY, "%s: the filter does not fit this "
			 "interface: %s", i->name, pcap_geterr(p));
	pcap_freecode(&program);
	return err;
}

/* Immediate mode stays off: it would cost TPACKET_V3 and its large ring. */
static void set_options(const struct interface *i, pcap_t *p)
{
	uint64_t buffer = i->spec.buffer;

	pcap_set_snaplen(p, SNAPLEN);
	pcap_set_promisc(p, !i->any);
	pcap_set_timeout(p, TIMEOUT_MS);
	pcap_set_buffer_size(p, buffer < INT_MAX ? (int)buffer : INT_MAX);
	pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO);
}

static int fail_activate(const struct interface *i, pcap_t *p, int status,
			 char why[CAPTURE_WHY])
{
	const char *text = pcap_geterr(p);

	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		snprintf(why, CAPTURE_WHY, "%s: there is no such interface; "
			 "`ip link` lists them", i->name);
		return -ENODEV;
	case PCAP_ERROR_IFACE_NOT_UP:
		snprintf(why, CAPTURE_WHY, "%s: the interface is down",
			 i->name);
		return -ENETDOWN;
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		snprintf(why, CAPTURE_WHY, "%s: no permission to capture: "
			 "run sipward as root or with sudo, or give the "
			 "program `setcap cap_net_raw+ep "
			 "\"$(command -v sipward)\"`, or use the service: "
			 "`systemctl start sipward`", i->name);
		return -EPERM;
	default:
		snprintf(why, CAPTURE_WHY, "%s: cannot capture: %s%s", i->name,
			 *text ? text : pcap_statustostr(status),
			 strstr(text, "rx ring") ?
			 "; capture.buffer may be too large" : "");
		return -EIO;
	}
}

static int activate(struct interface *i, pcap_t *p,
		    char why[CAPTURE_WHY])
{
	char error[PCAP_ERRBUF_SIZE];
	int status;

	set_options(i, p);
	status = pcap_activate(p);
	if (status < 0)
		return fail_activate(i, p, status, why);
	if (pcap_setnonblock(p, 1, error)) {
		snprintf(why, CAPTURE_WHY, "%s: %s", i->name, error);
		return -EIO;
	}
	if (i->any)	/* older kernels or libpcaps lack it */
		pcap_set_datalink(p, DLT_LINUX_SLL2);
	return set_filter(i, p, why);
}

int interface_open(struct interface *i, char why[CAPTURE_WHY])
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_create(i->name, error);
	int err;

	*why = '\0';
	if (!p) {
		snprintf(why, CAPTURE_WHY, "%s: cannot capture: %s", i->name,
			 error);
		return -EIO;
	}
	err = activate(i, p, why);
	if (err) {
		pcap_close(p);
		return err;
	}
	i->link = pcap_datalink(p);
	i->nano = pcap_get_tstamp_precision(p) == PCAP_TSTAMP_PRECISION_NANO;
	i->told = (struct pcap_stat){ 0 };
	i->pcap = p;
	return 0;
}

void interface_close(struct interface *i)
{
	if (!i->pcap)
		return;
	interface_count(i);
	pcap_freecode(&i->program);
	pcap_close(i->pcap);
	i->pcap = NULL;
}

bool interface_is_open(const struct interface *i)
{
	return i->pcap != NULL;
}

int interface_fd(const struct interface *i)
{
	return pcap_get_selectable_fd(i->pcap);
}

const char *interface_name(const struct interface *i)
{
	return i->name;
}

#define SLL2_INDEX 4	/* offset of the interface's index in the header */

static const char *came_in_by(const struct interface *i, uint32_t captured,
			      const u_char *bytes)
{
	uint32_t index;

	if (!i->any)
		return i->name;
	if (i->link != DLT_LINUX_SLL2 || captured < SLL2_INDEX + sizeof index)
		return NULL;
	memcpy(&index, bytes + SLL2_INDEX, sizeof index);
	return names_of_index(i->spec.names, be32toh(index));
}

static void on_packet(u_char *user, const struct pcap_pkthdr *h,
		      const u_char *bytes)
{
	struct interface *i = (struct interface *)user;
	struct timeval tv = h->ts;
	struct frame f;

	if (i->program.bf_len && !pcap_offline_filter(&i->program, h, bytes))
		return;
	if (!i->nano)
		tv.tv_usec *= NS_PER_US;
	f = (struct frame){
		.bytes = bytes,
		.captured = h->caplen,
		.length = h->len,
		.link_type = i->link,
		.stamp = stamp_of(&tv),
		.number = ++i->frames,
		.interface = came_in_by(i, h->caplen, bytes),
	};
	++*i->spec.captured;
	i->spec.frame(&f, i->spec.arg);
}

int interface_read(struct interface *i, char why[CAPTURE_WHY])
{
	int n = pcap_dispatch(i->pcap, INTERFACE_BATCH, on_packet,
			      (u_char *)i);

	if (n >= 0)
		return n;
	snprintf(why, CAPTURE_WHY, "%s", pcap_geterr(i->pcap));
	return -EIO;
}

/*
 * The kernel's counters have 32 bits and go round. A step back, as when a
 * driver begins anew, adds nothing.
 */
static uint64_t since(u_int now, u_int before)
{
	u_int more = now - before;

	return more <= INT_MAX ? more : 0;
}

void interface_count(struct interface *i)
{
	struct pcap_stat now;

	if (!i->pcap || pcap_stats(i->pcap, &now))
		return;
	*i->spec.dropped_kernel += since(now.ps_drop, i->told.ps_drop);
	*i->spec.dropped_interface += since(now.ps_ifdrop, i->told.ps_ifdrop);
	i->told = now;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* What capture's own files share: filters, packed files, sources, queues. */
#ifndef SIPWARD_CAPTURE_SOURCE_H
#define SIPWARD_CAPTURE_SOURCE_H

#include <errno.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <stdio.h>

#include "capture/capture.h"

/* What libpcap's TV, seconds and nanoseconds, says; never overflows. */
static inline struct moment stamp_of(const struct timeval *tv)
{
	int64_t ns;

	if (__builtin_mul_overflow(tv->tv_sec, NS_PER_S, &ns) ||
	    __builtin_add_overflow(ns, tv->tv_usec, &ns))
		ns = tv->tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return (struct moment){ ns };
}

/* -ENOMEM, and WHY. */
static inline int no_memory(char why[CAPTURE_WHY])
{
	snprintf(why, CAPTURE_WHY, "out of memory");
	return -ENOMEM;
}

/* -- compile.c ---------------------------------------------------------- */

/* Compiles TEXT for P's link type. 0 or -EINVAL: pcap_geterr(P) tells. */
int filter_compile(pcap_t *p, const char *text, struct bpf_program *program);

/* The same for WITH the alternatives for tags; where the link type has none,
 * or can't have these, for WITHOUT. */
int filter_compile_tags(pcap_t *p, const char *with, const char *without,
			struct bpf_program *program);

/* -- assemble.c --------------------------------------------------------- */

/* What a filter is made of: ports are in order, and ranges apart. */
struct filter_parts {
	const struct port_range *ports, *vxlan_ports;
	size_t n_ports, n_vxlan_ports;
	struct bpf_program by_name;	/* takes the ports; bf_len 0: there is
					 * none, since LINK is known */
	struct bpf_program rest;	/* takes what has no port to see */
	struct bpf_program extra;	/* of the taken; bf_len 0: all */
};

/* Is it known where frames of this link type have their ports? */
bool assemble_knows(int link);

/* PROGRAM is to be freed by pcap_freecode(). 0 or -ENOMEM. */
int assemble(struct bpf_program *program, int link,
	     const struct filter_parts *parts);

/* -- filter.c ----------------------------------------------------------- */

/*
 * The filter for the ports of some settings and, and-ed, their own filter:
 * VLAN tags, tunnels and later fragments are let through.
 */
struct filter;

/* The settings are not kept. 0 or -ENOMEM. */
int filter_create(struct filter **fp, const struct capture_settings *s);
void filter_destroy(struct filter *f);		/* NULL is fine */

/* F for P's link type. 0, or -EINVAL or -ENOMEM and WHY. */
int filter_program(const struct filter *f, pcap_t *p,
		   struct bpf_program *program, char why[CAPTURE_WHY]);

/* EXTRA alone, and the same behind VLAN tags, as it is live. Malloc'ed. */
char *filter_for_tags(const char *extra);

/* -- explore.c ---------------------------------------------------------- */

#define EXPLORED	160	/* bytes of a datagram: enough for headers */
#define EXPLORED_LENGTH	1514	/* and its length on the wire */
#define EXPLORED_FRAGMENT 44	/* IPv6's fragment header (RFC 8200) */

struct explored {
	const uint8_t *bytes;		/* of an Ethernet frame */
	size_t ip;			/* where the IP header is */
	int version;			/* of IP */
};

/* E is taken by the filter. True: of E's kind, that is enough. */
typedef bool explore_handler(const struct explored *e, void *arg);

/*
 * Tries PROGRAM, for Ethernet, on datagrams of IPv4 and of IPv6, without VLAN
 * tags, behind one and behind two. Those that it takes are told.
 */
void explore(const struct bpf_program *program, explore_handler *taken,
	     void *arg);

/* -- tunnels.c: how a filter knows tunnels ------------------------------ */

/* By which number, and so where it stands, a filter lets a tunnel in. */
struct gate {
	const char *name;		/* "GRE" */
	enum gate_layer { GATE_ETHERTYPE, GATE_IP, GATE_UDP } layer;
	uint16_t number;
	uint8_t head;		/* bytes up to the packet that is in it */
};

/* VXLAN's is with each of the settings' ports. */
extern const struct gate tunnel_gates[];
extern const size_t n_tunnel_gates;
extern const struct gate vxlan_gate;

/* All of them, with "or" between. */
void tunnels_put(FILE *f);

/*
 * Puts E into PACKET, in the tunnel G. Its ends are nobody's: two addresses
 * of the net NET of so many, since who says `not net` may mean one of them.
 */
#define TUNNEL_NETS 2
void tunnels_wrap(uint8_t packet[EXPLORED], const struct explored *e,
		  const struct gate *g, unsigned net);

/* -- losses.c ----------------------------------------------------------- */

struct losses {
	bool later[2];		/* fragments, of IPv4 and of IPv6 */
	bool tags;
	uint32_t tunnels;	/* a bit for each gate; VXLAN's is behind */
};

/* What EXTRA, alone or with the ports of S, loses of the SIP that it takes.
 * 0, -EINVAL or -ENOMEM. */
int filter_losses(struct losses *l, const char *extra,
		  const struct capture_settings *s);

/* The same of a PROGRAM for Ethernet, that sees behind tags as it is. */
void program_losses(struct losses *l, const struct bpf_program *program,
		    const struct capture_settings *s);

/* What lets the later fragments of L through; NULL: there are none. */
const char *losses_fragments(const struct losses *l);

/* -- unpack.c ----------------------------------------------------------- */

struct unpack;

/*
 * Opens PATH, packed or not; *UP lives as long as *FP. 0 or the errno, with
 * WHY.
 */
int unpack_open(FILE **fp, struct unpack **up, const char *path,
		char why[CAPTURE_WHY]);

/* What was wrong with the bytes, or NULL; they end before it. */
const char *unpack_damage(const struct unpack *u);

/* Did a signal end the bytes? Then it is no damage that more were to come. */
bool unpack_interrupted(const struct unpack *u);

/* Bytes of the file read so far, and in all; 0 where that is unknown. */
void unpack_progress(const struct unpack *u, uint64_t *done, uint64_t *all);

#define UNPACK_HEADER 24	/* bytes that a pcap file begins with */

/*
 * Reads U behind what the FILE's buffer took, and that is the header alone
 * when no more was asked for: a cookie_read_function_t. 0 at the end.
 */
ssize_t unpack_read(void *u, char *out, size_t n);

/* The header, once it has been read. */
const uint8_t *unpack_header(const struct unpack *u);

/* -- records.c ---------------------------------------------------------- */

struct records;

/* Can the file whose header P has read, with MAGIC, be read by this? */
bool records_are_plain(pcap_t *p, const uint8_t magic[4]);

/* Behind the header, COOKIE is to be read by READ. 0 or -ENOMEM. */
int records_open(struct records **rp, pcap_t *p, const uint8_t magic[4],
		 cookie_read_function_t *read, void *cookie);
void records_close(struct records *r);		/* NULL is fine */

/* As pcap_next_ex(); F gets bytes, valid until the next call, their numbers
 * and a stamp. */
int records_next(struct records *r, struct frame *f);

/* What was wrong when that was PCAP_ERROR. */
const char *records_damage(const struct records *r);

/* -- file.c ------------------------------------------------------------- */

struct file;

/* One capture; the arguments and errors of capture_files_open(). */
int file_open(struct file **fp, const char *path, const char *filter,
	      char why[CAPTURE_WHY]);
void file_close(struct file *f);		/* NULL is fine */

/* The next frame, valid until the next call; NULL at the end. */
const struct frame *file_next(struct file *f);
int file_link(const struct file *f);
const char *file_damage(const struct file *f);
void file_progress(const struct file *f, uint64_t *done, uint64_t *all);

/* -- merge.c ------------------------------------------------------------ */

struct merge;

/* N queues of at most ROOM bytes each. 0 or -ENOMEM. */
int merge_create(struct merge **mp, size_t n, size_t room,
		 capture_frame_handler *h, void *arg);
void merge_destroy(struct merge *m);		/* NULL is fine */

/*
 * Puts a copy of F at the end of queue I. When there is no room, the
 * earliest frames of all queues are handed on until there is.
 */
void merge_put(struct merge *m, size_t i, const struct frame *f);

/*
 * Hands on the earliest frames: as long as every queue has one, and beyond
 * that those with a stamp of at most UNTIL.
 */
void merge_give(struct merge *m, struct moment until);

/* -- names.c ------------------------------------------------------------ */

struct names;

/* They are there until all who hold them have let go. 0 or -ENOMEM. */
int names_create(struct names **np);
struct names *names_share(struct names *n);	/* one holder more: N */
void names_release(struct names *n);		/* NULL is fine */

/* TEXT, to be told as long as N is there. NULL: out of memory. */
const char *names_keep(struct names *n, const char *text);

/* The name of the interface INDEX, asked once; NULL: it is not known. */
const char *names_of_index(struct names *n, uint32_t index);
void names_forget_indexes(struct names *n);	/* they may have changed */

/* -- local.c ------------------------------------------------------------ */

/* As capture_addresses_watch(), of the interfaces themselves. */
int interfaces_watch(int *fd);

/* -- interface.c -------------------------------------------------------- */

#define INTERFACE_BATCH 512	/* frames at most, a wake-up */

struct interface_spec {
	const char *name;		/* kept in NAMES */
	struct names *names;		/* by reference */
	const struct filter *filter;	/* by reference */
	uint64_t buffer;		/* bytes of the kernel's ring */
	uint64_t *captured, *dropped_kernel, *dropped_interface;
	capture_frame_handler *frame;
	void *arg;
};

struct interface;

/* Not yet open. 0 or -ENOMEM. */
int interface_create(struct interface **ip, const struct interface_spec *s);
void interface_destroy(struct interface *i);	/* NULL is fine */

/*
 * Opens it, so that interface_fd() is readable when frames are there. 0, and
 * WHY is empty or what the operator should know of it; or WHY and -ENODEV,
 * -ENETDOWN, -EPERM, -EINVAL (filter), -ENOMEM or -EIO.
 */
int interface_open(struct interface *i, char why[CAPTURE_WHY]);
void interface_close(struct interface *i);
bool interface_is_open(const struct interface *i);
int interface_fd(const struct interface *i);
const char *interface_name(const struct interface *i);

/* Hands on at most INTERFACE_BATCH frames, and says how many. -EIO and WHY
 * when it can give no more. */
int interface_read(struct interface *i, char why[CAPTURE_WHY]);

/* Adds what was dropped since it was last asked to the counters. */
void interface_count(struct interface *i);

/* -- port.c ------------------------------------------------------------- */

struct port_spec {
	struct interface_spec interface;
	struct loop *loop;
	loop_handler *was_read;		/* when the loop had frames of it */
	capture_word_handler *word;	/* as of a live capture; NULL */
	void *arg;			/* of these two */
};

struct port;

/* Not yet open. 0 or -ENOMEM. */
int port_create(struct port **pp, const struct port_spec *s);
void port_destroy(struct port *p);		/* NULL is fine */

/*
 * Opens it, or waits for it, which is said: not for one that DEMAND wants now
 * unless it is there and down. The errors of interface_open().
 */
int port_open(struct port *p, bool demand, char why[CAPTURE_WHY]);

/* Opens what is waited for, if it is time to try again. */
void port_retry(struct port *p);

bool port_read(struct port *p);		/* true: nothing is left */
void port_count(struct port *p);	/* as interface_count() */

/* -- place.c ------------------------------------------------------------ */

/* Any kind of address, as the kernel has it. */
union place {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

socklen_t place_of(const struct endpoint *e, union place *place);
struct endpoint place_endpoint(const union place *p);

/* -- agents.c ----------------------------------------------------------- */

struct agents;

/* A message, or what is none where one should be: the connection ends then.
 * Before it is room for LINK_HEP_HEAD bytes. */
typedef void agent_handler(uint8_t *message, size_t n,
			   const struct endpoint *peer, void *arg);

/* The socket LISTENING is theirs from now on. 0 or a negative errno. */
int agents_create(struct agents **ap, int listening,
		  struct counters *counters);
struct agents *agents_share(struct agents *a);	/* one holder more: A */
void agents_release(struct agents *a);		/* NULL is fine */
int agents_fd(const struct agents *a);	/* readable when there is something */

/* As listener_read(). */
int agents_read(struct agents *a, agent_handler *message, void *arg);

/* -- hep.c -------------------------------------------------------------- */

#define LISTENER_BATCH 512	/* datagrams at most, a wake-up; by TCP what
				 * one read has of each agent */

struct listener_spec {
	struct endpoint endpoint;
	struct names *names;		/* by reference */
	uint64_t buffer;		/* bytes that may wait in the kernel */
	uint64_t *captured, *dropped;
	uint64_t *restamped;		/* had a time that isn't believed */
	struct counters *counters;
	capture_frame_handler *frame;
	void *arg;
};

struct listener;

/*
 * Takes HEP at the endpoint, so that listener_fd() is readable when there is
 * some; BEFORE, if it has the same, shares it (NULL: there is none). 0, or
 * WHY and -ENODEV (it can't be had), -EPERM or -ENOMEM.
 */
int listener_open(struct listener **lp, const struct listener_spec *s,
		  const struct listener *before, char why[CAPTURE_WHY]);
void listener_close(struct listener *l);	/* NULL is fine */
int listener_fd(const struct listener *l);

/* Hands on frames of LINK_HEP, and says how many. LISTENER_BATCH: there may
 * be more. */
int listener_read(struct listener *l);

/* Adds what was dropped since it was last asked to the counter. */
void listener_count(struct listener *l);

#endif

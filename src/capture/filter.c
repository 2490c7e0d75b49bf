/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the capture filter: by the ports, and what of SIP shows none. */
#include <errno.h>
#include <stdlib.h>

#include "capture/source.h"

#define SIPS_PORT 5061	/* SIP over TLS (RFC 3261 section 19.1.2) */
#define SCTP_PORT 9899	/* SCTP in UDP (RFC 6951 section 5.1) */

#define BY_NAME_MOST 50	/* ranges that libpcap compiles in time */

struct filter {
	struct port_range *ports, *vxlan_ports;	/* in order, apart */
	size_t n_ports, n_vxlan_ports;
	char *rest[2], *extra[2];	/* with VLAN tags, without */
};

/*
 * Ports are in a datagram's first fragment only. IPv6's may stand behind
 * extension headers, where `port` does not look: hop-by-hop options (but not
 * those of multicast listener reports), routing, fragment, authentication,
 * destination options.
 */
static const char unseen_ports[] =
	"ip[6:2] & 0x1fff != 0"
	" or (ip6[6] = 0 and ip6[40] != 58)"
	" or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 51 or ip6[6] = 60";

static bool has_port(const struct port_range *ports, size_t n, unsigned port)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ports[i].from <= port && port <= ports[i].to)
			return true;
	return false;
}

/* PORTS, each with DIRECTION before it. */
static void put_ports(FILE *f, const char *protocol, const char *direction,
		      const struct port_range *ports, size_t n)
{
	size_t i;

	fprintf(f, "(%s and (", protocol);
	for (i = 0; i < n; i++) {
		fprintf(f, "%s%s", i ? " or " : "", direction);
		if (ports[i].from == ports[i].to)
			fprintf(f, "port %u", ports[i].from);
		else
			fprintf(f, "portrange %u-%u", ports[i].from,
				ports[i].to);
	}
	fputs("))", f);
}

static char *end_text(FILE *f, char **text)
{
	if (fclose(f) == 0)
		return *text;
	free(*text);
	return NULL;
}

/* What is wanted besides the ports, of frames without a tag. */
static char *rest_text(const struct capture_settings *s)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fputs("(", f);
	if (!has_port(s->ports, s->n_ports, SIPS_PORT))
		fprintf(f, "tcp port %d or ", SIPS_PORT);	/* to count */
	fprintf(f, "udp dst port %d or ", SCTP_PORT);
	tunnels_put(f);		/* what is in them is told by decode alone */
	fprintf(f, " or %s)", unseen_ports);
	return end_text(f, &text);
}

/* The ports, for libpcap to look for. */
static char *ports_text(const struct filter *f)
{
	char *text = NULL;
	size_t size;
	FILE *o = open_memstream(&text, &size);

	if (!o)
		return NULL;
	put_ports(o, "(udp or tcp or sctp)", "", f->ports, f->n_ports);
	if (f->n_vxlan_ports) {
		fputs(" or ", o);
		put_ports(o, "udp", "dst ", f->vxlan_ports, f->n_vxlan_ports);
	}
	return end_text(o, &text);
}

/* -- VLAN tags ----------------------------------------------------------- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_';
}

/* Does EXTRA say where the IP header is to be looked for? */
static bool moves_offsets(const char *extra)
{
	static const char *const movers[] = { "vlan", "mpls", "pppoes",
					      "geneve" };
	const char *at;
	size_t i, n;

	for (i = 0; extra && i < sizeof movers / sizeof *movers; i++) {
		n = strlen(movers[i]);
		for (at = strstr(extra, movers[i]); at;
		     at = strstr(at + n, movers[i]))
			if ((at == extra || !is_word(at[-1])) &&
			    !is_word(at[n]))
				return true;
	}
	return false;
}

/*
 * PART for frames without a tag, with one and with two. For libpcap `vlan`
 * moves the offsets of everything to its right: hence this order, and PART
 * again for each number of tags.
 */
static char *for_tags(const char *part)
{
	char *text;

	return asprintf(&text, "%s or (vlan and (%s or (vlan and %s)))", part,
			part, part) < 0 ? NULL : text;
}

/* What has a tag is left to the next alternative, else "not host" would
 * take all of it. */
char *filter_for_tags(const char *extra)
{
	char *text, *part;

	if (!*extra || moves_offsets(extra))
		return strdup(extra);
	if (asprintf(&part, "(not ether proto 0x8100 and "
		     "not ether proto 0x88a8 and (%s))", extra) < 0)
		return NULL;
	text = for_tags(part);
	free(part);
	return text;
}


/* -- the ports, in order ------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	const struct port_range *p = a, *q = b;

	return (p->from > q->from) - (p->from < q->from);
}

/* LIST in order, with what overlaps or adjoins as one. */
static int join_ports(const struct port_range *list, size_t n,
		      struct port_range **ports, size_t *n_ports)
{
	struct port_range *p = calloc(n + 1, sizeof *p);
	size_t i, kept = 0;

	if (!p)
		return -ENOMEM;
	if (n)
		memcpy(p, list, n * sizeof *p);
	qsort(p, n, sizeof *p, compare);
	for (i = 0; i < n; i++) {
		if (!kept || p[i].from > p[kept - 1].to + 1)
			p[kept++] = p[i];
		else if (p[i].to > p[kept - 1].to)
			p[kept - 1].to = p[i].to;
	}
	*ports = p;
	*n_ports = kept;
	return 0;
}

/* -- all of it ----------------------------------------------------------- */

static int make_texts(struct filter *f, const struct capture_settings *s)
{
	bool extra = s->filter && *s->filter;

	f->rest[1] = rest_text(s);
	f->rest[0] = f->rest[1] ? for_tags(f->rest[1]) : NULL;
	f->extra[0] = extra ? filter_for_tags(s->filter) : NULL;
	f->extra[1] = extra ? strdup(s->filter) : NULL;
	return f->rest[0] && (!extra || (f->extra[0] && f->extra[1])) ?
	       0 : -ENOMEM;
}

int filter_create(struct filter **fp, const struct capture_settings *s)
{
	struct filter *f = calloc(1, sizeof *f);
	int err = f ? make_texts(f, s) : -ENOMEM;

	if (!err)
		err = join_ports(s->ports, s->n_ports, &f->ports,
				 &f->n_ports);
	if (!err)
		err = join_ports(s->vxlan_ports, s->n_vxlan_ports,
				 &f->vxlan_ports, &f->n_vxlan_ports);
	if (err)
		filter_destroy(f);
	else
		*fp = f;
	return err;
}

void filter_destroy(struct filter *f)
{
	if (!f)
		return;
	free(f->ports);
	free(f->vxlan_ports);
	for (size_t i = 0; i < 2; i++) {
		free(f->rest[i]);
		free(f->extra[i]);
	}
	free(f);
}

static int fail_compile(pcap_t *p, char why[CAPTURE_WHY])
{
	snprintf(why, CAPTURE_WHY, "the filter does not fit this interface: "
		 "%s; pcap-filter(7) has the syntax", pcap_geterr(p));
	return -EINVAL;
}

/* For a link type whose headers only libpcap knows. */
static int compile_ports(const struct filter *f, pcap_t *p,
			 struct bpf_program *program, char why[CAPTURE_WHY])
{
	size_t n = f->n_ports + f->n_vxlan_ports;
	char *text, *with;
	int err = -ENOMEM;

	if (n > BY_NAME_MOST) {
		snprintf(why, CAPTURE_WHY, "%zu ports and ranges of ports and "
			 "vxlan-ports are too many for an interface of the "
			 "link type %s, up to %d would be right", n,
			 pcap_datalink_val_to_name(pcap_datalink(p)),
			 BY_NAME_MOST);
		return -EINVAL;
	}
	text = ports_text(f);
	with = text ? for_tags(text) : NULL;
	if (with)
		err = filter_compile_tags(p, with, text, program);
	free(with);
	free(text);
	if (err == -ENOMEM)
		return no_memory(why);
	return err ? fail_compile(p, why) : 0;
}

static int compile_parts(const struct filter *f, pcap_t *p,
			 struct filter_parts *parts, char why[CAPTURE_WHY])
{
	int err = 0;

	if (!assemble_knows(pcap_datalink(p)))
		err = compile_ports(f, p, &parts->by_name, why);
	if (!err && filter_compile_tags(p, f->rest[0], f->rest[1],
					&parts->rest))
		err = fail_compile(p, why);
	if (!err && f->extra[0] &&
	    filter_compile_tags(p, f->extra[0], f->extra[1], &parts->extra))
		err = fail_compile(p, why);
	return err;
}

int filter_program(const struct filter *f, pcap_t *p,
		   struct bpf_program *program, char why[CAPTURE_WHY])
{
	struct filter_parts parts = {
		.ports = f->ports, .n_ports = f->n_ports,
		.vxlan_ports = f->vxlan_ports,
		.n_vxlan_ports = f->n_vxlan_ports,
	};
	int err = compile_parts(f, p, &parts, why);

	if (!err && assemble(program, pcap_datalink(p), &parts))
		err = no_memory(why);
	pcap_freecode(&parts.by_name);
	pcap_freecode(&parts.rest);
	pcap_freecode(&parts.extra);
	return err;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the capture filter from the ports, and compiles filters. */
#include <errno.h>
#include <stdlib.h>

#include "capture/source.h"

#define SIPS_PORT 5061	/* SIP over TLS (RFC 3261 section 19.1.2) */

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

/* PORTS, each with DIRECTION before it, and "or" behind it all. */
static void put_ports(FILE *f, const char *protocol, const char *direction,
		      const struct port_range *ports, size_t n)
{
	size_t i;

	if (n == 0)
		return;
	fprintf(f, "(%s and (", protocol);
	for (i = 0; i < n; i++) {
		fprintf(f, "%s%s", i ? " or " : "", direction);
		if (ports[i].from == ports[i].to)
			fprintf(f, "port %u", ports[i].from);
		else
			fprintf(f, "portrange %u-%u", ports[i].from,
				ports[i].to);
	}
	fputs(")) or ", f);
}

/* What is wanted of frames without a tag, or behind the tags so far. */
static void put_untagged(FILE *f, const struct capture_settings *s,
			 const char *extra)
{
	fputs("((", f);
	put_ports(f, "(udp or tcp or sctp)", "", s->ports, s->n_ports);
	put_ports(f, "udp", "dst ", s->vxlan_ports, s->n_vxlan_ports);
	if (!has_port(s->ports, s->n_ports, SIPS_PORT))
		fprintf(f, "tcp port %d or ", SIPS_PORT);	/* to count */
	tunnels_put(f);		/* what is in them is told by decode alone */
	fprintf(f, " or %s)", unseen_ports);
	if (extra)
		fprintf(f, " and (%s)", extra);
	fputs(")", f);
}

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

static char *end_text(FILE *f, char **text)
{
	if (fclose(f) == 0)
		return *text;
	free(*text);
	return NULL;
}

static char *untagged(const struct capture_settings *s, const char *extra)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	put_untagged(f, s, extra);
	return end_text(f, &text);
}

/*
 * PART for frames without a tag, with one and with two. For libpcap `vlan`
 * moves the offsets of everything to its right: hence this order, and PART
 * again for each number of tags.
 */
static void put_for_tags(FILE *f, const char *part)
{
	fprintf(f, "%s or (vlan and (%s or (vlan and %s)))", part, part,
		part);
}

/* A filter of S that has a `vlan` of its own stands before it all. */
char *filter_text(const struct capture_settings *s, bool tags)
{
	const char *extra = s->filter;
	bool first = moves_offsets(extra);
	char *text = NULL, *part;
	size_t size;
	FILE *f;

	if (extra && !*extra)
		extra = NULL;
	part = untagged(s, first ? NULL : extra);
	f = part ? open_memstream(&text, &size) : NULL;
	if (!f) {
		free(part);
		return NULL;
	}
	if (first)
		fprintf(f, "(%s) and (", extra);
	if (tags)
		put_for_tags(f, part);
	else
		fputs(part, f);
	if (first)
		fputs(")", f);
	free(part);
	return end_text(f, &text);
}

/* What has a tag is left to the next alternative, else "not host" would
 * take all of it. */
char *filter_for_tags(const char *extra)
{
	char *text = NULL, *part;
	size_t size;
	FILE *f;

	if (!*extra || moves_offsets(extra))
		return strdup(extra);
	if (asprintf(&part, "(not ether proto 0x8100 and "
		     "not ether proto 0x88a8 and (%s))", extra) < 0)
		return NULL;
	f = open_memstream(&text, &size);
	if (f)
		put_for_tags(f, part);
	free(part);
	return f ? end_text(f, &text) : NULL;
}

char *capture_filter(const struct capture_settings *s)
{
	return filter_text(s, true);
}

int filter_compile(pcap_t *p, const char *text, struct bpf_program *program)
{
	if (pcap_compile(p, program, text, 1, PCAP_NETMASK_UNKNOWN))
		return -EINVAL;
	return 0;
}

/* Where cooked captures have an Ethernet frame's type, and what follows. */
static const struct cooked { int link; bpf_u_int32 type, rest; } cooked[] = {
	{ DLT_LINUX_SLL, 14, 16 },
	{ DLT_LINUX_SLL2, 0, 20 },
};

#define ETHER_TYPE 12
#define ETHER_REST 14

/* Can I, made for Ethernet, be moved? Addresses are not where they were. */
static bool move_load(struct bpf_insn *i, const struct cooked *to)
{
	bool loads = BPF_CLASS(i->code) == BPF_LD ||
		     BPF_CLASS(i->code) == BPF_LDX;
	uint32_t mode = BPF_MODE(i->code);

	if (!loads || (mode != BPF_ABS && mode != BPF_IND && mode != BPF_MSH))
		return true;
	if (i->k >= ETHER_REST)
		i->k += to->rest - ETHER_REST;
	else if (i->k == ETHER_TYPE && BPF_SIZE(i->code) == BPF_H)
		i->k = to->type;
	else
		return false;
	return true;
}

/*
 * libpcap knows no tags in cooked captures. But where the kernel has taken
 * the outer one off, the inner one is there: its type in the header, its rest
 * behind it, as in an Ethernet frame. P takes what TEXT would take of those.
 */
static int compile_cooked(pcap_t *p, const char *text,
			  const struct cooked *to,
			  struct bpf_program *program)
{
	pcap_t *ethernet = pcap_open_dead(DLT_EN10MB, pcap_snapshot(p));
	unsigned i;
	int err;

	if (!ethernet)
		return -ENOMEM;
	err = filter_compile(ethernet, text, program);
	pcap_close(ethernet);
	if (err)
		return err;
	for (i = 0; i < program->bf_len; i++) {
		if (move_load(&program->bf_insns[i], to))
			continue;
		pcap_freecode(program);
		return -EINVAL;
	}
	return 0;
}

/* What names a tag does not fit: the outer one is not there to be seen. */
int filter_compile_tags(pcap_t *p, const char *with, const char *without,
			struct bpf_program *program)
{
	struct bpf_program tagged;
	size_t i;

	if (filter_compile(p, with, program) == 0)
		return 0;
	if (filter_compile(p, without, program))
		return -EINVAL;
	for (i = 0; i < sizeof cooked / sizeof *cooked; i++) {
		if (cooked[i].link != pcap_datalink(p) ||
		    compile_cooked(p, with, &cooked[i], &tagged))
			continue;
		pcap_freecode(program);
		*program = tagged;
	}
	return 0;
}

int capture_filter_check(const char *extra, char why[CAPTURE_WHY])
{
	pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535);
	struct bpf_program program;
	int err = -EINVAL;

	if (!p)
		return no_memory(why);
	if (filter_compile(p, extra, &program) == 0) {
		pcap_freecode(&program);
		err = 0;
	} else {
		snprintf(why, CAPTURE_WHY, "the filter \"%s\" is wrong: %s; "
			 "pcap-filter(7) has the syntax", extra,
			 pcap_geterr(p));
	}
	pcap_close(p);
	return err;
}

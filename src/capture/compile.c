/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiles filters, and makes them see tags where libpcap does not. */
#include <errno.h>

#include "capture/source.h"

#define WORDS_MOST 500		/* of a filter of the user's */
#define INSNS_MOST 4096		/* that it has before they are made fewer */

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

static size_t count_words(const char *text)
{
	static const char between[] = " \t\r\n()|&!";
	size_t n = 0;

	for (text += strspn(text, between); *text;
	     text += strspn(text, between)) {
		text += strcspn(text, between);
		n++;
	}
	return n;
}

/*
 * libpcap's time grows faster than the square of what it compiles, and the
 * filter is compiled behind tags, too: three times as long.
 */
static int refuse_long(const char *extra, size_t n, const char *what,
		       size_t most, char why[CAPTURE_WHY])
{
	if (n <= most)
		return 0;
	snprintf(why, CAPTURE_WHY, "the filter \"%.40s...\" has %zu %s, up "
		 "to %zu would be right: networks stand for many hosts, "
		 "ranges for many ports, and capture.ports has room for many "
		 "of those", extra, n, what, most);
	return -EINVAL;
}

int capture_filter_check(const char *extra, char why[CAPTURE_WHY])
{
	pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535);
	struct bpf_program program;
	int err = refuse_long(extra, count_words(extra), "words", WORDS_MOST,
			      why);

	if (!p)
		return no_memory(why);
	if (!err && pcap_compile(p, &program, extra, 0,
				 PCAP_NETMASK_UNKNOWN) == 0) {
		err = refuse_long(extra, program.bf_len, "instructions",
				  INSNS_MOST, why);
		pcap_freecode(&program);
	} else if (!err) {
		err = -EINVAL;
		snprintf(why, CAPTURE_WHY, "the filter \"%s\" is wrong: %s; "
			 "pcap-filter(7) has the syntax", extra,
			 pcap_geterr(p));
	}
	pcap_close(p);
	return err;
}

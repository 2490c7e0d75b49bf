/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts a filter's parts in a row, and looks for ports by halving them. */
#include <netinet/in.h>
#include <stdlib.h>

#include "capture/source.h"

/*
 * libpcap compares with one port after the other, six times over, and its
 * optimiser's time grows faster than the square of that. A thousand ports
 * are to be compiled at once, and to fit in what the kernel takes: 4096
 * instructions (BPF_MAXINSNS).
 */
#define LEAF 32			/* ranges that are tried one by one */

#define TAKE 0x40000		/* bytes of a frame that is taken */

/* Where a jump leads: those are set once it is known. */
enum label { NOWHERE, TYPED, V4, PORTS, NEXT, MISS, HIT };

struct assembly {
	struct bpf_insn *insns;
	enum label *to;
	uint32_t n, room;
	bool failed;
};

static void put(struct assembly *a, unsigned code, uint32_t k,
		uint32_t jt, uint32_t jf, enum label to)
{
	uint32_t room = a->room ? 2 * a->room : 1024;
	struct bpf_insn *insns = a->insns;
	enum label *labels = a->to;

	if (a->n == a->room && !a->failed) {
		insns = realloc(a->insns, room * sizeof *insns);
		a->insns = insns ? insns : a->insns;
		labels = realloc(a->to, room * sizeof *labels);
		a->to = labels ? labels : a->to;
		a->failed = !insns || !labels;
		a->room = a->failed ? a->room : room;
	}
	if (a->failed)
		return;
	a->to[a->n] = to;
	a->insns[a->n++] = (struct bpf_insn){
		.code = (u_short)code, .jt = (u_char)jt, .jf = (u_char)jf,
		.k = k };
}

static void load(struct assembly *a, unsigned code, uint32_t k)
{
	put(a, code, k, 0, 0, NOWHERE);
}

static void jump(struct assembly *a, unsigned op, uint32_t k, uint32_t jt,
		 uint32_t jf)
{
	put(a, BPF_JMP | op | BPF_K, k, jt, jf, NOWHERE);
}

static void go(struct assembly *a, enum label to)
{
	put(a, BPF_JMP | BPF_JA, 0, 0, 0, to);
}

/* LABEL is here, for all who want to go there. */
static void settle(struct assembly *a, enum label label)
{
	for (uint32_t i = 0; i < a->n; i++) {
		if (a->to[i] != label)
			continue;
		a->insns[i].k = a->n - i - 1;
		a->to[i] = NOWHERE;
	}
}

/* -- ports ---------------------------------------------------------------- */

/* Each range is one or two comparisons; behind them: no, and yes. */
static void try_ranges(struct assembly *a, const struct port_range *p,
		       size_t n)
{
	uint32_t yes = a->n + 1;
	size_t i;

	for (i = 0; i < n; i++)
		yes += p[i].from == p[i].to ? 1 : 2;
	for (i = 0; i < n; i++) {
		if (p[i].from == p[i].to) {
			jump(a, BPF_JEQ, p[i].from, yes - a->n - 1, 0);
		} else {
			jump(a, BPF_JGE, p[i].from, 0, 1);
			jump(a, BPF_JGT, p[i].to, 0, yes - a->n - 1);
		}
	}
	go(a, NEXT);
	go(a, HIT);
}

/* Is the port in the accumulator one of P's? HIT, or NEXT. */
static void search(struct assembly *a, const struct port_range *p, size_t n)
{
	size_t half = n / 2;
	uint32_t right;

	if (n <= LEAF) {
		try_ranges(a, p, n);
		return;
	}
	jump(a, BPF_JGE, p[half].from, 0, 1);
	right = a->n;
	go(a, NOWHERE);
	search(a, p, half);
	if (!a->failed)
		a->insns[right].k = a->n - right - 1;
	search(a, p + half, n - half);
}

/* Looks at the port AT bytes behind X. */
static void look_for(struct assembly *a, const struct port_range *p, size_t n,
		     uint32_t at)
{
	load(a, BPF_LD | BPF_H | BPF_IND, at);
	search(a, p, n);
	settle(a, NEXT);
}

/* -- headers -------------------------------------------------------------- */

/* Where link types have an Ethernet frame's type, and what follows it. */
static const struct link { int link; bool typed; uint32_t type, rest; }
links[] = {
	{ DLT_EN10MB, true, 12, 14 },
	{ DLT_LINUX_SLL, true, 14, 16 },
	{ DLT_LINUX_SLL2, true, 0, 20 },
	{ DLT_RAW, false, 0, 0 },
};

static const struct link *find_link(int link)
{
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (links[i].link == link)
			return &links[i];
	return NULL;
}

bool assemble_knows(int link)
{
	return find_link(link) != NULL;
}

/* The type behind up to two VLAN tags; X is the length of those. */
static void pass_tags(struct assembly *a, const struct link *l)
{
	load(a, BPF_LDX | BPF_W | BPF_IMM, 0);
	load(a, BPF_LD | BPF_H | BPF_ABS, l->type);
	for (uint32_t length = 4; length <= 8; length += 4) {
		jump(a, BPF_JEQ, 0x8100, 3, 0);
		jump(a, BPF_JEQ, 0x88a8, 2, 0);
		jump(a, BPF_JEQ, 0x9100, 1, 0);
		go(a, TYPED);
		load(a, BPF_LDX | BPF_W | BPF_IMM, length);
		load(a, BPF_LD | BPF_H | BPF_ABS, l->rest + length - 2);
	}
	settle(a, TYPED);
}

/* To V4, on to IPv6, or it is neither. */
static void tell_version(struct assembly *a, uint32_t v4, uint32_t v6)
{
	jump(a, BPF_JEQ, v4, 0, 1);
	go(a, V4);
	jump(a, BPF_JEQ, v6, 1, 0);
	go(a, MISS);
}

/* The protocol is kept. */
static void check_protocol(struct assembly *a)
{
	jump(a, BPF_JEQ, IPPROTO_UDP, 3, 0);
	jump(a, BPF_JEQ, IPPROTO_TCP, 2, 0);
	jump(a, BPF_JEQ, IPPROTO_SCTP, 1, 0);
	go(a, MISS);
	load(a, BPF_ST, 0);
}

/* X goes on to the ports; a later fragment has none. */
static void pass_v6(struct assembly *a, uint32_t ip)
{
	load(a, BPF_LD | BPF_B | BPF_IND, ip + 6);
	check_protocol(a);
	load(a, BPF_MISC | BPF_TXA, 0);
	load(a, BPF_ALU | BPF_ADD | BPF_K, 40);
	load(a, BPF_MISC | BPF_TAX, 0);
}

static void pass_v4(struct assembly *a, uint32_t ip)
{
	load(a, BPF_LD | BPF_H | BPF_IND, ip + 6);
	jump(a, BPF_JSET, 0x1fff, 0, 1);
	go(a, MISS);
	load(a, BPF_LD | BPF_B | BPF_IND, ip + 9);
	check_protocol(a);
	load(a, BPF_LD | BPF_B | BPF_IND, ip);
	load(a, BPF_ALU | BPF_AND | BPF_K, 0xf);
	load(a, BPF_ALU | BPF_LSH | BPF_K, 2);
	load(a, BPF_ALU | BPF_ADD | BPF_X, 0);
	load(a, BPF_MISC | BPF_TAX, 0);
}

static void put_ports(struct assembly *a, const struct link *l,
		      const struct filter_parts *p)
{
	if (l->typed) {
		pass_tags(a, l);
		tell_version(a, 0x0800, 0x86dd);
	} else {
		load(a, BPF_LDX | BPF_W | BPF_IMM, 0);
		load(a, BPF_LD | BPF_B | BPF_ABS, 0);
		load(a, BPF_ALU | BPF_RSH | BPF_K, 4);
		tell_version(a, 4, 6);
	}
	pass_v6(a, l->rest);
	go(a, PORTS);
	settle(a, V4);
	pass_v4(a, l->rest);
	settle(a, PORTS);
	look_for(a, p->ports, p->n_ports, l->rest);
	look_for(a, p->ports, p->n_ports, l->rest + 2);
	if (!p->n_vxlan_ports)
		return;
	load(a, BPF_LD | BPF_W | BPF_MEM, 0);
	jump(a, BPF_JEQ, IPPROTO_UDP, 1, 0);
	go(a, MISS);
	look_for(a, p->vxlan_ports, p->n_vxlan_ports, l->rest + 2);
}

/* -- all of it ------------------------------------------------------------ */

/* A program of libpcap's, with HIT and MISS for what it returns. */
static void put_program(struct assembly *a, const struct bpf_program *program)
{
	for (uint32_t i = 0; i < program->bf_len; i++) {
		const struct bpf_insn *insn = &program->bf_insns[i];

		if (BPF_CLASS(insn->code) == BPF_RET)
			go(a, insn->k ? HIT : MISS);
		else
			put(a, insn->code, insn->k, insn->jt, insn->jf,
			    NOWHERE);
	}
}

/* HIT goes on behind it; the rest is not taken. */
static void put_test(struct assembly *a, const struct bpf_program *program)
{
	put_program(a, program);
	settle(a, MISS);
	load(a, BPF_RET | BPF_K, 0);
	settle(a, HIT);
}

int assemble(struct bpf_program *program, int link,
	     const struct filter_parts *parts)
{
	struct assembly a = { .n = 0 };

	if (parts->by_name.bf_len)
		put_program(&a, &parts->by_name);
	else
		put_ports(&a, find_link(link), parts);
	settle(&a, MISS);
	put_test(&a, &parts->rest);
	if (parts->extra.bf_len)
		put_test(&a, &parts->extra);
	load(&a, BPF_RET | BPF_K, TAKE);
	free(a.to);
	if (a.failed) {
		free(a.insns);
		return -ENOMEM;
	}
	*program = (struct bpf_program){ a.n, a.insns };
	return 0;
}

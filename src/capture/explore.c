/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the datagrams that a filter takes, by trying what it compares. */
#include <netinet/in.h>

#include "capture/source.h"

/*
 * The filter's program is run on a datagram. Each comparison on its way with
 * bytes of the datagram is then turned the other way by changing the bytes,
 * and so on: that finds the datagrams that the filter takes.
 */
#define BRANCHES 96		/* comparisons that are looked at, of a run */
#define RUNS	 5000		/* then it is enough */

/* A number, and the bytes of the packet that it was read from. */
struct value {
	uint32_t v, mask;	/* MASK: bits of the bytes; 0: not from them */
	uint32_t at, size;
};

struct branch {
	struct value value;
	uint16_t op;
	uint32_t k;
	bool taken;
};

struct trace {
	struct branch branches[BRANCHES];
	size_t n;
};

struct machine {
	struct value a, x, mem[BPF_MEMWORDS];
	const uint8_t *packet;
	struct trace *trace;
};

struct search {
	const struct bpf_program *program;
	explore_handler *taken;
	void *arg;
	unsigned runs;
	int version;		/* of IP */
	size_t ip;		/* where its header is */
	uint8_t seed[EXPLORED];
};

static struct value constant(uint32_t v)
{
	return (struct value){ .v = v };
}

static bool load(struct machine *m, const struct bpf_insn *i)
{
	uint32_t size = BPF_SIZE(i->code) == BPF_W ? 4 :
			BPF_SIZE(i->code) == BPF_H ? 2 : 1;
	uint32_t at = i->k, n;

	switch (BPF_MODE(i->code)) {
	case BPF_IMM:
		m->a = constant(i->k);
		return true;
	case BPF_LEN:
		m->a = constant(EXPLORED_LENGTH);
		return true;
	case BPF_MEM:
		m->a = m->mem[i->k];
		return true;
	case BPF_IND:
		at += m->x.v;
		break;
	}
	if (at >= EXPLORED || at + size > EXPLORED)
		return false;
	m->a = (struct value){ .mask = 0xffffffff >> (32 - 8 * size),
			       .at = at, .size = size };
	for (n = 0; n < size; n++)
		m->a.v = m->a.v << 8 | m->packet[at + n];
	return true;
}

static bool load_x(struct machine *m, const struct bpf_insn *i)
{
	switch (BPF_MODE(i->code)) {
	case BPF_IMM:
		m->x = constant(i->k);
		return true;
	case BPF_LEN:
		m->x = constant(EXPLORED_LENGTH);
		return true;
	case BPF_MEM:
		m->x = m->mem[i->k];
		return true;
	default:	/* BPF_MSH: the length of an IPv4 header */
		if (i->k >= EXPLORED)
			return false;
		m->x = constant((m->packet[i->k] & 0xf) << 2);
		return true;
	}
}

static bool calculate(struct machine *m, const struct bpf_insn *i)
{
	uint32_t k = BPF_SRC(i->code) == BPF_X ? m->x.v : i->k;
	uint32_t op = BPF_OP(i->code), v = m->a.v;

	if (op == BPF_AND) {
		m->a.v &= k;
		m->a.mask &= k;
		return true;
	}
	if ((op == BPF_DIV || op == BPF_MOD) && k == 0)
		return false;
	switch (op) {
	case BPF_ADD: v += k; break;
	case BPF_SUB: v -= k; break;
	case BPF_MUL: v *= k; break;
	case BPF_DIV: v /= k; break;
	case BPF_MOD: v %= k; break;
	case BPF_OR: v |= k; break;
	case BPF_XOR: v ^= k; break;
	case BPF_LSH: v = k < 32 ? v << k : 0; break;
	case BPF_RSH: v = k < 32 ? v >> k : 0; break;
	case BPF_NEG: v = -v; break;
	}
	m->a = constant(v);
	return true;
}

static bool compare(uint16_t op, uint32_t v, uint32_t k)
{
	switch (op) {
	case BPF_JEQ:
		return v == k;
	case BPF_JGT:
		return v > k;
	case BPF_JGE:
		return v >= k;
	default:
		return v & k;
	}
}

/* How many instructions the jump I leaps. */
static uint32_t jump(struct machine *m, const struct bpf_insn *i)
{
	uint32_t k = BPF_SRC(i->code) == BPF_X ? m->x.v : i->k;
	uint16_t op = BPF_OP(i->code);
	bool taken;

	if (op == BPF_JA)
		return i->k;
	taken = compare(op, m->a.v, k);
	if (m->a.mask && m->trace->n < BRANCHES)
		m->trace->branches[m->trace->n++] = (struct branch){
			.value = m->a, .op = op, .k = k, .taken = taken };
	return taken ? i->jt : i->jf;
}

/* Does the program take PACKET? TRACE: by which comparisons. */
static bool takes(const struct bpf_program *program, const uint8_t *packet,
		  struct trace *trace)
{
	struct machine m = { .packet = packet, .trace = trace };
	const struct bpf_insn *i;

	trace->n = 0;
	for (i = program->bf_insns; ; i++) {
		switch (BPF_CLASS(i->code)) {
		case BPF_LD:
			if (!load(&m, i))
				return false;
			break;
		case BPF_LDX:
			if (!load_x(&m, i))
				return false;
			break;
		case BPF_ST:
			m.mem[i->k] = m.a;
			break;
		case BPF_STX:
			m.mem[i->k] = m.x;
			break;
		case BPF_ALU:
			if (!calculate(&m, i))
				return false;
			break;
		case BPF_JMP:
			i += jump(&m, i);
			break;
		case BPF_RET:
			return BPF_RVAL(i->code) == BPF_A ? m.a.v : i->k;
		default:
			if (BPF_MISCOP(i->code) == BPF_TAX)
				m.x = m.a;
			else
				m.a = m.x;
		}
	}
}

/* Changes PACKET so that B goes the other way; false: no bytes do that. */
static bool turn(const struct branch *b, uint8_t *packet)
{
	uint32_t mask = b->value.mask, v = b->value.v, k = b->k, n;

	switch (b->op) {
	case BPF_JEQ:
		v = b->taken ? v ^ (mask & -mask) : k;
		break;
	case BPF_JGT:
		v = b->taken ? k : k + 1;
		break;
	case BPF_JGE:
		v = b->taken ? k - 1 : k;
		break;
	default:
		v = b->taken ? v & ~k : v | (k & mask & -(k & mask));
	}
	if ((v & ~mask) || compare(b->op, v, k) == b->taken)
		return false;
	for (n = b->value.size; n-- > 0; v >>= 8, mask >>= 8) {
		uint8_t *p = &packet[b->value.at + n];

		*p = (*p & ~mask) | (v & mask);
	}
	return true;
}

/* Is PACKET still a datagram, whole or the first fragment? */
static bool is_datagram(const struct search *s, const uint8_t *packet)
{
	const uint8_t *ip = packet + s->ip;
	size_t type;

	for (type = 12; type < s->ip; type += 4)	/* tags between */
		if (memcmp(packet + type, s->seed + type, 2) != 0)
			return false;
	if (s->version == 4)
		return ip[0] == 0x45 && !(ip[6] & 0x1f) && !ip[7];
	return ip[0] >> 4 == 6 && ip[6] != EXPLORED_FRAGMENT;
}

static bool hand_on(const struct search *s, const uint8_t *packet)
{
	return is_datagram(s, packet) &&
	       s->taken(&(struct explored){ packet, s->ip, s->version },
			s->arg);
}

/* Looks at PACKET, and at those with one of the branches FROM on turned. */
static bool look(struct search *s, const uint8_t *packet, size_t from)
{
	uint8_t turned[EXPLORED];
	struct trace trace;
	size_t i;

	if (s->runs++ >= RUNS)
		return false;
	if (takes(s->program, packet, &trace) && hand_on(s, packet))
		return true;
	for (i = from; i < trace.n; i++) {
		memcpy(turned, packet, sizeof turned);
		if (turn(&trace.branches[i], turned) &&
		    look(s, turned, i + 1))
			return true;
	}
	return false;
}

/* A datagram of IP version VERSION behind TAGS VLAN tags. */
static void look_from(struct search *s, int version, int tags)
{
	uint8_t *p = s->seed + 12;

	memset(s->seed, 0, sizeof s->seed);
	while (tags--) {
		p[0] = 0x81;
		p += 4;
	}
	p[0] = version == 4 ? 0x08 : 0x86;
	p[1] = version == 4 ? 0x00 : 0xdd;
	p += 2;
	p[0] = version == 4 ? 0x45 : 0x60;
	p[version == 4 ? 9 : 6] = IPPROTO_UDP;
	s->version = version;
	s->ip = (size_t)(p - s->seed);
	s->runs = 0;
	look(s, s->seed, 0);
}

void explore(const struct bpf_program *program, explore_handler *taken,
	     void *arg)
{
	struct search s = { .program = program, .taken = taken, .arg = arg };
	int version, tags;

	for (version = 4; version <= 6; version += 2)
		for (tags = 0; tags <= 2; tags++)
			look_from(&s, version, tags);
}

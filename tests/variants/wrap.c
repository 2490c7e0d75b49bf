/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts packets into tunnels: a table of headers. */
#include <err.h>
#include <string.h>

#include "variants.h"

enum { PORT_L2TP = 1701, PORT_GTP = 2152, PORT_VXLAN = 4789,
       PORT_GENEVE = 6081, PORT_TZSP = 37008 };

/* What a tunnel's header is put into. */
enum outer { OUTER_NONE, OUTER_IPV4, OUTER_IPV6 };

struct wrap {
	const char *name;
	enum level takes, gives;
	const char *header;	/* in hex; see put_header() */
	uint8_t protocol;	/* of the IP packet outside it; 0: none */
	uint16_t port;		/* of the datagram in that */
	bool v6;
};

/*
 * In hex; "LLLL" is the length of what follows it, "MMMM" that less four,
 * "TTTT" the ethertype of what is behind the header, "PPPP" PPP's number.
 */
static const struct wrap wraps[] = {
	{ "vlan", LEVEL_TYPE, LEVEL_TYPE, "8100 a00c", 0, 0, false },
	{ "qinq", LEVEL_TYPE, LEVEL_TYPE, "88a8 0007 8100 000c", 0, 0,
	  false },
	{ "mpls", LEVEL_IP, LEVEL_TYPE, "8847 00010040 00011140", 0, 0,
	  false },
	{ "pseudowire", LEVEL_FRAME, LEVEL_TYPE, "8847 00010140 00000000",
	  0, 0, false },
	{ "pppoe", LEVEL_IP, LEVEL_TYPE, "8864 1100 0001 LLLL PPPP", 0, 0,
	  false },
	{ "in-ipv4", LEVEL_IP, LEVEL_IP, "", PROTO_IPIP, 0, false },
	{ "in-ipv6", LEVEL_IP, LEVEL_IP, "", PROTO_IPIP, 0, true },
	{ "gre", LEVEL_IP, LEVEL_IP, "0000 TTTT", PROTO_GRE, 0, false },
	{ "gre6", LEVEL_IP, LEVEL_IP, "0000 TTTT", PROTO_GRE, 0, true },
	{ "gre-options", LEVEL_IP, LEVEL_IP,
	  "b000 TTTT 0000 0000 00000007 00000001", PROTO_GRE, 0, false },
	{ "gre-bridged", LEVEL_FRAME, LEVEL_IP, "0000 6558", PROTO_GRE, 0,
	  false },
	{ "erspan", LEVEL_FRAME, LEVEL_IP, "0000 88be", PROTO_GRE, 0,
	  false },
	{ "erspan2", LEVEL_FRAME, LEVEL_IP,
	  "1000 88be 00000001 1001 0001 00000000", PROTO_GRE, 0, false },
	{ "erspan3", LEVEL_FRAME, LEVEL_IP,
	  "1000 22eb 00000001 2001 0001 00000000 0000 0000", PROTO_GRE, 0,
	  false },
	{ "erspan3-platform", LEVEL_FRAME, LEVEL_IP,
	  "1000 22eb 00000001 2001 0001 00000000 0000 0001"
	  "0000000000000000", PROTO_GRE, 0, false },
	{ "vxlan", LEVEL_FRAME, LEVEL_IP, "08000000 00002a00", PROTO_UDP,
	  PORT_VXLAN, false },
	{ "vxlan6", LEVEL_FRAME, LEVEL_IP, "08000000 00002a00", PROTO_UDP,
	  PORT_VXLAN, true },
	{ "geneve", LEVEL_FRAME, LEVEL_IP, "0000 6558 00002a00", PROTO_UDP,
	  PORT_GENEVE, false },
	{ "geneve-options", LEVEL_IP, LEVEL_IP,
	  "0200 TTTT 00002a00 0102 0301 00000000", PROTO_UDP, PORT_GENEVE,
	  false },
	{ "gtp", LEVEL_IP, LEVEL_IP, "30ff MMMM 00000001", PROTO_UDP,
	  PORT_GTP, false },
	{ "gtp-options", LEVEL_IP, LEVEL_IP,
	  "36ff MMMM 00000001 0001 00 85 01 0000 00", PROTO_UDP, PORT_GTP,
	  false },
	{ "l2tp", LEVEL_IP, LEVEL_IP, "0002 0001 0001 ff03 PPPP", PROTO_UDP,
	  PORT_L2TP, false },
	{ "l2tp3", LEVEL_FRAME, LEVEL_IP, "00000001 00000000", PROTO_L2TP,
	  0, false },
	{ "tzsp", LEVEL_FRAME, LEVEL_IP, "01000001 01", PROTO_UDP,
	  PORT_TZSP, false },
};

const char *wrap_name(size_t i)
{
	return i < sizeof wraps / sizeof *wraps ? wraps[i].name : NULL;
}

static unsigned digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

/* Before N bytes of a header, and what is behind that, in P. */
static size_t value_of(char letter, size_t n, const struct packet *p)
{
	bool v6 = p->bytes[0] >> 4 == 6;

	switch (letter) {
	case 'T':
		return v6 ? 0x86dd : 0x0800;
	case 'P':
		return v6 ? 0x0057 : 0x0021;
	case 'M':
		return n + p->n - 4;
	default:
		return n + p->n;
	}
}

static size_t count_bytes(const char *hex)
{
	size_t digits = 0;

	for (; *hex; hex++)
		digits += *hex != ' ';
	return digits / 2;
}

static void put_header(struct packet *p, const char *hex)
{
	size_t n = count_bytes(hex);
	uint8_t header[64], *b = header;

	for (const char *c = hex; *c;) {
		if (*c == ' ') {
			c++;
		} else if (strchr("LMPT", *c)) {
			b += 2;
			put16(b - 2, value_of(*c, n - (size_t)(b - header),
					      p));
			c += 4;
		} else {
			*b++ = (uint8_t)(digit(c[0]) << 4 | digit(c[1]));
			c += 2;
		}
	}
	memcpy(packet_prepend(p, n), header, n);
}

static void put(const struct wrap *w, struct packet *p, uint16_t id)
{
	uint8_t protocol = w->protocol;

	if (protocol == PROTO_IPIP && p->bytes[0] >> 4 == 6)
		protocol = PROTO_IPV6;
	put_header(p, w->header);
	if (w->port)
		udp_put(p, w->port, w->port);
	if (protocol)
		ip_put(p, (struct path){ w->v6, 1, 2 }, protocol, id);
}

static const struct wrap *find(const char *name)
{
	for (size_t i = 0; i < sizeof wraps / sizeof *wraps; i++)
		if (strcmp(wraps[i].name, name) == 0)
			return &wraps[i];
	errx(2, "no tunnel is called \"%s\"", name);
}

bool wrap_apply(struct train *t, const char *name)
{
	const struct wrap *w = find(name);

	if (!train_raise(t, w->takes))
		return false;
	for (size_t i = 0; i < t->n; i++)
		put(w, &t->packets[i], (uint16_t)(i + 1));
	t->level = w->gives;
	return true;
}

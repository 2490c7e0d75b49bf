/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts packets into tunnels and behind tags, in every form there is. */
#include <string.h>

#include "wrap.h"

enum { IPV4 = 0x0800, IPV6 = 0x86dd, MPLS = 0x8847, PPPOE = 0x8864,
       BRIDGED = 0x6558 };
enum { IPIP = 4, UDP = 17, IPV6_IN_IP = 41, GRE = 47, L2TP = 115 };

/* Puts N bytes before W. */
static bool before(struct wrapped *w, const void *bytes, size_t n)
{
	if (w->n + n > WRAPPED_LONGEST)
		return false;
	memmove(w->b + n, w->b, w->n);
	memcpy(w->b, bytes, n);
	w->n += n;
	return true;
}

#define BEFORE(w, ...) before(w, (const uint8_t[]){ __VA_ARGS__ }, \
			      sizeof (const uint8_t[]){ __VA_ARGS__ })

/* The two bytes of a number, for a list of bytes. */
#define TWO(v) (uint8_t)((v) >> 8), (uint8_t)(v)

static bool is_ip(const struct wrapped *w)
{
	return w->type == IPV4 || w->type == IPV6;
}

static uint16_t sum_of(const uint8_t *b, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n; i += 2)
		sum += (uint32_t)b[i] << 8 | b[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* From 203.0.113.1 to 203.0.113.2. */
static bool in_ipv4(struct wrapped *w, uint8_t protocol)
{
	uint8_t h[20] = { 0x45, 0, TWO(20 + w->n), 0, 0, 0x40, 0, 64,
			  protocol, 0, 0, 203, 0, 113, 1, 203, 0, 113, 2 };
	uint16_t sum = sum_of(h, sizeof h);

	h[10] = (uint8_t)(sum >> 8);
	h[11] = (uint8_t)sum;
	w->type = IPV4;
	return before(w, h, sizeof h);
}

/* From 2001:db8:ff::1 to 2001:db8:ff::2. */
static bool in_ipv6(struct wrapped *w, uint8_t next)
{
	const uint8_t h[40] = {
		0x60, 0, 0, 0, TWO(w->n), next, 64,
		0x20, 0x01, 0x0d, 0xb8, 0, 0xff, [23] = 1,
		0x20, 0x01, 0x0d, 0xb8, 0, 0xff, [39] = 2,
	};

	w->type = IPV6;
	return before(w, h, sizeof h);
}

/* In UDP without a checksum, which IPv4 allows. */
static bool in_udp(struct wrapped *w, uint16_t port)
{
	return BEFORE(w, TWO(49152), TWO(port), TWO(8 + w->n), 0, 0) &&
	       in_ipv4(w, UDP);
}

static bool in_ethernet(struct wrapped *w)
{
	return BEFORE(w, 2, 0, 0, 0, 1, 2, 2, 0, 0, 0, 1, 1, TWO(w->type));
}

/* VARIANT: also address and control, which may be left out. */
static bool in_ppp(struct wrapped *w, bool whole)
{
	uint16_t protocol = w->type == IPV4 ? 0x0021 :
			    w->type == IPV6 ? 0x0057 :
			    w->type == MPLS ? 0x0281 : 0;

	return protocol && BEFORE(w, TWO(protocol)) &&
	       (!whole || BEFORE(w, 0xff, 3));
}

/* -- tags and labels ------------------------------------------------------ */

static bool tag(struct wrapped *w, uint16_t vid, uint16_t type)
{
	bool done = BEFORE(w, TWO(vid), TWO(w->type));

	w->type = type;
	return done;
}

static bool wrap_vlan(struct wrapped *w)
{
	return tag(w, 200, 0x8100);
}

static bool wrap_qinq(struct wrapped *w)
{
	return tag(w, 201, 0x8100) && tag(w, 300, 0x88a8);
}

/* Two labels. */
static bool wrap_mpls(struct wrapped *w)
{
	bool fits = is_ip(w);

	w->type = MPLS;
	return fits && BEFORE(w, 0, 0x01, 0x00, 64, 0, 0x02, 0x01, 64);
}

/* A pseudowire, with a control word. */
static bool wrap_mpls_pw(struct wrapped *w)
{
	bool done = in_ethernet(w) && BEFORE(w, 0, 0, 0, 9) &&
		    BEFORE(w, 0, 0x03, 0x01, 64);

	w->type = MPLS;
	return done;
}

static bool wrap_mpls_udp(struct wrapped *w)
{
	return wrap_mpls(w) && in_udp(w, 6635);
}

static bool wrap_pppoe(struct wrapped *w)
{
	bool done = in_ppp(w, false) && BEFORE(w, 0x11, 0, 0, 7, TWO(w->n));

	w->type = PPPOE;
	return done;
}

/* -- IP in IP ------------------------------------------------------------- */

static bool wrap_ipip(struct wrapped *w)
{
	return is_ip(w) && in_ipv4(w, w->type == IPV4 ? IPIP : IPV6_IN_IP);
}

static bool wrap_ipip6(struct wrapped *w)
{
	return is_ip(w) && in_ipv6(w, w->type == IPV4 ? IPIP : IPV6_IN_IP);
}

/* -- GRE ------------------------------------------------------------------ */

static bool wrap_gre(struct wrapped *w)
{
	return BEFORE(w, 0, 0, TWO(w->type)) && in_ipv4(w, GRE);
}

static bool wrap_gre6(struct wrapped *w)
{
	return BEFORE(w, 0, 0, TWO(w->type)) && in_ipv6(w, GRE);
}

/* Checksum (of which nobody is), key and sequence. */
static bool wrap_gre_options(struct wrapped *w)
{
	return BEFORE(w, 0xb0, 0, TWO(w->type), 0xaa, 0xbb, 0, 0,
		      0, 0, 0, 7, 0, 0, 0, 1) && in_ipv4(w, GRE);
}

static bool wrap_gre_routing(struct wrapped *w)
{
	return BEFORE(w, 0x40, 0, TWO(w->type), 0, 0, 0, 0,
		      8, 0, 0, 4, 203, 0, 113, 9, 0, 0, 0, 0) &&
	       in_ipv4(w, GRE);
}

static bool wrap_gre_ethernet(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 0, 0, TWO(BRIDGED)) &&
	       in_ipv4(w, GRE);
}

static bool wrap_pptp(struct wrapped *w)
{
	return in_ppp(w, true) &&
	       BEFORE(w, 0x30, 1, 0x88, 0x0b, TWO(w->n), 0, 7, 0, 0, 0, 1) &&
	       in_ipv4(w, GRE);
}

static bool wrap_erspan(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 0, 0, 0x88, 0xbe) &&
	       in_ipv4(w, GRE);
}

static bool wrap_erspan2(struct wrapped *w)
{
	return in_ethernet(w) &&
	       BEFORE(w, 0x10, 0, 0x88, 0xbe, 0, 0, 0, 1,
		      0x10, 1, 0, 1, 0, 0, 0, 1) && in_ipv4(w, GRE);
}

/* With the platform's subheader. */
static bool wrap_erspan3(struct wrapped *w)
{
	return in_ethernet(w) &&
	       BEFORE(w, 0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20, 1, 0, 1,
		      0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7) &&
	       in_ipv4(w, GRE);
}

/* -- in UDP --------------------------------------------------------------- */

static bool wrap_vxlan(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 8, 0, 0, 0, 0, 0, 42, 0) &&
	       in_udp(w, 4789);
}

static bool wrap_vxlan_linux(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 8, 0, 0, 0, 0, 0, 42, 0) &&
	       in_udp(w, 8472);
}

static bool wrap_vxlan_gpe(struct wrapped *w)
{
	return is_ip(w) && BEFORE(w, 12, 0, 0, w->type == IPV4 ? 1 : 2,
				  0, 0, 42, 0) && in_udp(w, 4790);
}

/* With an option of eight bytes. */
static bool wrap_geneve(struct wrapped *w)
{
	return in_ethernet(w) &&
	       BEFORE(w, 2, 0, TWO(BRIDGED), 0, 0, 42, 0,
		      1, 2, 3, 1, 4, 5, 6, 7) && in_udp(w, 6081);
}

static bool wrap_geneve_ip(struct wrapped *w)
{
	return is_ip(w) && BEFORE(w, 0, 0, TWO(w->type), 0, 0, 42, 0) &&
	       in_udp(w, 6081);
}

static bool wrap_gtp(struct wrapped *w)
{
	return is_ip(w) && BEFORE(w, 0x30, 255, TWO(w->n), 0, 0, 0, 1) &&
	       in_udp(w, 2152);
}

/* With a sequence number and a PDU session container. */
static bool wrap_gtp_extension(struct wrapped *w)
{
	return is_ip(w) &&
	       BEFORE(w, 0x36, 255, TWO(w->n + 8), 0, 0, 0, 1,
		      0, 9, 0, 0x85, 1, 0x10, 1, 0) && in_udp(w, 2152);
}

static bool wrap_l2tp(struct wrapped *w)
{
	return in_ppp(w, true) && BEFORE(w, 0, 2, 0, 1, 0, 2) &&
	       in_udp(w, 1701);
}

/* Length, sequence and offset. */
static bool wrap_l2tp_options(struct wrapped *w)
{
	return in_ppp(w, true) &&
	       BEFORE(w, 0x4a, 2, TWO(16 + w->n), 0, 1, 0, 2, 0, 3, 0, 4,
		      0, 2, 0, 0) && in_udp(w, 1701);
}

/* A pseudowire, with a cookie and a sublayer. */
static bool wrap_l2tp3(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 0, 0, 0, 7, 1, 2, 3, 4,
					0x40, 0, 0, 1) && in_ipv4(w, L2TP);
}

static bool wrap_l2tp3_udp(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 0, 3, 0, 0, 0, 0, 0, 7) &&
	       in_udp(w, 1701);
}

/* With a tag of one byte. */
static bool wrap_tzsp(struct wrapped *w)
{
	return in_ethernet(w) && BEFORE(w, 1, 0, 0, 1, 10, 1, 200, 1) &&
	       in_udp(w, 37008);
}

/* -- the table ------------------------------------------------------------ */

const struct wrapping wrappings[] = {
	{ "vlan", wrap_vlan, NULL },
	{ "qinq", wrap_qinq, NULL },
	{ "mpls", wrap_mpls, "mpls" },
	{ "mpls-pw", wrap_mpls_pw, "mpls" },
	{ "mpls-udp", wrap_mpls_udp, "mpls" },
	{ "pppoe", wrap_pppoe, "pppoe" },
	{ "ipip", wrap_ipip, "ipip" },
	{ "ipip6", wrap_ipip6, "ipip" },
	{ "gre", wrap_gre, "gre" },
	{ "gre6", wrap_gre6, "gre" },
	{ "gre-options", wrap_gre_options, "gre" },
	{ "gre-routing", wrap_gre_routing, "gre" },
	{ "gre-ethernet", wrap_gre_ethernet, "gre" },
	{ "pptp", wrap_pptp, "gre" },
	{ "erspan", wrap_erspan, "erspan" },
	{ "erspan2", wrap_erspan2, "erspan" },
	{ "erspan3", wrap_erspan3, "erspan" },
	{ "vxlan", wrap_vxlan, "vxlan" },
	{ "vxlan-linux", wrap_vxlan_linux, "vxlan" },
	{ "vxlan-gpe", wrap_vxlan_gpe, "vxlan" },
	{ "geneve", wrap_geneve, "geneve" },
	{ "geneve-ip", wrap_geneve_ip, "geneve" },
	{ "gtp", wrap_gtp, "gtp" },
	{ "gtp-extension", wrap_gtp_extension, "gtp" },
	{ "l2tp", wrap_l2tp, "l2tp" },
	{ "l2tp-options", wrap_l2tp_options, "l2tp" },
	{ "l2tp3", wrap_l2tp3, "l2tp" },
	{ "l2tp3-udp", wrap_l2tp3_udp, "l2tp" },
	{ "tzsp", wrap_tzsp, "tzsp" },
	{ NULL, NULL, NULL },
};

bool wrap_in(struct wrapped *w, const char *name, size_t n)
{
	for (const struct wrapping *g = wrappings; g->name; g++)
		if (strlen(g->name) == n && memcmp(g->name, name, n) == 0)
			return g->wrap(w);
	return false;
}

bool wrap_chain(struct wrapped *w, const char *chain)
{
	size_t end = strlen(chain), from;

	while (end > 0) {
		for (from = end; from > 0 && chain[from - 1] != '/'; from--)
			continue;
		if (!wrap_in(w, chain + from, end - from))
			return false;
		end = from ? from - 1 : 0;
	}
	return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The generated filter takes what may be SIP, whatever it is wrapped in. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "capture/source.h"
#include "captures.h"

#include <cmocka.h>

#define UDP 17
#define TCP 6
#define SCTP 132

/* A packet in the words of a test. */
struct packet {
	int version;		/* of IP */
	int tags;
	int protocol;
	int src, dst;		/* ports */
	int offset;		/* of a fragment, in 8 bytes */
	int header;		/* IPv6: an extension header before */
	int type;		/* ethertype, of what is no IP */
};

static void put_v4(struct bytes *o, const struct packet *p)
{
	put_number(o, 0x4500, 2);
	put_number(o, 28, 2);
	put_number(o, 7, 2);
	put_number(o, p->offset, 2);
	put_number(o, 64 << 8 | p->protocol, 2);
	put_number(o, 0, 2);
	put_number(o, 0xc0000201, 4);	/* 192.0.2.1 */
	put_number(o, 0xc6336407, 4);	/* 198.51.100.7 */
}

static void put_v6(struct bytes *o, const struct packet *p)
{
	put_number(o, 0x60000000, 4);
	put_number(o, 16, 2);
	put_number(o, p->header ? p->header : p->protocol, 1);
	put_number(o, 64, 1);
	put_number(o, 0x20010db800000000, 8);
	put_number(o, 1, 8);
	put_number(o, 0x20010db800000000, 8);
	put_number(o, 2, 8);
	if (!p->header)
		return;
	put_number(o, p->protocol, 1);
	put_number(o, 0, 1);
	put_number(o, p->offset << 3, 2);
	put_number(o, 0, 4);
}

static void put_ip(struct bytes *o, const struct packet *p)
{
	if (p->version == 6)
		put_v6(o, p);
	else
		put_v4(o, p);
	put_number(o, p->src, 2);
	put_number(o, p->dst, 2);
	put_number(o, 8, 2);
	put_number(o, 0, 2);
}

static void put_zeros(struct bytes *o, int n)
{
	while (n--)
		put_number(o, 0, 1);
}

/* The type of what comes behind all tags but TAGS. */
static void put_type(struct bytes *o, const struct packet *p, int tags)
{
	put_number(o, tags ? 0x8100 : p->type ? p->type :
		      p->version == 6 ? 0x86dd : 0x0800, 2);
}

static void put_frame(struct bytes *o, int link, const struct packet *p)
{
	int tags = p->tags;

	if (link == DLT_LINUX_SLL)
		put_zeros(o, 14);
	else if (link == DLT_EN10MB)
		put_zeros(o, 12);
	if (link != DLT_RAW)
		put_type(o, p, tags);
	if (link == DLT_LINUX_SLL2)
		put_zeros(o, 18);
	while (tags--) {
		put_number(o, 7, 2);
		put_type(o, p, tags);
	}
	put_ip(o, p);
}

static bool takes(const char *filter, int link, const struct packet *p)
{
	struct bytes o = { .big = true }, frame = { .big = true };
	char why[CAPTURE_WHY], *name;
	struct file *file;
	bool taken;
	int err;

	put_frame(&frame, link, p);
	put_pcap_header(&o, PCAP_MICRO, link);
	put_pcap_packet(&o, 1, 0, frame.b, frame.n);
	name = keep_file(o.b, o.n);
	err = file_open(&file, name, filter, why);
	drop_file(name);
	if (err)
		fail_msg("%s", why);
	taken = file_next(file);
	file_close(file);
	return taken;
}

/* The same live, by the filter of S. */
static bool takes_live(const struct capture_settings *s, int link,
		       const struct packet *p)
{
	pcap_t *dead = pcap_open_dead(link, 65535);
	struct bytes frame = { .big = true };
	struct bpf_program program;
	struct pcap_pkthdr h;
	char why[CAPTURE_WHY];
	struct filter *f;
	bool taken;

	put_frame(&frame, link, p);
	h = (struct pcap_pkthdr){ .caplen = frame.n, .len = frame.n };
	assert_int_equal(filter_create(&f, s), 0);
	if (filter_program(f, dead, &program, why) < 0)
		fail_msg("%s", why);
	filter_destroy(f);
	taken = pcap_offline_filter(&program, &h, frame.b);
	pcap_freecode(&program);
	pcap_close(dead);
	return taken;
}

static struct port_range ports[] = { { 5060, 5060 }, { 5080, 5090 } };
static struct port_range vxlan[] = { { 4789, 4789 } };

/* These ports and EXTRA. */
static struct capture_settings set(const char *extra)
{
	return (struct capture_settings){
		.ports = ports, .n_ports = 2,
		.vxlan_ports = vxlan, .n_vxlan_ports = 1,
		.filter = (char *)(uintptr_t)extra,
	};
}

/* Is P taken by S, behind any number of tags and on all link types? */
static bool taken_by(const struct capture_settings *s, struct packet p)
{
	static const int links[] = { DLT_EN10MB, DLT_LINUX_SLL,
				     DLT_LINUX_SLL2 };
	bool result;

	if (!p.version)
		p.version = 4;
	result = takes_live(s, p.type ? DLT_EN10MB : DLT_RAW, &p);
	for (p.tags = 0; p.tags <= 2; p.tags++)
		for (size_t i = 0; i < sizeof links / sizeof *links; i++)
			if (takes_live(s, links[i], &p) != result)
				fail_msg("%d tags make a difference on %d",
					 p.tags, links[i]);
	return result;
}

/* By these ports and EXTRA. */
static bool taken(struct packet p, const char *extra)
{
	struct capture_settings s = set(extra);

	return taken_by(&s, p);
}

#define P(...) ((struct packet){ __VA_ARGS__ })

static void the_ports_are_taken(void **state)
{
	int version;

	(void)state;
	for (version = 4; version <= 6; version += 2) {
		struct packet p = { .version = version, .protocol = UDP,
				    .src = 5060, .dst = 40000 };

		assert_true(taken(p, NULL));
		p.protocol = TCP;
		assert_true(taken(p, NULL));
		p.src = 40000;
		p.dst = 5085;
		assert_true(taken(p, NULL));
		p.protocol = UDP;
		assert_true(taken(p, NULL));
		p.protocol = SCTP;
		assert_true(taken(p, NULL));
	}
}

static void other_ports_and_protocols_are_not(void **state)
{
	int version;

	(void)state;
	for (version = 4; version <= 6; version += 2) {
		struct packet p = { .version = version, .protocol = UDP,
				    .src = 5062, .dst = 40000 };

		assert_false(taken(p, NULL));
		p.dst = 5091;
		assert_false(taken(p, NULL));
		p.dst = 5060;
		p.protocol = 136;	/* UDP-Lite */
		assert_false(taken(p, NULL));
	}
}

static void later_fragments_are_taken(void **state)
{
	(void)state;
	assert_true(taken(P(.protocol = UDP, .offset = 185), NULL));
	assert_true(taken(P(.protocol = UDP, .offset = 0x2001), NULL));
	assert_true(taken(P(.version = 6, .protocol = UDP, .header = 44,
			    .offset = 185), NULL));
}

static void ipv6_behind_extension_headers_is_taken(void **state)
{
	(void)state;
	assert_true(taken(P(.version = 6, .protocol = UDP, .dst = 5060,
			    .header = 0x3c), NULL));
	assert_true(taken(P(.version = 6, .protocol = UDP, .dst = 5060,
			    .header = 43), NULL));
	assert_false(taken(P(.version = 6, .protocol = UDP, .dst = 40000,
			     .header = 50), NULL));
}

static void tls_is_taken_to_be_counted(void **state)
{
	struct port_range own = { 5000, 5100 };
	struct capture_settings s = { .ports = &own, .n_ports = 1 };

	(void)state;
	assert_true(taken(P(.protocol = TCP, .dst = 5061), NULL));
	assert_false(taken(P(.protocol = UDP, .dst = 5061), NULL));
	assert_true(taken_by(&s, P(.protocol = TCP, .dst = 5061)));
	assert_true(taken_by(&s, P(.protocol = UDP, .dst = 5061)));
}

static void sctp_in_udp_is_taken(void **state)
{
	(void)state;
	for (int version = 4; version <= 6; version += 2) {
		assert_true(taken(P(.version = version, .protocol = UDP,
				    .src = 49152, .dst = 9899), NULL));
		assert_false(taken(P(.version = version, .protocol = TCP,
				     .src = 49152, .dst = 9899), NULL));
	}
}

static void tunnels_are_taken(void **state)
{
	static const int protocols[] = { 4, 41, 47, 115, 137 };
	static const int tunnels[] = { 1701, 2152, 4789, 6081, 6635, 37008 };
	int version;

	(void)state;
	for (version = 4; version <= 6; version += 2) {
		for (size_t i = 0; i < 5; i++)
			assert_true(taken(P(.version = version,
					    .protocol = protocols[i]), NULL));
		for (size_t i = 0; i < 6; i++) {
			struct packet p = { .version = version,
					    .protocol = UDP,
					    .dst = tunnels[i] };

			assert_true(taken(p, NULL));
			p.src = p.dst;
			p.dst = 40000;
			assert_true(taken(p, NULL) == (p.src == 1701));
			p.dst = p.src;
			p.protocol = TCP;
			assert_false(taken(p, NULL));
		}
		assert_false(taken(P(.version = version, .protocol = 50),
				   NULL));
	}
}

static void tunnels_without_ip_are_taken(void **state)
{
	static const int types[] = { 0x8847, 0x8848, 0x8864 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(taken(P(.type = types[i]), NULL));
		assert_false(taken(P(.type = types[i]), "host 192.0.2.1"));
	}
	assert_false(taken(P(.type = 0x88cc), NULL));
}

static void an_extra_filter_holds_for_tunnels_too(void **state)
{
	(void)state;
	assert_true(taken(P(.protocol = 47), "host 192.0.2.1"));
	assert_false(taken(P(.protocol = 47), "host 192.0.2.9"));
}

static void an_extra_filter_holds_behind_tags_too(void **state)
{
	(void)state;
	assert_true(taken(P(.protocol = UDP, .dst = 5060),
			  "host 192.0.2.1"));
	assert_true(taken(P(.protocol = UDP, .offset = 185),
			  "host 192.0.2.1"));
	assert_false(taken(P(.protocol = UDP, .dst = 5060),
			   "host 192.0.2.9"));
	assert_false(taken(P(.protocol = UDP, .offset = 185),
			   "host 192.0.2.9"));
	assert_true(taken(P(.protocol = UDP, .dst = 5060),
			  "host 192.0.2.9 or host 192.0.2.1"));
	assert_false(taken(P(.protocol = UDP, .dst = 9),
			   "host 192.0.2.9 or host 192.0.2.1"));
	assert_true(taken(P(.protocol = UDP, .dst = 5060), ""));
}

static void an_extra_filter_may_name_a_tag(void **state)
{
	struct capture_settings s = set("vlan 7");
	struct packet p = { .version = 4, .protocol = UDP, .dst = 5060 };

	(void)state;
	assert_false(takes_live(&s, DLT_EN10MB, &p));
	p.tags = 1;
	assert_true(takes_live(&s, DLT_EN10MB, &p));
	p.tags = 2;
	assert_true(takes_live(&s, DLT_EN10MB, &p));
	p.dst = 9;
	assert_false(takes_live(&s, DLT_EN10MB, &p));
	s = set("vlan 8");
	p.dst = 5060;
	assert_false(takes_live(&s, DLT_EN10MB, &p));
}

/* Is P taken by FILTER alone, as in a replay, with TAGS tags? */
static bool replayed(const char *filter, int tags)
{
	struct packet p = { .version = 4, .tags = tags, .protocol = UDP,
			    .dst = 9 };

	return takes(filter, DLT_EN10MB, &p);
}

static void a_filter_alone_holds_behind_tags_too(void **state)
{
	int tags;

	(void)state;
	for (tags = 0; tags <= 2; tags++) {
		assert_true(replayed("host 192.0.2.1", tags));
		assert_false(replayed("host 192.0.2.9", tags));
		assert_true(replayed("not host 192.0.2.9", tags));
		assert_false(replayed("not host 192.0.2.1", tags));
		assert_true(replayed("", tags));
		assert_true(replayed("udp or tcp", tags));
	}
	assert_false(replayed("vlan", 0));
	assert_true(replayed("vlan 7", 1));
	assert_false(replayed("vlan 8", 1));
}

static void a_filter_alone_fits_links_without_tags(void **state)
{
	struct packet p = { .version = 4, .protocol = UDP, .dst = 9 };

	(void)state;
	assert_true(takes("host 192.0.2.1", DLT_LINUX_SLL, &p));
	assert_false(takes("host 192.0.2.9", DLT_LINUX_SLL, &p));
}

static void a_filter_that_names_a_tag_does_not_fit_them(void **state)
{
	pcap_t *p = pcap_open_dead(DLT_LINUX_SLL2, 65535);
	struct bpf_program program;

	(void)state;
	assert_int_equal(filter_compile_tags(p, "vlan 7", "vlan 7", &program),
			 -EINVAL);
	assert_non_null(strstr(pcap_geterr(p), "VLAN"));
	pcap_close(p);
}

static void a_wrong_filter_is_said(void **state)
{
	char why[CAPTURE_WHY] = "";

	(void)state;
	assert_int_equal(capture_filter_check("host 192.0.2.1", why), 0);
	assert_string_equal(why, "");
	assert_int_equal(capture_filter_check("port of call", why), -EINVAL);
	assert_non_null(strstr(why, "port of call"));
	assert_non_null(strstr(why, "pcap-filter(7)"));
	assert_int_equal(capture_filter_check("udp) or (tcp", why), -EINVAL);
}

/* The program that S makes for LINK. */
static struct bpf_program program_for(const struct capture_settings *s,
				      int link)
{
	pcap_t *dead = pcap_open_dead(link, 65535);
	struct bpf_program program;
	char why[CAPTURE_WHY];
	struct filter *f;

	assert_int_equal(filter_create(&f, s), 0);
	if (filter_program(f, dead, &program, why) < 0)
		fail_msg("%s", why);
	filter_destroy(f);
	pcap_close(dead);
	return program;
}

/* Of UDP to each port: taken, if it is a tunnel's or one that S names? */
static void assert_exact(const struct capture_settings *s,
			 const struct bpf_program *program)
{
	static const int tunnels[] = { 1701, 2152, 6081, 6635, 9899,
				       37008 };
	bool named[65536] = { false };

	for (size_t i = 0; i < 6; i++)
		named[tunnels[i]] = true;
	for (size_t i = 0; i < s->n_ports; i++)
		for (int p = s->ports[i].from; p <= s->ports[i].to; p++)
			named[p] = true;
	for (int port = 1; port <= 65535; port++) {
		struct packet p = { .version = 6, .protocol = UDP,
				    .src = 4, .dst = port };
		struct bytes frame = { .big = true };
		struct pcap_pkthdr h;

		put_frame(&frame, DLT_EN10MB, &p);
		h = (struct pcap_pkthdr){ .caplen = frame.n, .len = frame.n };
		if (!pcap_offline_filter(program, &h, frame.b) == named[port])
			fail_msg("%d is %s", port, named[port] ? "lost" :
				 "taken");
	}
}

#define KERNEL_MOST 4096	/* instructions of a filter */

static void a_thousand_ports_are_found_in_what_the_kernel_takes(void **state)
{
	struct port_range odd[1000], tunnels[1000];
	struct capture_settings s = {
		.ports = odd, .n_ports = 1000,
		.vxlan_ports = tunnels, .n_vxlan_ports = 1000 };
	struct bpf_program program;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {	/* in no order */
		unsigned port = 5001 + 2 * (i * 7 % 1000);

		odd[i] = (struct port_range){ port, port };
		tunnels[i] = odd[i];
	}
	program = program_for(&s, DLT_EN10MB);
	assert_in_range(program.bf_len, 3000, KERNEL_MOST);
	assert_exact(&s, &program);
	pcap_freecode(&program);
	s.n_vxlan_ports = 0;
	program = program_for(&s, DLT_EN10MB);
	assert_in_range(program.bf_len, 2000, KERNEL_MOST);
	assert_exact(&s, &program);
	pcap_freecode(&program);
}

static void ranges_of_ports_are_found_too(void **state)
{
	struct port_range some[300];
	struct capture_settings s = { .ports = some };
	struct bpf_program program;

	(void)state;
	for (unsigned i = 0; i < 300; i++)
		some[i] = (struct port_range){ 200 * i + 1,
					       200 * i + 1 + i % 3 };
	for (s.n_ports = 1; s.n_ports <= 300; s.n_ports += 23) {
		program = program_for(&s, DLT_EN10MB);
		assert_exact(&s, &program);
		pcap_freecode(&program);
	}
}

static void ports_that_adjoin_are_one_range(void **state)
{
	struct port_range apart[1000], one = { 1001, 2000 };
	struct capture_settings s = { .ports = apart, .n_ports = 1000 };
	struct bpf_program program, same;

	(void)state;
	for (unsigned i = 0; i < 1000; i++)
		apart[i] = (struct port_range){ 2000 - i, 2000 - i / 2 };
	program = program_for(&s, DLT_LINUX_SLL2);
	s = (struct capture_settings){ .ports = &one, .n_ports = 1 };
	same = program_for(&s, DLT_LINUX_SLL2);
	assert_int_equal(program.bf_len, same.bf_len);
	assert_memory_equal(program.bf_insns, same.bf_insns,
			    same.bf_len * sizeof *same.bf_insns);
	pcap_freecode(&program);
	pcap_freecode(&same);
}

/* Only libpcap knows the headers of those, and it takes its time. */
static void a_rare_link_has_fewer_ports(void **state)
{
	pcap_t *dead = pcap_open_dead(DLT_IEEE802_11_RADIO, 65535);
	struct port_range odd[51];
	struct capture_settings s = { .ports = odd, .n_ports = 51 };
	struct bpf_program program;
	char why[CAPTURE_WHY];
	struct filter *f;

	(void)state;
	for (unsigned i = 0; i < 51; i++)
		odd[i] = (struct port_range){ 5001 + 2 * i, 5001 + 2 * i };
	assert_int_equal(filter_create(&f, &s), 0);
	assert_int_equal(filter_program(f, dead, &program, why), -EINVAL);
	assert_non_null(strstr(why, "51 ports"));
	assert_non_null(strstr(why, "IEEE802_11_RADIO"));
	filter_destroy(f);
	pcap_close(dead);
	s.n_ports = 50;
	program = program_for(&s, DLT_IEEE802_11_RADIO);
	pcap_freecode(&program);
}

/* What libpcap would compile for minutes is refused at once. */
static void a_filter_of_hundreds_of_terms_is_refused(void **state)
{
	char text[8000], *end, why[CAPTURE_WHY] = "";

	(void)state;
	end = text + sprintf(text, "port 5001");
	for (unsigned i = 1; i < 40; i++)
		end += sprintf(end, " or port %u", 5001 + 2 * i);
	assert_int_equal(capture_filter_check(text, why), 0);
	for (unsigned i = 40; i < 300; i++)
		end += sprintf(end, " or %u", 5001 + 2 * i);
	assert_int_equal(capture_filter_check(text, why), -EINVAL);
	assert_non_null(strstr(why, "capture.ports"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ports_are_taken),
		cmocka_unit_test(other_ports_and_protocols_are_not),
		cmocka_unit_test(later_fragments_are_taken),
		cmocka_unit_test(ipv6_behind_extension_headers_is_taken),
		cmocka_unit_test(tls_is_taken_to_be_counted),
		cmocka_unit_test(sctp_in_udp_is_taken),
		cmocka_unit_test(tunnels_are_taken),
		cmocka_unit_test(tunnels_without_ip_are_taken),
		cmocka_unit_test(an_extra_filter_holds_for_tunnels_too),
		cmocka_unit_test(an_extra_filter_holds_behind_tags_too),
		cmocka_unit_test(an_extra_filter_may_name_a_tag),
		cmocka_unit_test(a_filter_alone_holds_behind_tags_too),
		cmocka_unit_test(a_filter_alone_fits_links_without_tags),
		cmocka_unit_test(
			a_filter_that_names_a_tag_does_not_fit_them),
		cmocka_unit_test(a_wrong_filter_is_said),
		cmocka_unit_test(
			a_thousand_ports_are_found_in_what_the_kernel_takes),
		cmocka_unit_test(ranges_of_ports_are_found_too),
		cmocka_unit_test(ports_that_adjoin_are_one_range),
		cmocka_unit_test(a_rare_link_has_fewer_ports),
		cmocka_unit_test(a_filter_of_hundreds_of_terms_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

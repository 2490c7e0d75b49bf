/* SPDX-License-Identifier: BSD-2-Clause */
/* A message record has the keys of the contract, in their order. */
#include "lines.h"

static char buffer[RECORD_ROOM];

struct example {
	struct frame frame;
	struct payload payload;
	struct sip_msg msg;
};

static void make_request(struct example *e)
{
	*e = (struct example){
		.frame = { .stamp = A_MOMENT, .number = 17,
			   .input = "trace.pcap", .interface = "eth0" },
		.payload = { .src = address("192.0.2.1"),
			     .dst = address("2001:db8::5"),
			     .src_port = 5060, .dst_port = 5080,
			     .transport = TRANSPORT_UDP, .vlan = 100,
			     .frame = &e->frame },
		.msg = { .payload = &e->payload, .method = SIP_INVITE,
			 .method_name = SLICE("INVITE"), .has_cseq = true,
			 .cseq = 2, .call_id = SLICE("a1b2@sbc"),
			 .branch = SLICE("z9hG4bK1"),
			 .from = SLICE("<sip:alice@a.example;x=1>;tag=ft"),
			 .to = SLICE("Bob <sip:bob@b.example>;tag=tt"),
			 .ruri = { SLICE("sip:bob@b.example"),
				   SLICE("bob"), SLICE("b.example") },
			 .user_agent = SLICE("Phone 1.0") },
	};
}

static struct slice written(const struct example *e,
			    const struct record_format *f,
			    bool retransmission)
{
	struct record r;

	record_begin(&r, f, buffer, sizeof buffer);
	record_message(&r, &e->msg, retransmission);
	return record_end(&r);
}

static void a_request_has_all_its_keys_in_order(void **state)
{
	struct example e;

	(void)state;
	make_request(&e);
	assert_line(written(&e, &record_logfmt, true),
		    "type=message time=2026-11-21T02:58:03.120544Z frame=17 "
		    "input=trace.pcap interface=eth0 vlan=100 transport=udp "
		    "src=192.0.2.1 src_port=5060 dst=2001:db8::5 "
		    "dst_port=5080 kind=request method=INVITE cseq=2 "
		    "call_id=a1b2@sbc branch=z9hG4bK1 "
		    "from=\"sip:alice@a.example;x=1\" from_user=alice "
		    "from_host=a.example from_tag=ft to=sip:bob@b.example "
		    "to_user=bob to_host=b.example to_tag=tt "
		    "ruri=sip:bob@b.example user_agent=\"Phone 1.0\" "
		    "retransmission=true\n");
}

static void a_response_has_code_and_reason(void **state)
{
	struct example e;

	(void)state;
	make_request(&e);
	e.msg.response = true;
	e.msg.code = 503;
	e.msg.reason = SLICE("Service Unavailable");
	e.msg.ruri = (struct sip_uri){ .text = { NULL, 0 } };
	assert_line(written(&e, &record_json, false),
		    "{\"type\":\"message\","
		    "\"time\":\"2026-11-21T02:58:03.120544Z\",\"frame\":17,"
		    "\"input\":\"trace.pcap\",\"interface\":\"eth0\","
		    "\"vlan\":100,\"transport\":\"udp\","
		    "\"src\":\"192.0.2.1\",\"src_port\":5060,"
		    "\"dst\":\"2001:db8::5\",\"dst_port\":5080,"
		    "\"kind\":\"response\",\"method\":\"INVITE\","
		    "\"code\":503,\"reason\":\"Service Unavailable\","
		    "\"cseq\":2,\"call_id\":\"a1b2@sbc\","
		    "\"branch\":\"z9hG4bK1\","
		    "\"from\":\"sip:alice@a.example;x=1\","
		    "\"from_user\":\"alice\",\"from_host\":\"a.example\","
		    "\"from_tag\":\"ft\",\"to\":\"sip:bob@b.example\","
		    "\"to_user\":\"bob\",\"to_host\":\"b.example\","
		    "\"to_tag\":\"tt\",\"user_agent\":\"Phone 1.0\","
		    "\"retransmission\":false}\n");
}

static void what_the_message_lacks_is_absent(void **state)
{
	struct example e;

	(void)state;
	make_request(&e);
	e.frame.input = e.frame.interface = NULL;
	e.payload.vlan = -1;
	e.msg = (struct sip_msg){ .payload = &e.payload, .response = true,
				  .code = 200 };
	assert_line(written(&e, &record_logfmt, false),
		    "type=message time=2026-11-21T02:58:03.120544Z frame=17 "
		    "transport=udp src=192.0.2.1 src_port=5060 "
		    "dst=2001:db8::5 dst_port=5080 kind=response code=200 "
		    "retransmission=false\n");
}

static void a_hostile_message_stays_one_line(void **state)
{
	const struct record_format *const formats[] = { &record_json,
							&record_logfmt };
	static char long_one[65535], long_name[65535];
	struct example e;

	(void)state;
	make_request(&e);
	memset(long_one, '\n', sizeof long_one);
	memset(long_name, '\1', sizeof long_name);
	memcpy(long_name, "<sip:", 5);
	memcpy(long_name + 20000, "@", 1);
	memcpy(long_name + 40000, ">;tag=", 6);
	e.msg.from = e.msg.to = (struct slice){ long_name, sizeof long_name };
	e.msg.call_id = e.msg.branch = e.msg.ruri.text = e.msg.user_agent =
		e.msg.method_name =
		(struct slice){ long_one, sizeof long_one };
	for (int i = 0; i < 2; i++) {
		struct slice line = written(&e, formats[i], true);

		assert_true(line_sound(line));
		assert_non_null(memmem(line.p, line.n, "to_tag", 6));
		assert_non_null(memmem(line.p, line.n, "user_agent", 10));
		assert_non_null(memmem(line.p, line.n, "retransmission", 14));
		assert_true(i == 1 || json_sound(line));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_has_all_its_keys_in_order),
		cmocka_unit_test(a_response_has_code_and_reason),
		cmocka_unit_test(what_the_message_lacks_is_absent),
		cmocka_unit_test(a_hostile_message_stays_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

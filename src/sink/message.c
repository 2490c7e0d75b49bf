/* SPDX-License-Identifier: BSD-2-Clause */
/* The message record: one SIP message as it was seen on the wire. */
#include "sink/record.h"

#include "base/text.h"

/* "vxlan/gre": the tunnels it came through, the outermost first. */
static void via_field(struct record *r, const struct payload *p)
{
	char names[VIA_MOST * 8];
	struct text t = text_in(names, sizeof names);

	for (int i = 0; i < VIA_MOST && p->via[i]; i++)
		text_printf(&t, "%s%s", i ? "/" : "", tunnel_name(p->via[i]));
	record_text(r, "via", text_slice(&t));
}

static void wire_fields(struct record *r, const struct payload *p)
{
	const struct frame *f = p->frame;

	record_moment(r, "time", f->stamp);
	record_number(r, "frame", f->number);
	record_word(r, "input", f->input);
	record_word(r, "interface", f->interface);
	if (p->vlan >= 0)
		record_number(r, "vlan", (uint64_t)p->vlan);
	via_field(r, p);
	record_word(r, "transport", transport_name(p->transport));
	record_address(r, "src", &p->src);
	record_number(r, "src_port", p->src_port);
	record_address(r, "dst", &p->dst);
	record_number(r, "dst_port", p->dst_port);
}

static void party_fields(struct record *r, const char *const keys[4],
			 struct slice value)
{
	struct sip_party who;

	sip_read_party(value, &who);
	record_text(r, keys[0], who.uri.text);
	record_text(r, keys[1], who.uri.user);
	record_text(r, keys[2], who.uri.host);
	record_text(r, keys[3], who.tag);
}

void record_message(struct record *r, const struct sip_msg *m,
		    bool retransmission)
{
	static const char *const from[] = { "from", "from_user", "from_host",
					    "from_tag" };
	static const char *const to[] = { "to", "to_user", "to_host",
					  "to_tag" };

	record_word(r, "type", "message");
	wire_fields(r, m->payload);
	record_word(r, "kind", m->response ? "response" : "request");
	record_text(r, "method", m->method_name);
	if (m->response) {
		record_number(r, "code", (uint64_t)m->code);
		record_text(r, "reason", m->reason);
	}
	if (m->has_cseq)
		record_number(r, "cseq", m->cseq);
	record_text(r, "call_id", m->call_id);
	record_text(r, "branch", m->branch);
	party_fields(r, from, m->from);
	party_fields(r, to, m->to);
	record_text(r, "ruri", m->ruri.text);
	record_text(r, "user_agent", m->user_agent);
	record_flag(r, "retransmission", retransmission);
}

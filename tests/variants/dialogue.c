/* SPDX-License-Identifier: BSD-2-Clause */
/* One dialogue: a call with a big SDP that is answered, one that fails. */
#include <stdio.h>
#include <string.h>

#include "variants.h"

enum body { NONE, SMALL, BIG };

/* Those of one side in a row are a turn. */
static const struct line {
	int side;
	const char *start;
	unsigned call;
	const char *cseq;
	bool tagged;
	enum body body;
} lines[] = {
	{ CALLER, "INVITE sip:+442079460001@example.com SIP/2.0", 1,
	  "1 INVITE", false, BIG },
	{ CALLEE, "SIP/2.0 100 Trying", 1, "1 INVITE", false, NONE },
	{ CALLEE, "SIP/2.0 180 Ringing", 1, "1 INVITE", true, NONE },
	{ CALLEE, "SIP/2.0 200 OK", 1, "1 INVITE", true, SMALL },
	{ CALLER, "ACK sip:bob@example.com SIP/2.0", 1, "1 ACK", true, NONE },
	{ CALLER, "BYE sip:bob@example.com SIP/2.0", 1, "2 BYE", true, NONE },
	{ CALLEE, "SIP/2.0 200 OK", 1, "2 BYE", true, NONE },
	{ CALLER, "INVITE sip:+442079460002@example.com SIP/2.0", 2,
	  "1 INVITE", false, SMALL },
	{ CALLEE, "SIP/2.0 503 Service Unavailable", 2, "1 INVITE", true,
	  NONE },
	{ CALLER, "ACK sip:+442079460002@example.com SIP/2.0", 2, "1 ACK",
	  true, NONE },
};

static size_t put_body(char *to, enum body body)
{
	char *p = to;

	p += sprintf(p, "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\n"
		     "c=IN IP4 192.0.2.10\r\nt=0 0\r\n"
		     "m=audio 40000 RTP/AVP 8 0\r\n");
	for (int i = 96; body == BIG && i < 160; i++)
		p += sprintf(p, "a=rtpmap:%d codec-%d/%d\r\n", i, i * 7919,
			     i * 1000);
	return (size_t)(p - to);
}

/* An ACK of a failure has its INVITE's branch. */
static size_t put_message(char *to, const struct line *l)
{
	char body[4096];
	size_t n = l->body == NONE ? 0 : put_body(body, l->body);
	bool own = l->call == 1 && strchr("AB", l->cseq[2]);
	int head = sprintf(to, "%s\r\n"
		"Via: SIP/2.0/UDP sbc.example.com;branch=z9hG4bK-%u-%c\r\n"
		"Max-Forwards: 70\r\n"
		"From: <sip:+442079460000@example.com>;tag=from-%u\r\n"
		"To: <sip:+44207946000%u@example.com>%s\r\n"
		"Call-ID: call-%u@example.com\r\nCSeq: %s\r\n"
		"Content-Length: %zu\r\n\r\n",
		l->start, l->call, own ? l->cseq[2] : 'I', l->call, l->call,
		l->tagged ? ";tag=to" : "", l->call, l->cseq, n);

	memcpy(to + head, body, n);
	return (size_t)head + n;
}

void dialogue_make(struct dialogue *d)
{
	struct turn *t = NULL;

	memset(d, 0, sizeof *d);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (!t || t->side != lines[i].side)
			t = &d->turns[d->n++];
		t->side = lines[i].side;
		t->messages[t->n].at = t->length;
		t->messages[t->n].n = put_message(t->bytes + t->length,
						  &lines[i]);
		t->length += t->messages[t->n].n;
		d->length += t->messages[t->n].n;
		t->n++;
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeps a scene's calls: who calls whom, tags, CSeqs and branches. */
#include <stdlib.h>
#include <string.h>

#include "sip.h"

struct calls *calls_create(void)
{
	return need(calloc(1, sizeof(struct calls)));
}

void calls_destroy(struct calls *c)
{
	struct call *call;
	struct request *r;

	while ((call = c->first) != NULL) {
		c->first = call->next;
		while ((r = call->requests) != NULL) {
			call->requests = r->next;
			free(r);
		}
		free(call);
	}
	free(c);
}

const char *call_hostport(const struct host *h, char text[64])
{
	char addr[ADDR_TEXT];
	bool v4 = addr_is_v4(&h->addr);

	addr_format(&h->addr, addr);
	if (h->port == 5060)
		snprintf(text, 64, v4 ? "%s" : "[%s]", addr);
	else
		snprintf(text, 64, v4 ? "%s:%u" : "[%s]:%u", addr, h->port);
	return text;
}

void call_uri(char uri[160], const char *text, const struct host *host)
{
	char hostport[64];

	if (strchr(text, ':'))
		snprintf(uri, 160, "%s", text);
	else if (strchr(text, '@'))
		snprintf(uri, 160, "sip:%s", text);
	else
		snprintf(uri, 160, "sip:%s@%s", text,
			 call_hostport(host, hostport));
}

struct call *call_find(struct calls *c, const char *name,
		       const struct host *src, const struct host *dst,
		       bool *made)
{
	struct call *call;

	*made = false;
	for (call = c->first; call; call = call->next)
		if (strcmp(call->name, name) == 0)
			return call;
	call = need(calloc(1, sizeof *call));
	snprintf(call->name, sizeof call->name, "%s", name);
	call->caller = src->addr;
	call->callee = dst->addr;
	call->caller_port = src->port;
	call_uri(call->from, src->name, src);
	call_uri(call->to, dst->name, dst);
	snprintf(call->id, sizeof call->id, "%s@%s", call->name, src->name);
	snprintf(call->from_tag, sizeof call->from_tag, "%s-f", call->name);
	snprintf(call->to_tag, sizeof call->to_tag, "%s-t", call->name);
	call->number = ++c->n;
	call->next = c->first;
	c->first = call;
	*made = true;
	return call;
}

static void take(char *to, size_t room, const char *value)
{
	if (value)
		snprintf(to, room, "%s", value);
}

void call_take(struct call *call, const struct words *w, size_t at,
	       const struct host *src, const struct host *dst)
{
	const char *uri;

	uri = words_value(w, at, "from", NULL);
	if (uri)
		call_uri(call->from, uri, src);
	uri = words_value(w, at, "to", NULL);
	if (uri)
		call_uri(call->to, uri, dst);
	take(call->id, sizeof call->id, words_value(w, at, "call-id", NULL));
	take(call->from_tag, sizeof call->from_tag,
	     words_value(w, at, "from-tag", NULL));
	take(call->to_tag, sizeof call->to_tag,
	     words_value(w, at, "to-tag", NULL));
}

static struct request *find(struct call *call, const char *method, bool back)
{
	struct request *r = call->requests;

	while (r && (strcmp(r->method, method) != 0 || r->back != back))
		r = r->next;
	return r;
}

/* RFC 3261 section 17.1.1.3 and 9.1: these share the INVITE's numbers. */
static void number_request(struct call *call, struct request *r)
{
	bool ack = strcmp(r->method, "ACK") == 0;
	bool cancel = strcmp(r->method, "CANCEL") == 0;
	const struct request *invite = find(call, "INVITE", r->back);
	size_t n;

	if ((ack || cancel) && invite) {
		r->cseq = invite->cseq;
		r->tagged = ack;
		memcpy(r->branch, invite->branch, sizeof r->branch);
		n = strlen(r->branch);
		if (ack && invite->final / 100 == 2)
			snprintf(r->branch + n, sizeof r->branch - n, "-ack");
		return;
	}
	r->cseq = ++call->cseq[r->back];
	r->tagged = call->dialog || r->back;
	snprintf(r->branch, sizeof r->branch, "z9hG4bK-%s-%s%u", call->name,
		 r->back ? "b" : "", r->cseq);
}

/* Hosts of one address have ports of their own. */
static bool is_at(const struct host *host, const struct addr *addr,
		  uint16_t port)
{
	return addr_equal(&host->addr, addr) && host->port == port;
}

struct request *call_request(struct call *call, const char *method,
			     const struct words *w, size_t at,
			     const struct host *src)
{
	struct request *r = need(calloc(1, sizeof *r));
	const char *cseq = words_value(w, at, "cseq", NULL);
	char hostport[64];

	snprintf(r->method, sizeof r->method, "%s", method);
	r->src = src->addr;
	r->port = src->port;
	r->back = addr_equal(&src->addr, &call->callee) &&
		  !is_at(src, &call->caller, call->caller_port);
	number_request(call, r);
	if (cseq)
		r->cseq = call->cseq[r->back] =
			(unsigned)strtoul(cseq, NULL, 10);
	take(r->branch, sizeof r->branch, words_value(w, at, "branch", NULL));
	snprintf(r->via, sizeof r->via, "SIP/2.0/UDP %s;branch=%s",
		 call_hostport(src, hostport), r->branch);
	r->next = call->requests;
	call->requests = r;
	return r;
}

struct request *call_answered(struct call *call, const char *method, int code,
			      const struct host *dst)
{
	struct request *r, *near = NULL, *any = NULL;

	if (!method && code == 487)
		method = "INVITE";
	for (r = call->requests; r; r = r->next) {
		if (method ? strcmp(r->method, method) != 0 :
			     strcmp(r->method, "ACK") == 0)
			continue;
		if (is_at(dst, &r->src, r->port))
			return r;
		if (!near && addr_equal(&r->src, &dst->addr))
			near = r;
		if (!any)
			any = r;
	}
	return near ? near : any;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The fence around libosip2: it sees capped values only, never bodies. */
#include <errno.h>
#include <stdlib.h>

#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>

#include "base/text.h"
#include "scan.h"

#define VALUE_BYTES 512		/* libosip2 takes quadratic time: */
#define VALUE_SIGNS 32		/* few bytes, and few separators in them */

static void say_nothing(const char *file, int line, osip_trace_level_t level,
			const char *format, va_list args)
{
	(void)file;
	(void)line;
	(void)level;
	(void)format;
	(void)args;
}

/* Safe to repeat: libosip2 fills its tables with the same values again. */
void osip_start(void)
{
	parser_init();
	/* else it prints what it refuses; disabling levels is not enough */
	osip_trace_initialize_func(TRACE_LEVEL0, say_nothing);
}

/* VALUE as a C string without folds; false when it is beyond the caps. */
static bool copy_value(struct slice value, char copy[VALUE_BYTES + 1])
{
	int signs = 0;

	if (value.n > VALUE_BYTES)
		return false;
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if (c == '\0')
			return false;
		signs += strchr(";,=?&<>\"(", c) != NULL;
		copy[i] = scan_is(c, CHAR_BLANK) ? ' ' : c;
	}
	copy[value.n] = '\0';
	return signs <= VALUE_SIGNS;
}

/*
 * Where VALUE holds TEXT goes to *S: what libosip2 copied becomes a slice
 * again. What it changed (escapes) isn't found and leaves *S as it was.
 */
static void locate(struct slice value, const char *text, struct slice *s)
{
	size_t n = text ? strlen(text) : 0;
	const char *at = n ? memmem(value.p, value.n, text, n) : NULL;

	if (at)
		*s = (struct slice){ at, n };
}

/* The value of a parameter, or NULL; libosip2 wants a NAME it could change. */
static const char *param_of(osip_list_t *params, char *name)
{
	osip_generic_param_t *found = NULL;

	if (osip_generic_param_get_byname(params, name, &found) != 0)
		return NULL;
	return found ? found->gvalue : NULL;
}

static const char *tag_of(osip_from_t *from)
{
	char name[] = "tag";

	return param_of(&from->gen_params, name);
}

static const char *branch_of(osip_via_t *via)
{
	char name[] = "branch";

	return param_of(&via->via_params, name);
}

void osip_read_name(struct slice value, struct sip_party *who)
{
	struct sip_uri *u = &who->uri;
	char copy[VALUE_BYTES + 1];
	osip_from_t *from;

	if (!copy_value(value, copy) || osip_from_init(&from) != 0)
		return;
	if (osip_from_parse(from, copy) != 0)
		goto out;
	if (from->url) {
		locate(value, from->url->username, &u->user);
		if (u->user.n)
			u->user = scan_user(u->user);
		locate(value, from->url->host, &u->host);
	}
	locate(value, tag_of(from), &who->tag);
out:
	osip_from_free(from);
}

void osip_read_via(struct slice value, struct slice *sent_by,
		   struct slice *branch)
{
	char copy[VALUE_BYTES + 1], place[VALUE_BYTES + 1];
	struct text t = text_in(place, sizeof place);
	struct slice first = value;
	osip_via_t *via;

	/* libosip2 leaves it to its caller to part a list */
	first.n = slice_find(value, ',');
	if (!copy_value(first, copy) || osip_via_init(&via) != 0)
		return;
	if (osip_via_parse(via, copy) != 0)
		goto out;
	text_printf(&t, via->port ? "%s:%s" : "%s", via->host, via->port);
	text_byte(&t, '\0');
	locate(value, place, sent_by);
	locate(value, branch_of(via), branch);
out:
	osip_via_free(via);
}

static void tell_uri(const osip_uri_t *from, struct sip_uri *u)
{
	if (!from)
		return;
	u->text = slice_of(from->string);
	u->user = slice_of(from->username);
	u->host = slice_of(from->host);
}

static void tell_name(osip_from_t *from, struct sip_party *who)
{
	if (!from)
		return;
	tell_uri(from->url, &who->uri);
	who->tag = slice_of(tag_of(from));
}

static void tell_via(osip_via_t *via, struct text *place, struct sip_msg *m)
{
	if (!via)
		return;
	text_add(place, slice_of(via->host));
	if (via->port) {
		text_byte(place, ':');
		text_add(place, slice_of(via->port));
	}
	m->sent_by = text_slice(place);
	m->branch = slice_of(branch_of(via));
}

static void tell_start(const osip_message_t *from, struct sip_msg *m)
{
	m->response = MSG_IS_RESPONSE(from);
	m->code = m->response ? from->status_code : 0;
	m->reason = slice_of(from->reason_phrase);
	tell_uri(from->req_uri, &m->ruri);
	m->method_name = slice_of(from->sip_method);
	if (!from->cseq)
		return;
	m->has_cseq = true;
	m->cseq = (uint32_t)strtoul(from->cseq->number, NULL, 10);
	if (m->response)
		m->method_name = slice_of(from->cseq->method);
}

static void tell(const osip_message_t *from, struct slice bytes,
		 osip_handler *h, void *arg)
{
	char place[256], id[1024];
	struct text sent_by = text_in(place, sizeof place);
	struct text call_id = text_in(id, sizeof id);
	struct sip_party caller = { .tag = { NULL, 0 } };
	struct sip_party callee = caller;
	struct sip_msg m = { .bytes = bytes };

	tell_start(from, &m);
	m.method = m.method_name.n ? sip_method_of(m.method_name)
				   : SIP_UNKNOWN;
	tell_via(osip_list_get(&from->vias, 0), &sent_by, &m);
	tell_name(from->from, &caller);
	tell_name(from->to, &callee);
	if (from->call_id) {
		text_add(&call_id, slice_of(from->call_id->number));
		if (from->call_id->host) {
			text_byte(&call_id, '@');
			text_add(&call_id, slice_of(from->call_id->host));
		}
		m.call_id = text_slice(&call_id);
	}
	h(&m, &caller, &callee, arg);
}

/* BYTES as a message to free, or NULL with *ERR saying why. */
static osip_message_t *parse(struct slice bytes, int *err)
{
	osip_message_t *msg;

	*err = -ENOMEM;
	if (osip_message_init(&msg) != 0)
		return NULL;
	*err = 0;
	if (osip_message_parse(msg, bytes.p, bytes.n) == 0)
		return msg;
	*err = -EBADMSG;
	osip_message_free(msg);
	return NULL;
}

int osip_full_parse(struct slice bytes, osip_handler *h, void *arg)
{
	int err;
	osip_message_t *msg = parse(bytes, &err);

	if (!msg)
		return err;
	tell(msg, bytes, h, arg);
	osip_message_free(msg);
	return 0;
}

int osip_each_header(struct slice bytes, osip_header_handler *h, void *arg)
{
	int err;
	osip_message_t *msg = parse(bytes, &err);
	osip_header_t *each;

	if (!msg)
		return err;
	for (int i = 0; osip_message_get_header(msg, i, &each) >= 0; i++)
		h(slice_of(each->hname), slice_of(each->hvalue), arg);
	osip_message_free(msg);
	return 0;
}

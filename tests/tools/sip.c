/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the SIP message that a line of a scene tells. */
#include "sip.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADERS 48
#define REASONS "100Trying\0" "180Ringing\0" "181Call Is Being Forwarded\0" \
	"183Session Progress\0" "200OK\0" "202Accepted\0" \
	"300Multiple Choices\0" "301Moved Permanently\0" \
	"302Moved Temporarily\0" "400Bad Request\0" "401Unauthorized\0" \
	"403Forbidden\0" "404Not Found\0" "405Method Not Allowed\0" \
	"407Proxy Authentication Required\0" "408Request Timeout\0" \
	"410Gone\0" "415Unsupported Media Type\0" \
	"480Temporarily Unavailable\0" \
	"481Call/Transaction Does Not Exist\0" "482Loop Detected\0" \
	"483Too Many Hops\0" "484Address Incomplete\0" "485Ambiguous\0" \
	"486Busy Here\0" "487Request Terminated\0" \
	"488Not Acceptable Here\0" "491Request Pending\0" \
	"500Server Internal Error\0" "501Not Implemented\0" \
	"502Bad Gateway\0" "503Service Unavailable\0" \
	"504Server Time-out\0" "600Busy Everywhere\0" "603Decline\0" \
	"604Does Not Exist Anywhere\0" "606Not Acceptable\0" \
	"607Unwanted\0" "608Rejected\0"

/* A message in the making. */
struct message {
	const struct words *w;
	size_t at;			/* of the words behind the call */
	const struct host *src, *dst;
	struct call *call;
	struct request *request;
	int code;			/* 0: a request */
	char start[320];
	char headers[HEADERS][640];
	bool given[HEADERS];		/* by the line, not by us */
	size_t n;
	char body[4096];
	size_t body_n;
	const char *wrong;
};

static void header(struct message *m, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void header(struct message *m, const char *format, ...)
{
	va_list args;

	if (m->n == HEADERS) {
		m->wrong = "too many headers";
		return;
	}
	va_start(args, format);
	vsnprintf(m->headers[m->n++], sizeof m->headers[0], format, args);
	va_end(args);
}

static bool is_name_end(char c)
{
	return c == ':' || c == ' ' || c == 0;
}

/* Do both headers have the same name? */
static bool same_name(const char *a, const char *b)
{
	size_t n = strcspn(a, ": ");

	return strncasecmp(a, b, n) == 0 && is_name_end(b[n]);
}

/* "Name: value" and not a reason phrase? */
static bool is_header(const struct word *word)
{
	size_t n = strcspn(word->text, ": ");

	return word->quoted && n > 0 && word->text[n] == ':';
}

static const char *reason(const struct message *m)
{
	const char *p = REASONS;

	for (size_t i = m->at; i < m->w->n; i++)
		if (m->w->at[i].quoted && !is_header(&m->w->at[i]))
			return m->w->at[i].text;
	for (; *p; p += strlen(p) + 1)
		if (strtol(p, NULL, 10) == m->code)
			return p + 3;
	return "Unknown";
}

static void start_request(struct message *m)
{
	const char *ruri = words_value(m->w, m->at, "ruri", NULL);
	const struct request *r = m->request;
	char uri[160], hostport[64];

	if (ruri)
		call_uri(uri, ruri, m->dst);
	else if (r->back || (m->call->dialog && strcmp(r->method, "ACK")) ||
		 strcmp(r->method, "REGISTER") == 0 ||
		 strcmp(r->method, "OPTIONS") == 0)
		snprintf(uri, sizeof uri, "sip:%s",
			 call_hostport(m->dst, hostport));
	else
		snprintf(uri, sizeof uri, "%s", m->call->to);
	snprintf(m->start, sizeof m->start, "%s %s SIP/2.0", r->method, uri);
}

/* From and To: those of the request, seen from its sender. */
static void put_ends(struct message *m)
{
	const struct call *c = m->call;
	const struct request *r = m->request;
	const char *from = r->back ? c->to : c->from;
	const char *to = r->back ? c->from : c->to;
	const char *from_tag = r->back ? c->to_tag : c->from_tag;
	const char *to_tag = r->back ? c->from_tag : c->to_tag;
	bool tagged = r->tagged || m->code > 100;

	if (strcmp(r->method, "REGISTER") == 0 &&
	    !words_value(m->w, m->at, "to", NULL))
		to = from;
	header(m, "From: <%s>;tag=%s", from, from_tag);
	header(m, "To: <%s>%s%s", to, tagged ? ";tag=" : "",
	       tagged ? to_tag : "");
}

/* realm= challenges in a 401 or 407, and answers in a request. */
static void put_digest(struct message *m)
{
	const char *realm = words_value(m->w, m->at, "realm", NULL);
	struct call *c = m->call;
	const char *user = c->from + strcspn(c->from, ":");

	if (!realm)
		return;
	if (m->code) {
		c->proxy = m->code == 407;
		header(m, "%s: Digest realm=\"%s\", nonce=\"%s-%u\"%s, "
		       "algorithm=MD5, qop=\"auth\"",
		       c->proxy ? "Proxy-Authenticate" : "WWW-Authenticate",
		       realm, c->name, ++c->challenges,
		       words_flag(m->w, m->at, "stale") ? ", stale=true" : "");
		return;
	}
	user += *user == ':';
	header(m, "%s: Digest username=\"%.*s\", realm=\"%s\", "
	       "nonce=\"%s-%u\", uri=\"sip:%s\", algorithm=MD5, "
	       "response=\"00000000000000000000000000000000\"",
	       c->proxy ? "Proxy-Authorization" : "Authorization",
	       (int)strcspn(user, "@;"), user, realm, c->name, c->challenges,
	       realm);
}

static void put_body(struct message *m)
{
	const char *type = words_value(m->w, m->at, "type", NULL);
	char addr[ADDR_TEXT];
	const char *body;
	size_t n;

	body = words_value(m->w, m->at, "body", &n);
	if (body) {
		if (n > sizeof m->body)
			m->wrong = "the body is too long";
		else
			memcpy(m->body, body, m->body_n = n);
		header(m, "Content-Type: %s", type ? type : "text/plain");
	} else if (words_flag(m->w, m->at, "sdp")) {
		addr_format(&m->src->addr, addr);
		m->body_n = (size_t)snprintf(m->body, sizeof m->body,
			"v=0\r\no=- %u 1 IN IP%d %s\r\ns=-\r\n"
			"c=IN IP%d %s\r\nt=0 0\r\n"
			"m=audio %u RTP/AVP 8 0\r\n",
			m->call->number,
			addr_is_v4(&m->src->addr) ? 4 : 6, addr,
			addr_is_v4(&m->src->addr) ? 4 : 6, addr,
			20000 + m->call->number * 2 % 40000);
		header(m, "Content-Type: application/sdp");
	}
	header(m, "Content-Length: %zu", m->body_n);
}

static void put_headers(struct message *m)
{
	const struct request *r = m->request;
	char hostport[64];

	header(m, "Via: %s", r->via);
	if (!m->code)
		header(m, "Max-Forwards: 70");
	put_ends(m);
	header(m, "Call-ID: %s", m->call->id);
	header(m, "CSeq: %u %s", r->cseq, r->method);
	if ((strcmp(r->method, "INVITE") == 0 ||
	     (strcmp(r->method, "REGISTER") == 0 && !m->code)) &&
	    (m->code == 0 || m->code / 100 == 2))
		header(m, "Contact: <sip:%s>",
		       call_hostport(m->src, hostport));
	if (*m->src->agent)
		header(m, "%s: %s", m->code ? "Server" : "User-Agent",
		       m->src->agent);
	put_digest(m);
	put_body(m);
}

static void remove_header(struct message *m, size_t i)
{
	m->n--;
	memmove(m->headers + i, m->headers + i + 1,
		(m->n - i) * sizeof m->headers[0]);
	memmove(m->given + i, m->given + i + 1,
		(m->n - i) * sizeof m->given[0]);
}

/* "Name: value" takes the place of our own; a second one is added. */
static void override(struct message *m, const char *line)
{
	for (size_t i = 0; i < m->n; i++)
		if (!m->given[i] && same_name(m->headers[i], line)) {
			snprintf(m->headers[i], sizeof m->headers[i], "%s",
				 line);
			m->given[i] = true;
			return;
		}
	header(m, "%s", line);
	if (!m->wrong)
		m->given[m->n - 1] = true;
}

static void apply_words(struct message *m)
{
	for (size_t i = m->at; i < m->w->n; i++) {
		const struct word *word = &m->w->at[i];

		if (is_header(word))
			override(m, word->text);
		if (word->quoted || word->text[0] != '-' || word->n < 2)
			continue;
		for (size_t h = m->n; h-- > 0;)
			if (same_name(m->headers[h], word->text + 1))
				remove_header(m, h);
	}
}

/* The compact form of a header (RFC 3261 section 7.3.3), or its own name. */
static const char *compact(const char *name, size_t *length)
{
	static const char *const forms[][2] = {
		{ "Via:", "v" }, { "From:", "f" }, { "To:", "t" },
		{ "Call-ID:", "i" }, { "Contact:", "m" },
		{ "Content-Length:", "l" }, { "Content-Type:", "c" },
	};

	*length = strcspn(name, ":");
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (same_name(forms[i][0], name))
			return forms[i][1];
	return NULL;
}

static char *print(const struct message *m, size_t *n)
{
	bool short_names = words_flag(m->w, m->at, "compact");
	const char *eol = words_flag(m->w, m->at, "lf") ? "\n" : "\r\n";
	char *text;
	FILE *f = need(open_memstream(&text, n));

	fprintf(f, "%s%s", m->start, eol);
	for (size_t i = 0; i < m->n; i++) {
		const char *line = m->headers[i];
		size_t length;
		const char *form = compact(line, &length);

		if (short_names && form)
			fprintf(f, "%s%s%s", form, line + length, eol);
		else
			fprintf(f, "%s%s", line, eol);
	}
	fputs(eol, f);
	fwrite(m->body, 1, m->body_n, f);
	fclose(f);
	return need(text);
}

/* A response needs a request; where none was told, it is made up. */
static void answer(struct message *m, bool made)
{
	const char *method = NULL;
	size_t i = m->at;

	if (i < m->w->n && !m->w->at[i].quoted &&
	    strspn(m->w->at[i].text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
	    m->w->at[i].n)
		method = m->w->at[i].text;
	m->request = call_answered(m->call, method, m->code, m->dst);
	if (!m->request && (made || method))
		m->request = call_request(m->call, method ? method : "INVITE",
					  m->w, m->at, m->dst);
	if (!m->request) {
		m->wrong = "the call has no request to answer";
		return;
	}
	snprintf(m->start, sizeof m->start, "SIP/2.0 %03d %s", m->code,
		 reason(m));
	if (m->code >= 200)
		m->request->final = m->code;
	if (m->code / 100 == 2 && strcmp(m->request->method, "INVITE") == 0)
		m->call->dialog = true;
}

char *sip_message(struct calls *c, const struct words *w, size_t at,
		  const struct host *src, const struct host *dst, size_t *n,
		  const char **why)
{
	struct message *m = need(calloc(1, sizeof *m));
	const char *what = w->at[at].text;
	char *text = NULL;
	bool made;

	m->w = w;
	m->at = at + 2;
	m->src = src;
	m->dst = dst;
	m->code = strspn(what, "0123456789") == 3 ? atoi(what) : 0;
	/* of a response whose request isn't shown, DST is the caller */
	m->call = m->code ? call_find(c, w->at[at + 1].text, dst, src, &made) :
			    call_find(c, w->at[at + 1].text, src, dst, &made);
	if (m->code)
		call_take(m->call, w, m->at, dst, src);
	else
		call_take(m->call, w, m->at, src, dst);
	if (m->code) {
		answer(m, made);
	} else {
		m->request = call_request(m->call, what, w, m->at, src);
		start_request(m);
	}
	if (!m->wrong) {
		put_headers(m);
		apply_words(m);
	}
	if (m->wrong)
		*why = m->wrong;
	else
		text = print(m, n);
	free(m);
	return text;
}

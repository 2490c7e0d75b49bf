/* SPDX-License-Identifier: BSD-2-Clause */
/* Scanner and libosip2 give the same answer wherever both can read. */
#include <fts.h>
#include <stdio.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "reads.h"

/* libosip2 leaks malformed multipart bodies; that is not what is tested. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libosipparser2\n";
}

/* Where the two differ for a reason: in a file, of a folder or capture. */
static const struct {
	const char *where, *fields, *reason;
} exceptions[] = {
	{ "sip_ipv6_udp.pcap", "ruri-host from-host to-host",
	  "IPv6 without brackets: libosip2 takes the last group for a port" },
	{ "rfc5118/ipv6-bad.sip", "ruri-host", "the same" },
	{ "rfc5118-udp.pcap#2", "ruri-host", "the same" },
	{ "kamailio/sg.sip", "call-id cseq to-user to-host",
	  "CR CR LF: libosip2 takes it for the blank line" },
	{ "kamailio-udp.pcap#43", "call-id cseq to-user to-host",
	  "the same" },
	{ "pjsip-fuzz-seed/sip/input.1.sip", "to-user to-host",
	  "a lone CR: libosip2 takes it for a line end" },
	{ "pjsip-fuzz-seed-udp.pcap#8", "to-user to-host", "the same" },
	{ "libosip2/sip95", "to-host", "two '@': libosip2's host has one" },
	{ "libosip2-udp.pcap#120", "to-host", "the same" },
};

#define REST "To: <sip:bob@b.example>\r\nCall-ID: c1@a.example\r\n" \
	"CSeq: 7 INVITE\r\n"
#define VIA "Via: SIP/2.0/UDP a.example:5060;branch=z9hG4bK1\r\n"
#define INVITE(from) "INVITE sip:bob@b.example SIP/2.0\r\n" VIA \
	"From: " from "\r\n" REST "Content-Length: 0\r\n\r\n"
#define FROM "From: <sip:alice@a.example>;tag=f1\r\n"
#define WITH_VIA(via) "INVITE sip:bob@b.example SIP/2.0\r\n" \
	"Via: " via "\r\n" FROM REST "Content-Length: 0\r\n\r\n"
#define TO(uri) "INVITE " uri " SIP/2.0\r\n" VIA FROM REST \
	"Content-Length: 0\r\n\r\n"

static const char *const written[] = {
	INVITE("<sip:alice@a.example>;tag=f1"),
	INVITE("sip:alice@a.example;tag=f1"),
	INVITE("Alice <sip:alice@a.example>;tag=f1;x=y"),
	INVITE("\"Alice\" <sip:alice:pw@a.example:5060;x=y>;x;tag=f1"),
	INVITE("\"A \\\" <sip:x@y.example>\" <sip:alice@a.example>;tag=f1"),
	INVITE("\"\xd0\x90\" <sip:%61lice@a.example> ; tag = f1"),
	INVITE("\"Al,ice; <\"\r\n <sip:alice@[2001:db8::1]>;\r\n tag=f1"),
	INVITE("<tel:+44201234;ext=5>;tag=f1"),
	INVITE("<sip:+44201234;npdi@a.example;user=phone>;tag=f1"),
	INVITE("<sips:a.example>"),
	WITH_VIA("SIP/2.0/TCP [2001:db8::1]:5061;branch=z9hG4bK2;rport"),
	WITH_VIA("SIP/2.0/UDP a.example;rport;BRANCH=z9hG4bK2"),
	WITH_VIA("SIP / 2.0 / UDP a.example:5060 ; branch = z9hG4bK2 ,"
		 " SIP/2.0/UDP b.example;branch=z9hG4bK3"),
	WITH_VIA("SIP/2.0/UDP a.example;received=192.0.2.1"),
	TO("sip:b.example:5060;transport=udp"),
	TO("sip:+44201234;npdi=yes:pw@b.example?subject=x"),
	TO("sip:[2001:db8::1]"), TO("tel:+44201234"), TO("urn:service:sos"),
	"SIP/2.0 486 Busy Here\r\nv: SIP/2.0/UDP a.example;branch=1\r\n"
	"f: <sip:alice@a.example>;tag=f1\r\nt: sip:bob@b.example;tag=t1\r\n"
	"i: c1\r\nCSeq: 0007  INVITE\r\nl: 0\r\n\r\n",
	"BYE sip:b.example SIP/2.0\r\n" VIA FROM "To: <sip:b.example>\r\n"
	"Call-ID: c1\r\nCSeq: 7 BYE\r\n"
	"Reason:  Q.850 ;cause=16;text=\"a, \\\"b\"\r\n"
	" , SIP;cause=200\r\nREASON: X;y=z \r\nk: a\r\nSupported : b,c\r\n"
	"x: 90;refresher=uac\r\nWarning: 399 h \"x, y\", 399 i \"z\"\r\n"
	"Session-ID: ab30317f1a784dc48ff824d0d3715d86\r\n\r\n",
};

struct comparison {
	const struct sip_msg *ours;
	const char *where;	/* the file */
	uint64_t frame;		/* 0: the file is the message */
	unsigned read;		/* messages that libosip2 could read, too */
	unsigned seen;		/* SIP messages in all */
	unsigned headers;	/* further ones that were compared */
	unsigned differences;
};

static bool is_excepted(const struct comparison *c, const char *field)
{
	char where[512];

	/* a row without a frame is for all of its capture */
	snprintf(where, sizeof where, c->frame ? "%s#%llu#" : "%s#",
		 c->where, (unsigned long long)c->frame);
	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
		const char *at = strstr(where, exceptions[i].where);

		if (at && at[strlen(exceptions[i].where)] == '#' &&
		    strstr(exceptions[i].fields, field))
			return true;
	}
	return false;
}

static void differ(struct comparison *c, const char *field, struct slice ours,
		   struct slice theirs)
{
	if (is_excepted(c, field))
		return;
	print_error("%s#%llu: %s: \"%.*s\", libosip2: \"%.*s\"\n", c->where,
		    (unsigned long long)c->frame, field, (int)ours.n,
		    ours.n ? ours.p : "", (int)theirs.n,
		    theirs.n ? theirs.p : "");
	c->differences++;
}

/* libosip2 has made the line ends of folds blanks. */
static void compare(struct comparison *c, const char *field,
		    struct slice ours, struct slice theirs)
{
	bool same = ours.n == theirs.n;

	for (size_t i = 0; i < ours.n && same; i++)
		same = ours.p[i] == theirs.p[i] ||
		       (scan_is(ours.p[i], CHAR_BLANK) && theirs.p[i] == ' ');
	if (!same)
		differ(c, field, ours, theirs);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* libosip2 resolves "%41" and keeps parameters: neither is wrong. */
static void compare_user(struct comparison *c, const char *field,
			 struct slice ours, struct slice theirs)
{
	char plain[8192];
	struct slice s = { plain, 0 };
	struct slice all = theirs;

	for (size_t i = 0; i < ours.n && s.n < sizeof plain; i++) {
		if (ours.p[i] == '%' && i + 2 < ours.n &&
		    hex(ours.p[i + 1]) >= 0 && hex(ours.p[i + 2]) >= 0) {
			plain[s.n++] = (char)(hex(ours.p[i + 1]) << 4 |
					      hex(ours.p[i + 2]));
			i += 2;
		} else {
			plain[s.n++] = ours.p[i];
		}
	}
	if (theirs.n > s.n && theirs.p[s.n] == ';')
		theirs.n = s.n;
	/* a C string ends at "%00" */
	if (memchr(plain, '\0', s.n))
		s.n = strlen(plain);
	if (!slice_equal(s, theirs))
		differ(c, field, ours, all);
}

static void compare_uri(struct comparison *c, const char *user,
			const char *host, const struct sip_uri *ours,
			const struct sip_uri *theirs)
{
	/* of other schemes it keeps the text alone */
	if (theirs->text.n)
		return;
	compare_user(c, user, ours->user, theirs->user);
	compare(c, host, ours->host, theirs->host);
}

/* Without the blanks and brackets that libosip2 takes away. */
static void compare_sent_by(struct comparison *c, struct slice ours,
			    struct slice theirs)
{
	char plain[256];
	struct slice s = { plain, 0 };

	for (size_t i = 0; i < ours.n && s.n < sizeof plain; i++)
		if (ours.p[i] != '[' && ours.p[i] != ']' &&
		    !scan_is(ours.p[i], CHAR_BLANK))
			plain[s.n++] = ours.p[i];
	if (!slice_equal(s, theirs))
		differ(c, "sent-by", ours, theirs);
}

static void compare_party(struct comparison *c, const char *const fields[3],
			  struct slice value, const struct sip_party *theirs)
{
	struct sip_party ours = party_of(value);

	compare_uri(c, fields[0], fields[1], &ours.uri, &theirs->uri);
	compare(c, fields[2], ours.tag, theirs->tag);
}

static void compare_message(const struct sip_msg *theirs,
			    const struct sip_party *from,
			    const struct sip_party *to, void *arg)
{
	static const char *const from_fields[] = { "from-user", "from-host",
						   "from-tag" };
	static const char *const to_fields[] = { "to-user", "to-host",
						 "to-tag" };
	struct comparison *c = arg;
	const struct sip_msg *ours = c->ours;
	char a[16], b[16];

	c->read++;
	if (ours->defect != SIP_BAD_CODE) {
		snprintf(a, sizeof a, "%d", ours->code);
		snprintf(b, sizeof b, "%d", theirs->code);
		compare(c, "code", slice_of(a), slice_of(b));
	}
	compare(c, "method", ours->method_name, theirs->method_name);
	compare(c, "call-id", ours->call_id, theirs->call_id);
	if (ours->defect != SIP_BAD_CSEQ) {
		snprintf(a, sizeof a, "%u", ours->cseq);
		snprintf(b, sizeof b, "%u", theirs->cseq);
		compare(c, "cseq", slice_of(a), slice_of(b));
	}
	compare_sent_by(c, ours->sent_by, theirs->sent_by);
	compare(c, "branch", ours->branch, theirs->branch);
	if (!ours->response)
		compare_uri(c, "ruri-user", "ruri-host", &ours->ruri,
			    &theirs->ruri);
	compare_party(c, from_fields, ours->from, from);
	compare_party(c, to_fields, ours->to, to);
}

/* By enum sip_header; what libosip2 takes apart is none of these. */
static const struct {
	const char *name, *compact;
} asked[SIP_HEADERS] = {
	[SIP_EXPIRES] = { "expires", NULL },
	[SIP_MIN_SE] = { "min-se", NULL },
	[SIP_P_ASSERTED_IDENTITY] = { "p-asserted-identity", NULL },
	[SIP_RACK] = { "rack", NULL }, [SIP_REASON] = { "reason", NULL },
	[SIP_REFER_TO] = { "refer-to", "r" },
	[SIP_REPLACES] = { "replaces", NULL },
	[SIP_REQUIRE] = { "require", NULL },
	[SIP_RETRY_AFTER] = { "retry-after", NULL },
	[SIP_RSEQ] = { "rseq", NULL }, [SIP_SERVER] = { "server", NULL },
	[SIP_SESSION_EXPIRES] = { "session-expires", "x" },
	[SIP_SESSION_ID] = { "session-id", NULL },
	[SIP_SUPPORTED] = { "supported", "k" },
	[SIP_WARNING] = { "warning", NULL },
};

/* All that a message has of each kind, without blanks and commas. */
struct gathered {
	size_t n[SIP_HEADERS];
	char text[SIP_HEADERS][4096];
};

static void gather(struct gathered *g, int which, struct slice value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] != ',' && !scan_is(value.p[i], CHAR_BLANK) &&
		    g->n[which] < sizeof g->text[0])
			g->text[which][g->n[which]++] = value.p[i];
}

static void gather_theirs(struct slice name, struct slice value, void *arg)
{
	for (int i = 0; i < SIP_HEADERS; i++)
		if (asked[i].name &&
		    (slice_same(name, slice_of(asked[i].name)) ||
		     (asked[i].compact &&
		      slice_same(name, slice_of(asked[i].compact)))))
			gather(arg, i, value);
}

static void compare_headers(struct comparison *c, const struct sip_msg *m)
{
	struct gathered ours = { .n = { 0 } }, theirs = { .n = { 0 } };
	struct slice value;

	if (osip_each_header(m->bytes, gather_theirs, &theirs) != 0)
		return;
	for (int i = 0; i < SIP_HEADERS; i++) {
		struct sip_headers h = sip_headers_of(m);

		if (!asked[i].name)
			continue;
		while (sip_next_header(&h, (enum sip_header)i, &value))
			gather(&ours, i, value);
		c->headers += ours.n[i] > 0;
		compare(c, asked[i].name,
			(struct slice){ ours.text[i], ours.n[i] },
			(struct slice){ theirs.text[i], theirs.n[i] });
	}
}

/* Every message in BYTES, once by each. */
static void read_twice(struct comparison *c, struct slice bytes)
{
	struct sip_msg m;
	size_t used;

	while (bytes.n) {
		enum scan_end how = scan_message(bytes, false, NULL, &m,
						 &used);

		if (how == SCAN_NOT_SIP || m.bytes.n == 0)
			return;
		c->seen++;
		c->ours = &m;
		osip_full_parse(m.bytes, compare_message, c);
		compare_headers(c, &m);
		bytes = slice_from(bytes, used);
	}
}

static void finish(const struct comparison *c, unsigned least)
{
	print_message("%u messages, %u of them read by libosip2, "
		      "%u further headers\n", c->seen, c->read, c->headers);
	assert_int_equal(c->differences, 0);
	assert_true(c->read >= least);
}

static int start(void **state)
{
	(void)state;
	osip_start();
	return 0;
}

static void read_file(struct comparison *c, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *bytes = malloc(SCAN_BYTES);
	struct slice s;

	assert_non_null(f);
	assert_non_null(bytes);
	s = flush((struct slice){ bytes, fread(bytes, 1, SCAN_BYTES, f) });
	fclose(f);
	free(bytes);
	c->where = path;
	c->frame = 0;
	read_twice(c, s);
	discard(s);
}

/* Every file below PATH; false when there is no such folder. */
static bool read_folder(struct comparison *c, const char *path,
			void (*read_one)(struct comparison *, const char *))
{
	char copy[512];
	char *const roots[] = { copy, NULL };
	FTSENT *e;
	FTS *fts;
	bool any = false;

	snprintf(copy, sizeof copy, "%s", path);
	fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	assert_non_null(fts);
	while ((e = fts_read(fts)) != NULL)
		if (e->fts_info == FTS_F) {
			read_one(c, e->fts_path);
			any = true;
		}
	fts_close(fts);
	return any;
}

static void payload(const struct payload *p, void *arg)
{
	struct comparison *c = arg;
	struct slice s = flush(p->bytes);

	c->frame = p->frame->number;
	if (!p->cut)
		read_twice(c, s);
	discard(s);
}

static void read_capture(struct comparison *c, const char *path)
{
	char copy[512], why[CAPTURE_WHY];
	char *const paths[] = { copy };
	struct capture_files *files;
	struct counters *counters;
	struct decode *decode;
	const struct frame *f;

	snprintf(copy, sizeof copy, "%s", path);
	if (capture_files_open(&files, paths, 1, NULL, why) != 0)
		return;		/* a table beside them */
	assert_int_equal(counters_create(&counters), 0);
	assert_int_equal(decode_create(&decode, &(struct decode_spec){
		.counters = counters, .payload = payload, .arg = c }), 0);
	c->where = path;
	while ((f = capture_files_next(files)))
		decode_frame(decode, f);
	decode_destroy(decode);
	counters_destroy(counters);
	capture_files_close(files);
}

static void shared(char path[512], const char *folder)
{
	const char *root = getenv("SIPWARD_SHARED");
	const char *srcdir = getenv("srcdir");

	if (root)
		snprintf(path, 512, "%s/%s", root, folder);
	else
		snprintf(path, 512, "%s/../shared/%s", srcdir ? srcdir : ".",
			 folder);
}

static void messages_written_here_read_the_same(void **state)
{
	struct comparison c = { .where = "written here" };

	(void)state;
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		struct slice s = flush(slice_of(written[i]));

		c.frame = i + 1;
		read_twice(&c, s);
		discard(s);
	}
	finish(&c, sizeof written / sizeof *written);
}

static void fuzz_seeds_read_the_same(void **state)
{
	const char *srcdir = getenv("srcdir");
	struct comparison c = { .seen = 0 };
	char path[512];

	(void)state;
	snprintf(path, sizeof path, "%s/tests/fuzz/corpus",
		 srcdir ? srcdir : ".");
	assert_true(read_folder(&c, path, read_file));
	finish(&c, 1);
}

static void collected_messages_read_the_same(void **state)
{
	struct comparison c = { .seen = 0 };
	char path[512];

	(void)state;
	shared(path, "messages");
	if (!read_folder(&c, path, read_file))
		skip();
	finish(&c, 150);
}

static void captured_messages_read_the_same(void **state)
{
	struct comparison c = { .seen = 0 };
	char path[512];

	(void)state;
	shared(path, "pcaps");
	if (!read_folder(&c, path, read_capture))
		skip();
	finish(&c, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_written_here_read_the_same),
		cmocka_unit_test(fuzz_seeds_read_the_same),
		cmocka_unit_test(collected_messages_read_the_same),
		cmocka_unit_test(captured_messages_read_the_same),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

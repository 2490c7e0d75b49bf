/* SPDX-License-Identifier: BSD-2-Clause */
/* The torture tests of RFC 4475 and RFC 5118 are read for what they are. */
#include "reads.h"

/* Those that differ from a sound message whose end is known. */
static const struct {
	const char *file;
	enum scan_end how;
	enum sip_defect defect;
} odd[] = {
	{ "badvers.dat", SCAN_NOT_SIP, SIP_SOUND },	/* SIP/7.0 */
	{ "test.dat", SCAN_NOT_SIP, SIP_SOUND },	/* no version */
	{ "bigcode.dat", SCAN_COMPLETE, SIP_BAD_CODE },
	{ "clerr.dat", SCAN_CUT, SIP_SOUND },
	{ "ncl.dat", SCAN_CUT, SIP_SOUND },
	{ "insuf.dat", SCAN_COMPLETE, SIP_NO_CALL_ID },
	{ "mismatch01.dat", SCAN_COMPLETE, SIP_CSEQ_METHOD },
	{ "mismatch02.dat", SCAN_COMPLETE, SIP_CSEQ_METHOD },
	{ "scalar02.dat", SCAN_COMPLETE, SIP_BAD_CSEQ },
	{ "scalarlg.dat", SCAN_COMPLETE, SIP_BAD_CSEQ },
};

/* What is in the way of a field in each of them. */
static const struct {
	const char *file, *sent_by, *branch, *from_user, *from_tag, *to_user;
} fields[] = {
	{ "rfc4475/rfc-archive/wsinv.dat", "192.0.2.2", "390skdjuw",
	  "jdrosen", "98asjd8", "vivekg" },
	{ "rfc4475/rfc-archive/intmeth.dat", "host1.example.com",
	  "z9hG4bK-.!%66*_+`'~", "mundane", "_token~1'+`*%!-.",
	  "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/" },
	{ "rfc4475/rfc-archive/esc01.dat", "host5.example.net",
	  "z9hG4bKkdjuw", "I%20have%20spaces", "938", "%75se%72" },
	{ "rfc4475/rfc-archive/esc02.dat", "host.example.com",
	  "z9hG4bK209%fzsnel234", "resource", "f232jadfj23", "resource" },
	{ "rfc4475/rfc-archive/lwsdisp.dat", "funky.example.com",
	  "z9hG4bKkdjuw", "caller", "323", "user" },
	{ "rfc4475/rfc-archive/badinv01.dat", "192.0.2.15", NULL, "caller",
	  "134161461246", "j.user" },
	{ "rfc4475/rfc-archive/quotbal.dat", "192.0.2.59:5050",
	  "z9hG4bKkdjuw39234", "caller", "93334", "j.user" },
	{ "rfc4475/rfc-archive/badaspec.dat", "host4.example.com:5060",
	  "z9hG4bKkdju43234", "a.g.bell", "433423", "t.watson" },
	{ "rfc4475/rfc-archive/baddn.dat", "c.example.com:5060",
	  "z9hG4bKkdjuw", "a.g.bell", "43", "t.watson" },
	{ "rfc4475/rfc-archive/inv2543.dat", "iftgw.example.com", NULL,
	  "+13035551111", NULL, "+16505552222" },
	{ "rfc4475/rfc-archive/unksm2.dat", "192.0.2.21:5060",
	  "z9hG4bKkdjuw", NULL, "3234233", NULL },
	{ "rfc5118/ipv6-correct-abnf-2-colons.sip", "lab1.east.example.com",
	  "z9hG4bKas3-111", "user", "810x2", "user" },
};

static void open_shared(FILE **f, const char *name)
{
	const char *root = getenv("SIPWARD_SHARED");
	const char *srcdir = getenv("srcdir");
	char path[512];

	snprintf(path, sizeof path, "%s%s/messages/%s",
		 root ? root : srcdir ? srcdir : ".",
		 root ? "" : "/../shared", name);
	*f = fopen(path, "rb");
}

static struct slice whole(const char *name)
{
	static char bytes[SCAN_BYTES];
	size_t n;
	FILE *f;

	open_shared(&f, name);
	assert_non_null(f);
	n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	return flush((struct slice){ bytes, n });
}

static void check_kind(const char *file, const char *kind)
{
	enum scan_end how = SCAN_COMPLETE;
	enum sip_defect defect = SIP_SOUND;
	struct slice s;
	struct sip_msg m;
	char name[128];
	size_t used;

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		if (strcmp(file, odd[i].file) == 0) {
			how = odd[i].how;
			defect = odd[i].defect;
		}
	print_message("%s\n", file);
	snprintf(name, sizeof name, "rfc4475/rfc-archive/%s", file);
	s = whole(name);
	assert_int_equal(scan_message(s, false, NULL, &m, &used), how);
	assert_int_equal(m.defect, defect);
	if (how != SCAN_NOT_SIP)
		assert_string_equal(m.response ? "response" : "request",
				    kind);
	discard(s);
}

static void each_is_what_its_table_says(void **state)
{
	char line[512], file[64], kind[16];
	int rows = 0;
	FILE *f;

	(void)state;
	open_shared(&f, "rfc4475/EXPECTED.tsv");
	if (!f)
		skip();
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%63[^\t]\t%*[^\t]\t%*[^\t]\t%*[^\t]\t%15s",
			   file, kind) == 2 && strcmp(file, "file") != 0) {
			check_kind(file, kind);
			rows++;
		}
	fclose(f);
	assert_true(rows >= 50);
}

static void their_fields_are_found(void **state)
{
	FILE *f;

	(void)state;
	open_shared(&f, "rfc4475/EXPECTED.tsv");
	if (!f)
		skip();
	fclose(f);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		struct slice s = whole(fields[i].file);
		struct sip_party from, to;
		struct sip_msg m;
		size_t used;

		print_message("%s\n", fields[i].file);
		assert_int_not_equal(scan_message(s, false, NULL, &m, &used),
				     SCAN_NOT_SIP);
		assert_slice(m.sent_by, fields[i].sent_by);
		assert_slice(m.branch, fields[i].branch);
		from = party_of(m.from);
		to = party_of(m.to);
		assert_slice(from.uri.user, fields[i].from_user);
		assert_slice(from.tag, fields[i].from_tag);
		assert_slice(to.uri.user, fields[i].to_user);
		discard(s);
	}
}

static void the_second_request_of_a_datagram_is_found(void **state)
{
	struct slice s;
	struct sip_msg m;
	size_t used;
	FILE *f;

	(void)state;
	open_shared(&f, "rfc4475/rfc-archive/dblreq.dat");
	if (!f)
		skip();
	fclose(f);
	s = whole("rfc4475/rfc-archive/dblreq.dat");
	assert_int_equal(scan_message(s, false, NULL, &m, &used),
			 SCAN_COMPLETE);
	assert_int_equal(m.method, SIP_REGISTER);
	assert_int_equal(scan_message(slice_from(s, used), false, NULL, &m,
				      &used),
			 SCAN_COMPLETE);
	assert_int_equal(m.method, SIP_INVITE);
	discard(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_what_its_table_says),
		cmocka_unit_test(their_fields_are_found),
		cmocka_unit_test(the_second_request_of_a_datagram_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

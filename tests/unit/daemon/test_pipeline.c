/* SPDX-License-Identifier: BSD-2-Clause */
/* What a reload changes under calls and alerts that go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/config.h"
#include "daemon/pipeline.h"

#define START (INT64_C(1700000000) * NS_PER_S)
#define DLT_RAW 12
#define HEAD 28			/* bytes of IPv4 and UDP */

enum { SBC = 10, CARRIER = 7 };	/* hosts of 192.0.2.0/24 */

struct bench {
	struct config *config;
	struct counters *counters;
	struct sink *sink;
	struct pipeline *pipeline;
	int out;
	char dir[32], text[200000];
};

static void put16(uint8_t *at, size_t n)
{
	at[0] = (uint8_t)(n >> 8);
	at[1] = (uint8_t)n;
}

/* TEXT goes from the host SRC to the host DST at so many ms. */
static void hear(struct bench *b, int64_t ms, uint8_t src, uint8_t dst,
		 const char *text)
{
	static const uint8_t net[] = { 192, 0, 2 };
	size_t n = strlen(text);
	uint8_t bytes[2000] = { 0x45 };
	struct frame f = { .bytes = bytes, .link_type = DLT_RAW,
			   .captured = (uint32_t)(HEAD + n),
			   .length = (uint32_t)(HEAD + n), .number = 1,
			   .stamp = { START + ms * NS_PER_MS } };

	assert_true(HEAD + n < sizeof bytes);
	put16(bytes + 2, HEAD + n);
	put16(bytes + 4, (size_t)ms);
	bytes[8] = 64;
	bytes[9] = 17;
	memcpy(bytes + 12, net, 3);
	bytes[15] = src;
	memcpy(bytes + 16, net, 3);
	bytes[19] = dst;
	put16(bytes + 20, 5060);
	put16(bytes + 22, 5060);
	put16(bytes + 24, n + 8);
	memcpy(bytes + HEAD, text, n);
	pipeline_frame(b->pipeline, &f);
}

/* A message with the start line START, of the INVITE of CALL. */
static void say(struct bench *b, int64_t ms, bool by_sbc, const char *start,
		const char *call, const char *tag)
{
	char text[1000];

	snprintf(text, sizeof text, "%s\r\n"
		 "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK%s\r\n"
		 "From: <sip:a@x>;tag=f\r\nTo: <sip:b@x>%s\r\n"
		 "Call-ID: %s\r\nCSeq: 1 INVITE\r\n"
		 "Content-Length: 0\r\n\r\n", start, call, tag, call);
	hear(b, ms, by_sbc ? SBC : CARRIER, by_sbc ? CARRIER : SBC, text);
}

static void invite(struct bench *b, int64_t ms, const char *call)
{
	say(b, ms, true, "INVITE sip:b@x SIP/2.0", call, "");
}

static void respond(struct bench *b, int64_t ms, const char *call,
		    const char *status)
{
	char start[200];

	snprintf(start, sizeof start, "SIP/2.0 %s", status);
	say(b, ms, false, start, call, ";tag=t");
}

static void write_file(struct bench *b, const char *name, const char *text)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", b->dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void on_complaint(const char *text, void *arg)
{
	(void)arg;
	fprintf(stderr, "# %s\n", text);
}

#define CONFIG(trunks) \
	"capture { local = {192.0.2.10} }\n" trunks "\n" \
	"rule r { codes = {4xx} hold = 1s window = 64s repeat = 10s\n" \
	"raise warning { count = 1 } }\n"

static void remove_file(const struct bench *b, const char *name)
{
	char path[100];

	snprintf(path, sizeof path, "%s/%s", b->dir, name);
	unlink(path);
}

static struct config *configured(struct bench *b, const char *text)
{
	struct config *c;
	char path[100];

	write_file(b, "conf", text);
	snprintf(path, sizeof path, "%s/conf", b->dir);
	assert_int_equal(config_load(&c, &(struct config_spec){
		.file = path, .complain = on_complaint }), 0);
	return c;
}

static struct bench *bench(const char *text)
{
	struct bench *b = calloc(1, sizeof *b);

	assert_non_null(b);
	strcpy(b->dir, "/tmp/sipward.XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	b->config = configured(b, text);
	b->out = memfd_create("records", 0);
	assert_true(b->out >= 0);
	assert_int_equal(counters_create(&b->counters), 0);
	assert_int_equal(sink_create(&b->sink, &(struct sink_spec){
		.print = PRINT_ALERTS | PRINT_CALLS, .fd = b->out,
		.patient = true, .counters = b->counters,
		.settings = config_settings(b->config) }), 0);
	assert_int_equal(pipeline_create(&b->pipeline,
		&(struct pipeline_spec){
			.settings = config_settings(b->config),
			.counters = b->counters, .sink = b->sink }), 0);
	return b;
}

static void reload(struct bench *b, const char *text)
{
	struct config *old = b->config;

	b->config = configured(b, text);
	assert_int_equal(pipeline_reload(b->pipeline,
					 config_settings(b->config)), 0);
	config_free(old);
}

/* The last record of TYPE that was told since the last time it was asked. */
static const char *told(struct bench *b, const char *type)
{
	char *at = b->text, *last = NULL;
	ssize_t n;

	sink_flush(b->sink);
	n = pread(b->out, b->text, sizeof b->text - 1, 0);
	assert_true(n >= 0);
	b->text[n] = '\0';
	while ((at = strstr(at, type)))
		last = at++;
	assert_non_null(last);
	last[strcspn(last, "\n")] = '\0';
	assert_int_equal(ftruncate(b->out, 0), 0);
	assert_int_equal(lseek(b->out, 0, SEEK_SET), 0);
	return last;
}

static void done(struct bench *b)
{
	pipeline_destroy(b->pipeline);
	sink_destroy(b->sink);
	counters_destroy(b->counters);
	config_free(b->config);
	close(b->out);
	remove_file(b, "conf");
	remove_file(b, "catalogue");
	assert_int_equal(rmdir(b->dir), 0);
	free(b);
}

#define ASSERT_SAYS(record, text) \
	do { \
		const char *record_ = (record); \
		if (!strstr(record_, (text))) \
			fail_msg("no '%s' in: %s", (text), record_); \
	} while (0)

#define TRUNK(profile) \
	CONFIG("trunk t { peers = {192.0.2.0/24} " profile " }")

#define FULL "480 Capacity limit for trunk exceeded"

static void an_alert_goes_on_when_the_profile_changes(void **state)
{
	struct bench *b = bench(TRUNK("profile = didww"));

	(void)state;
	invite(b, 0, "a");
	respond(b, 10, "a", FULL);
	ASSERT_SAYS(told(b, "type=alert"),
		    "\"More calls at once than the trunk is set to carry\"");
	reload(b, TRUNK("profile = a1routes"));
	/* the repetition tells what was said then */
	invite(b, 11000, "b");
	ASSERT_SAYS(told(b, "type=alert"),
		    "\"More calls at once than the trunk is set to carry\"");
	/* of as many, what comes first in the catalogue */
	respond(b, 11010, "b", FULL);
	ASSERT_SAYS(told(b, "type=call"), "\"The called phone is off, without "
		    "coverage or otherwise away; the number is fine\"");
	invite(b, 12000, "c");
	respond(b, 12010, "c", FULL);
	invite(b, 22000, "d");
	ASSERT_SAYS(told(b, "type=alert"), "event=repeated");
	reload(b, TRUNK(""));
	respond(b, 22010, "d", FULL);
	ASSERT_SAYS(told(b, "type=call"),
		    "\"A limit on simultaneous calls or circuits was "
		    "reached\"");
	done(b);
}

/* Numbers of matches move, words change: what was said stays what it was. */
static void an_alert_goes_on_when_the_catalogue_changes(void **state)
{
	static const char conf[] = "catalog { files = {\"catalog*\"} }\n"
				   TRUNK("profile = didww");
	struct bench *b = bench(conf);

	(void)state;
	invite(b, 0, "a");
	respond(b, 10, "a", FULL);
	told(b, "type=alert");
	write_file(b, "catalogue", "profile a1routes { match { code = 499 "
		   "meaning = \"M\" source = \"s\" } }\n");
	reload(b, conf);
	invite(b, 11000, "b");
	ASSERT_SAYS(told(b, "type=alert"),
		    "\"More calls at once than the trunk is set to carry\"");
	write_file(b, "catalogue", "profile didww { match { code = 480 "
		   "phrase = \"Capacity limit for trunk exceeded\" "
		   "meaning = \"Our trunk is full\" source = \"s\" } }\n");
	reload(b, conf);
	invite(b, 21000, "c");
	ASSERT_SAYS(told(b, "type=alert"), "\"Our trunk is full\"");
	respond(b, 21010, "c", FULL);
	ASSERT_SAYS(told(b, "type=call"), "\"Our trunk is full\"");
	done(b);
}

/* Records, figures and profiles are asked for by the trunk of now. */
static void a_call_goes_on_when_its_trunk_does_not(void **state)
{
	struct bench *b = bench(CONFIG(
		"trunk s { peers = {198.51.100.0/24} }\n"
		"trunk t { peers = {192.0.2.0/24} profile = didww }"));

	(void)state;
	invite(b, 0, "a");
	invite(b, 100, "b");
	reload(b, CONFIG("trunk u { peers = {192.0.2.0/24} "
			 "profile = a1routes }"));
	respond(b, 1000, "a", "402 Any");
	ASSERT_SAYS(told(b, "type=call"), "trunk=u ");
	reload(b, CONFIG(""));
	respond(b, 2000, "b", "402 Any");
	ASSERT_SAYS(told(b, "type=call"), "trunk=none ");
	done(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alert_goes_on_when_the_profile_changes),
		cmocka_unit_test(an_alert_goes_on_when_the_catalogue_changes),
		cmocka_unit_test(a_call_goes_on_when_its_trunk_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

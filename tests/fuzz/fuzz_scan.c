/* SPDX-License-Identifier: BSD-2-Clause */
/* Feeds the scanner: each slice lies within its message, twice the same. */
#include <stdlib.h>

#include "sip/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_slice(struct slice s, struct slice within)
{
	if (s.n == 0)
		return;
	if (s.p < within.p || s.p + s.n > within.p + within.n)
		abort();
}

static void check_uri(const struct sip_uri *u, struct slice within)
{
	check_slice(u->text, within);
	check_slice(u->user, within);
	check_slice(u->host, within);
}

static void check_party(struct slice value, struct slice within)
{
	struct sip_party who;

	sip_read_party(value, &who);
	check_slice(value, within);
	check_uri(&who.uri, value);
	check_slice(who.tag, value);
}

static void check_message(const struct sip_msg *m, struct slice bytes)
{
	check_slice(m->bytes, bytes);
	check_slice(m->reason, m->bytes);
	check_uri(&m->ruri, m->bytes);
	check_slice(m->method_name, m->bytes);
	check_slice(m->call_id, m->bytes);
	check_slice(m->branch, m->bytes);
	check_slice(m->sent_by, m->bytes);
	check_party(m->from, m->bytes);
	check_party(m->to, m->bytes);
	check_slice(m->user_agent, m->bytes);
	if (m->challenges > SIP_REALMS || m->credentials > SIP_REALMS)
		abort();
	for (int i = 0; i < m->challenges; i++)
		check_slice(m->challenge[i], m->bytes);
	for (int i = 0; i < m->credentials; i++)
		check_slice(m->credential[i], m->bytes);
	if (m->response && m->ruri.text.n)
		abort();
	if (!m->response && (m->code || m->method_name.n == 0))
		abort();
	if (m->defect == SIP_SOUND && m->response &&
	    (m->code < 100 || m->code > 699))
		abort();
	if (m->defect < SIP_SOUND || m->defect >= SIP_DEFECTS)
		abort();
}

/* Behind as many realms as are counted there may be anything. */
static bool is_same(const struct sip_msg *a, const struct sip_msg *b)
{
	return memcmp(a, b, offsetof(struct sip_msg, challenge)) == 0 &&
	       memcmp(a->challenge, b->challenge, (size_t)a->challenges *
		      sizeof *a->challenge) == 0 &&
	       memcmp(a->credential, b->credential, (size_t)a->credentials *
		      sizeof *a->credential) == 0;
}

static void read_all(struct slice bytes, bool partial)
{
	struct sip_msg m, again;
	size_t used, as_well;

	while (bytes.n) {
		enum scan_end how = scan_message(bytes, partial, NULL, &m,
						 &used);

		if (scan_message(bytes, partial, NULL, &again, &as_well) !=
		    how)
			abort();
		if (how == SCAN_NOT_SIP) {
			if (scan_noise(bytes) >= NOISES)
				abort();
			return;
		}
		if (used == 0 || used != as_well ||
		    (used > bytes.n && how != SCAN_CUT) ||
		    !is_same(&m, &again))
			abort();
		if (!partial && m.bytes.n == 0)
			abort();
		if (m.bytes.n)
			check_message(&m, bytes);
		bytes = slice_from(bytes, used);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = { (const char *)data, size };

	osip_start();
	read_all(bytes, false);
	read_all(bytes, true);
	return 0;
}

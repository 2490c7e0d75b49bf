/* SPDX-License-Identifier: BSD-2-Clause */
/* Fetches the attempt of a message while tracking judges the message. */
#include "calls/attempt.h"

bool expect_concerns(const struct calls *c, const struct sip_msg *m)
{
	return (m->response ? response_concerns(m->method) :
			      request_concerns(c, m->method)) &&
	       m->defect == SIP_SOUND && m->call_id.n && m->has_cseq;
}

void calls_expect(struct calls *c, const struct sip_msg *m)
{
	struct guess *g = &c->guess;

	g->call_id = (struct slice){ NULL, 0 };
	if (!expect_concerns(c, m))
		return;
	g->call_id = m->call_id;
	g->id = find_id(c, m->call_id);
	table_fetch(c->attempts, (uint32_t)g->id);
}

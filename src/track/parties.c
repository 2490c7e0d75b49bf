/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads who a message is from, and to. */
#include "track/transaction.h"

void parties_read(const struct sip_msg *m, struct sip_parties *who)
{
	sip_read_party(m->from, &who->from);
	sip_read_party(m->to, &who->to);
}

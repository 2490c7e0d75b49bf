/* SPDX-License-Identifier: BSD-2-Clause */
/* Tells outcomes, with all that is known of their transactions. */
#include "track/transaction.h"

void tell_outcome(struct track *t, const struct transaction *x, int code,
		  struct moment when, const struct sip_msg *m)
{
	struct outcome o = {
		.when = when, .code = code,
		.first = x->request ? x->first : (struct moment){ 0 },
		.method = x->method, .initial = x->initial, .cseq = x->cseq,
		.src = x->src, .dst = x->dst,
		.interface = x->interface, .transport = x->transport,
		.retransmissions = x->retransmissions, .response = m,
	};

	memo_tell(x->memo, &o);
	leg_tell(&t->legs, &o);
	t->outcome(&o, t->arg);
}

/* The final response M, cut before its branch, is all there is to tell. */
void tell_untied(struct track *t, const struct sip_msg *m)
{
	struct outcome o = {
		.when = clock_now(t->clock), .code = m->code,
		.method = m->method, .initial = true, .cseq = m->cseq,
		.src = m->payload->dst, .dst = m->payload->src,
		.interface = m->payload->frame->interface,
		.transport = m->payload->transport, .response = m,
	};

	memo_tell_message(m, &o);
	leg_tell(&t->legs, &o);
	t->outcome(&o, t->arg);
}

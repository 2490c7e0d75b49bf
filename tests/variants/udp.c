/* SPDX-License-Identifier: BSD-2-Clause */
/* Sends each message of a dialogue as a datagram. */
#include "variants.h"

void udp_send(const struct recipe *r, const struct dialogue *d,
	      struct train *t)
{
	uint16_t id = 1;

	for (size_t i = 0; i < d->n; i++) {
		const struct turn *turn = &d->turns[i];
		bool caller = turn->side == CALLER;

		for (size_t k = 0; k < turn->n && r->hears[turn->side]; k++) {
			struct packet *p =
				train_add(t, turn->bytes +
					  turn->messages[k].at,
					  turn->messages[k].n);

			udp_put(p, caller ? 5062 : 5060,
				caller ? 5060 : 5062);
			ip_put(p, (struct path){ r->v6, caller ? 10 : 20,
						 caller ? 20 : 10 },
			       PROTO_UDP, id++);
		}
	}
}

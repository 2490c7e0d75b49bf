/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of an attempt whose final response is not seen. */
#ifndef SIPWARD_CALLS_PROOF_H
#define SIPWARD_CALLS_PROOF_H

#include "calls/attempt.h"

/* M is the INVITE of A, or another branch of it. */
void proof_begin(const struct calls *c, struct attempt *a,
		 const struct sip_msg *m, bool fork);

/* Is M of the one INVITE of A that has no other branches? */
bool proof_is_branch(const struct calls *c, const struct attempt *a,
		     const struct sip_msg *m);

enum proof { PROOF_OF_NOTHING, PROOF_OF_ANSWER, PROOF_OF_REFUSAL };

enum proof proof_by_ack(const struct calls *c, const struct attempt *a,
			const struct sight *s);
bool proof_by_request(const struct attempt *a, const struct sight *s);

/* S is a request in an early dialog: A has had a response. So has whose branch
 * a response bears that is not believed. Is it known by such a one alone? */
void proof_note_early(struct attempt *a, const struct sight *s);
void proof_note_astray(const struct calls *c, struct sight *s);
bool proof_is_early(const struct attempt *a);

void proof_accept(struct calls *c, struct attempt *a, const struct sight *s);
void proof_refuse(struct calls *c, struct attempt *a);

/* Has the ACK that proved the answer of A come before that, S, as it may where
 * each direction is captured by itself? Then A is as if it hadn't. */
bool proof_overtook(const struct calls *c, struct attempt *a,
		    struct sight *s);

/* Was A refused, and only its ACK tells of that? */
bool proof_is_unheard(const struct attempt *a);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What calls of a scene remember from message to message. */
#ifndef SIPWARD_SCENE_SIP_H
#define SIPWARD_SCENE_SIP_H

#include "scene.h"

struct request {
	struct request *next;		/* the one before */
	char method[24];
	unsigned cseq;
	bool back;			/* from callee to caller */
	bool tagged;			/* its To had a tag */
	char via[192], branch[96];
	struct addr src;
	uint16_t port;
	int final;			/* code of its final response, or 0 */
};

struct call {
	struct call *next;
	char name[64];
	struct addr caller, callee;
	uint16_t caller_port;
	char from[160], to[160];	/* URIs */
	char id[160], from_tag[80], to_tag[80];
	unsigned cseq[2];		/* the caller's, the callee's */
	unsigned number;		/* from 1 */
	unsigned challenges;
	bool proxy;			/* the last challenge was a 407 */
	bool dialog;			/* a 2xx to an INVITE came */
	struct request *requests;	/* the latest first */
};

struct calls { struct call *first; unsigned n; };

/* The call named NAME, of which SRC is the caller if it is new. */
struct call *call_find(struct calls *c, const char *name,
		       const struct host *src, const struct host *dst,
		       bool *made);

/* Takes to=, from=, call-id=, from-tag= and to-tag= over into CALL. */
void call_take(struct call *call, const struct words *w, size_t at,
	       const struct host *src, const struct host *dst);

/* A request METHOD of CALL that SRC sends now; W may set cseq=, branch=. */
struct request *call_request(struct call *call, const char *method,
			     const struct words *w, size_t at,
			     const struct host *src);

/* The request that CODE from SRC answers: the latest METHOD, or of any. */
struct request *call_answered(struct call *call, const char *method, int code,
			      const struct host *dst);

/* "sip:USER@HOST" from "+44", "bob@example.com" or a whole URI. */
void call_uri(char uri[160], const char *text, const struct host *host);

/* ADDR and PORT as a URI or Via has them. */
const char *call_hostport(const struct host *h, char text[64]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Tunnels and tags to put packets into; tests/tools/wrap.c has the table. */
#ifndef SIPWARD_WRAP_H
#define SIPWARD_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WRAPPED_LONGEST 66000

/* What stands behind an ethertype. */
struct wrapped {
	uint16_t type;
	size_t n;
	uint8_t b[WRAPPED_LONGEST];
};

struct wrapping {
	const char *name;			/* "vxlan-gpe" */
	bool (*wrap)(struct wrapped *w);	/* false: it doesn't fit */
	const char *via;	/* what a record calls it; NULL: nothing */
};

extern const struct wrapping wrappings[];	/* one without name ends */

/* Puts W into the wrapping whose name is the N bytes at NAME. False: there is
 * none, or it can't hold W; W is spoilt then. */
bool wrap_in(struct wrapped *w, const char *name, size_t n);

/* The same with a CHAIN, the outermost first: "vlan/vxlan/gre". */
bool wrap_chain(struct wrapped *w, const char *chain);

#endif

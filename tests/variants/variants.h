/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator's files share: a dialogue becomes frames, in one way. */
#ifndef SIPWARD_VARIANTS_H
#define SIPWARD_VARIANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CALLER, CALLEE, SIDES };

/* -- pieces.c: what is cut up, and in which order it comes ------------ */

enum order { FORWARD, BACKWARD, LAST_FIRST, SHUFFLED, TWICE, AGAIN };

struct cutting {
	size_t size;		/* bytes of each piece; 0: none is cut */
	size_t overlap;		/* bytes of the next one that it has too */
	enum order order;
	unsigned shuffle;	/* which of them */
	uint64_t seed;
};

struct piece { size_t from, to; };

/* Reads "100,shuffle3,overlap8" into *C. False: it is none. */
bool cutting_read(struct cutting *c, const char *text);

/* The pieces of N bytes as they come; *PIECES is the caller's to free. */
size_t cutting_apply(const struct cutting *c, size_t n,
		     struct piece **pieces);

/* -- train.c: packets in the order of coming ------------------------------ */

#define HEADROOM 512	/* bytes for all headers that are put before one */

/* What a packet's bytes begin with: IP, an ethertype, Ethernet's addresses. */
enum level { LEVEL_IP, LEVEL_TYPE, LEVEL_FRAME };

struct packet {
	uint8_t *room, *bytes;
	size_t n;
};

struct train {
	enum level level;
	struct packet *packets;
	size_t n, room;
};

/* A packet at the end of T with N bytes, those of BYTES if not NULL. */
struct packet *train_add(struct train *t, const void *bytes, size_t n);
void train_clear(struct train *t);

/* Makes room for N bytes before P's, and returns it, all zero. */
uint8_t *packet_prepend(struct packet *p, size_t n);

/* Brings T up to LEVEL; false if it is above. */
bool train_raise(struct train *t, enum level level);

/* When they come: seconds since 1970, then microseconds from each to each. */
#define TRAIN_START   1000
#define TRAIN_STEP_US 100

/* T, of frames, as the capture PATH, in the byte order of this machine. */
void train_write(const struct train *t, const char *path);

void put16(uint8_t *b, size_t value);
void put32(uint8_t *b, uint32_t value);
void *need(void *memory);	/* it is there, or the program ends */

/* -- ip.c ---------------------------------------------------------------- */

enum { PROTO_IPIP = 4, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_IPV6 = 41,
       PROTO_GRE = 47, PROTO_L2TP = 115, PROTO_SCTP = 132 };

/* The ends of the dialogue, and of a tunnel. */
struct path { bool v6; uint8_t src, dst; };	/* the last byte of each */

/* LAST behind the network that all are in; how many bytes it takes. */
size_t address_put(uint8_t *b, bool v6, uint8_t last);

/* Checksums are 0, as no monitor can go by them: cards fill them in. */
void ip_put(struct packet *p, struct path path, uint8_t protocol,
	    uint16_t id);
void udp_put(struct packet *p, uint16_t src, uint16_t dst);

/* Every packet of T, of IP, in fragments. */
void ip_fragment(struct train *t, const struct cutting *c);

/* -- wrap.c -------------------------------------------------------------- */

/* The name of tunnel number I, or NULL: there are fewer. */
const char *wrap_name(size_t i);

/* Puts each packet of T into a tunnel; false if it can't be. */
bool wrap_apply(struct train *t, const char *name);

/* -- dialogue.c ---------------------------------------------------------- */

#define TURNS	 10
#define TURN_MAX 8	/* messages of a turn */

/* What one side says before the other says anything. */
struct turn {
	int side;
	size_t n;
	struct { size_t at, n; } messages[TURN_MAX];	/* in BYTES */
	char bytes[16384];
	size_t length;
};

struct dialogue {
	struct turn turns[TURNS];
	size_t n;
	size_t length;		/* of all turns */
};

void dialogue_make(struct dialogue *d);

/* -- udp.c, tcp.c, ws.c, sctp.c, hep.c: it becomes IP packets ------------ */

struct recipe {
	bool v6;
	bool hears[SIDES];	/* what it says is in the capture */
	struct cutting pieces;	/* of a turn's bytes, of an SCTP message; in
				 * their order come the chunks of HEP */
	size_t cut;		/* a byte of the dialogue to cut before; 0 */
	uint16_t port;		/* where a TCP connection goes */
	uint32_t first;		/* sequence number of both sides */
	bool no_syn;
	size_t frame;		/* bytes of a WebSocket frame; 0: any */
	bool pings;		/* between WebSocket frames */
	bool chunks;		/* two SCTP chunks in each packet */
	uint8_t version;	/* of HEP */
	uint8_t protocol;	/* that HEP tells */
	bool packed;		/* by zlib, in HEP */
	bool agent_v6;		/* HEP's agent sends by IPv6 */
};

typedef void sender(const struct recipe *r, const struct dialogue *d,
		    struct train *t);
sender udp_send, tcp_send, ws_send, sctp_send, hep_send, heptcp_send;

/* -- chain.c: the stages that make outcomes of frames -------------------- */

/* What they tell of T, Ethernet frames: a text that the caller frees. */
char *chain_tell(const struct train *t);

/* -- recipe.c ------------------------------------------------------------ */

#define RECIPE_MAX 160

/*
 * Makes D what RECIPE says and tells the outcomes; the caller frees them.
 * NULL if it can't be made: a tunnel of IP has no place for an ethertype.
 */
char *recipe_tell(const char *recipe, const struct dialogue *d,
		  uint64_t seed);

/* So too, but writes the frames to the capture PATH. False: it can't be. */
bool recipe_write(const char *recipe, const struct dialogue *d,
		  uint64_t seed, const char *path);

/* The plain case that RECIPE has to equal: text in PLAIN. */
const char *recipe_plain(const char *recipe, char plain[RECIPE_MAX]);

/* -- families.c -------------------------------------------------------- */

struct variants;

struct family {
	const char *name;
	void (*try_all)(struct variants *v);
};

extern const struct family families[];	/* the last has no name */

/* One variant, by its recipe; where it can't be made there is none. */
__attribute__((format(printf, 2, 3)))
void try(struct variants *v, const char *format, ...);

const struct dialogue *dialogue_of(const struct variants *v);

#endif

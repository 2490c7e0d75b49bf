/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the reader among themselves: scanner, libosip2 behind it. */
#ifndef SIPWARD_SIP_SCAN_H
#define SIPWARD_SIP_SCAN_H

#include "base/code.h"
#include "sdp.h"
#include "sip.h"
#include "sip_header.h"

#define SCAN_HEADERS 1024	/* header lines of a message, at most */
#define SCAN_BYTES 65535	/* of a message, at most */

#define ALWAYS static inline __attribute__((always_inline))

/* The three ways a reading can end. */
enum scan_end {
	SCAN_COMPLETE,	/* the message is there as a whole */
	SCAN_CUT,	/* it goes on beyond the bytes, or claims to */
	SCAN_NOT_SIP,
};

/* Who is told of the top Via and of the Call-ID as soon as they are read. */
struct scan_ear {
	sip_via_handler *via;		/* may be NULL */
	sip_call_id_handler *call_id;	/* may be NULL */
	void *arg;
};

/*
 * Reads the message that BYTES begin with, after empty lines. PARTIAL: more
 * was said than BYTES hold. EAR may be NULL. On SCAN_COMPLETE and SCAN_CUT
 * *M is what is sure (its bytes are empty when that isn't even the start
 * line), and *USED the bytes it took, or would by its Content-Length. Linear
 * in BYTES, allocates nothing for plain messages.
 */
enum scan_end scan_message(struct slice bytes, bool partial,
			   const struct scan_ear *ear, struct sip_msg *m,
			   size_t *used);

/* The same for the start line alone, without the end of its line. */
enum scan_end scan_start(struct slice bytes, bool partial,
			 struct sip_msg *m, size_t *used);

/* What a stream's reader can meet besides messages. */
enum scan_trouble {
	SCAN_STUMBLED,		/* no message where one should be */
	SCAN_BAD_LENGTH,	/* a Content-Length that is no number */
	SCAN_CUT_START,		/* an end before that of the start line */
	SCAN_UNFINISHED,	/* an end before that of the message */
	SCAN_TROUBLES
};

/* Who is told of what a stream holds. CUT: the message has more than that. */
struct scan_stream {
	void (*message)(struct sip_msg *m, bool cut, void *arg);
	void (*trouble)(enum scan_trouble t, void *arg);
	void *arg;
};

/* Reads the messages in BYTES, a stretch of a stream; see payload.h. */
void scan_stretch(struct slice bytes, struct stretch *stretch,
		  const struct scan_stream *told);

/*
 * Where in LINE a message begins, or LINE.n: a body before it need not have
 * ended in a line feed. Most versions are those of Vias.
 */
size_t scan_find_start(struct slice line);

/* Is the body behind HEAD of a kind that messages may rightly be in? */
bool scan_may_hold_messages(struct slice head);

/* Does S begin with the whole start line of a message with a known method? */
bool scan_begins_start(struct slice s);

/*
 * Where in S, a message whose body begins at BODY and should END, a line
 * begins before that END which is the start line of another, with a header
 * line behind it; or SIZE_MAX. *SEARCHED, 0 at first, is how far it was
 * looked for: up to END, or to go on from there when S has more.
 */
size_t scan_find_within(struct slice s, size_t body, size_t end,
			size_t *searched);

/* What bytes that hold no SIP are. */
enum noise { NOISE_KEEPALIVE, NOISE_STUN, NOISE_RTP, NOISE_OTHER, NOISES };
enum noise scan_noise(struct slice bytes);

/* A message while it is read. */
struct reading {
	struct sip_msg *m;
	const struct scan_ear *ear;
	unsigned seen;		/* headers, 1 << enum field */
	size_t length;		/* what Content-Length says */
	bool bad_cseq;
	bool other_method;	/* in CSeq than in the request line */
	bool crowded;		/* more lines than anyone needs */
	bool ended;		/* its blank line was there, or nothing cut */
};

/* From P to the blank line; returns where the body begins. */
const char *scan_headers(struct reading *r, const char *p, const char *end,
			 bool partial);

/*
 * The line at P, with *FOLDS more lines that go on with it (RFC 3261 section
 * 7.3.1); returns where the next one begins. The last may lack its line feed.
 */
RARELY const char *scan_line(const char *p, const char *end,
			     struct slice *line, int *folds);

/* LINE's name and value without the blanks around; false: no colon. */
RARELY bool scan_split(struct slice line, struct slice *name,
		       struct slice *value);

/* The lines of TEXT up to a blank one, all of them headers. */
struct sip_headers scan_lines(struct slice text, bool cut);

/* Walks on to the blank line; returns what is behind it, or the end. */
const char *scan_to_body(struct sip_headers *h);

/* Does what is at NEXT go on with the line before it? */
ALWAYS bool scan_is_fold(const char *next, const char *end)
{
	return next < end && (*next == ' ' || *next == '\t');
}

/* Is there nothing from P to its line feed but carriage returns? */
ALWAYS bool scan_is_empty(const char *p, const char *lf)
{
	while (p < lf && *p == '\r')
		p++;
	return p == lf;
}

/* The digits from P on, which *END is behind, as a number of at most MAX. */
ALWAYS unsigned scan_digits(const char *p, const char *last, unsigned max,
			    const char **end)
{
	unsigned n = 0;

	for (; p < last && (unsigned char)(*p - '0') < 10 && n <= max; p++)
		n = n * 10 + (unsigned)(*p - '0');
	*end = p;
	return n;
}

/* The headers that every message is read for; those of one kind are one. */
enum field {
	FIELD_NONE, FIELD_VIA, FIELD_FROM, FIELD_TO, FIELD_CALL_ID,
	FIELD_CSEQ, FIELD_LENGTH, FIELD_AGENT, FIELD_CHALLENGE,
	FIELD_CREDENTIAL,
};

/* The values of single headers; two are told to whoever listens. */
void scan_top_via(const struct reading *r, struct slice value);
void scan_call_id(const struct reading *r, struct slice value);
void scan_cseq(struct reading *r, struct slice value);
void scan_length(struct reading *r, struct slice value);

/* A header that was cut in its middle: only what ends within it is sure. */
RARELY void scan_cut_value(struct reading *r, enum field f,
			   struct slice value);

/*
 * Each reads the value of a header as well as it goes, and says whether it
 * was plain: if not, libosip2 may know better.
 */
bool scan_via(struct slice value, struct slice *sent_by,
	      struct slice *branch);
bool scan_name(struct slice value, struct sip_party *who);
bool scan_uri(struct slice text, struct sip_uri *u);

/*
 * The same for any value, byte by byte: it is for those which aren't of the
 * form that nearly all have. On that form, too, it gives the same answer.
 */
RARELY bool scan_any_via(struct slice value, struct slice *sent_by,
			 struct slice *branch);
RARELY bool scan_any_name(struct slice value, struct sip_party *who);

/* USER without its password and its parameters (RFC 3261 section 19.1.1). */
struct slice scan_user(struct slice user);

/*
 * Appends the realms of VALUE, challenges or credentials, to the *N that are
 * there, an empty one for each without. Those that say stale=true are in the
 * result, 1 << index.
 */
unsigned scan_realms(struct slice value, struct slice realms[SIP_REALMS],
		     int *n);

/* Values of SDP: of "c=" and of "a="; false, and nothing is said: no such. */
bool scan_connection(struct slice value, struct sdp_flow *flow);
bool scan_direction(struct slice value, enum sdp_direction *direction);
bool scan_is_rtp(struct slice proto);

/* As sdp_reach_of() has it. */
enum sdp_reach scan_reach_of_v4(const uint8_t b[4]);

/* What PAYLOAD, 0 to 127, is as long as no rtpmap says more. */
void scan_payload_type(int payload, struct sdp_codec *codec);

/* Codecs by a number each, as an outline has them; 0: it is none of those. */
uint8_t scan_codec_number(struct slice name);
uint8_t scan_type_number(unsigned type);	/* of a static payload type */

/*
 * What is behind the port of the medium from P to LF, "m=audio 49170", up to
 * END, if it is to be remembered: there is nothing in it that differs from
 * call to call.
 */
struct slice scan_behind_port(const char *p, const char *lf, const char *end);

/* The outline of REST; false: it isn't known from before. */
bool scan_recall(const struct sdp_memory *memory, struct slice rest,
		 struct sdp_outline *o, uint64_t *key);
void scan_remember(struct sdp_memory *memory, uint64_t key,
		   const struct sdp_outline *o);

/* Reads what a rtpmap says of CODEC, "opus/48000/2", if it has a name. */
void scan_rtpmap(struct slice text, struct sdp_codec *codec);

/* libosip2 on one value: it overrides what it finds, if it accepts VALUE. */
void osip_start(void);
RARELY void osip_read_name(struct slice value, struct sip_party *who);
void osip_read_via(struct slice value, struct slice *sent_by,
		   struct slice *branch);

/* M has no values of From and To: they come already read. */
typedef void osip_handler(const struct sip_msg *m,
			  const struct sip_party *from,
			  const struct sip_party *to, void *arg);

/*
 * Reads one message by libosip2 alone and hands it to H, as far as libosip2
 * tells: for the benchmark and for the test that holds both to one answer.
 * 0, -EBADMSG (refused) or -ENOMEM.
 */
int osip_full_parse(struct slice bytes, osip_handler *h, void *arg);

/*
 * The same for the headers that it leaves as they are, for the test alone.
 * It parts lists at their commas: each item is told as a header.
 */
typedef void osip_header_handler(struct slice name, struct slice value,
				 void *arg);
int osip_each_header(struct slice bytes, osip_header_handler *h, void *arg);

static inline struct slice slice_between(const char *from, const char *to)
{
	return (struct slice){ from, (size_t)(to - from) };
}

/*
 * A glance at N bytes: bit I is set when P[I] is one of those looked for. A
 * sign is any byte that may part words, and few others: controls and blanks,
 * ! " ( , / : ; < = > ? @ \, and what is beyond ASCII.
 */
#define GLANCE_BYTES 64		/* at most */
typedef uint64_t glance(const char *p, size_t n);
glance glance_signs;
glance glance_line_feeds;

/* Kinds of bytes, as a set. */
enum scan_char {
	CHAR_BLANK = 1,		/* a line end too: it can only be a fold */
	CHAR_TOKEN = 2,		/* RFC 3261 section 25.1 */
	CHAR_SEMICOLON = 4, CHAR_COMMA = 8, CHAR_EQUAL = 16, CHAR_SLASH = 32,
	CHAR_PAREN = 64,	/* begins a comment */
	CHAR_HOST_END = 128,	/* of a URI's host */
	CHAR_USER_END = 256,	/* of a URI's user, before its parameters */
};

extern const unsigned scan_chars[256];

static inline bool scan_is(char c, unsigned kinds)
{
	return scan_chars[(unsigned char)c] & kinds;
}

/* A cursor over the value of a header, which remembers oddities. */
struct cursor {
	const char *p, *end;
	bool odd;	/* a comment, an escape, or an open quote was met */
};

/* Is S the WORD in any case? Mostly it is as given, or of other length. */
static inline bool scan_same(struct slice s, struct slice word)
{
	return s.n == word.n && (memcmp(s.p, word.p, word.n) == 0 ||
				 slice_same(s, word));
}

static inline struct cursor cursor_over(struct slice s)
{
	return (struct cursor){ s.p, s.p + s.n, false };
}

static inline bool cursor_at(const struct cursor *c, char wanted)
{
	return c->p < c->end && *c->p == wanted;
}

static inline void cursor_pass(struct cursor *c, unsigned kinds)
{
	const char *p = c->p, *end = c->end;

	while (p < end && scan_is(*p, kinds))
		p++;
	c->p = p;
}

/* Takes the blanks off the end. */
static inline void cursor_trim(struct cursor *c)
{
	while (c->end > c->p && scan_is(c->end[-1], CHAR_BLANK))
		c->end--;
}

/* All from here to the end. */
static inline struct slice cursor_rest(const struct cursor *c)
{
	return (struct slice){ c->p, (size_t)(c->end - c->p) };
}

static inline unsigned scan_four(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return scan_chars[u[0]] | scan_chars[u[1]] | scan_chars[u[2]] |
	       scan_chars[u[3]];
}

/*
 * What stands before the next byte of KINDS, or all the rest. Here most of
 * the time is spent: hence four bytes at a go.
 */
static inline struct slice cursor_until(struct cursor *c, unsigned kinds)
{
	const char *from = c->p, *p = from, *end = c->end;

	while (end - p >= 4 && !(scan_four(p) & kinds))
		p += 4;
	while (p < end && !scan_is(*p, kinds))
		p++;
	c->p = p;
	return (struct slice){ from, (size_t)(p - from) };
}

/* Passes blanks, then WANTED with the blanks after it, if it is there. */
static inline bool cursor_sign(struct cursor *c, char wanted)
{
	if (!cursor_at(c, wanted)) {
		cursor_pass(c, CHAR_BLANK);
		if (!cursor_at(c, wanted))
			return false;
	}
	c->p++;
	cursor_pass(c, CHAR_BLANK);
	return true;
}

/* The next word, behind blanks; empty at the end. */
static inline struct slice cursor_word(struct cursor *c)
{
	cursor_pass(c, CHAR_BLANK);
	return cursor_until(c, CHAR_BLANK);
}

/* The inside of the quoted string at C; an open one ends where C ends. */
struct slice cursor_quoted(struct cursor *c);

/* The next ";name=value"; false at a comma or at the end. */
bool cursor_param(struct cursor *c, struct slice *name, struct slice *value);

#endif

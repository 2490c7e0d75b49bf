/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a recipe: "tcp4 pieces=100,backward gre vlan", the inner first. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "variants.h"

static const struct {
	const char *name;
	sender *send;
	bool v6;
	uint16_t port;
} transports[] = {
	{ "udp4", udp_send, false, 5060 },
	{ "udp6", udp_send, true, 5060 },
	{ "tcp4", tcp_send, false, 5060 },
	{ "tcp6", tcp_send, true, 5060 },
	{ "ws4", ws_send, false, 8080 },
	{ "ws6", ws_send, true, 8080 },
	{ "sctp4", sctp_send, false, 5060 },
	{ "sctp6", sctp_send, true, 5060 },
	{ "hep4", hep_send, false, 0 },
	{ "hep6", hep_send, true, 0 },
	{ "heptcp4", heptcp_send, false, 9060 },
	{ "heptcp6", heptcp_send, true, 9060 },
};

struct making {
	const char *text;	/* of the recipe */
	struct recipe recipe;
	const struct dialogue *dialogue;
	sender *send;		/* NULL: it is done */
	struct train train;
	uint64_t seed;
};

/* What WORD says behind NAME and "=", or NULL. */
static const char *value_of(const char *word, const char *name)
{
	size_t n = strlen(name);

	return strncmp(word, name, n) == 0 && word[n] == '=' ? word + n + 1 :
							       NULL;
}

static void read_cutting(struct making *m, struct cutting *c,
			 const char *text)
{
	c->seed = m->seed;
	if (!cutting_read(c, text))
		errx(2, "%s: \"%s\"?", m->text, text);
}

static bool take_flag(struct recipe *r, const char *word)
{
	if (strcmp(word, "caller") == 0)
		r->hears[CALLEE] = false;
	else if (strcmp(word, "callee") == 0)
		r->hears[CALLER] = false;
	else if (strcmp(word, "no-syn") == 0)
		r->no_syn = true;
	else if (strcmp(word, "pings") == 0)
		r->pings = true;
	else if (strcmp(word, "chunks") == 0)
		r->chunks = true;
	else if (strcmp(word, "packed") == 0)
		r->packed = true;
	else if (strcmp(word, "agent6") == 0)
		r->agent_v6 = true;
	else
		return false;
	return true;
}

/* How the dialogue is sent. */
static bool take_option(struct making *m, const char *word)
{
	struct recipe *r = &m->recipe;
	const char *value;

	for (size_t i = 0; i < sizeof transports / sizeof *transports; i++)
		if (strcmp(word, transports[i].name) == 0) {
			m->send = transports[i].send;
			r->v6 = transports[i].v6;
			r->port = transports[i].port;
			return true;
		}
	if ((value = value_of(word, "pieces")))
		read_cutting(m, &r->pieces, value);
	else if ((value = value_of(word, "cut")))
		r->cut = strtoul(value, NULL, 10);
	else if ((value = value_of(word, "first")))
		r->first = (uint32_t)strtoul(value, NULL, 10);
	else if ((value = value_of(word, "frame")))
		r->frame = strtoul(value, NULL, 10);
	else if ((value = value_of(word, "version")))
		r->version = (uint8_t)strtoul(value, NULL, 10);
	else if ((value = value_of(word, "protocol")))
		r->protocol = (uint8_t)strtoul(value, NULL, 10);
	else
		return take_flag(r, word);
	return true;
}

static void send(struct making *m)
{
	if (m->send)
		m->send(&m->recipe, m->dialogue, &m->train);
	m->send = NULL;
}

/* What happens to packets. */
static bool wrap(struct making *m, const char *word)
{
	const char *value = value_of(word, "frag");
	struct cutting c = { 0 };

	send(m);
	if (!value)
		return wrap_apply(&m->train, word);
	if (m->train.level != LEVEL_IP)
		return false;
	read_cutting(m, &c, value);
	ip_fragment(&m->train, &c);
	return true;
}

/* Makes the frames of RECIPE in T; false if they can't be made. */
static bool make(const char *recipe, const struct dialogue *d, uint64_t seed,
		 struct train *t)
{
	struct making m = {
		.text = recipe, .dialogue = d, .seed = seed,
		.recipe = { .hears = { true, true }, .first = 1,
			    .version = 3, .protocol = PROTO_UDP },
	};
	char words[RECIPE_MAX], *rest = words, *word;
	bool can = true;

	snprintf(words, sizeof words, "%s", recipe);
	while (can && (word = strsep(&rest, " ")))
		can = take_option(&m, word) || wrap(&m, word);
	send(&m);
	*t = m.train;
	return can && train_raise(t, LEVEL_FRAME);
}

char *recipe_tell(const char *recipe, const struct dialogue *d,
		  uint64_t seed)
{
	struct train t;
	char *told = make(recipe, d, seed, &t) ? chain_tell(&t) : NULL;

	train_clear(&t);
	return told;
}

bool recipe_write(const char *recipe, const struct dialogue *d,
		  uint64_t seed, const char *path)
{
	struct train t;
	bool can = make(recipe, d, seed, &t);

	if (can)
		train_write(&t, path);
	train_clear(&t);
	return can;
}

const char *recipe_plain(const char *recipe, char plain[RECIPE_MAX])
{
	snprintf(plain, RECIPE_MAX, "udp%c%s%s",
		 recipe[strcspn(recipe, "46")],
		 strstr(recipe, " caller") ? " caller" : "",
		 strstr(recipe, " callee") ? " callee" : "");
	return plain;
}

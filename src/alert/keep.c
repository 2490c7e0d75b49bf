/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies what an alert needs of a verdict for as long as it is up. */
#include <errno.h>
#include <stdlib.h>

#include "alert/parts.h"

/* S behind its length, at AT; where the next one goes. */
static char *put_text(char *at, struct slice s)
{
	*at = (char)s.n;
	if (s.n)
		memcpy(at + 1, s.p, s.n);
	return at + 1 + s.n;
}

static struct slice text_at(const char *at)
{
	return (struct slice){ at + 1, (unsigned char)*at };
}

static uint32_t at_most_32(uint64_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static void keep_codes(struct kept *k, const struct figures *f)
{
	k->n_codes = (uint8_t)f->n_codes;
	for (size_t i = 0; i < f->n_codes; i++) {
		k->codes[i] = (uint16_t)f->codes[i].code;
		k->counts[i] = at_most_32(f->codes[i].count);
	}
}

/* The latest ones, as many as there is room for: one in any case. */
static void keep_calls(struct kept *k, const struct figures *f)
{
	char *at = k->calls, *end = k->calls + sizeof k->calls;

	k->n_calls = 0;
	for (size_t i = 0; i < f->n_calls; i++) {
		struct slice call = slice_head(f->calls[i], KEEP_TEXT);

		if ((size_t)(end - at) < call.n + 1)
			return;
		at = put_text(at, call);
		k->n_calls++;
	}
}

void keep_verdict(struct alert *al, const struct verdict *v)
{
	const struct figures *f = v->figures;
	struct kept *k = &al->latest;

	k->count = f->count;
	k->total = f->total;
	k->ratio_ppm = f->ratio_ppm;
	k->retransmissions = f->retransmissions;
	k->since = f->since;
	k->delays = at_most_32(f->delays);
	k->delay_ms = (uint32_t)(f->delay_p95.ns / NS_PER_MS);
	k->said = (uint16_t)f->said;
	keep_codes(k, f);
	keep_calls(k, f);
	if (f->count > al->peak)
		al->peak = f->count;
	for (size_t i = 0; i < al->rule->n_levels; i++)
		if (v->under >> i & ~al->under >> i & 1)
			al->under_since[i] = v->when;
	al->under = (uint8_t)v->under;
}

void keep_figures(const struct alert *al, struct figures *f)
{
	const struct kept *k = &al->latest;
	const char *at = k->calls;

	f->count = k->count;
	f->total = k->total;
	f->ratio_ppm = k->ratio_ppm;
	f->retransmissions = k->retransmissions;
	f->since = k->since;
	f->delays = k->delays;
	f->delay_p95 = span_ms(k->delay_ms);
	f->said = k->said;
	f->n_codes = k->n_codes;
	for (size_t i = 0; i < k->n_codes; i++)
		f->codes[i] = (struct code_count){ k->codes[i], k->counts[i] };
	f->n_calls = k->n_calls;
	for (size_t i = 0; i < k->n_calls; i++) {
		f->calls[i] = text_at(at);
		at += 1 + f->calls[i].n;
	}
}

size_t keep_most(const struct rule_settings *rule)
{
	return rule->n_group_by * (KEEP_TEXT + 1);
}

size_t keep_size(const struct verdict *v)
{
	size_t bytes = 0;

	for (size_t i = 0; i < v->rule->n_group_by; i++)
		bytes += 1 + slice_head(v->group[i].text, KEEP_TEXT).n;
	return bytes;
}

int keep_group(struct alert *al, const struct verdict *v)
{
	size_t bytes = keep_size(v);
	char *at;

	al->group = NULL;
	if (bytes == 0)
		return 0;
	at = al->group = malloc(bytes);
	if (!at)
		return -ENOMEM;
	for (size_t i = 0; i < v->rule->n_group_by; i++)
		at = put_text(at, slice_head(v->group[i].text, KEEP_TEXT));
	return 0;
}

void keep_values(const struct alert *al, struct group_value *values)
{
	const char *at = al->group;

	for (size_t i = 0; i < al->rule->n_group_by; i++) {
		values[i].field = al->rule->group_by[i];
		values[i].text = text_at(at);
		at += 1 + values[i].text.n;
	}
}

uint32_t keep_id(const struct verdict *v, struct moment shown)
{
	const struct hash_seed fixed = { 0 };
	uint64_t h = hash_short(fixed, v->rule->name, strlen(v->rule->name));
	uint64_t ns = (uint64_t)shown.ns;
	unsigned char bytes[8];

	for (size_t i = 0; i < v->rule->n_group_by; i++) {
		struct slice s = v->group[i].text;

		h = hash_short((struct hash_seed){ h }, s.n ? s.p : "", s.n);
	}
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)(ns >> 8 * i);
	h = hash_short((struct hash_seed){ h }, bytes, sizeof bytes);
	return (uint32_t)(h & 0xffffff);
}

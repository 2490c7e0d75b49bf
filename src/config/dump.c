/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes settings as a configuration that reads back to the same. */
#include <stdlib.h>

#include "config/keys.h"

/* A condition that isn't there can't be written: none of its values is. */
static bool is_absent(const struct key *k, const char *base)
{
	if (strncmp(k->name, "rule.raise.", 11) != 0)
		return false;
	if (k->type == &type_percentage)
		return !*KEY_HAS(uint32_t, base, k);
	if (k->type == &type_duration)
		return !KEY_HAS(struct span, base, k)->ns;
	return !*KEY_HAS(uint64_t, base, k);
}

static void write_key(FILE *out, const struct settings *s,
		      const struct key *k, const char *base)
{
	if (k->type->write_by)
		k->type->write_by(out, k, base, s->catalog);
	else
		k->type->write(out, k, base);
}

static void write_part(FILE *out, const struct settings *s, const char *path,
		       const void *base, const char *indent)
{
	for (size_t i = 0; i < config_grammar.n_keys; i++) {
		const struct key *k = &config_grammar.keys[i];

		if (!key_in_part(k, path) || is_absent(k, base))
			continue;
		fprintf(out, "%s%s = ", indent, key_leaf(k));
		write_key(out, s, k, base);
		fputc('\n', out);
	}
}

static void write_rule(FILE *out, const struct settings *s,
		       const struct rule_settings *rule)
{
	fprintf(out, "\nrule %s {\n", rule->name);
	write_part(out, s, "rule", rule, "\t");
	for (size_t i = 0; i < rule->n_levels; i++) {
		fprintf(out, "\traise %s {\n",
			severity_name(rule->levels[i].severity));
		write_part(out, s, "rule.raise", &rule->levels[i], "\t\t");
		fputs("\t}\n", out);
	}
	fputs("}\n", out);
}

static void write_settings(FILE *out, const struct settings *s)
{
	write_part(out, s, "", s, "");
	for (size_t i = 0; i < config_grammar.n_parts; i++) {
		const struct part *p = &config_grammar.parts[i];

		if (!*p->path || p->many)
			continue;
		fprintf(out, "\n%s {\n", p->path);
		write_part(out, s, p->path, s, "\t");
		fputs("}\n", out);
	}
	for (size_t i = 0; i < s->n_trunks; i++) {
		fprintf(out, "\ntrunk %s {\n", s->trunks[i].name);
		write_part(out, s, "trunk", &s->trunks[i], "\t");
		fputs("}\n", out);
	}
	for (size_t i = 0; i < s->n_rules; i++)
		write_rule(out, s, &s->rules[i]);
}

char *config_dump(const struct config *c)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	bool failed;

	if (!out)
		return NULL;
	write_settings(out, config_settings(c));
	failed = ferror(out);
	if (fclose(out) != 0 || failed) {
		free(text);
		return NULL;
	}
	return text;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The grammar of the catalogue: what its files may hold, and how long. */
#include "guidance.h"
#include "config/keys.h"

#define AT(in, field) offsetof(struct in, field), 0
#define LIST(in, field) \
	offsetof(struct in, field), offsetof(struct in, n_##field)
#define SAYS(in, field) AT(in, says.field)
#define SAYS_LIST(in, field) \
	offsetof(struct in, says.field), offsetof(struct in, says.n_##field)
#define LONGEST SENTENCE_LONGEST

/* What every part says of a code. */
#define GUIDANCE(part, in) \
	{ part ".name", &type_text, SAYS(in, name), 1, 100, NULL, \
	  "What it is called." }, \
	{ part ".rfc", &type_text, SAYS(in, rfc), 1, 100, NULL, \
	  "The section that defines it." }, \
	{ part ".meaning", &type_text, SAYS(in, meaning), 1, LONGEST, \
	  NULL, "What it says, in a sentence." }, \
	{ part ".causes", &type_sentences, SAYS_LIST(in, causes), 1, 4, \
	  NULL, "What is behind it most of the time." }, \
	{ part ".points-to", &type_points_to, SAYS(in, points_to), 0, 0, \
	  NULL, "Whom to look at." }, \
	{ part ".retry", &type_retry, SAYS(in, retry), 0, 0, NULL, \
	  "When to try again." }, \
	{ part ".retry-after", &type_yes_no, SAYS(in, retry_after), 0, 0, \
	  NULL, "Whether its Retry-After says when." }, \
	{ part ".next-step", &type_text, SAYS(in, next_step), 1, LONGEST, \
	  NULL, "What the engineer does now." }, \
	{ part ".type", &type_trouble, SAYS(in, type), 0, 0, NULL, \
	  "What kind of trouble it is." }, \
	{ part ".tags", &type_tags, AT(in, says), 1, TAGS, NULL, \
	  "What rules and searches choose it by." }, \
	{ part ".q850", &type_causes, SAYS_LIST(in, q850), 1, 32, NULL, \
	  "Q.850 causes that go with it." }, \
	{ part ".local", &type_text, SAYS(in, local), 1, LONGEST, NULL, \
	  "What is different when this host sent it." }, \
	{ part ".deprecated", &type_yes_no, SAYS(in, deprecated), 0, 0, \
	  NULL, "Whether nobody should send it any more." }, \
	{ part ".found-by", &type_text, SAYS(in, found_by), 1, LONGEST, \
	  NULL, "How sipward finds it." }, \
	{ part ".needs", &type_text, SAYS(in, needs), 1, LONGEST, NULL, \
	  "What sipward still needs to find it." }, \
	{ part ".source", &type_text, SAYS(in, source), 1, 200, NULL, \
	  "Where the facts are from." }

static const struct key keys[] = {
	GUIDANCE("response", catalog_entry),
	GUIDANCE("outcome", catalog_entry),
	GUIDANCE("disconnect", catalog_entry),
	GUIDANCE("situation", catalog_entry),
	GUIDANCE("cause", catalog_entry),
	{ "cause.to-sip", &type_number32, AT(catalog_entry, to_sip),
	  300, 699, NULL, "The response that it becomes." },
	{ "cause.from-sip", &type_causes, LIST(catalog_entry, from_sip),
	  1, 32, NULL, "Responses that become it." },
	{ "cause.location-note", &type_text, SAYS(catalog_entry, location),
	  1, LONGEST, NULL, "What location and diagnostic change." },

	{ "profile.title", &type_text, AT(catalog_profile, title),
	  1, 100, NULL, "Whose wordings they are." },

	{ "profile.match.code", &type_number32, AT(catalog_match, code),
	  100, 699, NULL, "Only responses with it." },
	{ "profile.match.phrase", &type_text, AT(catalog_match, phrase),
	  1, 200, NULL, "Only responses with this reason phrase." },
	{ "profile.match.phrase-prefix", &type_text,
	  AT(catalog_match, prefix), 1, 200, NULL,
	  "Only responses whose reason phrase begins so." },
	{ "profile.match.reason", &type_reason, AT(catalog_match, reason),
	  0, 0, NULL, "Only responses with this Reason." },
	{ "profile.match.direction", &type_directions,
	  AT(catalog_match, directions), 1, 3, NULL,
	  "Only responses to calls in these directions." },
	{ "profile.match.initiator", &type_side,
	  AT(catalog_match, initiator), 0, 0, NULL, "Who ended the call." },
	{ "profile.match.disconnect", &type_disconnect,
	  AT(catalog_match, disconnect), 0, 0, NULL,
	  "Why the call ended." },
	GUIDANCE("profile.match", catalog_match),
};

static const struct part parts[] = {
	{ "", 0 }, { "response", PART_TITLED }, { "outcome", PART_TITLED },
	{ "disconnect", PART_TITLED }, { "situation", PART_TITLED },
	{ "cause", PART_TITLED }, { "profile", PART_TITLED },
	{ "profile.match", PART_MANY },
};

const struct grammar catalog_grammar = {
	keys, COUNT(keys), parts, COUNT(parts), NULL, 0, true,
};

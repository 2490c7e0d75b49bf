/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that the catalogue's words have in its files and records. */
#include "guidance.h"

const char *points_to_name(enum points_to p)
{
	static const char *const names[POINTS] = {
		[POINTS_CALLER] = "caller",
		[POINTS_DESTINATION] = "destination",
		[POINTS_CARRIER] = "carrier", [POINTS_SBC] = "sbc",
		[POINTS_NOBODY] = "nobody",
	};
	return names[p];
}

const char *retry_name(enum retry r)
{
	static const char *const names[RETRIES] = {
		[RETRY_NOW] = "now", [RETRY_LATER] = "later",
		[RETRY_CHANGE] = "change", [RETRY_NEVER] = "never",
	};
	return names[r];
}

const char *trouble_name(enum trouble t)
{
	static const char *const names[TROUBLES] = {
		[TROUBLE_TEMPORARY] = "temporary",
		[TROUBLE_CONFIGURATION] = "configuration",
		[TROUBLE_DATA] = "data", [TROUBLE_POLICY] = "policy",
		[TROUBLE_PROVIDER_SIDE] = "provider-side",
		[TROUBLE_NORMAL] = "normal",
	};
	return names[t];
}

const char *tag_name(enum tag t)
{
	static const char *const names[TAGS] = {
		[TAG_CHECK_CONFIG] = "check-config",
		[TAG_CHECK_DATA] = "check-data",
		[TAG_RETRY_LATER] = "retry-later",
		[TAG_ESCALATE] = "escalate",
		[TAG_ESCALATE_IF_REPEATED] = "escalate-if-repeated",
		[TAG_TOP_UP] = "top-up", [TAG_RATE_CONTROL] = "rate-control",
		[TAG_INVALID_NUMBER] = "invalid-number",
		[TAG_UNASSIGNED_NUMBER] = "unassigned-number",
		[TAG_CHALLENGE] = "challenge", [TAG_NORMAL] = "normal",
		[TAG_POLICY] = "policy",
	};
	return names[t];
}

const char *tag_meaning(enum tag t)
{
	static const char *const meanings[TAGS] = {
		[TAG_CHECK_CONFIG] = "Compare settings of this host, of the "
			"trunk or of the peer: they do not fit",
		[TAG_CHECK_DATA] = "Look at what was dialled, and at the list "
			"or database that the number came from",
		[TAG_RETRY_LATER] = "It passes by itself: the same call may "
			"get through after a while, or by another route",
		[TAG_ESCALATE] = "Nobody here can mend it: open a ticket with "
			"the carrier or whoever runs the far end",
		[TAG_ESCALATE_IF_REPEATED] = "One is no trouble; tell the "
			"carrier once it lasts or is seen over many calls",
		[TAG_TOP_UP] = "An account is empty or at its limit",
		[TAG_RATE_CONTROL] = "Calls are too many, too fast or too "
			"dear for a limit that somebody has set",
		[TAG_INVALID_NUMBER] = "The number has a form that no number "
			"has: incomplete, or with digits too many",
		[TAG_UNASSIGNED_NUMBER] = "The number has the right form, but "
			"nobody has it, or not any more",
		[TAG_CHALLENGE] = "A password is asked for, as it should be; "
			"asked for again, what was sent is wrong",
		[TAG_NORMAL] = "What calls do on a good day; only a share "
			"that rises says anything",
		[TAG_POLICY] = "Somebody decided so, a rule or a person: "
			"trying again changes nothing",
	};
	return meanings[t];
}

const char *entry_kind_name(enum entry_kind k)
{
	static const char *const names[ENTRY_KINDS] = {
		[ENTRY_RESPONSE] = "response", [ENTRY_OUTCOME] = "outcome",
		[ENTRY_DISCONNECT] = "disconnect",
		[ENTRY_SITUATION] = "situation", [ENTRY_CAUSE] = "cause",
	};
	return names[k];
}

/*
 * Its protocol, and the cause among its parameters (RFC 3326 section 2). Some
 * say SIP for numbers of their own beyond the 699 of responses.
 */
bool call_cause_of(struct slice text, struct call_cause *cause)
{
	static const struct slice key = SLICE("cause=");
	struct slice of = slice_trim(slice_head(text, slice_find(text, ';')));
	bool q850 = slice_same(of, SLICE("Q.850")), found = false;
	uint64_t code = 0;

	if (!q850 && !slice_same(of, SLICE("SIP")))
		return false;
	text = slice_from(text, slice_find(text, ';') + 1);
	while (text.n && !found) {
		size_t end = slice_find(text, ';');
		struct slice part = slice_trim(slice_head(text, end));

		if (slice_begins(part, key))
			part = slice_trim(slice_from(part, key.n));
		found = slice_number(part, q850 ? 127 : 999, &code) == 0;
		text = slice_from(text, end + 1);
	}
	if (!found)
		return false;
	cause->of = q850 ? CAUSE_Q850 : CAUSE_SIP;
	cause->code = (int)code;
	return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* The families of rules: their names, their outcomes, their message IDs. */
#include "family.h"

#include "guidance.h"

#define RANGES 24

/* Outcomes from one to another. */
struct range { int from, to; };

#define ONE(code) { (code), (code) }
#define CAUSE(name) \
	ONE((int)OUTCOME_DISCONNECT + (int)DISCONNECT_##name)
#define SITUATION(name) \
	ONE((int)OUTCOME_SITUATION + (int)SITUATION_##name)

/*
 * The first that has all outcomes of a rule is the rule's: those before
 * others have fewer. A message ID is in catalogues and in what people search
 * for: it is never changed, and of a family that goes it is used no more.
 * systemd/sipward.catalog explains each.
 */
static const struct {
	const char *name, *message_id;
	struct range outcomes[RANGES];
	uint32_t tags;		/* by which profiles add to them */
} families[FAMILIES] = {
	[FAMILY_TIMEOUTS] = {
		.name = "timeouts",
		.message_id = "9ea9be95472a443d97fc699307a136e9",
		.outcomes = {
		{ OUTCOME_NO_RESPONSE, OUTCOME_NO_FINAL }, ONE(408),
		ONE(504), CAUSE(RINGING_TIMEOUT),
		CAUSE(TRANSACTION_TIMEOUT), CAUSE(REQUEST_TIMEOUT) } },
	[FAMILY_REACHABILITY] = {
		.name = "reachability",
		.message_id = "2a34bc6edf96411395a16fe1b9668bee",
		.outcomes = {
		{ OUTCOME_REACH, OUTCOME_REACH_END - 1 } } },
	[FAMILY_CAPACITY] = {
		.name = "capacity",
		.message_id = "78e63c211f4a4648b3fdf14e44fb47ac",
		.outcomes = {
		ONE(503), CAUSE(CAPACITY) } },
	[FAMILY_SERVER_ERRORS] = {
		.name = "server-errors",
		.message_id = "f569bf7050a2411da5fea88b56e9cdd6",
		.outcomes = {
		{ 500, 599 }, CAUSE(GATEWAY_FAILURE) } },
	[FAMILY_NUMBERS] = {
		.name = "numbers",
		.message_id = "03bf2afd859f4f3e8d2aa2d9eedbfb24",
		.outcomes = {
		ONE(301), ONE(404), ONE(410), ONE(412), ONE(424), ONE(484),
		ONE(485), ONE(604), CAUSE(NOT_FOUND) },
		.tags = 1u << TAG_INVALID_NUMBER |
			1u << TAG_UNASSIGNED_NUMBER | 1u << TAG_CHECK_DATA },
	[FAMILY_AUTHENTICATION] = {
		.name = "authentication",
		.message_id = "840a7cc4461a4c7d9cb0e8ec6519b324",
		.outcomes = {
		ONE(OUTCOME_AUTH_FAILED), ONE(401), ONE(407), ONE(428),
		{ 436, 438 }, ONE(494), CAUSE(UNAUTHORISED) },
		.tags = 1u << TAG_CHALLENGE },
	[FAMILY_REFUSALS] = {
		.name = "refusals",
		.message_id = "3809582c8d754544b62107ad04c8874f",
		.outcomes = {
		ONE(402), ONE(403), ONE(433), ONE(470), ONE(603), ONE(607),
		ONE(608), CAUSE(REJECTED), CAUSE(BALANCE),
		CAUSE(BLOCKED) },
		.tags = 1u << TAG_TOP_UP | 1u << TAG_POLICY |
			1u << TAG_RATE_CONTROL },
	[FAMILY_MEDIA] = {
		.name = "media",
		.message_id = "79d579074a694026b8e575bfbe243f75",
		.outcomes = {
		ONE(415), ONE(488), ONE(606), CAUSE(RTP_TIMEOUT),
		CAUSE(NO_MATCHING_CODECS), CAUSE(SDP_MISSING),
		CAUSE(SDP_MISMATCH), CAUSE(REINVITE_FAILED),
		SITUATION(ONE_WAY_SDP) } },
	[FAMILY_LOOPS] = {
		.name = "loops",
		.message_id = "3e60e4b733ba4ed1ac042b582b7fe233",
		.outcomes = {
		ONE(440), ONE(482), ONE(483), CAUSE(LOOP) } },
	[FAMILY_CALLED] = {
		.name = "called",
		.message_id = "77184670a3854b4f9f782065bff74eb0",
		.outcomes = {
		ONE(OUTCOME_CANCELLED), ONE(480), ONE(486), ONE(487),
		ONE(600), CAUSE(CANCEL), CAUSE(COMPLETED_ELSEWHERE),
		CAUSE(BUSY), CAUSE(NO_ANSWER), CAUSE(UNAVAILABLE),
		CAUSE(NOT_REGISTERED) } },
	[FAMILY_REQUESTS] = {
		.name = "requests",
		.message_id = "8d2f4dc39e164ae18ec224d5fb3255e4",
		.outcomes = {
		ONE(305), ONE(400), ONE(405), ONE(406), ONE(409),
		{ 411, 418 }, { 420, 425 }, { 428, 430 }, ONE(439),
		ONE(469), ONE(481), ONE(489), ONE(491), ONE(493), ONE(501),
		ONE(505), ONE(513), ONE(555), ONE(580), CAUSE(MALFORMED) },
		.tags = 1u << TAG_CHECK_CONFIG },
	[FAMILY_CALLS] = {
		.name = "calls",
		.message_id = "f1ed204d75404e00a367147561fb47bd",
		.outcomes = {
		ONE(OUTCOME_NO_ACK),
		{ OUTCOME_DISCONNECT, OUTCOME_REACH - 1 } } },
	[FAMILY_DELAYS] = {
		.name = "delays",
		.message_id = "e290c34422f7481f9f159844281b0597" },
	[FAMILY_MIXED] = {
		.name = "mixed",
		.message_id = "f82f4010fdef4493b7783cc350bfc3e4" },
	[FAMILY_SUPPRESSED] = {
		.name = "suppressed",
		.message_id = "7369d9e32eb54aa4a40be4fedd2ed754" },
	[FAMILY_HEALTH] = {
		.name = "health",
		.message_id = "0c1c0aecf68440f281ed8c74eb143520" },
};

const char *family_name(enum family f)
{
	return families[f].name;
}

const char *family_message_id(enum family f)
{
	return families[f].message_id;
}

static bool has_outcome(enum family f, int code)
{
	for (size_t i = 0; i < RANGES && families[f].outcomes[i].to; i++)
		if (code >= families[f].outcomes[i].from &&
		    code <= families[f].outcomes[i].to)
			return true;
	return false;
}

static bool has_all(enum family f, const struct rule_settings *rule)
{
	for (int code = 0; code < OUTCOME_CODES; code++)
		if (code_set_has(&rule->codes, code) && !has_outcome(f, code))
			return false;
	return !(rule->tags & ~families[f].tags);
}

static bool has_delay(const struct rule_settings *rule)
{
	for (size_t i = 0; i < rule->n_levels; i++)
		if (rule->levels[i].delay_p95.ns)
			return true;
	return false;
}

/* Who asks by OPTIONS alone wants to know whether somebody is there. */
enum family family_of(const struct rule_settings *rule)
{
	static const struct code_set none;
	enum family f = FAMILY_TIMEOUTS;

	if (has_delay(rule))
		return FAMILY_DELAYS;
	if (!rule->tags && memcmp(&rule->codes, &none, sizeof none) == 0)
		return FAMILY_MIXED;
	if (rule->methods == 1u << SIP_OPTIONS)
		return FAMILY_REACHABILITY;
	while (f < FAMILY_DELAYS && !has_all(f, rule))
		f++;
	return f < FAMILY_DELAYS ? f : FAMILY_MIXED;
}

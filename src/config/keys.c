/* SPDX-License-Identifier: BSD-2-Clause */
/* The grammar of configurations: what may be set, within which bounds. */
#include "config/keys.h"

#define IN(type, field) offsetof(struct type, field), 0
#define LIST(type, in, field) \
	offsetof(struct type, in field), offsetof(struct type, in n_##field)
#define DAY (86400 * NS_PER_S)
#define MANY 4096
#define BILLION 1000000000

static const struct key keys[] = {
	{ "default-rules", &type_yes_no, NOWHERE, 0, 0, 0, NULL,
	  "Whether the default rules are added to the file's own." },

	{ "capture.interfaces", &type_interfaces, LIST(settings,
	  capture., interfaces), 0, 64, "{any}",
	  "Interfaces to capture on; any stands for all of them." },
	{ "capture.ports", &type_ports, LIST(settings, capture., ports),
	  1, 1000, "{5060}",
	  "Ports of SIP, single ones and ranges, of UDP, TCP and SCTP." },
	{ "capture.vxlan-ports", &type_ports,
	  LIST(settings, capture., vxlan_ports), 0, 1000,
	  "{4789, 4790, 8472}",
	  "Ports to which VXLAN tunnels are sent, over UDP." },
	{ "capture.local", &type_networks, LIST(settings, capture., local),
	  0, MANY, "{}",
	  "This host's own addresses, besides those of its interfaces." },
	{ "capture.buffer", &type_size, IN(settings, capture.buffer),
	  1 << 20, 1 << 30, "32M",
	  "Memory of each interface's ring of captured packets." },
	{ "capture.filter", &type_text, IN(settings, capture.filter),
	  0, 4000, NULL,
	  "A pcap filter that packets must pass besides the ports." },

	{ "hep.listen", &type_endpoint, IN(settings, hep.listen),
	  0, 0, NULL,
	  "Where agents send HEP to, such as udp:127.0.0.1:9060." },
	{ "hep.key", &type_text, IN(settings, hep.key),
	  0, 127, NULL,
	  "Authentication key that HEP must bear, wherever it is from." },

	{ "limits.memory", &type_size, IN(settings, memory),
	  INT64_C(16) << 20, INT64_C(64) << 30, "256M",
	  "Roof over the memory of all tables together." },
	{ "limits.alerts-per-minute", &type_number32,
	  IN(settings, alerts_per_minute), 1, 100000, "60",
	  "Alerts a minute at most; the others are told in one line." },

	{ "calls.idle", &type_duration, IN(settings, calls.idle),
	  60 * NS_PER_S, 30 * DAY, "4h",
	  "A call without any sign of life for so long is over." },
	{ "calls.ringing-limit", &type_duration,
	  IN(settings, calls.ringing_limit), NS_PER_S, DAY, "3min",
	  "A call given up so long after its INVITE met a timer." },
	{ "calls.ringback", &type_duration, IN(settings, calls.ringback),
	  0, DAY, "10s",
	  "A caller who heard no ringing by then has the situation "
	  "no-ringback." },
	{ "calls.short-call", &type_duration,
	  IN(settings, calls.short_call), 0, DAY, "5s",
	  "A call that lasted less has the situation short-call." },
	{ "calls.pair-headers", &type_headers,
	  LIST(settings, calls., pair_headers), 0, 16, "{}",
	  "Headers that both legs of a call have with one value." },
	{ "calls.pair-digits", &type_number32,
	  IN(settings, calls.pair_digits), 0, 15, "7",
	  "Digits of the numbers that are alike on both legs; 0: none." },

	{ "peers.down-after", &type_number32,
	  IN(settings, peers.down_after), 1, 1000, "3",
	  "OPTIONS in a row without an answer that take a peer down." },
	{ "peers.not-alive", &type_call_codes,
	  IN(settings, peers.not_alive), 0, 1000, "{408, 503}",
	  "Codes of responses to OPTIONS that are no answer." },

	{ "catalog.files", &type_files, LIST(settings, , catalog_files),
	  0, 1000, "{\"" CATALOG_FILES "\"}",
	  "Files that say more of codes than is built in, or otherwise." },

	{ "trunk.peers", &type_networks, LIST(trunk_settings, , peers),
	  1, MANY, NULL,
	  "Addresses and networks of the far end." },
	{ "trunk.profile", &type_profile, IN(trunk_settings, profile),
	  0, 0, NULL,
	  "Whose wordings its responses have, as sipwardctl lists them." },

	{ "numbers.prefixes", &type_file, IN(settings, numbers.file),
	  0, 4000, NULL,
	  "A file of lines prefix,name by which numbers are grouped." },
	{ "numbers.international", &type_dialled,
	  LIST(settings, numbers., international), 0, 16, "{\"+\", \"00\"}",
	  "What begins an international number; taken off it." },
	{ "numbers.country", &type_country, IN(settings, numbers.country),
	  0, 3, NULL,
	  "Country code of numbers that have none." },

	{ "rule.codes", &type_codes, IN(rule_settings, codes),
	  0, 1000, NULL,
	  "Codes and outcomes that the rule counts." },
	{ "rule.except", &type_except, IN(rule_settings, codes),
	  0, 1000, "{}",
	  "Codes and outcomes that it does not count after all." },
	{ "rule.methods", &type_methods, IN(rule_settings, methods),
	  1, 32, "{INVITE, BYE, CANCEL, OPTIONS, REGISTER, PRACK, "
	  "SUBSCRIBE, NOTIFY, PUBLISH, INFO, REFER, MESSAGE, UPDATE, "
	  "other}",
	  "Methods it looks at; other stands for those not registered." },
	{ "rule.initial", &type_yes_no, IN(rule_settings, initial),
	  0, 0, "no",
	  "Whether only requests outside a dialog concern it." },
	{ "rule.directions", &type_directions,
	  IN(rule_settings, directions), 1, 3,
	  "{outbound, inbound, transit}",
	  "Directions of requests it looks at, seen from this host." },
	{ "rule.trunks", &type_names, LIST(rule_settings, , trunks),
	  0, MANY, "{}",
	  "Only these trunks; none stands for what is in no trunk." },
	{ "rule.src", &type_networks, LIST(rule_settings, , src),
	  0, MANY, "{}",
	  "Only requests from these addresses and networks." },
	{ "rule.dst", &type_networks, LIST(rule_settings, , dst),
	  0, MANY, "{}",
	  "Only requests to these addresses and networks." },
	{ "rule.to", &type_prefixes, LIST(rule_settings, , to),
	  0, MANY, "{}",
	  "Only calls to numbers with these prefixes." },
	{ "rule.from", &type_prefixes, LIST(rule_settings, , from),
	  0, MANY, "{}",
	  "Only calls from numbers with these prefixes." },
	{ "rule.group-by", &type_fields, LIST(rule_settings, , group_by),
	  0, GROUP_FIELDS, "{}",
	  "Fields whose values make groups, each counted by itself." },
	{ "rule.window", &type_duration, IN(rule_settings, window),
	  NS_PER_S, DAY, "60s",
	  "Length of the sliding window that is counted." },
	{ "rule.min-total", &type_number, IN(rule_settings, min_total),
	  1, BILLION, "1",
	  "Attempts in the window without which a ratio is taken as 0." },
	{ "rule.clear", &type_percentage, IN(rule_settings, clear_ppm),
	  10000, 1000000, "80%",
	  "Share of a threshold below which its level is left." },
	{ "rule.hold", &type_duration, IN(rule_settings, hold),
	  0, DAY, "2min",
	  "How long it must stay below before it eases or clears." },
	{ "rule.repeat", &type_duration, IN(rule_settings, repeat),
	  NS_PER_S, 30 * DAY, "30min",
	  "How often an alert that is still raised is told again." },
	{ "rule.enabled", &type_yes_no, IN(rule_settings, enabled),
	  0, 0, "yes",
	  "Whether the rule is in force." },
	{ "rule.note", &type_text, IN(rule_settings, note),
	  0, 1000, NULL,
	  "A text for the reader of the alert, which shows it." },

	{ "rule.raise.count", &type_number, IN(level_settings, count),
	  1, BILLION, NULL,
	  "So many outcomes with the rule's codes in the window." },
	{ "rule.raise.ratio", &type_percentage,
	  IN(level_settings, ratio_ppm), 1, 1000000, NULL,
	  "So large a share of all attempts in the window." },
	{ "rule.raise.rate", &type_rate, IN(level_settings, rate_milli),
	  1, INT64_C(1000) * BILLION, NULL,
	  "So many of them a second, on average over the window." },
	{ "rule.raise.delay-p95", &type_duration,
	  IN(level_settings, delay_p95), NS_PER_MS, 900 * NS_PER_S, NULL,
	  "One call in twenty waits so long for its ringing, or longer." },

	{ "ratios.ser-codes", &type_call_codes, IN(settings, ratios.ser),
	  0, 1000, "{2xx}",
	  "Codes of calls that are sessions: RFC 6076's SER." },
	{ "ratios.seer-codes", &type_call_codes, IN(settings, ratios.seer),
	  0, 1000, "{2xx, 480, 486, 600, 603}",
	  "Codes that a network which works may bring: its SEER." },
	{ "ratios.isa-codes", &type_call_codes, IN(settings, ratios.isa),
	  0, 1000, "{no-response, 408, 500, 503, 504}",
	  "Codes of what is overloaded or out of order: its ISA." },
	{ "ratios.scr-codes", &type_call_codes, IN(settings, ratios.scr),
	  0, 1000, "{2xx}",
	  "Codes of calls that were completed: its SCR." },
	{ "ratios.ira-codes", &type_call_codes, IN(settings, ratios.ira),
	  0, 1000, "{no-response, 400, 403-499, 5xx, 6xx}",
	  "Codes of registrations that failed: its IRA." },
	{ "ratios.asr-codes", &type_call_codes, IN(settings, ratios.asr),
	  0, 1000, "{2xx}",
	  "Codes of calls that were answered: the ASR." },
	{ "ratios.ner-codes", &type_call_codes, IN(settings, ratios.ner),
	  0, 1000, "{cancelled, 2xx, 480, 486-487, 600, 603, 607}",
	  "Codes of calls that got to the called: the NER." },

	{ "syslog.facility", &type_facility, IN(settings, syslog.facility),
	  0, 0, "daemon",
	  "Facility under which alerts are logged." },
	{ "syslog.format", &type_format, IN(settings, syslog.format),
	  0, 0, "classic",
	  "Form of a line, classic (RFC 3164) or rfc5424, or journal." },
	{ "syslog.socket", &type_path, IN(settings, syslog.socket),
	  1, 107, "\"" SYSLOG_SOCKET "\"",
	  "Datagram socket of the system's log; the journal has its own." },
};

static const struct part parts[] = {
	{ "", 0 }, { "capture", 0 }, { "hep", 0 }, { "limits", 0 },
	{ "calls", 0 }, { "peers", 0 }, { "catalog", 0 },
	{ "trunk", PART_TITLED }, { "numbers", 0 }, { "ratios", 0 },
	{ "rule", PART_TITLED },
	{ "rule.raise", PART_TITLED }, { "syslog", 0 },
};

static const struct later later[] = {
	{ "", "metrics" }, { "", "control" },
	{ "", "timezone" },
	{ "rule", "distinct-of" }, { "rule", "armed-by" },
	{ "rule", "schedule" }, { "rule.raise", "distinct" },
	{ "rule.raise", "times-baseline" }, { "rule.raise", "below" },
};

const struct grammar config_grammar = {
	keys, COUNT(keys), parts, COUNT(parts), later, COUNT(later), false,
};

void config_each_key(config_key_handler *h, void *arg)
{
	for (size_t i = 0; i < COUNT(keys); i++) {
		const struct key *k = &keys[i];

		h(k->name, k->type->name, k->fallback ? k->fallback : "none",
		  k->help, arg);
	}
}

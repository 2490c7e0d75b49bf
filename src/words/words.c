/* SPDX-License-Identifier: BSD-2-Clause */
/* The names that the words of include/ have in records and configuration. */
#include "notice.h"

static const struct slice methods[SIP_METHODS] = {
	[SIP_UNKNOWN] = SLICE("unknown"), [SIP_INVITE] = SLICE("INVITE"),
	[SIP_ACK] = SLICE("ACK"), [SIP_BYE] = SLICE("BYE"),
	[SIP_CANCEL] = SLICE("CANCEL"), [SIP_OPTIONS] = SLICE("OPTIONS"),
	[SIP_REGISTER] = SLICE("REGISTER"), [SIP_PRACK] = SLICE("PRACK"),
	[SIP_SUBSCRIBE] = SLICE("SUBSCRIBE"), [SIP_NOTIFY] = SLICE("NOTIFY"),
	[SIP_PUBLISH] = SLICE("PUBLISH"), [SIP_INFO] = SLICE("INFO"),
	[SIP_REFER] = SLICE("REFER"), [SIP_MESSAGE] = SLICE("MESSAGE"),
	[SIP_UPDATE] = SLICE("UPDATE"), [SIP_OTHER] = SLICE("other"),
};

static const char *const tunnels[TUNNELS] = {
	[TUNNEL_IPIP] = "ipip", [TUNNEL_GRE] = "gre",
	[TUNNEL_ERSPAN] = "erspan", [TUNNEL_VXLAN] = "vxlan",
	[TUNNEL_GENEVE] = "geneve", [TUNNEL_GTP] = "gtp",
	[TUNNEL_MPLS] = "mpls", [TUNNEL_PPPOE] = "pppoe",
	[TUNNEL_L2TP] = "l2tp", [TUNNEL_TZSP] = "tzsp",
	[TUNNEL_HEP] = "hep",
};

const char *tunnel_name(enum tunnel t)
{
	return tunnels[t];
}

const char *sip_method_name(enum sip_method m)
{
	return methods[m].p;
}

enum sip_method sip_method_of(struct slice name)
{
	/* where those with a first letter begin */
	static const uint8_t first[32] = {
		['I' & 31] = SIP_INVITE, ['A' & 31] = SIP_ACK,
		['B' & 31] = SIP_BYE, ['C' & 31] = SIP_CANCEL,
		['O' & 31] = SIP_OPTIONS, ['R' & 31] = SIP_REGISTER,
		['P' & 31] = SIP_PRACK, ['S' & 31] = SIP_SUBSCRIBE,
		['N' & 31] = SIP_NOTIFY, ['M' & 31] = SIP_MESSAGE,
		['U' & 31] = SIP_UPDATE,
	};
	int m = name.n ? first[name.p[0] & 31] : SIP_UNKNOWN;

	for (; m != SIP_UNKNOWN && m < SIP_OTHER; m++)
		if (slice_equal(name, methods[m]))
			return m;
	return SIP_OTHER;
}

const char *direction_name(enum direction d)
{
	static const char *const names[] = {
		[OUTBOUND] = "outbound", [INBOUND] = "inbound",
		[TRANSIT] = "transit",
	};
	return names[d];
}

const char *severity_name(enum severity s)
{
	static const char *const names[] = {
		[SEVERITY_ALERT] = "alert", [SEVERITY_CRITICAL] = "critical",
		[SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning",
		[SEVERITY_NOTICE] = "notice",
	};
	return names[s];
}

const char *group_field_name(enum group_field f)
{
	static const char *const names[GROUP_FIELDS] = {
		[GROUP_SRC] = "src", [GROUP_DST] = "dst",
		[GROUP_TRUNK] = "trunk", [GROUP_TO_USER] = "to-user",
		[GROUP_TO_PREFIX] = "to-prefix", [GROUP_TO_HOST] = "to-host",
		[GROUP_FROM_USER] = "from-user",
		[GROUP_FROM_PREFIX] = "from-prefix",
		[GROUP_FROM_HOST] = "from-host",
		[GROUP_RURI_USER] = "ruri-user",
		[GROUP_RURI_PREFIX] = "ruri-prefix",
		[GROUP_RURI_HOST] = "ruri-host", [GROUP_METHOD] = "method",
		[GROUP_CODE] = "code", [GROUP_USER_AGENT] = "user-agent",
		[GROUP_INTERFACE] = "interface",
		[GROUP_DIRECTION] = "direction",
		[GROUP_CAUSE_PEER] = "cause-peer",
	};
	return names[f];
}

const char *notice_event_name(enum notice_event e)
{
	static const char *const names[] = {
		[NOTICE_RAISED] = "raised", [NOTICE_ESCALATED] = "escalated",
		[NOTICE_EASED] = "eased", [NOTICE_REPEATED] = "repeated",
		[NOTICE_CLEARED] = "cleared",
		[NOTICE_SUPPRESSED] = "suppressed",
	};
	return names[e];
}

const char *syslog_format_name(enum syslog_format f)
{
	static const char *const names[SYSLOG_FORMATS] = {
		[SYSLOG_CLASSIC] = "classic", [SYSLOG_RFC5424] = "rfc5424",
		[SYSLOG_JOURNAL] = "journal",
	};
	return names[f];
}

const char *syslog_reader_name(enum syslog_format f)
{
	return f == SYSLOG_JOURNAL ? "the journal" : "syslog";
}

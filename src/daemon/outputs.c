/* SPDX-License-Identifier: BSD-2-Clause */
/* Says, at the end, which records did not reach those they were for. */
#include "daemon/daemon.h"
#include "sink/sink.h"

void outputs_tell_syslog(const struct options *o, struct sink *s)
{
	char why[SINK_WORD];
	uint64_t lost = sink_lost(s, why);

	if (lost)
		log_line(o, LOG_SAYS_ERROR, "%llu alert%s did not reach "
			 "%s", (unsigned long long)lost,
			 lost == 1 ? "" : "s", why);
}

void outputs_tell_stdout(const struct options *o, struct sink *s)
{
	uint64_t lost = sink_missed(s);

	if (lost)
		log_line(o, LOG_SAYS_ERROR, "%llu line%s did not reach "
			 "standard output: its reader is too slow",
			 (unsigned long long)lost, lost == 1 ? "" : "s");
}

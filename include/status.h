/* SPDX-License-Identifier: BSD-2-Clause */
/* How a program ended. */
#ifndef SIPWARD_STATUS_H
#define SIPWARD_STATUS_H

/* Exit statuses, as sysexits has them. */
enum { STATUS_FINE = 0, STATUS_ALERTS = 1, STATUS_USAGE = 64,
       STATUS_DATA = 65, STATUS_NO_INPUT = 66, STATUS_UNAVAILABLE = 69,
       STATUS_SYSTEM = 71, STATUS_NO_PERMISSION = 77, STATUS_CONFIG = 78 };

#endif

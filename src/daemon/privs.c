/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives up what a monitor doesn't need: capabilities and system calls. */
#include <cap-ng.h>
#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "daemon/daemon.h"

#define USABLE (CAPNG_EFFECTIVE | CAPNG_PERMITTED)

/* Is there anything to give up? Under the service's unit there is not, and
 * asking to would be refused. */
static bool has_more(bool keep_net_raw)
{
	capng_get_caps_process();
	if (keep_net_raw)
		capng_update(CAPNG_DROP, USABLE | CAPNG_INHERITABLE,
			     CAP_NET_RAW);
	return capng_have_capabilities(CAPNG_SELECT_CAPS) != CAPNG_NONE;
}

static int give_up(bool keep_net_raw)
{
	bool has;

	capng_get_caps_process();
	has = capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW);
	capng_clear(CAPNG_SELECT_BOTH);
	if (keep_net_raw && has &&
	    capng_update(CAPNG_ADD, USABLE, CAP_NET_RAW) < 0)
		return -EPERM;
	/* takes CAP_SETPCAP: as far as it goes, and before that is gone */
	capng_apply(CAPNG_SELECT_BOUNDS);
	return capng_apply(CAPNG_SELECT_CAPS) < 0 ? -EPERM : 0;
}

/* CAP_NET_RAW is what reopening an interface takes (packet(7)). */
int privs_drop(bool keep_net_raw)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	return has_more(keep_net_raw) ? give_up(keep_net_raw) : 0;
}

/* What a running monitor does: read frames, write records, keep time,
 * reopen an interface or /dev/log, read a configuration anew, end. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64),
	SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close),
	SCMP_SYS(lseek), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
	SCMP_SYS(eventfd2), SCMP_SYS(pipe2), SCMP_SYS(timerfd_create),
	SCMP_SYS(timerfd_settime),
	SCMP_SYS(socket), SCMP_SYS(bind), SCMP_SYS(connect),
	SCMP_SYS(listen), SCMP_SYS(accept4),
	SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname),
	SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(shutdown),
	SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(dup), SCMP_SYS(fadvise64),
	SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(stat), SCMP_SYS(lstat),
	SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
	SCMP_SYS(getdents64), SCMP_SYS(getcwd),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(uname),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid),
	SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(gettimeofday), SCMP_SYS(nanosleep), SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(tgkill),
	SCMP_SYS(restart_syscall), SCMP_SYS(sysinfo), SCMP_SYS(prlimit64),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* A sanitizer's leak check ends with ptrace() and clone(). */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* A call that isn't allowed fails with EPERM: at 3 in the morning a monitor
 * that goes on beats one that was killed for a call that a library made. */
int privs_confine(void)
{
	scmp_filter_ctx ctx;
	int err = 0;

	if (SANITIZED)
		return 0;
	ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!ctx)
		return -ENOMEM;
	for (size_t i = 0; !err && i < sizeof allowed / sizeof allowed[0];
	     i++)
		err = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!err)
		err = seccomp_load(ctx);
	seccomp_release(ctx);
	return err;
}

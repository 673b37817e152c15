#include "seclude.h"

#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <initializer_list>

namespace {

[[maybe_unused]] constexpr rlim_t kMemoryBytes = rlim_t{1} << 30;
constexpr rlim_t kProcessorSeconds = 10;

// Threads are allowed, because the HEIC decoder starts one; processes are not.
constexpr int kAllowed[] = {SCMP_SYS(read),
                            SCMP_SYS(write),
                            SCMP_SYS(close),
                            SCMP_SYS(fstat),
                            SCMP_SYS(newfstatat),
                            SCMP_SYS(lseek),
                            SCMP_SYS(mmap),
                            SCMP_SYS(munmap),
                            SCMP_SYS(mremap),
                            SCMP_SYS(mprotect),
                            SCMP_SYS(brk),
                            SCMP_SYS(madvise),
                            SCMP_SYS(exit),
                            SCMP_SYS(exit_group),
                            SCMP_SYS(futex),
                            SCMP_SYS(rt_sigaction),
                            SCMP_SYS(rt_sigprocmask),
                            SCMP_SYS(rt_sigreturn),
                            SCMP_SYS(clock_gettime),
                            SCMP_SYS(gettimeofday),
                            SCMP_SYS(getpid),
                            SCMP_SYS(gettid),
                            SCMP_SYS(sched_yield),
                            SCMP_SYS(sched_getaffinity),
                            SCMP_SYS(set_robust_list),
                            SCMP_SYS(rseq),
                            SCMP_SYS(getrandom),
                            SCMP_SYS(sysinfo),
                            SCMP_SYS(prlimit64)};

bool limit(__rlimit_resource what, rlim_t most) {
  const rlimit value{most, most};
  return setrlimit(what, &value) == 0;
}

[[maybe_unused]] bool filter() {
  const scmp_filter_ctx context = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (context == nullptr) return false;
  bool fine = true;
  for (const int call : kAllowed) fine &= seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) == 0;
  // The flags of clone3 lie in memory, out of the filter's sight: libc then asks for clone.
  fine &= seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
  fine &= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                           SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0;
  for (const int call : {SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(access), SCMP_SYS(readlink)})
    fine &= seccomp_rule_add(context, SCMP_ACT_ERRNO(EACCES), call, 0) == 0;
  fine = fine && seccomp_load(context) == 0;
  seccomp_release(context);
  return fine;
}

}  // namespace

bool seclude() {
#ifdef YITONG_SANITIZED  // reserves more memory than there is, and asks the kernel for more
  return limit(RLIMIT_CPU, 10 * kProcessorSeconds);
#else
  return limit(RLIMIT_AS, kMemoryBytes) && limit(RLIMIT_CPU, kProcessorSeconds) &&
         limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 3) &&
         prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
         filter();
#endif
}

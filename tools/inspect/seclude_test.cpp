#include "seclude.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

namespace {

/// What becomes of a process that gives up everything and then does this: its exit code, or the
/// signal that ended it, negative.
template <class Deed>
int fate_of(Deed deed) {
  const pid_t child = ::fork();
  if (child == 0) _exit(seclude() ? deed() : 99);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(Seclude, LeavesWhatDecodingNeeds) {
  EXPECT_EQ(fate_of([] { return 7; }), 7);
  EXPECT_EQ(fate_of([] {
              void* memory = ::mmap(nullptr, 64 << 20, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return memory == MAP_FAILED ? 1 : 0;
            }),
            0);
  EXPECT_EQ(fate_of([] {
              int sum = 0;
              std::thread([&sum] { sum = 5; }).join();
              return sum;
            }),
            5);
}

TEST(Seclude, TakesFilesNetworkAndProcessesAway) {
  EXPECT_EQ(fate_of([] { return ::open("/etc/passwd", O_RDONLY) < 0 ? errno : 0; }), EACCES);
  EXPECT_EQ(fate_of([] { return ::socket(AF_INET, SOCK_STREAM, 0); }), -SIGSYS);
  EXPECT_EQ(fate_of([] { return ::fork() < 0 ? 1 : 0; }), -SIGSYS);
  EXPECT_EQ(fate_of([] { return ::execl("/bin/true", "true", nullptr); }), -SIGSYS);
  EXPECT_EQ(fate_of([] { return ::kill(::getppid(), 0); }), -SIGSYS);
}

TEST(Seclude, BoundsMemory) {
  EXPECT_EQ(fate_of([] {
              void* memory = ::mmap(nullptr, std::size_t{2} << 30, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return memory == MAP_FAILED ? 1 : 0;
            }),
            1);
}

}  // namespace

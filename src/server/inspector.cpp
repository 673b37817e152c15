#include "server/inspector.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "documents/limits.h"

namespace yitong::server {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr auto kInspectionTime = std::chrono::seconds(20);
constexpr std::size_t kMaxReport =
    documents::kMaxUploadBytes + documents::kMaxThumbnailBytes + (64u << 10);

struct Handle {
  int number = -1;
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { close(); }
  void close() {
    if (number >= 0) ::close(number);
    number = -1;
  }
};

std::unexpected<Errors> unchecked(std::string why) {
  return fail(ErrorCode::document_unchecked, {}, std::move(why));
}

/// The bytes as a file that only lives in memory.
bool fill(Handle& file, std::string_view bytes) {
  file.number = ::memfd_create("upload", MFD_CLOEXEC);
  while (file.number >= 0 && !bytes.empty()) {
    const ssize_t count = ::write(file.number, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return file.number >= 0 && ::lseek(file.number, 0, SEEK_SET) == 0;
}

/// Gives the child the three streams and nothing else; -1 if it does not start.
pid_t start(const std::string& program, documents::Purpose purpose, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = "yitong-inspect", what(name_of(purpose));
  char* const arguments[] = {name.data(), what.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t child = -1;
  const int failed =
      posix_spawn(&child, program.c_str(), &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : -1;
}

/// Until the child closes its end; false when it takes too long or says too much.
bool read_report(int from, std::string& out) {
  const auto end = SteadyClock::now() + kInspectionTime;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - SteadyClock::now()).count();
    if (left <= 0 || out.size() > kMaxReport) return false;
    pollfd waits{from, POLLIN, 0};
    if (::poll(&waits, 1, static_cast<int>(left)) <= 0) continue;
    char chunk[1 << 16];
    const ssize_t count = ::read(from, chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0;
    out.append(chunk, static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<documents::Inspected> inspect_elsewhere(const std::string& program, std::string_view bytes,
                                               documents::Purpose purpose) {
  Handle upload, read_end, write_end;
  int ends[2];
  if (!fill(upload, bytes) || ::pipe2(ends, O_CLOEXEC) != 0) return unchecked(std::strerror(errno));
  read_end.number = ends[0], write_end.number = ends[1];
  const pid_t child = start(program, purpose, upload.number, write_end.number);
  write_end.close();
  if (child < 0) return unchecked("the inspector does not start: " + program);
  std::string report;
  const bool whole = read_report(read_end.number, report);
  if (!whole) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (whole && WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return documents::decode_report(report);
  if (WIFEXITED(status) && !report.empty()) return unchecked("the inspector's report is cut short");
  if (WIFEXITED(status))
    return unchecked("the inspector ended with " + std::to_string(WEXITSTATUS(status)));
  return fail(ErrorCode::unsafe_document, {}, "reading it broke a limit of time, memory or calls",
              "a file that can be read within 10 s and 1 GiB");
}

}  // namespace yitong::server

#include "base/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace yitong {
namespace {

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A new name is on disk once its folder is.
bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return descriptor.number >= 0 && ::fsync(descriptor.number) == 0;
}

}  // namespace

Error file_fault(const std::string& path, int number) {
  const bool full = number == ENOSPC || number == EDQUOT;
  const bool forbidden = number == EROFS || number == EACCES || number == EPERM;
  Error error{
      full ? ErrorCode::disk_full : ErrorCode::io_failed, path, std::strerror(number), {}, {}};
  if (full) error.remedy = "Free space where the file lies";
  if (forbidden) error.remedy = "Make the file and its folder writable for the server's user";
  return error;
}

Result<void> place_file(const std::string& whole, const std::string& path) {
  int why = ::link(whole.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(whole.c_str());
  if (why == 0 && !sync_folder_of(path)) why = errno;
  if (why != 0) return fail(file_fault(path, why));
  return {};
}

Result<void> create_file(const std::string& path, std::string_view text, mode_t mode) {
  const std::string whole = path + ".new";
  ::unlink(whole.c_str());  // of a process that ended in the middle
  int why = 0;
  {
    const Descriptor file{::open(whole.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
    const bool written =
        file.number >= 0 && write_all(file.number, text) && ::fsync(file.number) == 0;
    if (!written) why = errno;
  }
  if (why == 0) return place_file(whole, path);
  ::unlink(whole.c_str());
  return fail(file_fault(path, why));
}

void end_for_failed_sync(std::string_view what) {
  std::fprintf(stderr,
               "%.*s could not be synced to disk; ending the process. Look at the disk, then start "
               "again: what was answered is kept\n",
               static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace yitong

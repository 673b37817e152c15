// Calls of the C library that fail when a plan says so: a full, broken or read-only disk for a
// process that knows nothing of it. Loaded with LD_PRELOAD.
//
//   FAULTS_UNDER  only files whose path begins so
//   FAULTS_PLAN   a file that exists from the start; it may be rewritten in place at any time
//
//   plan  = serial , " " , call , " " , name of the error , " " , number , "\n" ;
//   call  = "none" | "write" | "index" | "sync" | "read" | "open" | "slow" ;
//
// write  after `number` more bytes: the write that crosses the end is short, the next fails
// index  the same, of SQLite's index of the log alone
// sync   after `number` more calls of fsync, fdatasync or sync_file_range
// read   after `number` more reads
// open   opening for writing, and making folders, renaming, linking or removing
// slow   no error: each fsync takes `number` more milliseconds
//
// A new serial starts the count anew.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

struct Plan {
  long serial = 0, number = 0;
  char call[8] = "none", name[8] = "EIO";
};

std::atomic<long> g_serial{0}, g_used{0};

template <class F>
F next(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

ssize_t real_pread(int file, void* to, std::size_t size, off64_t at) {
  static const auto call = next<ssize_t (*)(int, void*, std::size_t, off64_t)>("pread64");
  return call(file, to, size, at);
}

int real_open(const char* path, int flags, mode_t mode) {
  static const auto call = next<int (*)(const char*, int, ...)>("open64");
  return call(path, flags, mode);
}

Plan plan() {
  static const char* const path = std::getenv("FAULTS_PLAN");
  static const int file = path == nullptr ? -1 : real_open(path, O_RDONLY | O_CLOEXEC, 0);
  Plan out;
  char text[64] = {};
  if (file < 0 || real_pread(file, text, sizeof text - 1, 0) <= 0) return out;
  if (std::sscanf(text, "%ld %7s %7s %ld", &out.serial, out.call, out.name, &out.number) != 4)
    return {};
  if (g_serial.exchange(out.serial) != out.serial) g_used = 0;
  return out;
}

bool is_under(const char* path) {
  static const char* const under = std::getenv("FAULTS_UNDER");
  return under != nullptr && path != nullptr && std::strncmp(path, under, std::strlen(under)) == 0;
}

std::string path_of(int file) {
  char path[512];
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t length = readlink(link.c_str(), path, sizeof path);
  return {path, static_cast<std::size_t>(length < 0 ? 0 : length)};
}
bool is_under(int file) { return is_under(path_of(file).c_str()); }

int error_of(const Plan& plan) {
  const std::string name = plan.name;
  return name == "ENOSPC" ? ENOSPC : name == "EROFS" ? EROFS : name == "EDQUOT" ? EDQUOT : EIO;
}

/// Sets errno when the n-th such call, or all from it on, must fail.
bool fails(const char* call, int file) {
  const Plan now = plan();
  if (std::strcmp(now.call, call) != 0 || !is_under(file)) return false;
  if (g_used.fetch_add(1) < now.number) return false;
  errno = error_of(now);
  return true;
}

/// How many of `size` bytes may be written; -1 with errno when none.
ssize_t room(int file, std::size_t size) {
  const Plan now = plan();
  const bool index = std::strcmp(now.call, "index") == 0;
  if (!index && std::strcmp(now.call, "write") != 0) return static_cast<ssize_t>(size);
  const std::string path = path_of(file);
  if (!is_under(path.c_str()) || (index && !path.ends_with("-shm")))
    return static_cast<ssize_t>(size);
  const long used = g_used.fetch_add(static_cast<long>(size));
  if (used + static_cast<long>(size) <= now.number) return static_cast<ssize_t>(size);
  if (used < now.number) return now.number - used;
  errno = error_of(now);
  return -1;
}

bool may_change(const char* path) {
  const Plan now = plan();
  if (std::strcmp(now.call, "open") != 0 || !is_under(path)) return true;
  errno = error_of(now);
  return false;
}

int sync_with(const char* name, int file) {
  if (fails("sync", file)) return -1;
  const Plan now = plan();
  if (std::strcmp(now.call, "slow") == 0 && is_under(file)) {
    const timespec time{now.number / 1000, now.number % 1000 * 1'000'000};
    nanosleep(&time, nullptr);
  }
  return next<int (*)(int)>(name)(file);
}

int open_with(const char* path, int flags, mode_t mode) {
  if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0 && !may_change(path)) return -1;
  return real_open(path, flags, mode);
}

ssize_t write_with(int file, const void* from, std::size_t size, off64_t at) {
  static const auto call = next<ssize_t (*)(int, const void*, std::size_t, off64_t)>("pwrite64");
  const ssize_t allowed = room(file, size);
  return allowed < 0 ? -1 : call(file, from, static_cast<std::size_t>(allowed), at);
}

ssize_t read_with(int file, void* to, std::size_t size, off64_t at) {
  return fails("read", file) ? -1 : real_pread(file, to, size, at);
}

int two_paths(const char* name, const char* from, const char* to) {
  if (!may_change(from) || !may_change(to)) return -1;
  return next<int (*)(const char*, const char*)>(name)(from, to);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_with(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_with(path, flags, mode);
}

ssize_t write(int file, const void* from, std::size_t size) {
  static const auto call = next<ssize_t (*)(int, const void*, std::size_t)>("write");
  const ssize_t allowed = room(file, size);
  return allowed < 0 ? -1 : call(file, from, static_cast<std::size_t>(allowed));
}

ssize_t pwrite(int file, const void* from, std::size_t size, off_t at) {
  return write_with(file, from, size, at);
}
ssize_t pwrite64(int file, const void* from, std::size_t size, off64_t at) {
  return write_with(file, from, size, at);
}
ssize_t pread(int file, void* to, std::size_t size, off_t at) {
  return read_with(file, to, size, at);
}
ssize_t pread64(int file, void* to, std::size_t size, off64_t at) {
  return read_with(file, to, size, at);
}

int fsync(int file) { return sync_with("fsync", file); }
int fdatasync(int file) { return sync_with("fdatasync", file); }
int sync_file_range(int file, off64_t at, off64_t bytes, unsigned flags) {
  static const auto call = next<int (*)(int, off64_t, off64_t, unsigned)>("sync_file_range");
  return fails("sync", file) ? -1 : call(file, at, bytes, flags);
}

int mkdir(const char* path, mode_t mode) {
  return may_change(path) ? next<int (*)(const char*, mode_t)>("mkdir")(path, mode) : -1;
}
int rename(const char* from, const char* to) { return two_paths("rename", from, to); }
int link(const char* from, const char* to) { return two_paths("link", from, to); }
int unlink(const char* path) {
  return may_change(path) ? next<int (*)(const char*)>("unlink")(path) : -1;
}

}  // extern "C"

// The disk as SQLite sees it: a VFS of its own, so that the shipped driver runs on it unchanged.
// The wal-index is shared by the connections of the one process and does not outlive it.
#pragma once

#include <memory>
#include <string>

#include "sim/disk.h"

namespace yitong::sim {

/// Registered while it lives. SQLite's own chance (salts of the log) starts from `seed`.
class Vfs {
 public:
  Vfs(Disk& disk, std::uint64_t seed);
  ~Vfs();
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;
  const char* name() const;

 private:
  struct Registration;
  std::unique_ptr<Registration> registration_;
};

}  // namespace yitong::sim

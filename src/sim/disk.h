// A disk in memory that forgets what was not synced. A file is what programs read of it, and the
// list of operations that no sync has covered, each with what it wrote over: all taken back, they
// leave what a power cut leaves for certain. A cut then does some of them again, none, or sectors
// of them, as its Loss says.
//
//   write, truncate -> unsynced -> sync -> durable
//
// Every write, truncation and sync is an operation; power can fail at any of them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"

namespace yitong::sim {

/// What happens to operations that were not synced when the power goes.
enum class Loss : std::uint8_t {
  nothing,  ///< only the process ended: the system still writes everything
  all,
  suffix,  ///< a first part of each file's operations stays
  some,    ///< any of them stay
  torn,    ///< any sectors of them stay
};
inline constexpr std::size_t kLosses = 5;
inline constexpr std::size_t kSector = 512;

class Disk {
 public:
  struct Operation {
    bool truncate = false;
    std::uint64_t offset = 0;           ///< of a truncation: the new size
    std::size_t size = 0, data = 0;     ///< in `written`
    std::size_t old_size = 0, old = 0;  ///< of the file before; in `overwritten`
  };
  /// The wal-index and its locks, which live only as long as the processes.
  struct Shared {
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, 8> readers{};
    std::array<const void*, 8> writer{};
    int users = 0;
  };
  struct File {
    std::string current;
    bool durably_named = false;
    std::vector<Operation> unsynced;
    std::string written, overwritten;  ///< by these, one after the other
    Shared shared;
    int shared_locks = 0;
    const void* reserved = nullptr;
    const void* exclusive = nullptr;
  };
  enum class Outcome : std::uint8_t { done, failed, full };

  std::shared_ptr<File> open(const std::string& name);
  std::shared_ptr<File> find(const std::string& name) const;
  void remove(const std::string& name);
  Outcome write(File& file, std::uint64_t offset, const char* data, std::size_t size);
  Outcome truncate(File& file, std::uint64_t size);
  Outcome sync(File& file);
  bool read_fails();

  /// Power fails at the n-th operation from now; 0: at once.
  void cut_after(std::int64_t operations);
  void stay_on() { cut_at_ = -1; }
  bool down() const { return down_; }
  /// The next operations fail, but the disk stays up.
  void fail_next(std::int64_t operations, bool full);
  void work_again() { failing_ = 0; }
  /// After a cut: what is left becomes what programs read. No file may be open.
  void restart(Loss loss, Random& random);
  std::int64_t operations() const { return operations_; }
  std::int64_t failed_operations() const { return failed_; }

  /// All files as they are, everything synced.
  using Image = std::map<std::string, std::string>;
  Image image() const;
  void load(const Image& image);

 private:
  bool tick();
  Outcome refuse();
  static void apply(File& file, const Operation& operation);
  static void apply_torn(File& file, const Operation& operation, Random& random);
  static void take_back(File& file, const Operation& operation);

  std::map<std::string, std::shared_ptr<File>> files_;
  std::int64_t operations_ = 0, failed_ = 0;
  std::int64_t cut_at_ = -1;
  std::int64_t failing_ = 0;
  bool full_ = false;
  bool down_ = false;
};

}  // namespace yitong::sim

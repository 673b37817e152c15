#include "sim/vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

#include "store/sqlite/sqlite.h"

namespace yitong::sim {
namespace {

struct Open {
  Disk& disk;
  std::shared_ptr<Disk::File> file;
  int lock = SQLITE_LOCK_NONE;
  bool maps = false;
};
struct Handle {
  sqlite3_file base;
  Open* open;
};
Open& opened(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->open; }

int status_of(Disk::Outcome outcome, int failed) {
  if (outcome == Disk::Outcome::done) return SQLITE_OK;
  return outcome == Disk::Outcome::full ? SQLITE_FULL : failed;
}

int read(sqlite3_file* raw, void* out, int size, sqlite3_int64 offset) {
  const Open& open = opened(raw);
  if (open.disk.down()) return SQLITE_IOERR_READ;
  const std::string& content = open.file->current;
  const auto from = std::min(static_cast<std::size_t>(offset), content.size());
  const auto count = std::min(static_cast<std::size_t>(size), content.size() - from);
  std::memcpy(out, content.data() + from, count);
  if (count == static_cast<std::size_t>(size)) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + count, 0, static_cast<std::size_t>(size) - count);
  return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* raw, const void* data, int size, sqlite3_int64 offset) {
  Open& open = opened(raw);
  return status_of(open.disk.write(*open.file, static_cast<std::uint64_t>(offset),
                                   static_cast<const char*>(data), static_cast<std::size_t>(size)),
                   SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* raw, sqlite3_int64 size) {
  Open& open = opened(raw);
  return status_of(open.disk.truncate(*open.file, static_cast<std::uint64_t>(size)),
                   SQLITE_IOERR_TRUNCATE);
}

/// The driver ends the process at a failed sync; here the process has ended already, so the plain
/// code says so.
int sync(sqlite3_file* raw, int) {
  Open& open = opened(raw);
  return status_of(open.disk.sync(*open.file), SQLITE_IOERR);
}

int size_of(sqlite3_file* raw, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(opened(raw).file->current.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* raw, int level) {
  Open& open = opened(raw);
  Disk::File& file = *open.file;
  if (open.lock >= level) return SQLITE_OK;
  const auto held_by_other = [&](const void* holder) { return holder != nullptr && holder != raw; };
  if (held_by_other(file.exclusive)) return SQLITE_BUSY;
  if (level >= SQLITE_LOCK_RESERVED && held_by_other(file.reserved)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_EXCLUSIVE && file.shared_locks > 1) return SQLITE_BUSY;
  if (open.lock == SQLITE_LOCK_NONE) ++file.shared_locks;
  if (level >= SQLITE_LOCK_RESERVED) file.reserved = raw;
  if (level == SQLITE_LOCK_EXCLUSIVE) file.exclusive = raw;
  open.lock = level;
  return SQLITE_OK;
}

int unlock(sqlite3_file* raw, int level) {
  Open& open = opened(raw);
  Disk::File& file = *open.file;
  if (open.lock <= level) return SQLITE_OK;
  if (file.exclusive == raw) file.exclusive = nullptr;
  if (file.reserved == raw) file.reserved = nullptr;
  if (level == SQLITE_LOCK_NONE) --file.shared_locks;
  open.lock = level;
  return SQLITE_OK;
}

int reserved_lock(sqlite3_file* raw, int* held) {
  *held = opened(raw).file->reserved != nullptr;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int traits(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_shared(sqlite3_file* raw, int region, int size, int extend, void volatile** out) {
  Open& open = opened(raw);
  Disk::Shared& shared = open.file->shared;
  *out = nullptr;
  if (open.disk.down()) return SQLITE_IOERR_SHMMAP;
  if (!open.maps) ++shared.users;
  open.maps = true;
  const auto index = static_cast<std::size_t>(region);
  if (shared.regions.size() <= index && extend == 0) return SQLITE_OK;
  while (shared.regions.size() <= index)
    shared.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  *out = shared.regions[index].get();
  return SQLITE_OK;
}

int lock_shared(sqlite3_file* raw, int offset, int count, int flags) {
  Open& open = opened(raw);
  Disk::Shared& shared = open.file->shared;
  const auto first = static_cast<std::size_t>(offset);
  const auto last = first + static_cast<std::size_t>(count);
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if (!open.maps) return SQLITE_IOERR_SHMLOCK;
  for (std::size_t i = first; i < last; ++i) {
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      if (!exclusive) --shared.readers[i];
      if (shared.writer[i] == raw) shared.writer[i] = nullptr;
    } else if (shared.writer[i] != nullptr || (exclusive && shared.readers[i] > 0)) {
      return SQLITE_BUSY;
    }
  }
  for (std::size_t i = first; (flags & SQLITE_SHM_LOCK) != 0 && i < last; ++i) {
    if (exclusive)
      shared.writer[i] = raw;
    else
      ++shared.readers[i];
  }
  return SQLITE_OK;
}

void barrier(sqlite3_file*) {}

int unmap_shared(sqlite3_file* raw, int) {
  Open& open = opened(raw);
  if (open.maps && --open.file->shared.users == 0) open.file->shared = {};
  open.maps = false;
  return SQLITE_OK;
}

int close(sqlite3_file* raw) {
  unmap_shared(raw, 0);
  unlock(raw, SQLITE_LOCK_NONE);
  delete &opened(raw);
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods{2,       close,        read,    write,      truncate,
                                  sync,    size_of,      lock,    unlock,     reserved_lock,
                                  control, sector_size,  traits,  map_shared, lock_shared,
                                  barrier, unmap_shared, nullptr, nullptr};

Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* out_flags) {
  Disk& disk = disk_of(vfs);
  raw->pMethods = nullptr;
  if (disk.down()) return SQLITE_CANTOPEN;
  if (name != nullptr && (flags & SQLITE_OPEN_CREATE) == 0 && disk.find(name) == nullptr)
    return SQLITE_CANTOPEN;
  auto file = name != nullptr ? disk.open(name) : std::make_shared<Disk::File>();
  reinterpret_cast<Handle*>(raw)->open = new Open{disk, std::move(file)};
  raw->pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int) {
  if (disk_of(vfs).down()) return SQLITE_IOERR_DELETE;
  if (disk_of(vfs).find(name) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  disk_of(vfs).remove(name);
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* name, int, int* out) {
  *out = disk_of(vfs).find(name) != nullptr;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

int no_chance(sqlite3_vfs*, int size, char* out) {
  std::memset(out, 0, static_cast<std::size_t>(size));
  return size;
}

int no_wait(sqlite3_vfs*, int microseconds) { return microseconds; }
int last_error(sqlite3_vfs*, int, char*) { return 0; }
int some_day(sqlite3_vfs*, sqlite3_int64* julian_milliseconds) {
  *julian_milliseconds = 212'000'000'000'000;
  return SQLITE_OK;
}

}  // namespace

struct Vfs::Registration {
  sqlite3_vfs vfs{};
};

Vfs::Vfs(Disk& disk, std::uint64_t seed) : registration_(std::make_unique<Registration>()) {
  sqlite3_vfs& vfs = registration_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 256;
  vfs.zName = "yitong-sim";
  vfs.pAppData = &disk;
  vfs.xOpen = open_file, vfs.xDelete = remove_file, vfs.xAccess = access_file;
  vfs.xFullPathname = full_name, vfs.xRandomness = no_chance, vfs.xSleep = no_wait;
  vfs.xGetLastError = last_error, vfs.xCurrentTimeInt64 = some_day;
  store::begin_sqlite();
  sqlite3_initialize();
  sqlite3_vfs_register(&vfs, 0);
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed % 2'000'000'000) + 1,
                       nullptr);
}

Vfs::~Vfs() { sqlite3_vfs_unregister(&registration_->vfs); }

const char* Vfs::name() const { return registration_->vfs.zName; }

}  // namespace yitong::sim

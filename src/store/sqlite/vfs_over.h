// A VFS of our own that stands over another and opens files in its own way.
#pragma once

#include <sqlite3.h>

#include <string>

namespace yitong::store {

/// What stands behind such a VFS: its pAppData.
struct VfsOver {
  sqlite3_vfs* base = nullptr;
};

inline VfsOver& over(sqlite3_vfs* vfs) { return *static_cast<VfsOver*>(vfs->pAppData); }

/// Calls the same function of the VFS below.
template <auto function, class... Arguments>
auto pass_to_base(sqlite3_vfs* vfs, Arguments... arguments) {
  sqlite3_vfs* const base = over(vfs).base;
  return (base->*function)(base, arguments...);
}

/// Fills in `vfs`, but for xOpen. `file_bytes`: what a file of ours takes before that of the base.
/// `name` and `own`, whose base is set, live as long as the VFS.
inline void stand_over(sqlite3_vfs& vfs, const std::string& name, VfsOver& own, int file_bytes) {
  using Vfs = sqlite3_vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = own.base->szOsFile + file_bytes;
  vfs.mxPathname = own.base->mxPathname;
  vfs.zName = name.c_str();
  vfs.pAppData = &own;
  vfs.xDelete = pass_to_base<&Vfs::xDelete, const char*, int>;
  vfs.xAccess = pass_to_base<&Vfs::xAccess, const char*, int, int*>;
  vfs.xFullPathname = pass_to_base<&Vfs::xFullPathname, const char*, int, char*>;
  vfs.xRandomness = pass_to_base<&Vfs::xRandomness, int, char*>;
  vfs.xSleep = pass_to_base<&Vfs::xSleep, int>;
  vfs.xGetLastError = pass_to_base<&Vfs::xGetLastError, int, char*>;
  vfs.xCurrentTimeInt64 = pass_to_base<&Vfs::xCurrentTimeInt64, sqlite3_int64*>;
}

}  // namespace yitong::store

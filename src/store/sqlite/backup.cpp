#include "store/sqlite/backup.h"

#include <sqlite3.h>
#include <unistd.h>

#include <memory>

#include "base/file.h"
#include "store/sqlite/connection.h"

namespace yitong::store {
namespace {

Handle open(const std::string& path, int mode) {
  sqlite3* raw = nullptr;
  sqlite3_open_v2(path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX, nullptr);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, 10'000);
  return Handle(raw);
}

Error fault(const std::string& path, int status, int number) {
  if (status == SQLITE_FULL) return file_fault(path, ENOSPC);
  Error error{ErrorCode::io_failed, path, sqlite3_errstr(status), {}, {}};
  return number == 0 ? error : file_fault(path, number);
}

/// All pages in one step: in several, each commit of the server would begin the copy anew.
Result<void> copy(const std::string& from, const std::string& to) {
  const Handle source = open(from, SQLITE_OPEN_READONLY);
  const Handle target = open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  for (const Handle* each : {&source, &target})
    if (const int status = sqlite3_errcode(each->get()); status != SQLITE_OK)
      return fail(fault(each == &source ? from : to, status, sqlite3_system_errno(each->get())));
  sqlite3_backup* const backup = sqlite3_backup_init(target.get(), "main", source.get(), "main");
  if (backup != nullptr) sqlite3_backup_step(backup, -1);
  const int status =
      backup == nullptr ? sqlite3_extended_errcode(target.get()) : sqlite3_backup_finish(backup);
  if (status != SQLITE_OK) return fail(fault(to, status, sqlite3_system_errno(target.get())));
  return {};
}

}  // namespace

Result<void> back_up_sqlite(const std::string& from, const std::string& to) {
  const std::string whole = to + ".new";
  ::unlink(whole.c_str());
  if (auto copied = copy(from, whole); !copied) {
    ::unlink(whole.c_str());
    return copied;
  }
  return place_file(whole, to);
}

}  // namespace yitong::store

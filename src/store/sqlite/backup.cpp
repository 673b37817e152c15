#include "store/sqlite/backup.h"

#include <sqlite3.h>
#include <unistd.h>

#include <memory>

#include "base/file.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/lone_reads.h"

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

/// Page by page in steps, of which the system reads the next one ahead from `file`.
int copy_pages(sqlite3* source, int file, sqlite3* target, const BackupProgress& progress) {
  constexpr int kPagesOfStep = 1'024;
  constexpr off64_t kStepBytes = off64_t{kPagesOfStep} * 4'096;
  sqlite3_backup* const backup = sqlite3_backup_init(target, "main", source, "main");
  if (backup == nullptr) return sqlite3_extended_errcode(target);
  read_ahead(file, 0, 2 * kStepBytes);
  off64_t next = kStepBytes;
  while (sqlite3_backup_step(backup, kPagesOfStep) == SQLITE_OK) {
    next += kStepBytes;
    read_ahead(file, next, kStepBytes);
    const std::int64_t all = sqlite3_backup_pagecount(backup);
    if (progress) progress(static_cast<int>(100 * (all - sqlite3_backup_remaining(backup)) / all));
  }
  return sqlite3_backup_finish(backup);
}

/// In a transaction, which keeps the moment: without it each commit of the server would begin the
/// copy anew.
Result<void> copy(const std::string& from, const std::string& to, const BackupProgress& progress) {
  (void)take_opened_file();
  const Handle source = open(from, SQLITE_OPEN_READONLY);
  const int file = take_opened_file();
  const Handle target = open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  for (const Handle* each : {&source, &target})
    if (const int status = sqlite3_errcode(each->get()); status != SQLITE_OK)
      return fail(fault(each == &source ? from : to, status, sqlite3_system_errno(each->get())));
  constexpr const char* kBegin = "BEGIN; SELECT COUNT(*) FROM sqlite_schema";
  if (const int status = sqlite3_exec(source.get(), kBegin, nullptr, nullptr, nullptr);
      status != SQLITE_OK)
    return fail(fault(from, status, sqlite3_system_errno(source.get())));
  if (const int status = copy_pages(source.get(), file, target.get(), progress);
      status != SQLITE_OK)
    return fail(fault(to, status, sqlite3_system_errno(target.get())));
  return {};
}

}  // namespace

Result<void> back_up_sqlite(const std::string& from, const std::string& to,
                            const BackupProgress& progress) {
  begin_sqlite();
  const std::string whole = to + ".new";
  ::unlink(whole.c_str());
  if (auto copied = copy(from, whole, progress); !copied) {
    ::unlink(whole.c_str());
    return copied;
  }
  return place_file(whole, to);
}

}  // namespace yitong::store

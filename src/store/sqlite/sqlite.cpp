#include "store/sqlite/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "base/file.h"
#include "store/sqlite/dialect.h"
#include "store/sqlite/handle.h"
#include "store/sqlite/log_vfs.h"
#include "store/sqlite/paced_writes.h"
#include "store/sqlite/page_cache.h"
#include "store/sqlite/page_image.h"
#include "store/text_rows.h"

namespace yitong::store {
namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr int kSynchronousFull = 2;

void end_process_if_not_synced(int status) {
  if (status == SQLITE_IOERR_FSYNC || status == SQLITE_IOERR_DIR_FSYNC)
    end_for_failed_sync("the store");
}

/// What SQLite's status stands for, and what an operator can do about it.
struct Cause {
  ErrorCode code;
  const char* remedy;
};
Cause cause_of(int status, int number) {
  const int kind = status & 0xFF;
  if (kind == SQLITE_FULL) return {ErrorCode::disk_full, "Free space where the database lies"};
  // The index of the log could not grow: perhaps after the commit's last frame was written.
  if (status == SQLITE_IOERR_SHMSIZE)
    return {ErrorCode::store_failed,
            "Free space where the database lies; if there is some, look at the disk (dmesg)"};
  if (kind == SQLITE_READONLY || kind == SQLITE_PERM || number == EROFS || number == EACCES)
    return {ErrorCode::store_failed,
            "Make the database and its folder writable for the server's user"};
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB)
    return {ErrorCode::corrupt, "Stop, keep the file, and put back the newest backup"};
  if (kind == SQLITE_BUSY)
    return {ErrorCode::store_failed, "Another program holds the database: let it end"};
  if (kind == SQLITE_CANTOPEN) return {ErrorCode::io_failed, "Check the path and its folder"};
  return {ErrorCode::store_failed, "Look at the disk (dmesg), then start again"};
}

/// `what`: the statement, if any.
Error fault_of(sqlite3* connection, const std::string& path, std::string_view what = {}) {
  const int status = sqlite3_extended_errcode(connection);
  end_process_if_not_synced(status);
  const Cause cause = cause_of(status, sqlite3_system_errno(connection));
  return {cause.code,
          path,
          fmt::format("{}{}{} ({})", what, what.empty() ? "" : ": ", sqlite3_errmsg(connection),
                      status),
          {},
          cause.remedy};
}

Result<Handle> connect(const SqliteOptions& options, const char* vfs) {
  const int mode =
      options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(options.path.c_str(), &raw, mode | SQLITE_OPEN_NOMUTEX, vfs);
  Handle handle(raw);
  if (status != SQLITE_OK) return fail(fault_of(raw, options.path));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  return handle;
}

/// Runs a pragma and returns its first value. Errors: as fault_of().
Result<std::string> pragma(sqlite3* connection, const std::string& path, const std::string& text) {
  sqlite3_stmt* statement = nullptr;
  std::string value;
  int status = sqlite3_prepare_v2(connection, ("PRAGMA " + text).c_str(), -1, &statement, nullptr);
  if (status == SQLITE_OK) status = sqlite3_step(statement);
  if (status == SQLITE_ROW)
    value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  Result<std::string> out = std::move(value);
  if (status != SQLITE_ROW && status != SQLITE_DONE) out = fail(fault_of(connection, path));
  sqlite3_finalize(statement);
  return out;
}

/// SQLite opens what it may not write for reading alone, and says so only here.
Result<void> demand_writable(sqlite3* connection, const SqliteOptions& options) {
  if (options.read_only || sqlite3_db_readonly(connection, "main") == 0) return {};
  return fail(Error{ErrorCode::store_failed,
                    options.path,
                    "it may only be read",
                    {},
                    cause_of(SQLITE_READONLY, 0).remedy});
}

Result<void> demand_durability(sqlite3* connection, const SqliteOptions& options) {
  const auto set = [&](const std::string& text) { return pragma(connection, options.path, text); };
  const auto mode = set(options.read_only ? "journal_mode" : "journal_mode = WAL");
  if (!mode) return fail(mode.error());
  if (*mode != "wal")
    return fail(ErrorCode::unsupported, options.path, "journal_mode " + *mode, "journal_mode wal");
  set(fmt::format("synchronous = {}", kSynchronousFull));
  const auto level = set("synchronous");
  if (!level) return fail(level.error());
  if (*level != std::to_string(kSynchronousFull))
    return fail(ErrorCode::unsupported, options.path, "synchronous " + *level,
                "synchronous 2 (FULL)");
  set(fmt::format("wal_autocheckpoint = {}", options.auto_checkpoint_pages));
  set(fmt::format("cache_size = {}", options.cache_pages));
  for (const char* text : {"secure_delete = ON", "trusted_schema = OFF", "temp_store = MEMORY"})
    set(text);
  // A page of an image would be looked through each time that it is asked for: its readers check
  // the file instead.
  set(options.page_image ? "cell_size_check = OFF" : "cell_size_check = ON");
  if (options.page_image) set("mmap_size = 1");
  return demand_writable(connection, options);
}

class SqliteDatabase;

class Statement final : public Cursor {
 public:
  Statement(SqliteDatabase& owner, sqlite3_stmt* raw) : owner_(owner), raw_(raw) {}
  ~Statement() override { sqlite3_finalize(raw_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void start(std::initializer_list<Param> params);
  bool step() override;
  void close() override;
  std::int64_t integer(int column) override;
  std::string_view text(int column) override;
  std::string_view blob(int column) override;
  Digest digest(int column) override;

 private:
  bool is(sqlite3_value* value, int column, int type, const char* expected);
  std::string_view bytes(int column, int type, const char* expected);

  SqliteDatabase& owner_;
  sqlite3_stmt* raw_;
  bool busy_ = false;
};

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::unique_ptr<LogVfs> log_vfs, std::unique_ptr<PageImageVfs> image_vfs,
                 Handle handle, std::string path, std::shared_ptr<CommitLog> log)
      : log_vfs_(std::move(log_vfs)),
        image_vfs_(std::move(image_vfs)),
        handle_(std::move(handle)),
        path_(std::move(path)),
        log_(std::move(log)) {}

  void begin_read() override { begin("BEGIN"); }
  void begin_write() override;
  Result<void> commit() override;
  Result<void> commit_to_log() override;
  std::shared_ptr<CommitLog> log() override { return log_; }
  void rollback() override;
  Rows query(const Sql& sql, std::initializer_list<Param> params) override;
  std::int64_t run(const Sql& sql, std::initializer_list<Param> params) override;
  void run_script(const char* script) override;
  Result<void> finish_log() override;
  Errors check_file() override;

  /// Changes with each commit of another connection; -1: it cannot be read.
  std::int64_t version() { return number({"PRAGMA data_version"}); }
  /// -1: it cannot be read.
  std::int64_t page_bytes() { return number({"PRAGMA page_size"}); }
  sqlite3* connection() { return handle_.get(); }

  void rows_ended() {
    if (log_vfs_ != nullptr || log_ == nullptr) return;
    if (auto on_disk = log_->finish(); !on_disk) set_fault(on_disk.error()[0]);
  }
  void note_fault(const char* what) { set_fault(fault_of(handle_.get(), path_, what)); }

 private:
  void begin(const char* text);
  void execute(const char* text);
  Statement* prepare(const Sql& sql);
  std::int64_t number(const Sql& sql);

  std::unique_ptr<LogVfs> log_vfs_;          ///< null: reads only
  std::unique_ptr<PageImageVfs> image_vfs_;  ///< null: pages are SQLite's
  Handle handle_;
  std::string path_;
  std::shared_ptr<CommitLog> log_;  ///< null: the writer is in another process
  std::int64_t version_ = -1;       ///< version() when it last wrote
  std::unordered_map<const char*, std::unique_ptr<Statement>>
      statements_;  // finalized before the handle closes
};

void Statement::start(std::initializer_list<Param> params) {
  YT_CHECK(!busy_);
  busy_ = true;
  YT_CHECK(sqlite3_bind_parameter_count(raw_) == static_cast<int>(params.size()));
  int at = 0;
  for (const Param& param : params) {
    ++at;
    const auto size = static_cast<sqlite3_uint64>(param.bytes.size());
    const char* data = param.bytes.data() == nullptr ? "" : param.bytes.data();
    int status = SQLITE_OK;
    switch (param.kind) {
      case Param::Kind::integer: status = sqlite3_bind_int64(raw_, at, param.number); break;
      case Param::Kind::text:
        status = sqlite3_bind_text64(raw_, at, data, size, SQLITE_STATIC, SQLITE_UTF8);
        break;
      case Param::Kind::blob:
        status = sqlite3_bind_blob64(raw_, at, data, size, SQLITE_STATIC);
        break;
    }
    if (status != SQLITE_OK) owner_.note_fault("bind");
  }
}

bool Statement::step() {
  if (owner_.failed()) return false;
  const int status = sqlite3_step(raw_);
  if (status == SQLITE_ROW) return true;
  if (status != SQLITE_DONE) owner_.note_fault(sqlite3_sql(raw_));
  return false;
}

void Statement::close() {
  sqlite3_reset(raw_);
  busy_ = false;
  owner_.rows_ended();
}

/// A value whose type was changed by hand would otherwise be read as something plausible, such as 5
/// for '5x'.
bool Statement::is(sqlite3_value* value, int column, int type, const char* expected) {
  if (sqlite3_value_type(value) == type) return true;
  owner_.set_fault({ErrorCode::corrupt,
                    sqlite3_column_name(raw_, column),
                    "a value of another type",
                    expected,
                    {}});
  return false;
}

/// Looks the column up once: a value may be asked for more where one thread has the connection.
std::string_view Statement::bytes(int column, int type, const char* expected) {
  sqlite3_value* const value = sqlite3_column_value(raw_, column);
  if (!is(value, column, type, expected)) return {};
  const void* data = sqlite3_value_blob(value);
  return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::int64_t Statement::integer(int column) {
  sqlite3_value* const value = sqlite3_column_value(raw_, column);
  return is(value, column, SQLITE_INTEGER, "BIGINT") ? sqlite3_value_int64(value) : 0;
}
std::string_view Statement::text(int column) { return bytes(column, SQLITE_TEXT, "TEXT"); }
std::string_view Statement::blob(int column) { return bytes(column, SQLITE_BLOB, "BLOB"); }

Digest Statement::digest(int column) {
  Digest out{};
  const std::string_view value = blob(column);
  if (value.size() == out.size())
    std::memcpy(out.data(), value.data(), out.size());
  else
    owner_.set_fault({ErrorCode::corrupt,
                      sqlite3_column_name(raw_, column),
                      fmt::format("{} bytes", value.size()),
                      "a digest of 32 bytes",
                      {}});
  return out;
}

void SqliteDatabase::begin_write() {
  begin("BEGIN IMMEDIATE");
  const std::int64_t now = version();
  if (now != version_) begin_epoch();
  version_ = now;
  set_writing(true);
}

std::int64_t SqliteDatabase::number(const Sql& sql) {
  Rows rows = query(sql, {});
  return rows.next() ? rows.integer(0) : -1;
}

void SqliteDatabase::begin(const char* text) {
  static_cast<void>(take_fault());
  execute(text);
}

void SqliteDatabase::execute(const char* text) {
  if (!failed() && sqlite3_exec(handle_.get(), text, nullptr, nullptr, nullptr) != SQLITE_OK)
    note_fault(text);
}

Result<void> SqliteDatabase::commit() {
  execute("COMMIT");
  Result<void> outcome = take_fault();
  set_writing(false);
  if (!outcome) rollback();
  return outcome;
}

Result<void> SqliteDatabase::commit_to_log() {
  LogVfs::commit_later(handle_.get(), true);
  Result<void> outcome = commit();
  LogVfs::commit_later(handle_.get(), false);
  return outcome;
}

void SqliteDatabase::rollback() {
  static_cast<void>(take_fault());
  note_rollback();
  set_writing(false);
  if (sqlite3_get_autocommit(handle_.get()) == 0)
    sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  LogVfs::forget(handle_.get());
}

Statement* SqliteDatabase::prepare(const Sql& sql) {
  if (failed()) return nullptr;
  auto& cached = statements_[sql.text];
  if (cached == nullptr) {
    sqlite3_stmt* raw = nullptr;
    const std::string text = sqlite_dialect(sql.text);
    if (sqlite3_prepare_v3(handle_.get(), text.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw,
                           nullptr) != SQLITE_OK) {
      note_fault(sql.text);
      return nullptr;
    }
    // SQLite numbers $n by first appearance, PostgreSQL by n: the text must make both the same.
    for (int i = 1; i <= sqlite3_bind_parameter_count(raw); ++i)
      YT_CHECK(sqlite3_bind_parameter_name(raw, i) == fmt::format("${}", i));
    cached = std::make_unique<Statement>(*this, raw);
  }
  return cached.get();
}

Rows SqliteDatabase::query(const Sql& sql, std::initializer_list<Param> params) {
  Statement* const statement = prepare(sql);
  if (statement != nullptr) statement->start(params);
  return Rows(statement);
}

std::int64_t SqliteDatabase::run(const Sql& sql, std::initializer_list<Param> params) {
  Statement* const statement = prepare(sql);
  if (statement == nullptr) return 0;
  statement->start(params);
  statement->step();
  statement->close();
  return failed() ? 0 : sqlite3_changes64(handle_.get());
}

void SqliteDatabase::run_script(const char* script) { execute(sqlite_dialect(script).c_str()); }

Result<void> SqliteDatabase::finish_log() {
  const int status = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                               nullptr, nullptr);
  if (status == SQLITE_OK || (status & 0xFF) == SQLITE_BUSY) return {};
  return fail(fault_of(handle_.get(), "checkpoint"));
}

Errors SqliteDatabase::check_file() {
  constexpr Sql kIntegrityCheck{"PRAGMA integrity_check"};
  Errors errors;
  {
    Rows rows = query(kIntegrityCheck, {});
    while (rows.next())
      if (rows.text(0) != "ok")
        errors.push_back({ErrorCode::corrupt, path_, std::string(rows.text(0)), {}, {}});
  }
  if (auto fault = take_fault(); !fault)
    errors.insert(errors.end(), fault.error().begin(), fault.error().end());
  return errors;
}

}  // namespace

void begin_sqlite() {
  static const bool done = [] {
    spare_page_walks();
    const bool uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
    watch_writes();
    return uncounted;
  }();
  (void)done;
}

Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
  begin_sqlite();
  std::unique_ptr<LogVfs> log_vfs;
  if (!options.read_only) log_vfs = std::make_unique<LogVfs>(options.vfs);
  std::unique_ptr<PageImageVfs> image_vfs;
  YT_CHECK(options.read_only || !options.page_image);
  if (options.page_image) image_vfs = std::make_unique<PageImageVfs>(options.vfs);
  auto handle = connect(options, log_vfs     ? log_vfs->name()
                                 : image_vfs ? image_vfs->name()
                                             : options.vfs);
  if (!handle) return fail(std::move(handle.error()));
  if (auto durable = demand_durability(handle->get(), options); !durable)
    return fail(std::move(durable.error()));
  Result<std::shared_ptr<CommitLog>> log = options.log;
  if (log_vfs) {
    // SQLite makes the log when it first reads.
    if (auto read = pragma(handle->get(), options.path, "schema_version"); !read)
      return fail(std::move(read.error()));
    log = log_vfs->commit_log_of(sqlite3_db_filename(handle->get(), "main"));
    if (!log) return fail(std::move(log.error()));
  }
  return std::make_unique<SqliteDatabase>(std::move(log_vfs), std::move(image_vfs),
                                          std::move(*handle), options.path, std::move(*log));
}

void share_pages(std::span<Database* const> readers) {
  auto& first = static_cast<SqliteDatabase&>(*readers.front());
  const std::int64_t page_bytes = first.page_bytes();
  const std::int64_t version = first.version();
  std::vector<sqlite3*> connections;
  for (Database* const reader : readers) {
    auto& each = static_cast<SqliteDatabase&>(*reader);
    if (each.version() == -1) return;  // otherwise it now sees all that is committed
    connections.push_back(each.connection());
  }
  // Where the first still sees what it saw, nobody has committed before the others looked.
  if (page_bytes > 0 && version != -1 && first.version() == version)
    PageImageVfs::share(connections, static_cast<std::size_t>(page_bytes));
}

struct Checkpointer::Connection {
  Handle handle;
  std::string path;
  int synced = 0;  ///< pages of the log that had been copied when the file was last synced
  Result<LogLength> checkpoint(int mode);

 private:
  int copy(int mode, int& in_log, int& copied);
};

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}
Checkpointer::Checkpointer(Checkpointer&&) noexcept = default;
Checkpointer::~Checkpointer() = default;

Result<Checkpointer> Checkpointer::open(const SqliteOptions& options) {
  begin_sqlite();
  auto handle = connect(options, options.vfs);
  if (!handle) return fail(std::move(handle.error()));
  if (auto durable = demand_durability(handle->get(), options); !durable)
    return fail(std::move(durable.error()));
  sqlite3_busy_timeout(handle->get(), 0);
  return Checkpointer(std::make_unique<Connection>(std::move(*handle), options.path));
}

Result<LogLength> Checkpointer::copy() {
  return connection_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

Result<LogLength> Checkpointer::run() {
  auto log = copy();
  if (!log || log->left > 0) return log;
  return connection_->checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

/// SQLite syncs the file only where all of the log is in it. Where somebody writes meanwhile that
/// would be left to whoever copies the last pages, and it would wait for all that were ever copied.
int Checkpointer::Connection::copy(int mode, int& in_log, int& copied) {
  const PacedWrites paced;
  const int status = sqlite3_wal_checkpoint_v2(handle.get(), nullptr, mode, &in_log, &copied);
  if (status != SQLITE_OK || copied == synced) return status;
  synced = copied;
  sqlite3_file* file = nullptr;
  const int found = sqlite3_file_control(handle.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  return found == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : found;
}

Result<LogLength> Checkpointer::Connection::checkpoint(int mode) {
  int in_log = 0;
  int copied = 0;
  const int status = copy(mode, in_log, copied);
  end_process_if_not_synced(status);
  if (status != SQLITE_OK && (status & 0xFF) != SQLITE_BUSY)
    return fail(fault_of(handle.get(), path, "copying the log"));
  return LogLength{in_log, in_log - copied};
}

}  // namespace yitong::store

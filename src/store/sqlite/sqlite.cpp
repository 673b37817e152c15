#include "store/sqlite/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/dialect.h"
#include "store/sqlite/log_vfs.h"
#include "store/sqlite/page_image.h"
#include "store/text_rows.h"

namespace yitong::store {
namespace {

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
  return fail(fault_of(handle_.get(), path_, "copying the log"));
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

}  // namespace yitong::store

// The port to a database: one SQL text for every driver ($n parameters, BIGINT, TEXT, BLOB; no
// dialect functions, no now(), no JSON). A driver maps BLOB to its own name and may cluster a table
// whose DDL ends in "-- clustered".
//
// Faults of the store are sticky: after the first, statements of the transaction do nothing and
// queries are empty, and commit() returns the fault. Code between begin() and commit() therefore
// reads like the rule it implements, and nothing it concluded from an empty answer can reach the
// disk or, because replies leave after commit(), a caller.
//
// An object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

#include "base/crypto.h"
#include "base/date.h"
#include "base/error.h"

namespace yitong::store {

/// A statement's text: a named constant beside the function that runs it. Drivers cache by its
/// address.
struct Sql {
  const char* text;
};

struct Param {
  enum class Kind : std::uint8_t { integer, text, blob };
  Kind kind = Kind::integer;
  std::int64_t number = 0;
  std::string_view bytes;  ///< must outlive the call, for queries until the last row
};
constexpr Param integer(std::int64_t value) { return {Param::Kind::integer, value, {}}; }
constexpr Param text(std::string_view value) { return {Param::Kind::text, 0, value}; }
constexpr Param blob(std::string_view value) { return {Param::Kind::blob, 0, value}; }
inline Param blob(const Digest& value) { return blob(bytes_of(value)); }

/// A running query, owned by its driver.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool step() = 0;
  virtual void close() = 0;
  /// The column of the current row. A value of another type than asked for is a fault (corrupt) of
  /// the store.
  virtual std::int64_t integer(int column) = 0;
  virtual std::string_view text(int column) = 0;
  virtual std::string_view blob(int column) = 0;
  virtual Digest digest(int column) = 0;
};

/// The rows of a query. One Sql cannot run twice at the same time on one database.
class Rows {
 public:
  explicit Rows(Cursor* cursor) : cursor_(cursor) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() {
    if (cursor_ != nullptr) cursor_->close();
  }
  bool next() { return cursor_ != nullptr && cursor_->step(); }
  std::int64_t integer(int column) { return cursor_->integer(column); }
  std::string_view text(int column) { return cursor_->text(column); }  ///< valid until next()
  std::string_view blob(int column) { return cursor_->blob(column); }  ///< valid until next()
  /// A blob of exactly 32 bytes; any other length is a fault.
  Digest digest(int column) { return cursor_->digest(column); }

 private:
  Cursor* cursor_;
};

/// The log that connections of one process share. For any thread.
class CommitLog {
 public:
  virtual ~CommitLog() = default;
  /// Success means: everything that was committed to the log before the call is on disk. A failed
  /// fsync does not return; it ends the process. Errors: store_failed.
  virtual Result<void> finish() = 0;
};

class TextCache;
class ChainHeads;

class Database {
 public:
  Database();
  virtual ~Database();

  virtual void begin_read() = 0;
  /// Takes the write lock at once, so that what the transaction reads stays true until it commits.
  virtual void begin_write() = 0;
  /// Success means: on disk. A failed fsync does not return; it ends the process, because what is
  /// on disk is then unknown.
  virtual Result<void> commit() = 0;
  /// Success means: in the log, seen by others, and on disk as soon as log()->finish() returns.
  /// Nobody may be told of it before; readers that were opened with the log see to that themselves.
  virtual Result<void> commit_to_log() = 0;
  virtual std::shared_ptr<CommitLog> log() = 0;
  virtual void rollback() = 0;

  virtual Rows query(const Sql& sql, std::initializer_list<Param> params) = 0;
  /// Returns the number of rows inserted, updated or deleted; 0 after a fault.
  virtual std::int64_t run(const Sql& sql, std::initializer_list<Param> params) = 0;
  /// A migration: statements separated by semicolons, not cached.
  virtual void run_script(const char* script) = 0;

  bool failed() const { return !fault_.empty(); }
  /// The fault since the last begin, if any, and clears it: for readers that go on, such as the
  /// audit.
  Result<void> take_fault();
  void set_fault(Error error);

  /// Between transactions: brings the rest of a write-ahead log into the file, if the driver has
  /// one, so that the next write begins it anew. Short where somebody else has copied nearly all.
  virtual Result<void> finish_log() = 0;

  /// What this connection knows of source_text (store/text_rows.h). Begun anew with each rollback;
  /// who shares the old one may go on reading it.
  TextCache& texts() { return *texts_; }
  std::shared_ptr<const TextCache> shared_texts() const { return texts_; }

  /// Where chains end (store/entry_rows.h), for a transaction that writes; null in others. Begun
  /// anew with each rollback, and when another connection has committed.
  ChainHeads* heads() { return writing_ ? heads_.get() : nullptr; }

  /// The same as long as nothing was rolled back and no other connection has committed. Known at
  /// the begin of a transaction that writes.
  std::int64_t epoch() const { return epoch_; }

  /// Faults that the driver's own check of its file finds; empty: none.
  virtual Errors check_file() = 0;

 protected:
  void set_writing(bool writing) { writing_ = writing; }
  void note_rollback();
  /// After a rollback, and when another connection has committed.
  void begin_epoch();

 private:
  Errors fault_;
  bool writing_ = false;
  std::shared_ptr<TextCache> texts_;
  std::unique_ptr<ChainHeads> heads_;
  std::int64_t epoch_ = 0;
};

/// A day as a column has it.
inline Date date_of(std::int64_t days) { return Date::from_days(static_cast<std::int32_t>(days)); }

}  // namespace yitong::store

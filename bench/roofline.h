// What the store could reach at most: the very rows that a server wrote, put straight into SQLite
// with the same batches and syncs, without deciding, hashing or reading anything. Once with a log
// that is copied each second beside the writer and grows on, as SQLite alone has it, and once kept
// by the server's own LogKeeper. Below that, appending and syncing as many bytes.
#pragma once

#include <fcntl.h>
#include <sqlite3.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "load.h"
#include "store/ledger_rows.h"
#include "store/person_table.h"
#include "store/sqlite/log_keeper.h"
#include "town.h"

namespace yitong::bench {

struct WrittenRow {
  store::EntryRow entry;
  /// The rows that it changed, as the last to change them left them.
  store::NamedRow keys;
  std::vector<store::NamedRow> counts;
};

/// Up to `limit` of the settlements whose message id begins with `prefix`, in the order in which
/// they were written.
inline std::vector<WrittenRow> written_rows(store::Store& store, std::size_t limit) {
  static constexpr store::Sql kSelect{
      "SELECT bucket, seq FROM entry WHERE kind = 's' AND message_id LIKE 'load-%' ORDER BY "
      "at_micros, bucket, seq"};
  std::vector<ledger::EntryId> places;
  {
    store::Rows rows = store.database().query(kSelect, {});
    while (rows.next() && places.size() < limit)
      places.push_back({static_cast<std::int32_t>(rows.integer(0)), rows.integer(1)});
  }
  std::vector<WrittenRow> out;
  for (const ledger::EntryId& place : places) {
    WrittenRow row;
    row.entry = store::find_entry(store.database(), place).value();
    const std::string& person = row.entry.head.key.person;
    std::set<std::string> names;
    const auto settlement = store::settlement_of(store.database(), row.entry).value();
    for (const ledger::Accumulated& each : settlement.changes)
      names.insert(store::name_of_counts(each.scope, each.period));
    for (const std::string& name : names)
      if (auto counts =
              store::find_row(store.database(), person, store::PersonRowKind::counts, name))
        row.counts.push_back({name, std::move(*counts)});
    row.keys =
        store::find_row_for(store.database(), person, store::hash_of(row.entry.head.key)).value();
    out.push_back(std::move(row));
  }
  return out;
}

class Straight {
 public:
  explicit Straight(const std::string& path) {
    if (sqlite3_open(path.c_str(), &raw_) != SQLITE_OK) give_up("sqlite3_open");
    for (const char* pragma :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = 2", "PRAGMA wal_autocheckpoint = 0",
          "PRAGMA cache_size = 16000", "PRAGMA secure_delete = ON", "PRAGMA cell_size_check = ON"})
      run(pragma);
    prepare(begin_, "BEGIN IMMEDIATE");
    prepare(commit_, "COMMIT");
    prepare(entry_, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    prepare(row_,
            "INSERT INTO person_row VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO UPDATE SET content "
            "= excluded.content");
  }
  ~Straight() {
    for (sqlite3_stmt* each : {begin_, commit_, entry_, row_}) sqlite3_finalize(each);
    sqlite3_close(raw_);
  }
  Straight(const Straight&) = delete;
  Straight& operator=(const Straight&) = delete;

  void begin() { step(begin_); }
  void commit() { step(commit_); }
  /// As Database::finish_log() does.
  void finish_log() {
    sqlite3_wal_checkpoint_v2(raw_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
  void insert(const WrittenRow& row) {
    const ledger::EntryHead& head = row.entry.head;
    sqlite3_bind_int64(entry_, 1, head.id.bucket);
    sqlite3_bind_int64(entry_, 2, head.id.seq);
    bind(entry_, 3, "s");
    bind(entry_, 4, "s");
    sqlite3_bind_int64(entry_, 5, head.at.micros);
    bind(entry_, 6, head.key.person);
    bind(entry_, 7, head.key.institution);
    bind(entry_, 8, head.key.message_id);
    bind_blob(entry_, 9, row.entry.content);
    bind_blob(entry_, 10, bytes_of(row.entry.link));
    step(entry_);
    put(head, "m", row.keys);
    for (const store::NamedRow& each : row.counts) put(head, "h", each);
  }

 private:
  void put(const ledger::EntryHead& head, std::string_view kind, const store::NamedRow& row) {
    sqlite3_bind_int64(row_, 1, head.id.bucket);
    bind(row_, 2, head.key.person);
    bind(row_, 3, kind);
    bind_blob(row_, 4, row.name);
    bind_blob(row_, 5, row.content);
    step(row_);
  }
  void run(const char* sql) {
    if (sqlite3_exec(raw_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sql);
  }
  void prepare(sqlite3_stmt*& statement, const char* sql) {
    if (sqlite3_prepare_v2(raw_, sql, -1, &statement, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(raw_));
  }
  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) give_up(sqlite3_errmsg(raw_));
    sqlite3_reset(statement);
  }
  static void bind(sqlite3_stmt* statement, int at, std::string_view value) {
    sqlite3_bind_text(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }
  static void bind_blob(sqlite3_stmt* statement, int at, std::string_view value) {
    sqlite3_bind_blob(statement, at, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
  }

  sqlite3* raw_ = nullptr;
  sqlite3_stmt *begin_ = nullptr, *commit_ = nullptr, *entry_ = nullptr, *row_ = nullptr;
};

/// Rows put straight into a database, in parts; between the parts nothing is written or copied.
class StraightRun {
 public:
  /// `path`: the database as it was before the rows, which outlive this.
  StraightRun(const std::string& path, const std::vector<WrittenRow>& rows, std::size_t batch,
              bool keep_log)
      : rows_(rows),
        batch_(batch),
        straight_(path),
        keeper_(
            store::Checkpointer::open({.path = path}).value(), [this] { log_is_long_ = true; },
            keep_log ? store::LogLimits() : kNone),
        copying_([this](const std::stop_token& stop) { copy(stop); }) {}

  /// Puts the next rows in, up to `end` of them. The rate does not count them.
  void warm_up_to(std::size_t end) {
    put_up_to(end);
    warm_ = at_;
    seconds_ = 0;
  }
  void put_up_to(std::size_t end) {
    const auto begin = Clock::now();
    putting_ = true;
    for (; at_ < std::min(end, rows_.size()); at_ += batch_) put_batch();
    putting_ = false;
    seconds_ += std::chrono::duration<double>(Clock::now() - begin).count();
    const std::lock_guard last(pass_);
  }
  /// Settlements a second.
  double rate() const {
    return static_cast<double>(std::min(at_, rows_.size()) - warm_) / seconds_;
  }

 private:
  static constexpr store::LogLimits kNone{.long_pages = std::numeric_limits<std::int64_t>::max(),
                                          .passes_between_cuts = std::numeric_limits<int>::max()};

  void put_batch() {
    if (log_is_long_.exchange(false)) straight_.finish_log();
    straight_.begin();
    for (std::size_t i = at_; i < std::min(rows_.size(), at_ + batch_); ++i)
      straight_.insert(rows_[i]);
    straight_.commit();
  }
  /// A pass for each second of putting.
  void copy(const std::stop_token& stop) {
    for (int ticks = 0; !stop.stop_requested();) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      const std::lock_guard pass(pass_);
      if (putting_ && ++ticks % 100 == 0) static_cast<void>(keeper_.pass());
    }
  }

  const std::vector<WrittenRow>& rows_;
  const std::size_t batch_;
  std::size_t at_ = 0, warm_ = 0;
  double seconds_ = 0;
  Straight straight_;
  std::atomic<bool> log_is_long_{false}, putting_{false};
  store::LogKeeper keeper_;
  std::mutex pass_;
  std::jthread copying_;
};

inline double append_rate(const std::vector<WrittenRow>& rows, std::size_t batch,
                          const std::string& scratch) {
  std::size_t bytes = 0;
  for (const WrittenRow& row : rows)
    bytes += row.entry.content.size() + row.entry.head.key.message_id.size() + 150;
  const std::string block(bytes / rows.size() * batch, 'x');
  const int file = ::open(scratch.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const auto begin = Clock::now();
  const std::size_t blocks = std::min<std::size_t>(rows.size() / batch + 1, 2'000);
  for (std::size_t i = 0; i < blocks; ++i)
    if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) give_up("append");
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  ::close(file);
  ::unlink(scratch.c_str());
  return static_cast<double>(blocks * batch) / seconds;
}

/// By turns with the server, so that both have the same minute of a machine whose speed changes.
class Roofline {
 public:
  /// `before`: the database as it was before the rows; what is made beside it stays there. A
  /// quarter of the rows goes in before the time begins: the server was warm too.
  Roofline(const std::string& before, std::vector<WrittenRow> rows, std::size_t batch)
      : rows_(std::move(rows)),
        warm_(rows_.size() / 4),
        batch_(batch),
        scratch_(before + ".append"),
        grows_(before, rows_, batch, false),
        kept_(copy_of(before), rows_, batch, true) {
    grows_.warm_up_to(warm_);
    kept_.warm_up_to(warm_);
  }
  /// Puts the part of the rows in that is the `turn`th of `turns`.
  void take_turn(std::size_t turn, std::size_t turns) {
    const std::size_t end = warm_ + (rows_.size() - warm_) * (turn + 1) / turns;
    grows_.put_up_to(end);
    kept_.put_up_to(end);
  }
  /// Settlements a second, by what becomes of the log.
  double grows() const { return grows_.rate(); }
  double kept() const { return kept_.rate(); }
  double append() const { return append_rate(rows_, batch_, scratch_); }

 private:
  static std::string copy_of(const std::string& file) {
    std::filesystem::copy_file(file, file + ".2");
    return file + ".2";
  }

  const std::vector<WrittenRow> rows_;
  const std::size_t warm_, batch_;
  const std::string scratch_;
  StraightRun grows_, kept_;
};

}  // namespace yitong::bench

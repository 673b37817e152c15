// What the store could reach at most: the very rows that a server wrote, put straight into SQLite
// with the same batches and syncs, without deciding, hashing or reading anything. Once with a log
// that is copied each second beside the writer and grows on, as SQLite alone has it, and once kept
// by the server's own LogKeeper. Below that, appending and syncing as many bytes.
#pragma once

#include <fcntl.h>
#include <sqlite3.h>

#include <atomic>
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

struct Roofline {
  double grows = 0, kept = 0, append = 0;  ///< settlements a second, by what becomes of the log
};

/// Rows put in before the time begins: the server was warm too.
inline constexpr std::size_t kWarmRows = 40'000;

/// `path`: the database as it was before the rows. Settlements a second.
inline double straight_rate(const std::string& path, const std::vector<WrittenRow>& rows,
                            std::size_t batch, bool keep_log) {
  Straight straight(path);
  std::atomic<bool> stop{false}, log_is_long{false};
  constexpr store::LogLimits kNone{.long_pages = std::numeric_limits<std::int64_t>::max(),
                                   .passes_between_cuts = std::numeric_limits<int>::max()};
  store::LogKeeper keeper(
      store::Checkpointer::open({.path = path}).value(), [&] { log_is_long = true; },
      keep_log ? store::LogLimits() : kNone);
  std::thread copying([&] {
    while (!stop) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      static_cast<void>(keeper.pass());
    }
  });
  Clock::time_point begin;
  std::size_t warm = 0;
  for (std::size_t at = 0; at < rows.size(); at += batch) {
    if (warm == 0 && at >= std::min(kWarmRows, rows.size() / 2)) begin = Clock::now(), warm = at;
    if (log_is_long.exchange(false)) straight.finish_log();
    straight.begin();
    for (std::size_t i = at; i < std::min(rows.size(), at + batch); ++i) straight.insert(rows[i]);
    straight.commit();
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  stop = true;
  copying.join();
  return static_cast<double>(rows.size() - warm) / seconds;
}

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

/// `before`: the database as it was before the rows; what is made beside it stays there.
inline Roofline roofline(const std::string& before, const std::vector<WrittenRow>& rows,
                         std::size_t batch) {
  std::filesystem::copy_file(before, before + ".2");
  return {.grows = straight_rate(before, rows, batch, false),
          .kept = straight_rate(before + ".2", rows, batch, true),
          .append = append_rate(rows, batch, before + ".append")};
}

}  // namespace yitong::bench

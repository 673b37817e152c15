// What the tests of this room share: a database in a folder of its own, and a settlement without a
// policy behind it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "base/id.h"
#include "store/commit_queue.h"
#include "store/ledger_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "store/record.h"
#include "store/register_rows.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/sqlite.h"

namespace yitong::store::testing {

class Folder {
 public:
  Folder() {
    static std::atomic<int> count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("yitong_store_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name = "yitong.db") const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline MasterKey test_key(char fill = '5') {
  return MasterKey::parse(std::string(64, fill)).value();
}

inline Store open_store(const std::string& path) {
  return Store::open(open_sqlite({.path = path}).value(), test_key()).value();
}

inline PersonSecrets secrets_of(std::uint64_t number) {
  PersonSecrets out{};
  for (std::size_t i = 0; i < out.size(); i += 32) {
    const Digest digest = sm3(std::to_string(number) + "/" + std::to_string(i));
    std::copy_n(digest.begin(), std::min<std::size_t>(32, out.size() - i),
                out.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return out;
}

inline PersonalData made_up_person(int number) {
  std::string id = "99010119550315" + std::to_string(1000 + number).substr(1);
  id.resize(17, '0');
  return {id + resident_check_digit(id), "测试" + std::to_string(number),
          "1990000" + std::to_string(1000 + number)};
}

inline std::string add_person(Store& store, int number) {
  store.database().begin_write();
  const std::string person =
      insert_person(store, made_up_person(number), secrets_of(static_cast<std::uint64_t>(number)))
          .value();
  const ledger::Period always{*Date::from_ymd(2020, 1, 1), ledger::kNoEnd};
  EXPECT_TRUE(
      insert_coverage(store, person, {0, "990100", "310", always, {1}, 0, "retired=true\n"}));
  EXPECT_TRUE(insert_filing(store, person, {0, "long_term", "990200", always, {1}, 0}));
  EXPECT_TRUE(store.database().commit());
  return person;
}

/// What a plain settlement holds: the invoice that its input names.
inline std::vector<ledger::HeldThing> things_of_plain(const ledger::SettlementEntry& entry) {
  if (!entry.input.starts_with("invoice ")) return {};
  return {{{ledger::ThingKind::invoice, entry.input.substr(8)}, {}}};
}

/// A settlement of `fen`, two thirds by the fund; settled twice it is a replay.
struct PlainSettlement {
  ledger::MessageKey key;
  std::int64_t fen = 30'000;
  std::string invoice = {};

  /// Inside a transaction. Returns the stored reply.
  std::string write(Store& store, Instant now, std::string_view ballast = {}) const {
    Database& database = store.database();
    const std::int32_t bucket = bucket_of(key.person);
    if (const auto known = find_message(database, bucket, key)) return known->reply;
    const Place place = next_place(database, bucket);
    ledger::SettlementEntry entry;
    entry.id = place.id, entry.key = key, entry.area = "990100", entry.insurance = "310";
    entry.on = *Date::from_ymd(2025, 3, 20), entry.at = now;
    entry.payers.total = Money::fen(fen), entry.payers.cash = Money::fen(fen - fen / 3 * 2);
    entry.payers.funds = {{"hifp", Money::fen(fen / 3 * 2)}};
    entry.before = find_accumulators(database, key.person, "990100/310");
    std::erase_if(entry.before, [](const ledger::Accumulated& each) { return each.amount == 0; });
    entry.changes = {{"990100/310", "2025", "admissions", 1},
                     {"990100/310", "2025", "fund:pool", fen / 3 * 2}};
    entry.input = invoice.empty() ? "input" : "invoice " + invoice, entry.outcome = ballast,
    entry.steps = "steps";
    const std::string reply =
        "{\"settlement_id\":\"" + number_of(ledger::EntryKind::settlement, place.id) + "\"}";
    Texts texts(database);
    record(database,
           rows_of(texts, place, entry, sm3(std::to_string(fen)), reply, hash_of(entry.key)));
    return reply;
  }
};

}  // namespace yitong::store::testing

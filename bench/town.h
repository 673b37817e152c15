// People in all buckets, insured in one area and filed in another, for the benches of the store.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "store/sqlite/sqlite.h"
#include "verbs/settle.h"

namespace yitong::bench {

inline constexpr const char* kInstitution = "H36010099901";

/// A folder of its own, gone with the object.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("yitong_bench_" + name + "_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline constexpr int kBirthYears = 54;

/// Persons of one number modulo kBirthYears have one age all year round but in January.
inline std::string add_person(store::Store& store, int number) {
  const int in_year = number / kBirthYears, of_day = in_year / 28;
  char id[24];
  std::snprintf(id, sizeof id, "99%04d%04d02%02d%03d", 101 + of_day / 1'000,
                1940 + number % kBirthYears, 1 + in_year % 28, of_day % 1'000);
  store::PersonSecrets secrets{};
  for (std::size_t i = 0; i < secrets.size(); i += 8) {
    const Digest digest = sm3(std::to_string(number) + ":" + std::to_string(i));
    std::copy_n(digest.begin(), 8, secrets.begin() + static_cast<std::ptrdiff_t>(i));
  }
  const auto person = store::insert_person(
      store, {std::string(id) + resident_check_digit(id), "示例", "19900000000"}, secrets);
  const ledger::Period always{*Date::from_ymd(2020, 1, 1), ledger::kNoEnd};
  if (!person ||
      !store::insert_coverage(store, *person,
                              {0, "110000", "310", always, {1}, 0, "retired=true\n"}) ||
      !store::insert_filing(store, *person, {0, "long_term", "360100", always, {1}, 0}))
    std::abort();
  return *person;
}

/// A database at `path`, its key beside it.
class Town {
 public:
  Town(const std::string& path, int people_count, int cache_pages = 16'000) {
    store.emplace(
        store::Store::open(store::open_sqlite({.path = path, .cache_pages = cache_pages}).value(),
                           store::MasterKey::create(path + ".key", std::string(32, '5')).value())
            .value());
    people.reserve(static_cast<std::size_t>(people_count));
    constexpr int kBatch = 20'000;
    for (int number = 0; number < people_count; number += kBatch) {
      store->database().begin_write();
      for (int i = number; i < std::min(number + kBatch, people_count); ++i)
        people.push_back(add_person(*store, i));
      if (!store->database().commit()) std::abort();
    }
  }

  /// Opened anew as the server opens it: somebody else copies the log.
  void leave_log_alone(const std::string& path) {
    store.reset();
    (void)store::Checkpointer::open({.path = path}).value().run();
    store.emplace(
        store::Store::open(store::open_sqlite({.path = path, .auto_checkpoint_pages = 0}).value(),
                           store::MasterKey::load(path + ".key").value())
            .value());
  }
  std::optional<store::Store> store;
  std::vector<std::string> people;
  const std::string& person(std::int64_t number) const {
    return people[static_cast<std::size_t>(number * 7919 %
                                           static_cast<std::int64_t>(people.size()))];
  }
};

inline std::shared_ptr<const verbs::Rules> real_rules() {
  const std::string root = YITONG_SOURCE_DIR;
  auto rules = verbs::load_rules({root + "/policies"}, {root + "/catalogues/demo"});
  if (!rules) {
    for (const Error& error : rules.error()) std::fprintf(stderr, "%s\n", error.str(false).c_str());
    std::exit(1);
  }
  return *rules;
}

/// An in-patient bill of codes that the demo catalogue knows.
inline Bill bill_of(int lines, std::int64_t price_fen = 5'000) {
  Bill bill;
  bill.visit = "21";
  bill.admitted = *Date::from_ymd(2025, 3, 1);
  bill.on = *Date::from_ymd(2025, 3, 20);
  for (int i = 0; i < lines; ++i) {
    char code[32];
    std::snprintf(code, sizeof code, "XSL%020d", i % 12 + 1);
    const Money amount = Money::fen(2 * price_fen);
    BillLine line;
    line.code = code, line.name = "示例";
    line.quantity_e4 = 20'000, line.price_e6 = price_fen * 10'000, line.amount = amount;
    bill.lines.push_back(line);
    bill.total += amount;
  }
  return bill;
}

}  // namespace yitong::bench

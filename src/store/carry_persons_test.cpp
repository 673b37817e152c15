#include "store/carry_persons.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "store/ledger_rows.h"
#include "store/migrations.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

const char* const kPerson = "p0123456789abcdef";

/// The steps before, as they were applied, without what they carry: there is nothing yet.
void apply_steps_before(Database& database, int number) {
  static constexpr Sql kApplied{
      "INSERT INTO schema_migration (number, name, hash) VALUES ($1, $2, $3)"};
  database.begin_write();
  database.run_script(
      "CREATE TABLE schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, hash "
      "BLOB NOT NULL)");
  for (const Migration& step : all_migrations()) {
    if (step.number >= number) break;
    database.run_script(step.script);
    database.run(kApplied, {integer(step.number), text(step.name), blob(sm3(step.script))});
  }
  ASSERT_TRUE(database.commit());
}

std::string with_place(std::string sql) {
  const std::string mark = "PERSON";
  const std::string place = std::to_string(bucket_of(kPerson)) + ", '" + kPerson + "'";
  for (std::size_t at = sql.find(mark); at != std::string::npos; at = sql.find(mark))
    sql.replace(at, mark.size(), place);
  return sql;
}

/// With a row of each kind in the seven tables, brought to the newest step.
void make_carried(const std::string& path) {
  const auto database = open_sqlite({.path = path}).value();
  apply_steps_before(*database, 17);
  database->begin_write();
  database->run_script(
      with_place("INSERT INTO person VALUES (PERSON, x'0102', x'030405');"
                 "INSERT INTO coverage VALUES (PERSON, 1, '990100', '310', 18262, 84005, 7, 0, "
                 "'retired=true', 11);"
                 "INSERT INTO coverage VALUES (PERSON, 300, '990200', '390', -5, -6, 8, 1, '', 12);"
                 "INSERT INTO filing VALUES (PERSON, 2, 'long_term', '990200', 3, 4, 5, 1, 13);"
                 "INSERT INTO contribution VALUES (PERSON, 1, '990100', '310', 1, 31, 9, 0, 15, "
                 "'paid', 40000, 500000, 'newborn,orphan', 14);"
                 "INSERT INTO grant_of_person VALUES (PERSON, 1, '990100', 'recognition', 'M1', "
                 "'d', 'H99010000001,H99010000002', 'D1', 'P99010000001', 1, 2, 3, 0, 'c1', 15);"
                 "INSERT INTO accumulator VALUES (PERSON, '990100/310', '2025', 'admissions', 2);"
                 "INSERT INTO accumulator VALUES (PERSON, '990100/310', '2025', 'fund:a', -7);"
                 "INSERT INTO accumulator VALUES (PERSON, '990100/310', '2026', 'admissions', 0);"
                 "INSERT INTO message VALUES (PERSON, x'0102030405060708090a0b0c', 's', 16);")
          .c_str());
  ASSERT_TRUE(database->commit());
  ASSERT_TRUE(migrate(*database));
  ASSERT_TRUE(check_schema(*database));
}

TEST(CarryPersons, KeepsEachValueOfTheSevenTables) {
  Folder folder;
  make_carried(folder.file());
  const auto database = open_sqlite({.path = folder.file()}).value();
  const auto seals = find_seals(*database, kPerson);
  EXPECT_EQ(seals.wrapped_key, "\x01\x02");
  EXPECT_EQ(seals.sealed, "\x03\x04\x05");
  const auto period = [](std::int64_t from, std::int64_t to) {
    return ledger::Period{date_of(from), date_of(to)};
  };
  EXPECT_EQ(find_coverages(*database, kPerson),
            (std::vector<ledger::Coverage>{
                {1, "990100", "310", period(18'262, 84'005), {7}, 0, "retired=true"},
                {300, "990200", "390", period(-5, -6), {8}, 1, ""}}));
  EXPECT_EQ(find_filings(*database, kPerson),
            (std::vector<ledger::Filing>{{2, "long_term", "990200", period(3, 4), {5}, 1}}));
  EXPECT_EQ(find_contributions(*database, kPerson),
            (std::vector<ledger::Contribution>{{1,
                                                "990100",
                                                "310",
                                                period(1, 31),
                                                {9},
                                                0,
                                                date_of(15),
                                                "paid",
                                                Money::yuan(400),
                                                Money::yuan(5'000),
                                                "newborn,orphan"}}));
  EXPECT_EQ(find_grants(*database, kPerson),
            (std::vector<ledger::Grant>{{1,
                                         "990100",
                                         "recognition",
                                         "M1",
                                         "d",
                                         {"H99010000001", "H99010000002"},
                                         "D1",
                                         "P99010000001",
                                         period(1, 2),
                                         {3},
                                         0,
                                         "c1"}}));
  const std::string scope = "990100/310";
  EXPECT_EQ(find_accumulators(*database, kPerson, scope),
            (std::vector<ledger::Accumulated>{{scope, "2025", "admissions", 2},
                                              {scope, "2025", "fund:a", -7},
                                              {scope, "2026", "admissions", 0}}));
  EXPECT_EQ(keys_of(*database, kPerson),
            (std::vector<KeptKey>{
                {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, ledger::MessageRole::settlement, 16}}));
}

TEST(CarryPersons, RefusesANumberThatNoRowHas) {
  for (const char* const number : {"0", "-1", "4294967296"}) {
    Folder folder;
    const auto database = open_sqlite({.path = folder.file()}).value();
    apply_steps_before(*database, 17);
    database->begin_write();
    database->run_script(with_place(std::string("INSERT INTO filing VALUES (PERSON, ") + number +
                                    ", 'long_term', '990200', 3, 4, 5, 1, 13);")
                             .c_str());
    ASSERT_TRUE(database->commit());
    const auto done = migrate(*database);
    ASSERT_FALSE(done) << number;
    EXPECT_EQ(done.error()[0].code, ErrorCode::corrupt);
    constexpr Sql kLeft{"SELECT COUNT(*) FROM filing"};
    Rows rows = database->query(kLeft, {});
    EXPECT_TRUE(rows.next() && rows.integer(0) == 1);
  }
}

}  // namespace
}  // namespace yitong::store

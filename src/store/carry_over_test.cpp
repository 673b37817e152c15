#include "store/carry_over.h"

#include <gtest/gtest.h>

#include "store/audit.h"
#include "store/first_schema_test_support.h"
#include "store/seals.h"
#include "store/text_rows.h"

namespace yitong::store {
namespace {

using namespace testing;

/// Blobs of that time; what they mean is the business of the verbs.
void to_first(ledger::SettlementEntry& entry, ledger::Message&) {
  entry.form = ledger::Form::row_sets;
  entry.input = "input with bill " + std::exchange(entry.bill, {});
}

/// The database of the first schema at `file("first.db")`, and what it was made from.
struct Made {
  Folder folder;
  Store now = open_store(folder.file("now.db"));
  std::vector<std::string> people;

  Made() {
    for (int number = 1; number <= 3; ++number) {
      people.push_back(add_person(now, number));
      fill(people.back());
    }
    FirstSchema::write(now, folder.file("now.db"), folder.file("first.db"), to_first);
  }
  Result<Store> open_first() {
    return Store::open(open_sqlite({.path = folder.file("first.db")}).value(), test_key());
  }
  void damage(const std::string& script) {
    const auto first = open_sqlite({.path = folder.file("first.db")}).value();
    first->begin_write();
    first->run_script(script.c_str());
    ASSERT_TRUE(first->commit());
  }

 private:
  void fill(const std::string& person) {
    Database& database = now.database();
    database.begin_write();
    for (const char* id : {"m1", "m2", "m3"})
      PlainSettlement{{person, "H99010000001", id}}.write(now, {10}, "outcome");
    const auto settled = settlements_of(database, person, 0).at(1);
    const auto key = [&](const char* id) { return ledger::MessageKey{person, "H99010000001", id}; };
    Place place = next_place(database, bucket_of(person));
    record(database, place, {place.id, key("r1"), settled.id.seq, {12}}, settled,
           {key("r1"), ledger::MessageRole::reversal, place.id, sm3("r1"), "reversed"});
    for (const bool known : {false, true}) {
      place = next_place(database, bucket_of(person));
      const auto answer = key(known ? "r3" : "r2");
      record_tombstone(database, place, key("m9"), known, {13},
                       {answer, ledger::MessageRole::reversal, place.id, {}, "tombstone"});
    }
    ASSERT_TRUE(database.commit());
  }
};

TEST(CarryOver, KeepsEveryAnswerEveryLinkAndACleanAudit) {
  Made made;
  const auto key = SigningKey::create(made.folder.file("key")).value();
  const auto verifying = VerifyingKey::load(made.folder.file("key.pub")).value();
  auto carried = made.open_first();
  ASSERT_TRUE(carried) << carried.error()[0].str(false);
  Database& database = carried->database();
  for (const std::string& person : made.people)
    for (const char* id : {"m1", "m2", "m3", "m9", "r1", "r2", "r3"}) {
      const ledger::MessageKey message{person, "H99010000001", id};
      const auto was = find_message(made.now.database(), bucket_of(person), message);
      const auto is = find_message(database, bucket_of(person), message);
      ASSERT_TRUE(was && is) << id;
      EXPECT_EQ(is->reply, was->reply);
      EXPECT_EQ(is->body, was->body);
      EXPECT_EQ(is->role, was->role);
      EXPECT_EQ(is->entry, was->entry);
      EXPECT_EQ(is->form, is->role == ledger::MessageRole::tombstone ? ledger::Form::one_row
                                                                     : ledger::Form::row_sets);
    }
  const auto report = audit(
      *carried, [](const CheckedSettlement&) { return Errors(); }, things_of_plain);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
  EXPECT_EQ(report.settlements, 9);
  EXPECT_EQ(report.reversals, 3);
  EXPECT_EQ(report.tombstones, 6);

  // New entries are chained to the old ones, and a seal covers both.
  database.begin_write();
  PlainSettlement{{made.people[0], "H99010000001", "m4"}}.write(*carried, {20});
  ASSERT_TRUE(database.commit());
  const auto after = audit(
      *carried, [](const CheckedSettlement&) { return Errors(); }, things_of_plain);
  for (const Error& error : after.findings) ADD_FAILURE() << error.str(false);
  const auto seal = seal_now(database, {30}, {});
  ASSERT_TRUE(seal);
  EXPECT_TRUE(check_seals(database, read_seals(seal_line(*seal, key).value()), verifying).empty());
}

TEST(CarryOver, LeavesNothingOfTheOldTables) {
  Made made;
  auto carried = made.open_first();
  ASSERT_TRUE(carried);
  constexpr Sql kTables{
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_1' ESCAPE '\\'"};
  Rows rows = carried->database().query(kTables, {});
  EXPECT_FALSE(rows.next());
}

TEST(CarryOver, RefusesADatabaseWhoseAuditIsNotClean) {
  for (const std::string damage :
       {"UPDATE settlement SET cash_fen = cash_fen + 1 WHERE seq = 3",
        "UPDATE posting SET amount_fen = amount_fen + 1 WHERE no = 1",
        "UPDATE message SET reply = CAST('other' AS BLOB) WHERE message_id = 'm1'",
        "UPDATE message SET role = 'tombstone' WHERE message_id = 'r1'",
        "UPDATE journal SET at_micros = at_micros + 1 WHERE seq = 3",
        "UPDATE journal SET link = leaf WHERE seq = 2", "DELETE FROM posting WHERE no = 2",
        "DELETE FROM settlement WHERE seq = 4", "DELETE FROM message WHERE message_id = 'm9'",
        "DELETE FROM journal WHERE seq = 5", "DELETE FROM reversal",
        "INSERT INTO message SELECT bucket, person_id, institution, 'more', role, 99, body_hash, "
        "reply FROM message WHERE message_id = 'm1'",
        "INSERT INTO posting SELECT bucket, 99, no, account, amount_fen FROM posting WHERE no = 1 "
        "LIMIT 1"}) {
    Made made;
    made.damage(damage);
    const auto opened = made.open_first();
    ASSERT_FALSE(opened) << damage;
    EXPECT_EQ(opened.error()[0].code, ErrorCode::corrupt) << damage;
    made.damage("UPDATE setting SET name = name");  // and nothing was lost
    const auto first = open_sqlite({.path = made.folder.file("first.db")}).value();
    constexpr Sql kStill{"SELECT COUNT(*) FROM journal"};
    Rows rows = first->query(kStill, {});
    EXPECT_TRUE(rows.next()) << damage;
  }
}

}  // namespace
}  // namespace yitong::store

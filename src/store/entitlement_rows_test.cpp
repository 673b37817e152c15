#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>

#include "store/audit.h"
#include "store/card_rows.h"
#include "store/payment_rows.h"
#include "store/period_rows.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

AuditReport audit_all(Store& store) {
  return audit(
      store, [](const CheckedSettlement&) { return Errors(); }, things_of_plain);
}

/// A claim's money, handed to the bank and paid.
void fill_payment(Store& store, const std::string& person) {
  Database& database = store.database();
  PlainSettlement{{person, std::string(ledger::kClaimDesk), "c9"}}.write(store, {13});
  const std::int64_t seq = settlements_of(database, person, 0).back().id.seq;
  const Payee payee{"self", "测试", "示例银行", "6200000000000001"};
  ASSERT_TRUE(open_payment(store, person, {0, "990100", "c9", seq, Money::yuan(200)}, payee,
                           "clerk", {14}));
  EXPECT_EQ(*open_payee(store, person, 1), payee);
  ledger::PaymentBatch batch;
  batch.area = "990100", batch.at = {15}, batch.by = "finance";
  batch.lines = {{person, 1, Money::yuan(200)}};
  const std::string number = number_of(ledger::EntryKind::payment_batch, record(database, batch));
  record(database, person, {0, 1, ledger::PaymentAction::batched, number, {}, "finance", {15}});
  EXPECT_EQ(last_batch_of(database, person, 1), number);
  record(database, person, {0, 1, ledger::PaymentAction::paid, number, "done", "finance", {16}});
}

/// A contribution, a card that was lost and found, checks of both kinds, a grant, a payment.
void fill_entitlement(Store& store) {
  const std::string person = add_person(store, 1);
  Database& database = store.database();
  database.begin_write();
  ledger::Contribution row;
  row.area = "990100", row.insurance = "310", row.basis = "paid", row.situations = "newborn";
  row.in_force = {*Date::from_ymd(2025, 1, 1), *Date::from_ymd(2025, 12, 31)};
  row.paid_on = *Date::from_ymd(2025, 1, 10), row.amount = Money::yuan(400), row.known_since = {5};
  ASSERT_TRUE(insert_contribution(store, person, row));
  using enum ledger::CardAction;
  record(store, person, {0, 0, issued, "clerk", {}, {6}}, "Z99000001");
  record(store, person, {0, 1, reported, "me", {}, {7}});
  record(store, person, {0, 1, released, "clerk", "id_card", {8}});
  record(store, person, {0, 0, issued, "clerk", {}, {9}}, "Z99000002");
  record(database, {{},
                    person,
                    "H99010000001",
                    "e_credential",
                    std::string(16, 'n'),
                    std::string(ledger::kAccepted),
                    {10}});
  record(database, {{}, {}, "H99010000001", "card", {}, "unknown_person", {11}});
  ledger::Grant grant;
  grant.area = "990100", grant.kind = ledger::kSpecialDrug, grant.code = "XA01";
  grant.disease = "lupus", grant.institutions = {"H99010000001", "H99010000002"};
  grant.doctor = "D1", grant.pharmacy = "P1", grant.case_number = "c1", grant.known_since = {12};
  grant.in_force = {*Date::from_ymd(2025, 1, 1), ledger::kNoEnd};
  ASSERT_TRUE(insert_grant(store, person, grant));
  EXPECT_EQ(find_grants(database, person).at(0).institutions, grant.institutions);
  fill_payment(store, person);
  ASSERT_TRUE(database.commit());
}

int run(const std::string& path, const std::string& sql) {
  sqlite3* raw = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  const int code = sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr);
  sqlite3_close(raw);
  return code;
}

std::vector<std::pair<std::string, std::string>> columns_of(const std::string& path,
                                                            const std::string& table) {
  std::vector<std::pair<std::string, std::string>> out;
  sqlite3* raw = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &raw), SQLITE_OK);
  const auto keep = [](void* to, int, char** values, char**) {
    static_cast<decltype(out)*>(to)->emplace_back(values[0], values[1]);
    return 0;
  };
  const std::string sql = "SELECT name, type FROM pragma_table_info('" + table + "')";
  EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), keep, &out, nullptr), SQLITE_OK);
  sqlite3_close(raw);
  return out;
}

TEST(EntitlementAudit, OfAnUntouchedStoreIsClean) {
  Folder folder;
  Store store = open_store(folder.file());
  fill_entitlement(store);
  const AuditReport report = audit_all(store);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
  EXPECT_EQ(report.entries, 2 + 1 + 4 + 2 + 1 + 1 + 3 + 1);
}

TEST(EntitlementAudit, SeesAnyValueChangedByHandAndAnyRowTakenAway) {
  Folder folder;
  Store store = open_store(folder.file());
  fill_entitlement(store);
  const std::string path = folder.file();
  int changes = 0;
  for (const std::string table :
       {"person_row", "card", "card_index", "card_event", "credential_check", "payment",
        "payment_event", "payment_batch", "payment_batch_line"}) {
    ASSERT_EQ(run(path, "CREATE TABLE kept AS SELECT * FROM " + table), SQLITE_OK);
    const auto put_back = [&] {
      ASSERT_EQ(
          run(path, "DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM kept"),
          SQLITE_OK);
    };
    for (const auto& [column, type] : columns_of(path, table)) {
      if (column == "tail") continue;   // only shown; nothing follows from it
      if (column == "payee") continue;  // sealed: changed bytes do not open
      const std::string value = type == "BIGINT" ? column + " + 1"
                                : type == "TEXT" ? column + " || 'x'"
                                                 : "CAST(" + column + " || x'37' AS BLOB)";
      const std::string where =
          " WHERE " + column + " = (SELECT max(" + column + ") FROM " + table + ")";
      if (run(path, "UPDATE " + table + " SET " + column + " = " + value + where) != SQLITE_OK)
        continue;
      ++changes;
      EXPECT_FALSE(audit_all(store).clean()) << table << "." << column;
      put_back();
    }
    ASSERT_EQ(run(path, "DELETE FROM " + table), SQLITE_OK);
    EXPECT_FALSE(audit_all(store).clean()) << "rows of " << table;
    put_back();
    ASSERT_EQ(run(path, "DROP TABLE kept"), SQLITE_OK);
  }
  EXPECT_GT(changes, 50);
  EXPECT_TRUE(audit_all(store).clean());
}

TEST(CredentialChecks, OneOfTwoAcceptedIsRefusedByTheTableItself) {
  Folder folder;
  Store store = open_store(folder.file());
  fill_entitlement(store);
  const std::string again =
      "INSERT INTO credential_check SELECT bucket, seq + 1000, person_id, institution, credential, "
      "nonce, outcome, at_micros FROM credential_check WHERE credential = 'e_credential'";
  EXPECT_EQ(run(folder.file(), again), SQLITE_CONSTRAINT);
}

}  // namespace
}  // namespace yitong::store

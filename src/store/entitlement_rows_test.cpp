#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>

#include "store/audit.h"
#include "store/card_rows.h"
#include "store/contribution_rows.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

AuditReport audit_all(Store& store) {
  return audit(
      store, [](const CheckedSettlement&) { return Errors(); }, things_of_plain);
}

/// A contribution, a card that was lost and found, and checks of both kinds.
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
  EXPECT_EQ(report.entries, 2 + 1 + 4 + 2);
}

TEST(EntitlementAudit, SeesAnyValueChangedByHandAndAnyRowTakenAway) {
  Folder folder;
  Store store = open_store(folder.file());
  fill_entitlement(store);
  const std::string path = folder.file();
  int changes = 0;
  for (const std::string table :
       {"contribution", "card", "card_index", "card_event", "credential_check"}) {
    ASSERT_EQ(run(path, "CREATE TABLE kept AS SELECT * FROM " + table), SQLITE_OK);
    const auto put_back = [&] {
      ASSERT_EQ(
          run(path, "DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM kept"),
          SQLITE_OK);
    };
    for (const auto& [column, type] : columns_of(path, table)) {
      if (column == "tail") continue;  // only shown; nothing follows from it
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
  EXPECT_GT(changes, 35);
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

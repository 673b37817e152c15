#include "store/audit.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>

#include "store/account_rows.h"
#include "store/answer_rows.h"
#include "store/case_index.h"
#include "store/delegation_rows.h"
#include "store/document_rows.h"
#include "store/link_rows.h"
#include "store/login_rows.h"
#include "store/notice_rows.h"
#include "store/outbox_rows.h"
#include "store/period_rows.h"
#include "store/person_table.h"
#include "store/refused_rows.h"
#include "store/store_test_support.h"
#include "store/text_rows.h"

namespace yitong::store {
namespace {

using namespace testing;

AuditReport plain_audit(Store& store) {
  return audit(
      store, [](const CheckedSettlement&) { return Errors(); }, things_of_plain);
}

/// An inflow, an invoice that is held, one that waits and one that was settled again.
void fill_register(Database& database, const std::string& person) {
  record(database, ledger::Inflow{{}, person, "salary", Money::yuan(100), {14}});
  const ledger::MessageKey waits{person, "H99010000001", "m7"};
  Place place = next_place(database, bucket_of(person));
  record_pending(database, place, {place.id, waits, {15}, sm3("body"), "request", "unknown"});
  const ledger::Thing account{ledger::ThingKind::account, person};
  const ledger::RegisterEvent hold{{},  account,         ledger::RegisterAction::hold, waits,
                                   {},  Money::yuan(10), *Date::from_ymd(2025, 3, 20), {99},
                                   {16}};
  put_errand(database, {hold, {}, {}, {}});
  record(database, hold);
  const auto old = settlements_of(database, person, 0).at(1);
  const auto now = settlements_of(database, person, 0).at(2);
  place = next_place(database, bucket_of(person));
  const auto reversal = find_reversal_of(database, old.id);
  record_resettlement(database, place, {{old.id.seq, reversal->id.seq, now.id.seq}},
                      {place.id, {person, "H99010000001", "w1"}, {17}, sm3("again"), {}, "again"});
}

/// An account, and somebody who may act for somebody.
void fill_rights(Store& store, const std::string& person, const std::string& delegate) {
  ledger::Login login;
  login.account = "clerk", login.role = "window_clerk", login.agency = "agency";
  login.areas = "990100", login.institution = "H99010000001", login.person = person;
  login.title_zh = "窗口", login.title_en = "Window", login.password = "hash", login.by = "-";
  login.totp = sm3("secret"), login.at = {20};
  put_login_secret(store, "clerk", "secret", std::string(24, 'n'));
  ASSERT_TRUE(insert_login(store.database(), login));
  const ledger::Period always{*Date::from_ymd(2020, 1, 1), ledger::kNoEnd};
  ASSERT_TRUE(insert_delegation(
      store, person, {0, delegate, "read_account read_settlement", always, {21}, 0, "clerk"}));
  record(store.database(), ledger::Lockout{0, "clerk", "account", 5, {22}, {23}});
  ASSERT_TRUE(insert_link(store.database(), {"clerk", 0, "gov", sm3("u1"), 0, {24}, "admin"}));
  ASSERT_TRUE(insert_link(store.database(), {"clerk", 0, "gov", sm3("u1"), 1, {25}, "admin"}));
  record_refused(store.database(),
                 {0, person, "clerk", "account", "window_clerk", "not_permitted", 2, {26}, {27}});
}

/// A document that was shown, and one that was removed.
void fill_documents(Database& database, const std::string& person) {
  for (const std::string name : {"one", "two"}) {
    ledger::Document document;
    document.person = person, document.address = sm3(person + name), document.kind = "invoice";
    document.type = "image/jpeg", document.size = 1000, document.width = 30, document.height = 20;
    document.pages = 1, document.file = name, document.file_hash = sm3(name);
    document.sealed_name = "sealed", document.by = {"insured", "a1"}, document.at = {18};
    const ledger::EntryId id = record(database, std::move(document));
    ledger::DocumentEvent event;
    event.person = person, event.document_seq = id.seq, event.by = {"auditor", "a2"};
    event.action =
        name == "one" ? ledger::DocumentAction::content : ledger::DocumentAction::removed;
    event.why = "audit", event.reference = "c1", event.at = {19};
    record(database, std::move(event));
  }
}

/// A case that was opened, handed in and refused an attempt, with a draft of something more.
void fill_cases(Store& store, const std::string& person) {
  const CaseKeys keys = case_keys(store, person).value();
  ledger::CaseFile file;
  ledger::CaseEvent event;
  event.person = person, event.kind = "filing", event.area = "990100", event.insurance = "310";
  event.action = "open", event.after.state = "draft", event.by = {"insured", "a1"};
  ledger::CaseFile unsent;
  ledger::CaseEvent opened = event;
  opened.at = {23};
  record(store, keys, unsent, opened, {});
  index_case(store, unsent, std::span<const std::string>(&person, 1));
  event.request_key = "once", event.request = sm3("asked"), event.at = {24};
  record(store, keys, file, event, "form");
  const std::string words[] = {"name/" + person, "tail/1234"};
  index_case(store, file, words);
  event.action = "submit", event.from = "draft", event.after.state = "in_review";
  event.after.due_day = 20'000, event.after.institution = "H99010000001", event.request_key = {};
  event.after.assignee = "r1", event.after.amount = Money::yuan(5), event.reason = "none";
  event.wrote = "filing/1", event.at = {9'000'025};
  record(store, keys, file, event, "form, signed");
  event.action = "approve", event.from = "in_review", event.outcome = "wrong_type";
  record_refusal(store, keys, file, event, {});
  keep_case_draft(store.database(), keys, file, "more", {26});
}

/// Two persons with settlements, a reversal, a tombstone, texts, coverages, filings: a row in every
/// table.
void fill(Store& store) {
  std::string first;
  for (int number = 1; number <= 2; ++number) {
    const std::string person = add_person(store, number);
    if (first.empty()) first = person;
    Database& database = store.database();
    database.begin_write();
    keep_text(database, number == 1 ? "plan" : "catalogue", "text " + std::to_string(number));
    for (const char* id : {"m1", "m2", "m3"})
      PlainSettlement{{person, "H99010000001", id}}.write(store, {10}, "outcome");
    const auto settled = settlements_of(database, person, 0).at(1);
    Place place = next_place(database, bucket_of(person));
    const ledger::MessageKey key{person, "H99010000001", "r1"};
    record(database, place, {place.id, key, settled.id.seq, {12}}, settled,
           {key, ledger::MessageRole::reversal, place.id, {}, "reversed"});
    place = next_place(database, bucket_of(person));
    record_tombstone(
        database, place, {person, "H99010000001", "m9"}, false, {13},
        {{person, "H99010000001", "r2"}, ledger::MessageRole::reversal, place.id, {}, "tombstone"});
    fill_register(database, person);
    fill_documents(database, person);
    fill_cases(store, person);
    ASSERT_TRUE(insert_notice(store, person, {24}, "card_reported", "content"));
    if (number == 2) {
      ledger::Consent consent;
      consent.relative = first;
      consent.in_force = {*Date::from_ymd(2020, 1, 1), ledger::kNoEnd};
      ASSERT_TRUE(insert_consent(store, person, consent));
      const ledger::Period year{*Date::from_ymd(2025, 1, 1), *Date::from_ymd(2025, 12, 31)};
      ASSERT_TRUE(insert_contribution(store, person,
                                      {0,
                                       "990100",
                                       "310",
                                       year,
                                       {5},
                                       0,
                                       year.from,
                                       "paid",
                                       Money::yuan(400),
                                       Money::yuan(5'000),
                                       "newborn"}));
      ASSERT_TRUE(insert_grant(store, person,
                               {0,
                                "990100",
                                "recognition",
                                "M1",
                                {},
                                {"H99010000001"},
                                "D1",
                                "P99010000001",
                                year,
                                {6},
                                0,
                                "c1"}));
      fill_rights(store, person, first);
    }
    ASSERT_TRUE(database.commit());
  }
}

/// SQLite as someone with a shell would use it.
class Shell {
 public:
  explicit Shell(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &raw_), SQLITE_OK);
  }
  ~Shell() { sqlite3_close(raw_); }
  void run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }
  bool try_run(const std::string& sql) {
    return sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  std::vector<std::vector<std::string>> rows(const std::string& sql) {
    std::vector<std::vector<std::string>> out;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(raw_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      out.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const auto* text = sqlite3_column_text(statement, i);
        out.back().push_back(text == nullptr ? "" : reinterpret_cast<const char*>(text));
      }
    }
    sqlite3_finalize(statement);
    return out;
  }

 private:
  sqlite3* raw_ = nullptr;
};

TEST(Audit, OfAnUntouchedStoreIsClean) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  const AuditReport report = plain_audit(store);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
  EXPECT_EQ(report.entries, 2 * 19 + 1 + 6 + 2);
  EXPECT_EQ(report.accounts, 2);
  EXPECT_EQ(report.holdings, 2);
  EXPECT_EQ(report.settlements, 6);
  EXPECT_EQ(report.reversals, 2);
  EXPECT_EQ(report.owed, Money::yuan(4 * 300));
  EXPECT_EQ(report.tombstones, 2);
  EXPECT_EQ(report.accumulators, 4);
  EXPECT_EQ(report.texts, 2 + 2 + 3);  // names without and with counts before; three replies
}

/// SQL that changes one byte of a value and keeps its type.
std::string changed(const std::string& column, const std::string& type) {
  if (type == "BIGINT") return column + " + 1";
  if (type == "TEXT")
    return "CASE WHEN " + column + " = '' THEN 'x' WHEN substr(" + column +
           ", -1) = 'x' THEN substr(" + column + ", 1, length(" + column +
           ") - 1) || 'y' ELSE substr(" + column + ", 1, length(" + column + ") - 1) || 'x' END";
  return "CASE WHEN length(" + column + ") = 0 THEN x'01' WHEN substr(" + column +
         ", 1, 1) = x'37' THEN "
         "CAST(x'38' || substr(" +
         column + ", 2) AS BLOB) ELSE CAST(x'37' || substr(" + column + ", 2) AS BLOB) END";
}

TEST(Audit, NamesTheTableOfAnyValueChangedByHand) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  Shell shell(folder.file());
  int changes = 0;
  for (const std::string table :
       {"entry",          "reversal",         "source_text",      "resident_index",
        "account_inflow", "account",          "family_consent",   "register_event",
        "register_hold",  "answer",           "resettlement",     "login",
        "lockout",        "delegation",       "delegation_index", "document",
        "document_event", "case_file",        "case_event",       "case_draft",
        "case_blind",     "case_count",       "case_day",         "notice",
        "login_link",     "login_link_index", "refused_access"}) {
    for (const auto& column :
         shell.rows("SELECT name, type FROM pragma_table_info('" + table + "')")) {
      const std::string where =
          " WHERE " + column[0] + " = (SELECT max(" + column[0] + ") FROM " + table + ")";
      shell.run("CREATE TABLE kept AS SELECT * FROM " + table);
      const bool done = shell.try_run("UPDATE " + table + " SET " + column[0] + " = " +
                                      changed(column[0], column[1]) + where);
      if (done) {
        ++changes;
        const AuditReport report = plain_audit(store);
        const bool named = std::ranges::any_of(
            report.findings, [&](const Error& error) { return error.path.starts_with(table); });
        EXPECT_TRUE(named) << table << "." << column[0] << ": " << report.findings.size()
                           << " findings, first "
                           << (report.clean() ? "" : report.findings[0].str(false));
      }
      shell.run("DELETE FROM " + table);
      shell.run("INSERT INTO " + table + " SELECT * FROM kept");
      shell.run("DROP TABLE kept");
    }
  }
  EXPECT_EQ(changes, 22 + 45 + 11 + 15 + 7 + 11 + 3 + 26 + 6 + 68 + 9 + 3 + 10);
  EXPECT_TRUE(plain_audit(store).clean());
}

/// One row of a kind, changed and put back. What became of it is said by the name of its kind, or
/// of the table.
class ChangedRow {
 public:
  ChangedRow(Store& store, Shell& shell, const std::string& kind)
      : store_(store), shell_(shell), kind_(kind) {
    shell.run("DROP TABLE IF EXISTS kept");
    shell.run("CREATE TABLE kept AS SELECT * FROM person_row WHERE kind = '" + kind + "' LIMIT 1");
    const auto row = shell.rows("SELECT bucket, length(content) FROM kept").at(0);
    const std::int32_t bucket = std::stoi(row[0]);
    part_ = {bucket, bucket + 1, false}, content_ = std::stoi(row[1]);
  }
  int content() const { return content_; }
  std::string set(const std::string& column, const std::string& value) {
    return "UPDATE person_row SET " + column + " = " + value + kWhere;
  }
  std::string gone() { return std::string("DELETE FROM person_row") + kWhere; }
  void expect_named(const std::string& change, bool whole = false) {
    const bool done = shell_.try_run(change);
    const AuditReport report = audit(
        store_, [](const CheckedSettlement&) { return Errors(); }, things_of_plain,
        whole ? AuditPart() : part_);
    shell_.run(
        "DELETE FROM person_row WHERE (person_id, kind, row_name) NOT IN (SELECT person_id, "
        "kind, row_name FROM others)");
    shell_.run("INSERT INTO person_row SELECT * FROM kept");
    const std::string name(name_of(*parse_person_row_kind(kind_)));
    const bool named = std::ranges::any_of(report.findings, [&](const Error& error) {
      return error.path.starts_with(name + "/") || error.path.starts_with("person_row/") ||
             (kind_ == "a" && error.path.starts_with("resident_index/"));
    });
    EXPECT_TRUE(done && named) << change << ": " << report.findings.size() << " findings, first "
                               << (report.clean() ? "" : report.findings[0].str(false));
  }

 private:
  static constexpr const char* kWhere =
      " WHERE person_id = (SELECT person_id FROM kept) AND kind = (SELECT kind FROM kept) AND "
      "row_name = (SELECT row_name FROM kept)";
  Store& store_;
  Shell& shell_;
  const std::string kind_;
  AuditPart part_;
  int content_ = 0;
};

TEST(Audit, NamesTheKindOfAPersonsRowChangedByHand) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  Shell shell(folder.file());
  for (const auto& kind : shell.rows("SELECT DISTINCT kind FROM person_row")) {
    ChangedRow row(store, shell, kind[0]);
    shell.run("DROP TABLE IF EXISTS others");
    shell.run(
        "CREATE TABLE others AS SELECT * FROM person_row WHERE (person_id, kind, row_name) NOT IN "
        "(SELECT person_id, kind, row_name FROM kept)");
    for (const auto& column : shell.rows("SELECT name, type FROM pragma_table_info('person_row')"))
      row.expect_named(row.set(column[0], changed(column[0], column[1])), true);
    for (int at = 1; at <= row.content(); ++at) {
      const std::string n = std::to_string(at);
      row.expect_named(row.set("content", "CAST(substr(content, 1, " + n +
                                              " - 1) || CASE substr(content, " + n +
                                              ", 1) WHEN x'07' THEN x'06' ELSE x'07' END || "
                                              "substr(content, " +
                                              n + " + 1) AS BLOB)"));
    }
    row.expect_named(row.set("content", "CAST(content || 'x' AS TEXT)"));
    row.expect_named(row.set("content", "CAST(content || x'00' AS BLOB)"));
    row.expect_named(row.gone(), true);
  }
  EXPECT_TRUE(plain_audit(store).clean());
}

TEST(Audit, NamesTheRowAndWhatDiffers) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  Shell shell(folder.file());
  const auto place =
      shell.rows("SELECT bucket, seq FROM entry WHERE kind = 's' ORDER BY bucket, seq").at(0);
  const std::string row = place[0] + "/" + place[1];
  shell.run("UPDATE entry SET at_micros = at_micros + 1 WHERE bucket = " + place[0] +
            " AND seq = " + place[1]);
  const AuditReport report = plain_audit(store);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].path, "entry/" + row);
  EXPECT_TRUE(report.findings[0].found.starts_with("link ")) << report.findings[0].found;
}

TEST(Audit, SeesEachByteOfAContent) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  Shell shell(folder.file());
  const std::int32_t bucket = std::stoi(shell.rows("SELECT MIN(bucket) FROM entry").at(0).at(0));
  const AuditPart part{bucket, bucket + 1, false};
  const auto sizes = shell.rows(
      "SELECT rowid, length(content) FROM entry WHERE kind IN ('s', 'r', 't') AND bucket = " +
      std::to_string(bucket));
  for (const auto& row : sizes)
    for (int at = 1; at <= std::stoi(row[1]); ++at) {
      const std::string n = std::to_string(at), where = " WHERE rowid = " + row[0];
      shell.run("CREATE TABLE kept AS SELECT content FROM entry" + where);
      shell.run("UPDATE entry SET content = CAST(substr(content, 1, " + n +
                " - 1) || CASE substr(content, " + n +
                ", 1) WHEN x'07' THEN x'06' ELSE x'07' END || substr(content, " + n +
                " + 1) AS BLOB)" + where);
      const AuditReport report = audit(
          store, [](const CheckedSettlement&) { return Errors(); }, things_of_plain, part);
      EXPECT_TRUE(std::ranges::any_of(
          report.findings, [](const Error& error) { return error.path.starts_with("entry/"); }))
          << row[0] << " byte " << at;
      shell.run("UPDATE entry SET content = (SELECT content FROM kept)" + where);
      shell.run("DROP TABLE kept");
    }
  EXPECT_TRUE(plain_audit(store).clean());
}

TEST(Audit, FindsTheEntryAmongManyOfABucket) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  Database& database = store.database();
  database.begin_write();
  for (int i = 0; i < 200; ++i)
    PlainSettlement{{person, "H99010000001", "m" + std::to_string(i)}, 30'000 + i}.write(
        store, {10 + i}, std::string(static_cast<std::size_t>(i * 37 % 300), 'x'));
  ASSERT_TRUE(database.commit());
  ASSERT_TRUE(plain_audit(store).clean());
  Shell shell(folder.file());
  // Around the ends of what is read and hashed together.
  for (const char* const seq : {"3", "63", "64", "65", "66", "67", "127", "128", "129", "202"}) {
    const std::string where = std::string(" WHERE seq = ") + seq;
    shell.run("UPDATE entry SET at_micros = at_micros + 1" + where);
    const AuditReport report = plain_audit(store);
    ASSERT_EQ(report.findings.size(), 1u) << seq;
    EXPECT_EQ(report.findings[0].path, "entry/" + std::to_string(bucket_of(person)) + "/" + seq);
    shell.run("UPDATE entry SET at_micros = at_micros - 1" + where);
  }
  EXPECT_TRUE(plain_audit(store).clean());
}

TEST(Audit, SeesRowsTakenAwayAndAdded) {
  for (const std::string table :
       {"entry", "reversal", "person_row", "account_inflow", "account", "family_consent",
        "register_event", "register_hold", "answer", "login", "delegation", "delegation_index",
        "document", "document_event", "case_file", "case_event", "case_blind", "case_count",
        "case_day"}) {
    Folder folder;
    Store store = open_store(folder.file());
    fill(store);
    Shell shell(folder.file());
    shell.run("CREATE TABLE kept AS SELECT * FROM " + table + " LIMIT 1");
    const auto key = shell.rows("SELECT name FROM pragma_table_info('" + table + "') WHERE pk > 0");
    std::string where = " WHERE TRUE";
    for (const auto& column : key)
      where += " AND " + column[0] + " = (SELECT " + column[0] + " FROM kept)";
    shell.run("DELETE FROM " + table + where);
    EXPECT_FALSE(plain_audit(store).clean()) << "deleted from " << table;
    shell.run("INSERT INTO " + table + " SELECT * FROM kept");
    EXPECT_TRUE(plain_audit(store).clean());
    const std::string last = key.back()[0];
    shell.run("UPDATE kept SET " + last + " = " + last + " || '777'");
    const bool added = shell.try_run("INSERT INTO " + table + " SELECT * FROM kept");
    EXPECT_FALSE(added && plain_audit(store).clean()) << "added to " << table;
  }
}

/// Puts a row of made-up values there.
void put_row(Shell& shell, const std::string& table, const std::string& bucket) {
  std::string values;
  for (const auto& column : shell.rows("SELECT name, type FROM pragma_table_info('" + table + "')"))
    values += (values.empty() ? "" : ", ") + (column[0] == "bucket"   ? bucket
                                              : column[1] == "BIGINT" ? "7"
                                              : column[1] == "TEXT"   ? "'x'"
                                                                      : "x'01'");
  shell.run("PRAGMA ignore_check_constraints = ON");
  shell.run("INSERT INTO " + table + " VALUES (" + values + ")");
}

/// Only buckets are read where a table that the audit knows has a row.
TEST(Audit, KnowsEveryTableThatHasBuckets) {
  Folder folder;
  Store store = open_store(folder.file());
  Shell shell(folder.file());
  const auto findings = [&](const std::string& table, const std::string& bucket) {
    put_row(shell, table, bucket);
    Errors out = plain_audit(store).findings;
    shell.run("DELETE FROM " + table);
    return out;
  };
  const auto tables = shell.rows(
      "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND "
      "c.name = 'bucket'");
  EXPECT_EQ(tables.size(), 41u);
  for (const auto& row : tables) {
    const std::string& table = row[0];
    for (const std::string bucket : {"-9223372036854775808", "-1", "1024", "9223372036854775807"})
      EXPECT_TRUE(
          std::ranges::any_of(findings(table, bucket),
                              [&](const Error& each) { return each.path == table + "/" + bucket; }))
          << table << " " << bucket;
    for (const char* const other : {"1023.5", "'x'"})
      EXPECT_TRUE(std::ranges::any_of(
          findings(table, other),
          [&](const Error& each) { return each.path == table && each.rule == "BIGINT"; }))
          << table << " " << other;
    const bool checked = table != "session" && table != "sign_in_failure" &&
                         table != "sign_in_place" && table != "notice_mark";
    for (const char* const bucket : {"0", "700", "1023"})
      EXPECT_NE(findings(table, bucket).empty(), checked) << table << " " << bucket;
  }
  EXPECT_TRUE(plain_audit(store).clean());
}

TEST(Audit, OpensSecondFactors) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  Shell shell(folder.file());
  const auto finds = [&](const std::string& sql, const std::string& found) {
    shell.run("CREATE TABLE kept AS SELECT * FROM login_secret");
    shell.run(sql);
    const AuditReport report = plain_audit(store);
    EXPECT_TRUE(std::ranges::any_of(report.findings,
                                    [&](const Error& error) {
                                      return error.path.starts_with("login_secret/") &&
                                             error.found == found;
                                    }))
        << sql << report.findings.size();
    shell.run("DELETE FROM login_secret");
    shell.run("INSERT INTO login_secret SELECT * FROM kept");
    shell.run("DROP TABLE kept");
  };
  finds("DELETE FROM login_secret", "missing");
  finds("UPDATE login_secret SET sealed = x'00'", "a broken seal");
  finds("UPDATE login_secret SET account = 'else'", "missing");
  store.database().begin_write();
  put_login_secret(store, "orphan", "secret", std::string(24, 'n'));
  ASSERT_TRUE(store.database().commit());
  finds("DELETE FROM login_secret WHERE account = 'none'", "a secret");
  store.database().begin_write();
  put_login_secret(store, "clerk", "other", std::string(24, 'n'));
  ASSERT_TRUE(store.database().commit());
  finds("DELETE FROM login_secret WHERE account = 'none'", "another secret");
}

TEST(Audit, WhatIsFoundOfTheFileItselfIsKeptWhenThereIsTooMuch) {
  const auto found = [](const char* path, std::size_t count, bool reference) {
    AuditReport out;
    out.findings.assign(count, {ErrorCode::corrupt, path, {}, {}, {}});
    out.reference = reference;
    return out;
  };
  for (const bool last : {false, true}) {
    AuditReport all;
    if (!last) all.add(found("file", 2, true));
    for (int i = 0; i < 3; ++i) all.add(found("entry", kMaxFindings, false));
    if (last) all.add(found("file", 2, true));
    EXPECT_EQ(all.findings.size(), kMaxFindings);
    EXPECT_EQ(std::ranges::count(all.findings, "file", &Error::path), 2);
  }
}

TEST(Audit, ValuesOfAnotherTypeAreDamage) {
  Folder folder;
  Store store = open_store(folder.file());
  fill(store);
  Shell shell(folder.file());
  shell.run("UPDATE person_row SET content = CAST(content AS TEXT) WHERE kind = 'h'");
  // Two rows of another type, so the two values of each are missing.
  EXPECT_EQ(plain_audit(store).findings.size(), 2u + 4u);
}

}  // namespace
}  // namespace yitong::store

#include "store/message_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/crypto.h"
#include "base/id.h"
#include "ledger/bytes.h"
#include "store/audit.h"
#include "store/carry_messages.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

const char* const kSomebody = "p0123456789abcdef";

MessageHash any_hash(std::mt19937_64& random) {
  MessageHash hash;
  for (char& byte : hash) byte = static_cast<char>(random());
  return hash;
}

struct KeysOfRow {
  std::string name;
  std::vector<KeptKey> keys;
};
std::vector<KeysOfRow> rows_of_somebody(Database& database) {
  std::vector<KeysOfRow> out;
  PersonRowsOfKind rows(database, kSomebody, PersonRowKind::message);
  while (const auto row = rows.next()) {
    out.push_back({std::string(row->name), {}});
    EXPECT_TRUE(decode(row->name, row->content, out.back().keys));
    EXPECT_EQ(row->entry_seq, 0);
  }
  return out;
}

/// Each row but the first is named by its first key, and nothing stands in two rows.
void expect_in_order(Database& database) {
  MessageHash last{};
  bool first = true;
  for (const auto& [name, keys] : rows_of_somebody(database)) {
    ASSERT_FALSE(keys.empty());
    const MessageHash& begin = keys.front().hash;
    if (first)
      EXPECT_EQ(name, "");
    else
      EXPECT_EQ(name, std::string(begin.data(), begin.size()));
    EXPECT_TRUE(first || std::ranges::lexicographical_compare(
                             last, begin, {}, [](char c) { return static_cast<unsigned char>(c); },
                             [](char c) { return static_cast<unsigned char>(c); }));
    last = keys.back().hash, first = false;
  }
}

TEST(MessageRows, HoldWhatAMapHolds) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Folder folder;
    Store store = open_store(folder.file());
    Database& database = store.database();
    std::mt19937_64 random(seed);
    std::map<MessageHash, KeptKey> model;
    database.begin_write();
    for (std::int64_t seq = 1; seq <= 700; ++seq) {
      const bool pending = random() % 8 == 0;
      const KeptKey key{any_hash(random),
                        pending ? ledger::MessageRole::pending : ledger::MessageRole::settlement,
                        seq};
      EXPECT_FALSE(find_key(database, kSomebody, key.hash));
      const auto foreseen = row_with(find_row_for(database, kSomebody, key.hash), key);
      insert(database, kSomebody, key);
      if (foreseen) {
        const auto row = find_row_for(database, kSomebody, key.hash);
        EXPECT_TRUE(row && row->name == foreseen->name && row->content == foreseen->after);
      }
      model[key.hash] = key;
      if (pending) {
        remove_key(database, kSomebody, key.hash);
        EXPECT_FALSE(find_key(database, kSomebody, key.hash));
        const KeptKey outcome{key.hash, ledger::MessageRole::refusal, ++seq};
        insert(database, kSomebody, outcome);
        model[key.hash] = outcome;
      }
    }
    ASSERT_TRUE(database.commit());
    expect_in_order(database);
    EXPECT_GT(rows_of_somebody(database).size(), 5u);
    std::vector<KeptKey> expected;
    for (const auto& [hash, key] : model) {
      expected.push_back(key);
      EXPECT_EQ(find_key(database, kSomebody, hash), key);
    }
    std::ranges::sort(expected, {}, &KeptKey::entry_seq);
    EXPECT_EQ(keys_of(database, kSomebody), expected);
  }
}

TEST(MessageRows, AreNotChangedByWhatWasWorkedOutFromAnOlderRow) {
  Folder folder;
  Store store = open_store(folder.file());
  Database& database = store.database();
  std::mt19937_64 random(7);
  const auto key = [&](std::int64_t seq) {
    return KeptKey{any_hash(random), ledger::MessageRole::settlement, seq};
  };
  std::vector<KeptKey> kept;
  for (std::int64_t seq = 1; seq <= 2; ++seq) {
    database.begin_write();
    kept.push_back(key(seq));
    const auto stale = row_with(find_row_for(database, kSomebody, kept.back().hash), key(9));
    insert(database, kSomebody, kept.back());
    ASSERT_TRUE(database.commit());
    database.begin_write();
    change_row(database, kSomebody, PersonRowKind::message, *stale);
    EXPECT_FALSE(database.commit()) << (seq == 1 ? "there was no row" : "there was another key");
    EXPECT_EQ(keys_of(database, kSomebody), kept);
  }
}

/// 120 settlements of one person, whose keys stand in rows that the audit looks at together.
TEST(MessageRows, AreNamedByTheAuditWhereTheyAreChangedByHand) {
  Folder folder;
  Store store = open_store(folder.file());
  Database& database = store.database();
  const std::string person = add_person(store, 1);
  database.begin_write();
  for (int i = 0; i < 120; ++i)
    PlainSettlement{{person, "H99010000001", "m" + std::to_string(i)}}.write(store, {10 + i});
  ASSERT_TRUE(database.commit());
  const auto findings_after = [&](const char* change) {
    database.begin_write();
    database.run_script(change);
    const bool committed = database.commit().has_value();
    EXPECT_TRUE(committed) << change;
    const AuditReport report = audit(
        store, [](const CheckedSettlement&) { return Errors(); }, things_of_plain);
    database.begin_write();
    database.run_script(
        "DELETE FROM person_row WHERE kind = 'm'; INSERT INTO person_row SELECT * FROM kept;");
    EXPECT_TRUE(database.commit());
    return std::ranges::count_if(
        report.findings, [](const Error& error) { return error.path.starts_with("message/"); });
  };
  database.begin_write();
  database.run_script("CREATE TABLE kept AS SELECT * FROM person_row WHERE kind = 'm';");
  ASSERT_TRUE(database.commit());
  EXPECT_EQ(findings_after(""), 0);
  const char* const kLast = "(SELECT MAX(row_name) FROM kept)";
  const std::string where = std::string(" WHERE kind = 'm' AND row_name = ") + kLast + ";";
  EXPECT_GE(findings_after(("UPDATE person_row SET row_name = CAST(substr(row_name, 1, 11) || "
                            "x'00' AS BLOB)" +
                            where)
                               .c_str()),
            1)
      << "a name that is not its first key's";
  EXPECT_GE(findings_after(("UPDATE person_row SET entry_seq = 5" + where).c_str()), 1);
  EXPECT_GE(findings_after(("DELETE FROM person_row" + where).c_str()), 20);
  EXPECT_GE(findings_after("DELETE FROM person_row WHERE kind = 'm' AND row_name = x'';"), 20);
  EXPECT_GE(findings_after(("UPDATE person_row SET content = CAST(substr((SELECT content FROM "
                            "kept WHERE row_name = x''), 1, 14) || content AS BLOB)" +
                            where)
                               .c_str()),
            1)
      << "a key of the first row";
  EXPECT_GE(findings_after(("UPDATE person_row SET content = x''" + where).c_str()), 1);
}

TEST(MessageRows, TakeNoKeyTwice) {
  Folder folder;
  Store store = open_store(folder.file());
  std::mt19937_64 random(5);
  const KeptKey key{any_hash(random), ledger::MessageRole::settlement, 1};
  store.database().begin_write();
  insert(store.database(), kSomebody, key);
  ASSERT_TRUE(store.database().commit());
  store.database().begin_write();
  insert(store.database(), kSomebody, {key.hash, ledger::MessageRole::settlement, 2});
  EXPECT_FALSE(store.database().commit());
  EXPECT_EQ(keys_of(store.database(), kSomebody), std::vector<KeptKey>{key});
}

TEST(MessageRows, AreReadOnlyAsTheyAreWritten) {
  const std::string low(12, '\x01'), high(12, '\xF0');
  std::vector<KeptKey> keys;
  EXPECT_TRUE(decode({}, low + "s\x01" + high + "r\x02", keys));
  EXPECT_EQ(keys.size(), 2u);
  const auto refused = [&](const std::string& name, const std::string& content) {
    keys.clear();
    return !decode(name, content, keys);
  };
  EXPECT_TRUE(refused({}, high + "s\x01" + low + "r\x02")) << "falling";
  EXPECT_TRUE(refused({}, low + "s\x01" + low + "r\x02")) << "twice";
  EXPECT_TRUE(refused(high, low + "s\x01")) << "below the row's name";
  EXPECT_TRUE(refused({}, low + "q\x01")) << "no role";
  EXPECT_TRUE(refused({}, low + "s" + std::string(1, '\0'))) << "no entry";
  EXPECT_TRUE(refused({}, low + "s\x81" + std::string(1, '\0'))) << "a number with padding";
  EXPECT_TRUE(refused({}, low + "s")) << "cut off";
  std::string many;
  for (int i = 0; i <= 48; ++i) many += std::string(12, static_cast<char>(i)) + "s\x01";
  EXPECT_TRUE(refused({}, many)) << "49 keys";
}

TEST(CarryMessages, PacksARowForEachKey) {
  Folder folder;
  Store store = open_store(folder.file());
  Database& database = store.database();
  std::mt19937_64 random(6);
  std::map<std::string, std::vector<KeptKey>> expected;
  database.begin_write();
  for (const auto& [person, count] : std::map<std::string, int>{
           {kSomebody, 1}, {"p0123456789abcdee", 48}, {"p0123456789abcded", 200}}) {
    for (int i = 1; i <= count; ++i) {
      const KeptKey key{any_hash(random), ledger::MessageRole::settlement, i};
      expected[person].push_back(key);
      insert_row(database, person, PersonRowKind::message, {key.hash.data(), key.hash.size()}, i,
                 "s");
    }
  }
  ASSERT_TRUE(carry_messages(database));
  ASSERT_TRUE(database.commit());
  for (const auto& [person, keys] : expected) EXPECT_EQ(keys_of(database, person), keys);
  expect_in_order(database);
  database.begin_write();
  for (const auto& [person, keys] : expected)
    insert(database, person, {any_hash(random), ledger::MessageRole::settlement, 1'000});
  ASSERT_TRUE(database.commit());
  for (const auto& [person, keys] : expected)
    EXPECT_EQ(keys_of(database, person).size(), keys.size() + 1);
}

TEST(CarryMessages, RefusesWhatIsNoKey) {
  static constexpr Sql kMove{"UPDATE person_row SET bucket = $1 WHERE kind = 'm'"};
  const auto refused = [](const std::string& name, std::int64_t seq, const std::string& role,
                          int buckets_away = 0) {
    Folder folder;
    Store store = open_store(folder.file());
    store.database().begin_write();
    insert_row(store.database(), kSomebody, PersonRowKind::message, name, seq, role);
    store.database().run(kMove, {integer((bucket_of(kSomebody) + buckets_away) % kBuckets)});
    const auto done = carry_messages(store.database());
    store.database().rollback();
    return !done && done.error()[0].code == ErrorCode::corrupt;
  };
  const std::string name(12, 'x');
  EXPECT_FALSE(refused(name, 1, "s"));
  EXPECT_TRUE(refused(name.substr(1), 1, "s"));
  EXPECT_TRUE(refused(name, 0, "s"));
  EXPECT_TRUE(refused(name, 1, "q"));
  EXPECT_TRUE(refused(name, 1, "s", 1))
      << "of another bucket, whose keys it would take the place of";
}

}  // namespace
}  // namespace yitong::store

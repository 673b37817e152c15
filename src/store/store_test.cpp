#include "store/store.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "store/migrations.h"
#include "store/store_test_support.h"
#include "store/text_rows.h"

namespace yitong::store {
namespace {

using namespace testing;

TEST(Migrations, AreNeverEditedOnceLanded) {
  const char* const pinned[] = {"0d40bc58d8cb674cb0cd5c233cd711b79ac2c1cdb366c324528e8c940e9e254f",
                                "e4ee30f085cddf6db38a55e4d09a5289fb19d79c1b7d9bfd808defca3d2b5138",
                                "06886785b63785b5a56d28d7ee8dd44f57ad6ea3a5125c657679023968ec11cb",
                                "0b2e082571cec40e8dfdff3693cc3938e77c7a02bee2fcc68804df13659b0ef4",
                                "482225cdfc0f0bbb101515d9108895e50f85069e7937589a07909308bc677bee",
                                "c8bb6e383da04e17875395f3c869e617366f5802c33402dc9535f2ae36328031",
                                "f9cec7bcfa7b7c20d3b6a771cb20ba8c8f566d8e85b739838de5179dc9b807fb",
                                "e10a6a90bd1e7f9e35df74404fbca0b63b66f910ff3c08ad6aa23b9c93255136",
                                "c25e176094c22a649b656caa192e6a09df5a192901761e396ddfd87518161140",
                                "ef8c2819e0f489f29b4f0d55bd0e616c1f0f2f87e087e14da333dda2fde0a6b5",
                                "e67e8d2411aa8a2e034442728b625694baa036b81f62e4f202a1a6d4aa0a857b",
                                "6fa5ac203fd8351d8282ef26f88934e00582ecb99274eae08f480b53a84ee472",
                                "70a82fc9ad2d52797fdd367192a1152ad06744a55f08c87bfa3e7af6134feae7",
                                "8468b668044617a552653621acf4ed1034750a484716e907345cdf12a1be9951",
                                "c92fcf1af74c9e34d6c6781b65768168c89265218c9a55023803ff658b00254c",
                                "6b849065d98f858e2b6caea8c60b11e3b6be5f340495ef70b1a34b1717a22602"};
  ASSERT_EQ(all_migrations().size(), std::size(pinned));
  for (std::size_t i = 0; i < std::size(pinned); ++i) {
    EXPECT_LT(i == 0 ? 0 : all_migrations()[i - 1].number, all_migrations()[i].number);
    EXPECT_EQ(to_hex(sm3(all_migrations()[i].script)), pinned[i]);
  }
}

TEST(Migrations, RefuseAStepThatIsNotTheOneApplied) {
  Folder folder;
  constexpr Sql kForge{"UPDATE schema_migration SET hash = $1"};
  {
    Store store = open_store(folder.file());
    store.database().begin_write();
    store.database().run(kForge, {blob(sm3("other"))});
    ASSERT_TRUE(store.database().commit());
  }
  const auto again = Store::open(open_sqlite({.path = folder.file()}).value(), test_key());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error()[0].code, ErrorCode::corrupt);
}

TEST(Store, StartsOnlyWithTheKeyItWasMadeWith) {
  Folder folder;
  { open_store(folder.file()); }
  EXPECT_FALSE(Store::open(open_sqlite({.path = folder.file()}).value(), test_key('6')));
  EXPECT_TRUE(Store::open_reader(open_sqlite({.path = folder.file(), .read_only = true}).value(),
                                 test_key()));
}

TEST(Store, RefusesToStartWithoutDurability) {
  const auto memory = open_sqlite({.path = ":memory:"});
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error()[0].code, ErrorCode::unsupported);
  EXPECT_EQ(memory.error()[0].rule, "journal_mode wal");
  EXPECT_EQ(open_sqlite({.path = "/nowhere/at/all.db"}).error()[0].code, ErrorCode::io_failed);
}

TEST(Key, IsAFileThatOnlyItsOwnerReads) {
  Folder folder;
  const std::string path = folder.file("master.key");
  const MasterKey made = MasterKey::create(path, std::string(32, 'U')).value();
  EXPECT_EQ(MasterKey::load(path)->fingerprint(), made.fingerprint());
  EXPECT_FALSE(MasterKey::create(path, std::string(32, 'V')));
  std::filesystem::permissions(path, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_FALSE(MasterKey::load(path));
  EXPECT_FALSE(MasterKey::parse("abc"));
  EXPECT_FALSE(MasterKey::parse(std::string(63, 'a') + "g"));
}

TEST(Database, AFaultSticksUntilTheTransactionEnds) {
  Folder folder;
  Store store = open_store(folder.file());
  Database& database = store.database();
  constexpr Sql kInsert{"INSERT INTO setting (name, value) VALUES ($1, $2)"};
  constexpr Sql kCount{"SELECT COUNT(*) FROM setting"};
  database.begin_write();
  EXPECT_EQ(database.run(kInsert, {text("a"), blob("1")}), 1);
  EXPECT_EQ(database.run(kInsert, {text("a"), blob("2")}), 0);
  EXPECT_EQ(database.run(kInsert, {text("b"), blob("2")}), 0);
  EXPECT_FALSE(database.query(kCount, {}).next());
  const auto committed = database.commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error()[0].code, ErrorCode::store_failed);
  Rows rows = database.query(kCount, {});
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), 1);  // the key's fingerprint alone
}

TEST(Backup, IsOneMomentOfADatabaseInUseAndNeverOverwrites) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  store.database().begin_write();
  PlainSettlement{{person, "H99010000001", "m1"}}.write(store, {1});
  const auto copied = back_up_sqlite(folder.file(), folder.file("copy.db"));
  ASSERT_TRUE(copied) << copied.error()[0].str(false);
  ASSERT_TRUE(store.database().commit());
  Store copy = open_store(folder.file("copy.db"));
  EXPECT_TRUE(find_person(copy, made_up_person(1).resident_id));
  const ledger::MessageKey key{person, "H99010000001", "m1"};
  EXPECT_TRUE(find_message(store.database(), bucket_of(person), key));
  EXPECT_FALSE(find_message(copy.database(), bucket_of(person), key)) << "was not committed yet";
  EXPECT_FALSE(back_up_sqlite(folder.file(), folder.file("copy.db")));
  EXPECT_FALSE(back_up_sqlite(folder.file("none.db"), folder.file("other.db")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("other.db")));
}

TEST(Backup, KeepsItsMomentThroughManySteps) {
  Folder folder;
  constexpr Sql kAdd{"INSERT INTO filler (no, body) VALUES ($1, $2)"};
  constexpr Sql kSum{"SELECT COUNT(*), SUM(no) FROM filler"};
  const auto open = [&](const char* name) {
    return open_sqlite({.path = folder.file(name), .auto_checkpoint_pages = 0}).value();
  };
  const auto database = open("yitong.db");
  database->begin_write();
  database->run_script("CREATE TABLE filler (no BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL)");
  int no = 0;
  while (no < 8'000) database->run(kAdd, {integer(++no), blob(std::string(3'000, 'x'))});
  ASSERT_TRUE(database->commit());
  int percent = 0;
  int steps = 0;
  const auto commit_meanwhile = [&](int done) {
    EXPECT_GE(done, percent);
    percent = done;
    if (++steps > 20) return;
    database->begin_write();
    database->run(kAdd, {integer(++no), blob("later")});
    EXPECT_TRUE(database->commit());
  };
  ASSERT_TRUE(back_up_sqlite(folder.file(), folder.file("copy.db"), commit_meanwhile));
  EXPECT_GT(percent, 80);
  EXPECT_LT(percent, 100);
  EXPECT_GE(steps, 7);
  EXPECT_LE(steps, 9) << "a step came twice";
  const auto copy = open("copy.db");
  EXPECT_TRUE(copy->check_file().empty());
  Rows rows = copy->query(kSum, {});
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), 8'000);
  EXPECT_EQ(rows.integer(1), 8'000 * 8'001 / 2);
}

TEST(Database, TheLogBeginsAnewWhenTheWriterEndsIt) {
  Folder folder;
  const SqliteOptions options{.path = folder.file(), .auto_checkpoint_pages = 0};
  Store store = Store::open(open_sqlite(options).value(), test_key()).value();
  constexpr Sql kUpdate{"UPDATE setting SET value = $1"};
  const auto write = [&](int times) {
    for (int i = 0; i < times; ++i) {
      store.database().begin_write();
      store.database().run(kUpdate, {blob(std::string(20'000, static_cast<char>('a' + i % 20)))});
      ASSERT_TRUE(store.database().commit());
    }
  };
  const auto log_bytes = [&] { return std::filesystem::file_size(folder.file() + "-wal"); };
  write(40);
  const auto once = log_bytes();
  write(40);
  EXPECT_GT(log_bytes(), once + once / 2);
  const auto twice = log_bytes();
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(store.database().finish_log());
    write(40);
  }
  EXPECT_EQ(log_bytes(), twice);
}

std::string bytes_on_disk(const std::string& path) {
  std::ostringstream out;
  for (const std::string& each : {path, path + "-wal"})
    out << std::ifstream(each, std::ios::binary).rdbuf();
  return out.str();
}

TEST(Person, IsSealedFoundBlindlyAndErasedForGood) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  const PersonalData data = made_up_person(1);
  EXPECT_TRUE(is_person_id(person));
  EXPECT_EQ(open_person(store, person), data);
  EXPECT_EQ(data.birth(), *Date::from_ymd(1955, 3, 15));
  EXPECT_EQ(find_person(store, data.resident_id), person);
  EXPECT_EQ(insert_person(store, data, secrets_of(77)).error()[0].code, ErrorCode::duplicate_key);
  EXPECT_EQ(insert_person(store, {"990101195503150000", "", ""}, secrets_of(78)).error()[0].code,
            ErrorCode::bad_value);
  for (const std::string& plain : {data.resident_id, data.name, data.telephone})
    EXPECT_EQ(bytes_on_disk(folder.file()).find(plain), std::string::npos);

  store.database().begin_write();
  EXPECT_TRUE(erase_person(store, person));
  ASSERT_TRUE(store.database().commit());
  EXPECT_EQ(open_person(store, person).error()[0].code, ErrorCode::unknown_person);
  EXPECT_FALSE(find_person(store, data.resident_id));
  ASSERT_EQ(Checkpointer::open({.path = folder.file()})->run().value().left, 0);
  const auto secrets = secrets_of(1);
  const std::string nonce(reinterpret_cast<const char*>(secrets.data()) + 64, 24);
  EXPECT_EQ(bytes_on_disk(folder.file()).find(nonce), std::string::npos)
      << "the sealed bytes are still in the file";
}

TEST(Coverage, RowsAreKeptAndOverlapsRefused) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  store.database().begin_write();
  const ledger::Coverage other{0,   "990200", "390", {*Date::from_ymd(2024, 1, 1), ledger::kNoEnd},
                               {5}, 0,        ""};
  EXPECT_EQ(insert_coverage(store, person, other).error()[0].code, ErrorCode::overlapping_periods);
  EXPECT_EQ(insert_coverage(store, "p0000000000000000", other).error()[0].code,
            ErrorCode::unknown_person);
  ledger::Coverage correction = other;
  correction.replaces = 1;
  EXPECT_EQ(insert_coverage(store, person, correction), 2);
  ASSERT_TRUE(store.database().commit());
  const auto rows = find_coverages(store.database(), person);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(coverage_on(rows, *Date::from_ymd(2025, 1, 1), {3})->insurance, "310");
  EXPECT_EQ(coverage_on(rows, *Date::from_ymd(2025, 1, 1), {5})->insurance, "390");
  EXPECT_EQ(find_filings(store.database(), person).at(0).target, "990200");
}

TEST(Text, IsKeptOnceByItsHash) {
  Folder folder;
  Store store = open_store(folder.file());
  store.database().begin_write();
  const Digest hash = keep_text(store.database(), "plan", "edition = 1");
  EXPECT_EQ(keep_text(store.database(), "plan", "edition = 1"), hash);
  ASSERT_TRUE(store.database().commit());
  EXPECT_EQ(find_text(store.database(), hash), "edition = 1");
  EXPECT_FALSE(find_text(store.database(), sm3("")));
}

TEST(Record, SettlementAndReversalCancelInEveryField) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  const std::int32_t bucket = bucket_of(person);
  const PlainSettlement settlement{{person, "H99010000001", "m1"}};
  Database& database = store.database();
  database.begin_write();
  const std::string reply = settlement.write(store, {10});
  EXPECT_EQ(settlement.write(store, {11}), reply);
  ASSERT_TRUE(database.commit());
  EXPECT_EQ(find_accumulators(database, person, "990100/310").at(1).amount, 20'000);

  database.begin_write();
  const auto entry = settlements_of(database, person, 0).at(0);
  const Place place = next_place(database, bucket);
  EXPECT_EQ(place.id.seq, entry.id.seq + 1);
  const ledger::MessageKey key{person, "H99010000001", "m2"};
  record(database, place, {place.id, key, entry.id.seq, {12}}, entry,
         {key, ledger::MessageRole::reversal, place.id, {}, "{}"});
  ASSERT_TRUE(database.commit());
  EXPECT_EQ(find_settlement(database, entry.id)->state, ledger::State::reversed);
  EXPECT_EQ(find_reversal_of(database, entry.id)->id, place.id);
  EXPECT_EQ(negated(find_postings(database, place.id)), find_postings(database, entry.id));
  for (const auto& value : find_accumulators(database, person, "990100/310"))
    EXPECT_EQ(value.amount, 0);
}

}  // namespace
}  // namespace yitong::store

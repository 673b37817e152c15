#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>

#include "store/audit.h"
#include "store/batch_writer.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

class PlainWork final : public Work {
 public:
  PlainWork(PlainSettlement settlement,
            std::function<void(const Result<void>&, const std::string&)> done)
      : settlement_(std::move(settlement)), done_(std::move(done)) {}
  void execute(Store& store, Instant now) override { reply_ = settlement_.write(store, now); }
  void resolve(const Result<void>& committed) override { done_(committed, reply_); }

 private:
  PlainSettlement settlement_;
  std::function<void(const Result<void>&, const std::string&)> done_;
  std::string reply_;
};

/// Breaks its batch with a statement that cannot succeed.
class BreakingWork final : public Work {
 public:
  explicit BreakingWork(int& failures) : failures_(failures) {}
  void execute(Store& store, Instant) override {
    static constexpr Sql kBreak{
        "INSERT INTO setting (name, value) VALUES ('master_key_fingerprint', $1)"};
    store.database().run(kBreak, {blob("x")});
  }
  void resolve(const Result<void>& committed) override { failures_ += !committed; }

 private:
  int& failures_;
};

TEST(CommitQueue, IsBoundedOrderedAndTellsWhenToWake) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  int woken = 0;
  CommitQueue queue(100, [&] { ++woken; });
  BatchWriter writer(queue, store);
  std::vector<int> order;
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(queue.offer(std::make_unique<PlainWork>(
        PlainSettlement{{person, "H99010000001", "m" + std::to_string(i)}},
        [&order, i](const Result<void>& committed, const std::string&) {
          if (committed) order.push_back(i);
        })));
  const auto refused = queue.offer(std::make_unique<PlainWork>(PlainSettlement{}, nullptr));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()[0].code, ErrorCode::overloaded);
  EXPECT_EQ(woken, 1 + 100 / static_cast<int>(kWorthALook));
  EXPECT_EQ(writer.commit({1}), kBatchLimit);
  EXPECT_EQ(writer.commit({2}), 100 - kBatchLimit);
  EXPECT_EQ(writer.commit({3}), 0u);
  EXPECT_TRUE(std::ranges::is_sorted(order) && order.size() == 100);
  queue.close();
  EXPECT_TRUE(queue.drained());
  EXPECT_FALSE(queue.offer(std::make_unique<PlainWork>(PlainSettlement{}, nullptr)));
  EXPECT_TRUE(audit(
                  store, [](const auto&) { return Errors(); }, things_of_plain)
                  .clean());
}

TEST(CommitQueue, ABatchIsDueWhenAsManyWaitAsAreInFlight) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  int woken = 0;
  CommitQueue queue(1000, [&] { ++woken; });
  BatchWriter writer(queue, store);
  int next = 0;
  const auto offer = [&](int count) {
    for (int i = 0; i < count; ++i)
      ASSERT_TRUE(queue.offer(std::make_unique<PlainWork>(
          PlainSettlement{{person, "H99010000001", "m" + std::to_string(next++)}},
          [](const Result<void>&, const std::string&) {})));
  };
  CommitLog& log = *store.database().log();
  offer(3);
  Batch first = writer.write({1});
  EXPECT_EQ(first.size(), 3u);
  offer(2);
  EXPECT_EQ(writer.write({2}).size(), 0u);
  EXPECT_EQ(woken, 1);
  offer(1);
  EXPECT_EQ(woken, 2);
  Batch second = writer.write({3});
  EXPECT_EQ(second.size(), 3u);
  offer(1);
  finish_batch(queue, log, std::move(first));
  EXPECT_EQ(woken, 2);
  finish_batch(queue, log, std::move(second));
  EXPECT_EQ(woken, 3) << "once, when the last but one was answered";
  Batch third = writer.write({4});
  EXPECT_EQ(third.size(), 1u);
  offer(200);  // however many are in flight, a full batch is due
  for (const std::size_t size : {kBatchLimit, kBatchLimit, kBatchLimit, std::size_t{0}}) {
    Batch batch = writer.write({5});
    EXPECT_EQ(batch.size(), size);
    std::ranges::move(batch, std::back_inserter(third));
  }
  finish_batch(queue, log, std::move(third));
  EXPECT_EQ(writer.commit({6}), 200 - 3 * kBatchLimit);
}

TEST(CommitQueue, OneThatBreaksTheStoreTakesNoOthersWithIt) {
  Folder folder;
  Store store = open_store(folder.file());
  const std::string person = add_person(store, 1);
  CommitQueue queue(10);
  BatchWriter writer(queue, store);
  int failures = 0;
  std::vector<std::string> replies;
  const auto keep = [&](const Result<void>& committed, const std::string& reply) {
    if (committed) replies.push_back(reply);
  };
  const PlainSettlement first{{person, "H99010000001", "m1"}},
      second{{person, "H99010000001", "m2"}};
  ASSERT_TRUE(queue.offer(std::make_unique<PlainWork>(first, keep)));
  ASSERT_TRUE(queue.offer(std::make_unique<BreakingWork>(failures)));
  ASSERT_TRUE(queue.offer(std::make_unique<PlainWork>(second, keep)));
  ASSERT_TRUE(queue.offer(std::make_unique<PlainWork>(first, keep)));
  EXPECT_EQ(writer.commit({1}), 4u);
  EXPECT_EQ(failures, 1);
  ASSERT_EQ(replies.size(), 3u);
  EXPECT_EQ(replies[0], replies[2]);
  EXPECT_NE(replies[0], replies[1]);
  EXPECT_TRUE(audit(
                  store, [](const auto&) { return Errors(); }, things_of_plain)
                  .clean());
}

// A file system that counts syncs and lets them fail on demand, over the system's.
bool sync_fails = false;
int syncs = 0;
sqlite3_vfs* below() { return sqlite3_vfs_find(nullptr); }
struct FailingFile {
  sqlite3_file base;
  sqlite3_io_methods methods;
  const sqlite3_io_methods* inner;
};
std::size_t inner_offset() { return static_cast<std::size_t>(below()->szOsFile); }
FailingFile* outer(sqlite3_file* file) {
  return reinterpret_cast<FailingFile*>(reinterpret_cast<char*>(file) + inner_offset());
}
int failing_sync(sqlite3_file* file, int flags) {
  ++syncs;
  return sync_fails ? SQLITE_IOERR_FSYNC : outer(file)->inner->xSync(file, flags);
}
int open_failing(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int status = below()->xOpen(below(), name, file, flags, out_flags);
  if (status != SQLITE_OK || file->pMethods == nullptr) return status;
  FailingFile* const wrapper = outer(file);
  wrapper->inner = file->pMethods;
  wrapper->methods = *file->pMethods;
  wrapper->methods.xSync = failing_sync;
  file->pMethods = &wrapper->methods;
  return status;
}

class Durability : public ::testing::Test {
 protected:
  Durability() {
    vfs_.zName = "failing";
    vfs_.szOsFile += static_cast<int>(sizeof(FailingFile));
    vfs_.xOpen = open_failing;
    EXPECT_EQ(sqlite3_vfs_register(&vfs_, 0), SQLITE_OK);
    store_ =
        Store::open(open_sqlite({.path = folder_.file(), .vfs = "failing"}).value(), test_key())
            .value();
    person_ = add_person(*store_, 1);
  }
  ~Durability() override {
    store_.reset();
    sqlite3_vfs_unregister(&vfs_);
  }

  Database& settle(const std::string& message) {
    store_->database().begin_write();
    PlainSettlement{{person_, "H99010000001", message}}.write(*store_, {1});
    return store_->database();
  }

  /// Of what was done.
  template <class Done>
  static int syncs_of(const Done& done) {
    const int before = syncs;
    done();
    return syncs - before;
  }

  sqlite3_vfs vfs_ = *below();
  Folder folder_;
  std::optional<Store> store_;
  std::string person_;
};

TEST_F(Durability, AFailedSyncEndsTheProcess) {
  const auto settle_without_sync = [&] {
    sync_fails = true;
    static_cast<void>(settle("m1").commit());
  };
  EXPECT_DEATH(settle_without_sync(), "could not be synced");
  const auto finish_without_sync = [&] {
    Database& database = settle("m1");
    static_cast<void>(database.commit_to_log());
    sync_fails = true;
    static_cast<void>(database.log()->finish());
  };
  EXPECT_DEATH(finish_without_sync(), "could not be synced");
}

TEST_F(Durability, OneSyncBringsAllToTheDiskThatIsInTheLog) {
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(settle("m1").commit()); }), 1);
  const auto log = store_->database().log();
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(log->finish()); }), 0);
  EXPECT_EQ(syncs_of([&] {
              EXPECT_TRUE(settle("m2").commit_to_log());
              EXPECT_TRUE(settle("m3").commit_to_log());
            }),
            0);
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(log->finish()); }), 1);
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(log->finish()); }), 0);
}

TEST_F(Durability, WhatIsReadIsOnDisk) {
  Store reader = Store::open_reader(open_sqlite({.path = folder_.file(),
                                                 .read_only = true,
                                                 .vfs = "failing",
                                                 .log = store_->database().log()})
                                        .value(),
                                    test_key())
                     .value();
  const auto look = [&](const std::string& message) {
    return find_message(reader.database(), bucket_of(person_), {person_, "H99010000001", message});
  };
  EXPECT_EQ(syncs_of([&] { EXPECT_FALSE(look("m1")); }), 0);
  EXPECT_TRUE(settle("m1").commit_to_log());
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(look("m1")); }), 1);
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(look("m1")); }), 0);
}

TEST_F(Durability, TheHeadOfALogThatBeginsAnewIsSyncedAtOnce) {
  ASSERT_TRUE(settle("m1").commit_to_log());
  ASSERT_TRUE(store_->database().finish_log());
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(settle("m2").commit_to_log()); }), 1);
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(settle("m3").commit_to_log()); }), 0);
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(store_->database().log()->finish()); }), 1);
}

TEST_F(Durability, WhoeverCopiesTheLogSyncsTheFileAlsoWhereTheLogIsLonger) {
  auto checkpointer = Checkpointer::open({.path = folder_.file(), .vfs = "failing"}).value();
  ASSERT_TRUE(settle("m1").commit());
  const auto reader = open_sqlite({.path = folder_.file(), .read_only = true}).value();
  reader->begin_read();
  EXPECT_TRUE(find_message(*reader, bucket_of(person_), {person_, "H99010000001", "m1"}));
  ASSERT_TRUE(settle("m2").commit());
  // What came after the reader stays in the log, so to SQLite the file is not due.
  EXPECT_EQ(syncs_of([&] { EXPECT_GT(checkpointer.copy().value().left, 0); }), 2)
      << "the log, then the file";
  EXPECT_EQ(syncs_of([&] { EXPECT_TRUE(checkpointer.copy()); }), 0) << "nothing new was copied";
  reader->rollback();
  const auto copy_without_sync = [&] {
    sync_fails = true;
    static_cast<void>(checkpointer.copy());
  };
  EXPECT_DEATH(copy_without_sync(), "could not be synced");
}

/// Settles without end, writing each message id down (unbuffered) only after its commit.
[[noreturn]] void settle_until_killed(const std::string& path, const std::string& acknowledged,
                                      const std::string& person, int round) {
  Store store = open_store(path);
  const int log = ::open(acknowledged.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600);
  CommitQueue queue(64);
  BatchWriter writer(queue, store);
  for (int next = 0;; next += 8) {
    for (int i = next; i < next + 8; ++i) {
      const std::string id = "m" + std::to_string(round) + "-" + std::to_string(i);
      static_cast<void>(queue.offer(std::make_unique<PlainWork>(
          PlainSettlement{{person, "H99010000001", id}},
          [&, id](const Result<void>& committed, const std::string& reply) {
            const std::string line = id + " " + reply + "\n";
            if (committed && ::write(log, line.data(), line.size()) < 0) ::_exit(1);
          })));
    }
    writer.commit({next + 1});
  }
}

TEST(Crash, EveryAcknowledgedSettlementIsThereOnce) {
  Folder folder;
  const std::string path = folder.file();
  std::string person;
  {
    Store store = open_store(path);
    person = add_person(store, 1);
  }
  for (int round = 0; round < 5; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) settle_until_killed(path, folder.file("acknowledged"), person, round);
    ::usleep(60'000 + 17'000 * static_cast<unsigned>(round));
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
  }
  Store store = open_store(path);
  std::ifstream log(folder.file("acknowledged"));
  std::int64_t acknowledged = 0;
  for (std::string id, reply; log >> id >> reply; ++acknowledged) {
    const auto message =
        find_message(store.database(), bucket_of(person), {person, "H99010000001", id});
    ASSERT_TRUE(message) << id << " was acknowledged and is lost";
    ASSERT_EQ(message->reply, reply);
  }
  EXPECT_GT(acknowledged, 0);
  const AuditReport report = audit(
      store, [](const auto&) { return Errors(); }, things_of_plain);
  for (const Error& error : report.findings) ADD_FAILURE() << error.str(false);
  EXPECT_GE(report.settlements, acknowledged);
  EXPECT_LE(report.settlements, acknowledged + 5 * 8);
}

}  // namespace
}  // namespace yitong::store

#include "store/sqlite/log_keeper.h"

#include <gtest/gtest.h>

#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

constexpr Sql kUpdate{"UPDATE setting SET value = $1"};
constexpr Sql kSelect{"SELECT value FROM setting"};

class KeptLog : public ::testing::Test {
 protected:
  /// Without what made the schema.
  void SetUp() override {
    ASSERT_EQ(Checkpointer::open({.path = folder_.file()}).value().run().value().left, 0);
  }
  LogKeeper keeper(int passes_between_cuts = 1'000) {
    return {Checkpointer::open({.path = folder_.file()}).value(),
            [this] { ++ended_; },
            {.long_pages = 100, .few_pages = 20, .passes_between_cuts = passes_between_cuts}};
  }
  /// Some six pages of log each.
  void write(int times) {
    for (int i = 0; i < times; ++i) {
      store_.database().begin_write();
      store_.database().run(kUpdate, {blob(std::string(20'000, static_cast<char>('a' + i % 20)))});
      ASSERT_TRUE(store_.database().commit());
    }
  }
  std::uintmax_t log_bytes() { return std::filesystem::file_size(folder_.file() + "-wal"); }

  Folder folder_;
  Store store_ =
      Store::open(open_sqlite({.path = folder_.file(), .auto_checkpoint_pages = 0}).value(),
                  test_key())
          .value();
  int ended_ = 0;
};

TEST_F(KeptLog, IsEndedByTheWriterOnlyWhereItIsLong) {
  LogKeeper keeper = this->keeper();
  ASSERT_TRUE(keeper.pass());
  write(3);
  EXPECT_EQ(keeper.pass().value().left, 0);
  EXPECT_EQ(ended_, 0);
  write(40);
  EXPECT_GT(keeper.pass().value().pages, 100);
  EXPECT_EQ(ended_, 1);
}

TEST_F(KeptLog, IsNotEndedWhileAReaderHoldsMuchOfItBack) {
  LogKeeper keeper = this->keeper();
  auto reader = open_sqlite({.path = folder_.file(), .read_only = true}).value();
  reader->begin_read();
  ASSERT_TRUE(reader->query(kSelect, {}).next());
  write(40);
  EXPECT_GT(keeper.pass().value().left, 20);
  EXPECT_EQ(ended_, 0);
  ASSERT_TRUE(reader->commit());
  EXPECT_EQ(keeper.pass().value().left, 0);
  EXPECT_EQ(ended_, 1);
}

TEST_F(KeptLog, IsCutOnceNobodyWrites) {
  LogKeeper keeper = this->keeper();
  write(5);
  ASSERT_TRUE(keeper.pass());
  EXPECT_GT(log_bytes(), 0u);
  ASSERT_TRUE(keeper.pass());
  EXPECT_EQ(log_bytes(), 0u);
}

TEST_F(KeptLog, IsCutNowAndThenWhereSomebodyAlwaysWrites) {
  LogKeeper keeper = this->keeper(4);
  for (int pass = 1; pass <= 12; ++pass) {
    write(pass);  // never as long as before
    ASSERT_TRUE(keeper.pass());
    EXPECT_EQ(log_bytes() == 0, pass % 4 == 0) << pass;
  }
}

}  // namespace
}  // namespace yitong::store

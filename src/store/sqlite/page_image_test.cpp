#include "store/sqlite/page_image.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <numeric>
#include <thread>

#include "store/sqlite/connection.h"
#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

constexpr Sql kPutValue{"UPDATE cell SET value = $1 WHERE no = $2"};
constexpr Sql kAddCell{"INSERT INTO cell (no, value, filler) VALUES ($1, $2, $3)"};
constexpr Sql kSelectCells{"SELECT no, value, filler FROM cell ORDER BY no"};
const std::string kFiller(1'500, 'f');  // two rows a page

/// A table of numbered values, and what they ought to be.
class Cells {
 public:
  explicit Cells(const std::string& path) : writer_(open_sqlite({.path = path}).value()) {
    writer_->begin_write();
    writer_->run_script(
        "CREATE TABLE cell (no BIGINT NOT NULL PRIMARY KEY, value BIGINT NOT NULL, filler TEXT NOT "
        "NULL)");
    EXPECT_TRUE(writer_->commit());
  }
  void grow(int count) {
    writer_->begin_write();
    for (int i = 0; i < count; ++i) {
      writer_->run(kAddCell, {integer(static_cast<int>(values.size())), integer(0), text(kFiller)});
      values.push_back(0);
    }
    EXPECT_TRUE(writer_->commit());
  }
  void change(std::size_t no) {
    writer_->begin_write();
    writer_->run(kPutValue, {integer(++values[no]), integer(static_cast<std::int64_t>(no))});
    EXPECT_TRUE(writer_->commit());
  }
  /// One from a cell to another: the sum stays.
  void move(std::size_t from, std::size_t to) {
    writer_->begin_write();
    writer_->run(kPutValue, {integer(--values[from]), integer(static_cast<std::int64_t>(from))});
    writer_->run(kPutValue, {integer(++values[to]), integer(static_cast<std::int64_t>(to))});
    EXPECT_TRUE(writer_->commit());
  }
  std::vector<std::int64_t> values;

 private:
  std::unique_ptr<Database> writer_;
};

std::vector<std::int64_t> read_cells(Database& database) {
  std::vector<std::int64_t> out;
  Rows rows = database.query(kSelectCells, {});
  while (rows.next()) {
    EXPECT_EQ(rows.text(2), kFiller);
    out.push_back(rows.integer(1));
  }
  return out;
}

TEST(PageImage, ATransactionSeesWhatWasCommittedBeforeItAndNothingElse) {
  Folder folder;
  Cells cells(folder.file());
  cells.grow(300);
  auto checkpointer = Checkpointer::open({.path = folder.file()}).value();
  const auto reader =
      open_sqlite({.path = folder.file(), .read_only = true, .page_image = true}).value();
  std::uint64_t dice = 1;
  for (int round = 0; round < 60; ++round) {
    reader->begin_read();
    const std::vector<std::int64_t> before = cells.values;
    ASSERT_EQ(read_cells(*reader), before);
    for (int i = 0; i < 3; ++i) {
      dice = dice * 6364136223846793005u + 1442695040888963407u;
      const std::uint64_t roll = dice >> 33;
      if (roll % 4 == 0) {
        ASSERT_TRUE(roll % 8 == 0 ? checkpointer.run() : checkpointer.copy());
      }
      if (roll % 4 == 1) cells.change(roll / 4 % cells.values.size());
      if (roll % 16 == 2) cells.grow(20);
      ASSERT_EQ(read_cells(*reader), before);
    }
    reader->rollback();
    if ((dice >> 40 & 1) != 0) {
      ASSERT_TRUE(checkpointer.run());
    }
  }
  EXPECT_TRUE(reader->check_file().empty());
}

TEST(PageImage, AFileOfWhichLittleFitsIsReadAllTheSame) {
  Folder folder;
  Cells(folder.file()).grow(2'000);
  ASSERT_TRUE(Checkpointer::open({.path = folder.file()}).value().run());
  const PageImageVfs vfs(nullptr, 20 * 4096);
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open_v2(folder.file().c_str(), &raw, SQLITE_OPEN_READONLY, vfs.name()),
            SQLITE_OK);
  const Handle handle(raw);
  const auto value = [&](const char* sql) {
    sqlite3_stmt* rows = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(raw, sql, -1, &rows, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(rows), SQLITE_ROW);
    const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(rows, 0));
    const std::string out = text == nullptr ? "" : text;
    sqlite3_finalize(rows);
    return out;
  };
  EXPECT_EQ(sqlite3_exec(raw, "PRAGMA mmap_size = 1", nullptr, nullptr, nullptr), SQLITE_OK);
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(value("SELECT sum(no + length(filler)) FROM cell"), "4999000");
    EXPECT_EQ(value("SELECT value FROM cell WHERE no = 1234"), "0");
    EXPECT_EQ(value("PRAGMA integrity_check"), "ok");
  }
}

/// As many readers of the file as threads, which share their pages.
class Sharing {
 public:
  Sharing(const std::string& path, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      all_.push_back(open_sqlite({.path = path, .read_only = true, .page_image = true}).value());
    for (const auto& each : all_) pointers_.push_back(each.get());
    share_pages(pointers_);
  }
  Database& operator[](std::size_t i) { return *all_[i]; }

 private:
  std::vector<std::unique_ptr<Database>> all_;
  std::vector<Database*> pointers_;
};

TEST(PageImage, WhatOneHasReadServesTheOthers) {
  Folder folder;
  Cells cells(folder.file());
  cells.grow(2'000);
  ASSERT_TRUE(Checkpointer::open({.path = folder.file()}).value().run());
  Sharing readers(folder.file(), 2);
  readers[0].begin_read();
  EXPECT_EQ(read_cells(readers[0]), cells.values);
  ASSERT_EQ(::truncate(folder.file().c_str(), 100 * 4096), 0);
  readers[1].begin_read();
  EXPECT_EQ(read_cells(readers[1]), cells.values);
}

TEST(PageImage, WhoSeesANewCommitLeavesTheOthers) {
  Folder folder;
  Cells cells(folder.file());
  cells.grow(300);
  auto checkpointer = Checkpointer::open({.path = folder.file()}).value();
  ASSERT_TRUE(checkpointer.run());
  Sharing readers(folder.file(), 2);
  readers[0].begin_read();
  const auto before = cells.values;
  EXPECT_EQ(read_cells(readers[0]), before);
  cells.change(7);
  readers[1].begin_read();
  EXPECT_EQ(read_cells(readers[1]), cells.values);
  EXPECT_EQ(read_cells(readers[0]), before);
  readers[0].rollback();
  readers[1].rollback();
  ASSERT_TRUE(checkpointer.run());  // now the file has what the first has read otherwise
  for (std::size_t i = 0; i < 2; ++i) {
    readers[i].begin_read();
    EXPECT_EQ(read_cells(readers[i]), cells.values);
    EXPECT_TRUE(readers[i].check_file().empty());
  }
}

TEST(PageImage, ThreadsThatShareReadWholeCommitsWhileOthersAreMade) {
  Folder folder;
  Cells cells(folder.file());
  cells.grow(300);
  auto checkpointer = Checkpointer::open({.path = folder.file()}).value();
  for (std::size_t round = 0; round < 8; ++round) {
    ASSERT_TRUE(checkpointer.run());
    constexpr std::size_t kThreads = 3;
    Sharing readers(folder.file(), kThreads);
    std::atomic<int> sums_wrong = 0;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i)
      threads.emplace_back([&readers, &sums_wrong, i] {
        for (int k = 0; k < 12; ++k) {
          readers[i].begin_read();
          const auto seen = read_cells(readers[i]);
          if (seen.size() != 300 || std::reduce(seen.begin(), seen.end()) != 0) ++sums_wrong;
          readers[i].rollback();
        }
      });
    for (std::size_t k = 0; k < 6; ++k) {
      cells.move(k * 31 + round, 299 - k * 17);
      ASSERT_TRUE(checkpointer.copy());
    }
    threads.clear();
    EXPECT_EQ(sums_wrong, 0);
  }
}

/// The disk does not give the pages any more; of a mapped file, that would be the end.
TEST(PageImage, PagesThatCannotBeReadAreAFaultAndNotTheEnd) {
  Folder folder;
  Cells(folder.file()).grow(2'000);
  ASSERT_TRUE(Checkpointer::open({.path = folder.file()}).value().run());
  const auto reader =
      open_sqlite({.path = folder.file(), .read_only = true, .page_image = true}).value();
  reader->begin_read();
  {
    Rows rows = reader->query(kSelectCells, {});
    ASSERT_TRUE(rows.next());
  }
  ASSERT_EQ(::truncate(folder.file().c_str(), 100 * 4096), 0);
  read_cells(*reader);
  EXPECT_FALSE(reader->take_fault());
  EXPECT_FALSE(reader->check_file().empty());
}

}  // namespace
}  // namespace yitong::store

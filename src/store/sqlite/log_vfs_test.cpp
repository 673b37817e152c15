#include <gtest/gtest.h>

#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

constexpr Sql kInsertNote{"INSERT INTO note (no, body) VALUES ($1, $2)"};
constexpr Sql kSelectNotes{"SELECT no, body FROM note ORDER BY no"};

/// Opened with few pages in memory, so that a long transaction is in the log before it ends.
std::unique_ptr<Database> notes(const std::string& path) {
  return open_sqlite({.path = path, .auto_checkpoint_pages = 0, .cache_pages = 10}).value();
}

/// Says why not.
std::string commit(Database& database) {
  const auto committed = database.commit();
  return committed ? "" : committed.error()[0].str(false);
}

void write_notes(Database& database, int from, int to) {
  for (int no = from; no < to; ++no)
    database.run(kInsertNote, {integer(no), blob(std::string(3'000, static_cast<char>(no)))});
}

int count_notes(Database& database) {
  Rows rows = database.query(kSelectNotes, {});
  int count = 0;
  while (rows.next())
    if (rows.blob(1) == std::string(3'000, static_cast<char>(rows.integer(0)))) ++count;
  return count;
}

Folder& make_notes(Folder& folder) {
  const auto database = notes(folder.file());
  database->begin_write();
  database->run_script("CREATE TABLE note (no BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL);");
  EXPECT_EQ(commit(*database), "");
  return folder;
}

TEST(LogVfs, WhatIsCommittedIsSeenByOthersAtOnce) {
  Folder folder;
  make_notes(folder);
  const auto writer = notes(folder.file());
  const auto reader = open_sqlite({.path = folder.file(), .read_only = true}).value();
  // The last two are longer than what is gathered at most.
  for (const auto& [from, to] : {std::pair{0, 1}, {1, 40}, {40, 3'000}, {3'000, 6'000}}) {
    writer->begin_write();
    write_notes(*writer, from, to);
    EXPECT_EQ(count_notes(*reader), from);
    EXPECT_EQ(count_notes(*writer), to);
    ASSERT_EQ(commit(*writer), "");
    EXPECT_EQ(count_notes(*reader), to);
  }
  EXPECT_TRUE(writer->check_file().empty());
}

TEST(LogVfs, WhatWasRolledBackIsNeverWrittenOverAnother) {
  Folder folder;
  make_notes(folder);
  const auto one = notes(folder.file()), other = notes(folder.file());
  for (int round = 0; round < 3; ++round) {
    const int from = round * 400;
    one->begin_write();
    write_notes(*one, from, from + 300);
    one->rollback();
    other->begin_write();
    write_notes(*other, from, from + 200);
    ASSERT_EQ(commit(*other), "");
    one->begin_write();
    write_notes(*one, from + 200, from + 400);
    ASSERT_EQ(commit(*one), "");
    EXPECT_EQ(count_notes(*other), from + 400);
  }
  EXPECT_TRUE(one->check_file().empty());
  EXPECT_TRUE(other->check_file().empty());
}

TEST(LogVfs, TheFileIsCompleteAfterItIsClosed) {
  Folder folder;
  make_notes(folder);
  {
    const auto writer = notes(folder.file());
    writer->begin_write();
    write_notes(*writer, 0, 100);
    ASSERT_EQ(commit(*writer), "");
    writer->begin_write();
    write_notes(*writer, 100, 200);
  }
  const auto reader = open_sqlite({.path = folder.file(), .read_only = true});
  ASSERT_TRUE(reader);
  EXPECT_EQ(count_notes(**reader), 100);
}

}  // namespace
}  // namespace yitong::store

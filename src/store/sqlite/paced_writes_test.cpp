#include "store/sqlite/paced_writes.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "store/store_test_support.h"

namespace {
int bring_error = 0;  ///< 0: the system does it
}

// Stands before that of the C library.
extern "C" int sync_file_range(int file, off64_t at, off64_t bytes, unsigned flags) {
  if (bring_error == 0 || flags == 0)
    return static_cast<int>(::syscall(SYS_sync_file_range, file, at, bytes, flags));
  errno = bring_error;
  return -1;
}

namespace yitong::store {
namespace {

using namespace testing;

constexpr Sql kAddNote{"INSERT INTO note (no, body) VALUES ($1, $2)"};

/// 300 pages in the log of a database, none of them in the file.
std::unique_ptr<Database> long_log(const Folder& folder) {
  auto out = open_sqlite({.path = folder.file(), .auto_checkpoint_pages = 0}).value();
  out->begin_write();
  out->run_script("CREATE TABLE note (no BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL);");
  for (int no = 0; no < 300; ++no) out->run(kAddNote, {integer(no), blob(std::string(3'000, 'x'))});
  EXPECT_TRUE(out->commit());
  return out;
}

TEST(PacedWrites, PagesGoToTheDiskInPieces) {
  Folder folder;
  const auto writer = long_log(folder);
  const PacedWrites paced;
  ASSERT_TRUE(writer->finish_log());
  EXPECT_GE(paced.pieces(), 4);
  EXPECT_LE(paced.pieces(), 6);
}

TEST(PacedWrites, AnotherThreadWritesAsItLikes) {
  Folder folder;
  const auto writer = long_log(folder);
  const PacedWrites paced;
  std::thread other([&] { ASSERT_TRUE(writer->finish_log()); });
  other.join();
  EXPECT_EQ(paced.pieces(), 0);
}

TEST(PacedWrites, APageThatDoesNotReachTheDiskEndsTheProcess) {
  Folder folder;
  const auto writer = long_log(folder);
  const auto copy = [&](int error) {
    const PacedWrites paced;
    bring_error = error;
    const bool finished = writer->finish_log().has_value();
    bring_error = 0;
    return finished;
  };
  EXPECT_DEATH(copy(EIO), "could not be synced");
  EXPECT_DEATH(copy(ENOSPC), "could not be synced");
  EXPECT_DEATH(copy(EINVAL), "could not be synced") << "whatever a file system calls it";
  EXPECT_TRUE(copy(0));
}

TEST(PacedWrites, EndWithTheirObject) {
  Folder folder;
  const auto writer = long_log(folder);
  { const PacedWrites ended; }
  bring_error = EIO;
  EXPECT_TRUE(writer->finish_log());
  bring_error = 0;
}

}  // namespace
}  // namespace yitong::store

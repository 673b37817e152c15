#include "store/sqlite/lone_reads.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "store/store_test_support.h"

namespace yitong::store {
namespace {

using namespace testing;

const auto kSystemPage = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));

/// A file as the system has it in memory.
class InMemory {
 public:
  explicit InMemory(const std::string& path)
      : file_(::open(path.c_str(), O_RDONLY)), bytes_(std::filesystem::file_size(path)) {
    mapped_ = ::mmap(nullptr, bytes_, PROT_READ, MAP_SHARED, file_, 0);
  }
  ~InMemory() {
    ::munmap(mapped_, bytes_);
    ::close(file_);
  }
  InMemory(const InMemory&) = delete;
  InMemory& operator=(const InMemory&) = delete;

  int file() const { return file_; }
  std::size_t pages() const {
    std::vector<unsigned char> states((bytes_ + kSystemPage - 1) / kSystemPage);
    EXPECT_EQ(::mincore(mapped_, bytes_, states.data()), 0);
    return static_cast<std::size_t>(
        std::ranges::count_if(states, [](unsigned char state) { return (state & 1) != 0; }));
  }
  /// False: the file system keeps all that it has in memory.
  bool forget() {
    ::fsync(file_);
    ::posix_fadvise(file_, 0, 0, POSIX_FADV_DONTNEED);
    return pages() < 10;
  }

 private:
  const int file_;
  const std::size_t bytes_;
  void* mapped_ = nullptr;
};

/// 1,000 pages, all in the file.
void make_notes(const std::string& path) {
  constexpr Sql kAdd{"INSERT INTO note (no, body) VALUES ($1, $2)"};
  const auto database = open_sqlite({.path = path}).value();
  database->begin_write();
  database->run_script("CREATE TABLE note (no BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL);");
  for (int no = 0; no < 1'000; ++no)
    database->run(kAdd, {integer(no), blob(std::string(3'000, 'x'))});
  ASSERT_TRUE(database->commit());
  ASSERT_TRUE(database->finish_log());
}

TEST(LoneReads, APageThatIsAskedForComesAlone) {
  Folder folder;
  make_notes(folder.file());
  InMemory file(folder.file());
  if (!file.forget()) GTEST_SKIP() << "the file system does not forget";
  constexpr Sql kSelect{"SELECT body FROM note WHERE no = $1"};
  const auto reader = open_sqlite({.path = folder.file(), .read_only = true}).value();
  const std::size_t before = file.pages();
  for (const int no : {500, 501}) {
    Rows rows = reader->query(kSelect, {integer(no)});
    ASSERT_TRUE(rows.next());
  }
  EXPECT_LE(file.pages(), before + 10);
}

TEST(LoneReads, TheFileOpenedLastIsNotALog) {
  Folder folder;
  make_notes(folder.file());
  (void)take_opened_file();
  const auto reader = open_sqlite({.path = folder.file(), .read_only = true}).value();
  const int file = take_opened_file();
  EXPECT_EQ(take_opened_file(), -1);
  std::error_code error;
  const auto named = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), error);
  EXPECT_TRUE(named.string().ends_with(".db") || named.string().ends_with("-shm")) << named;
}

TEST(LoneReads, WhoReadsAllHasItReadAhead) {
  Folder folder;
  make_notes(folder.file());
  InMemory file(folder.file());
  if (!file.forget()) GTEST_SKIP() << "the file system does not forget";
  constexpr off64_t kBytes = 3 << 20;
  const std::size_t pages = kBytes / kSystemPage;
  read_ahead(file.file(), 0, kBytes);
  for (int wait = 0; wait < 1'000 && file.pages() < pages; ++wait) ::usleep(10'000);
  EXPECT_GE(file.pages(), pages);
}

}  // namespace
}  // namespace yitong::store

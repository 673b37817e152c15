#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace yitong {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("yitong_file_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path() const { return folder_ / "key"; }
  std::string contents() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
};

TEST_F(FileTest, IsMadeOnceWithItsMode) {
  ASSERT_TRUE(create_file(path(), "secret", 0600));
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(create_file(path(), "other", 0600).error()[0].code, ErrorCode::io_failed);
  EXPECT_EQ(contents(), "secret");
  EXPECT_EQ(files(), 1);
}

TEST_F(FileTest, WhatAnEndedProcessLeftIsNoHindrance) {
  std::ofstream(path() + ".new") << "sec";
  ASSERT_TRUE(create_file(path(), "secret", 0600));
  EXPECT_EQ(contents(), "secret");
}

TEST_F(FileTest, NoPartStaysWhenItCannotBeWritten) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{3, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto made = create_file(path(), "secret", 0600);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(made);
  EXPECT_EQ(files(), 0);
}

TEST(FileFault, SaysWhatAnOperatorCanDo) {
  EXPECT_EQ(file_fault("f", ENOSPC).code, ErrorCode::disk_full);
  EXPECT_EQ(file_fault("f", EDQUOT).code, ErrorCode::disk_full);
  EXPECT_NE(file_fault("f", ENOSPC).remedy.find("Free space"), std::string::npos);
  EXPECT_NE(file_fault("f", EROFS).remedy.find("writable"), std::string::npos);
  EXPECT_EQ(file_fault("f", EIO).code, ErrorCode::io_failed);
}

}  // namespace
}  // namespace yitong

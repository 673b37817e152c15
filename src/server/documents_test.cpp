#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "server/aside_threads.h"
#include "server/clamd.h"
#include "server/inspector.h"

namespace yitong::server {
namespace {

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string(text_of(result.error().front().code).code);
}

TEST(Inspector, SaysWhatAnUploadIs) {
  const auto zip = inspect_elsewhere(YITONG_INSPECT, "PK\x03\x04 and more");
  EXPECT_EQ(code_of(zip), "unsupported_document");
  EXPECT_NE(zip.error()[0].found.find("ZIP"), std::string::npos);
  EXPECT_EQ(code_of(inspect_elsewhere(YITONG_INSPECT, "\xFF\xD8\xFF")), "damaged_document");
  EXPECT_EQ(code_of(inspect_elsewhere(YITONG_INSPECT, "%PDF-1.4\n%%EOF\n")), "damaged_document");
  EXPECT_EQ(code_of(inspect_elsewhere(YITONG_INSPECT, std::string(20'000'000, 'x'))),
            "unsupported_document");
}

TEST(Inspector, ThatIsNotThereOrSaysNonsenseLetsNothingIn) {
  EXPECT_EQ(code_of(inspect_elsewhere("/nonexistent/yitong-inspect", "x")), "document_unchecked");
  EXPECT_EQ(code_of(inspect_elsewhere("/bin/false", "x")), "document_unchecked");
  EXPECT_EQ(code_of(inspect_elsewhere("/bin/true", "x")), "document_unchecked");
  // cat says what it is given: not even a whole report of ours may name another code.
  EXPECT_EQ(code_of(inspect_elsewhere("/bin/cat", "no report at all")), "document_unchecked");
}

/// A daemon at a Unix socket that reads what it is sent and gives one answer.
class FakeClamd {
 public:
  explicit FakeClamd(std::string answer) : answer_(std::move(answer)) {
    path_ = std::filesystem::temp_directory_path() /
            ("yitong_clamd_" + std::to_string(::getpid()) + ".sock");
    std::filesystem::remove(path_);
    socket_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), address.sun_path);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 4), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeClamd() {
    finish();
    ::close(socket_);
    std::filesystem::remove(path_);
  }
  std::string address() const { return "unix:" + path_; }
  const std::string& heard() {
    finish();
    return heard_;
  }

 private:
  void finish() {
    if (thread_.joinable()) thread_.join();
  }
  void serve() {
    const int client = ::accept(socket_, nullptr, nullptr);
    char chunk[4096];
    while (!heard_.ends_with(std::string(4, '\0')))
      if (const ssize_t n = ::recv(client, chunk, sizeof chunk, 0); n > 0)
        heard_.append(chunk, static_cast<std::size_t>(n));
      else
        break;
    ::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
    ::close(client);
  }

  const std::string answer_;
  std::string path_, heard_;
  int socket_ = -1;
  std::thread thread_;
};

Result<void> scanned(const std::string& answer, const std::string& bytes, std::string* heard = {}) {
  Result<void> verdict;
  FakeClamd daemon(answer);
  verdict = Clamd::parse(daemon.address()).value().scan(bytes);
  if (heard != nullptr) *heard = daemon.heard();
  return verdict;
}

TEST(Clamd, IsBelievedToTheLetter) {
  using namespace std::string_literals;
  std::string heard;
  EXPECT_TRUE(scanned("stream: OK\0"s, std::string(100'000, 'x'), &heard));
  EXPECT_TRUE(heard.starts_with("zINSTREAM\0\0\1\0\0x"s));
  EXPECT_EQ(heard.size(), 10u + 4 + 65'536 + 4 + 34'464 + 4);
  const auto sick = scanned("stream: Win.Test.EICAR_HDB-1 FOUND\0"s, "x");
  EXPECT_EQ(code_of(sick), "infected_document");
  EXPECT_EQ(sick.error()[0].found, "Win.Test.EICAR_HDB-1");
  for (const std::string& odd : {"INSTREAM size limit exceeded. ERROR\0"s, ""s, "stream: OK?\0"s})
    EXPECT_EQ(code_of(scanned(odd, "x")), "document_unchecked") << odd;
}

TEST(Clamd, ThatIsNotThereLeavesAFileUnchecked) {
  EXPECT_EQ(code_of(Clamd::parse("unix:/nonexistent/clamd").value().scan("x")),
            "document_unchecked");
  EXPECT_EQ(code_of(Clamd::parse("tcp:127.0.0.1:1").value().scan("x")), "document_unchecked");
  for (const char* bad : {"", "unix:", "tcp:127.0.0.1", "tcp:127.0.0.1:0", "tcp:host:3310",
                          "tcp:127.0.0.1:99999", "http://127.0.0.1:3310"})
    EXPECT_EQ(code_of(Clamd::parse(bad)), "bad_value") << bad;
}

}  // namespace
}  // namespace yitong::server

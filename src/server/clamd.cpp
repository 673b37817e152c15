// The conversation, all in one connection:
//
//   ask    = "zINSTREAM" 0 , { u32 length, most significant first , bytes } , u32 0 ;
//   answer = "stream: OK" 0 | "stream: " name " FOUND" 0 | … " ERROR" 0 ;
#include "server/clamd.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace yitong::server {
namespace {

constexpr std::size_t kScanChunk = 64 << 10, kMaxAnswer = 4096;
constexpr timeval kScanPatience{30, 0};

struct ScannerSocket {
  int number;
  ~ScannerSocket() {
    if (number >= 0) ::close(number);
  }
};

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string framed(std::string_view chunk) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8)
    out += static_cast<char>((chunk.size() >> shift) & 0xFF);
  return out.append(chunk);
}

std::unexpected<Errors> unscanned(std::string why) {
  return fail(ErrorCode::document_unchecked, {}, "clamd: " + why);
}

Result<void> verdict_of(std::string_view answer) {
  while (!answer.empty() && (answer.back() == '\0' || answer.back() == '\n'))
    answer.remove_suffix(1);
  if (answer == "stream: OK") return {};
  constexpr std::string_view kFound = " FOUND", kStream = "stream: ";
  if (answer.ends_with(kFound) && answer.starts_with(kStream)) {
    std::string name(answer.substr(kStream.size(), answer.size() - kStream.size() - kFound.size()));
    if (!is_utf8(name)) name = "unreadable";
    return fail(ErrorCode::infected_document, {}, std::move(name), "nothing that ClamAV knows");
  }
  std::string said(answer.substr(0, 200));
  return unscanned(is_utf8(said) ? said : "an answer that cannot be read");
}

}  // namespace

Result<Clamd> Clamd::parse(std::string_view address) {
  Clamd out;
  const auto wrong = [&] {
    return fail(ErrorCode::bad_value, "--clamd", std::string(address),
                "unix:PATH or tcp:ADDRESS:PORT");
  };
  if (address.starts_with("unix:")) {
    out.path_ = address.substr(5);
    if (out.path_.empty() || out.path_.size() >= sizeof(sockaddr_un::sun_path)) return wrong();
    return out;
  }
  const std::size_t colon = address.rfind(':');
  if (!address.starts_with("tcp:") || colon < 5 || colon == address.npos) return wrong();
  out.host_ = address.substr(4, colon - 4);
  const std::string_view port = address.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port_);
  in_addr ignored{};
  if (error != std::errc() || end != port.data() + port.size() || out.port_ == 0 ||
      inet_pton(AF_INET, out.host_.c_str(), &ignored) != 1)
    return wrong();
  return out;
}

Result<void> Clamd::scan(std::string_view bytes) const {
  const ScannerSocket socket{
      ::socket(path_.empty() ? AF_INET : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  setsockopt(socket.number, SOL_SOCKET, SO_RCVTIMEO, &kScanPatience, sizeof kScanPatience);
  setsockopt(socket.number, SOL_SOCKET, SO_SNDTIMEO, &kScanPatience, sizeof kScanPatience);
  int connected = -1;
  if (path_.empty()) {
    sockaddr_in to{};
    to.sin_family = AF_INET, to.sin_port = htons(port_);
    inet_pton(AF_INET, host_.c_str(), &to.sin_addr);
    connected = ::connect(socket.number, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  } else {
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), to.sun_path);
    connected = ::connect(socket.number, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  }
  if (connected != 0) return unscanned(std::strerror(errno));
  bool sent = send_all(socket.number, std::string_view("zINSTREAM\0", 10));
  for (std::size_t at = 0; sent && at < bytes.size(); at += kScanChunk)
    sent = send_all(socket.number, framed(bytes.substr(at, kScanChunk)));
  // It may have answered and gone in the middle, for instance because the stream is too long.
  if (sent) send_all(socket.number, framed({}));
  std::string answer;
  char chunk[512];
  for (ssize_t count = 1; count > 0 && answer.size() < kMaxAnswer && !answer.ends_with('\0');) {
    count = ::recv(socket.number, chunk, sizeof chunk, 0);
    if (count > 0) answer.append(chunk, static_cast<std::size_t>(count));
  }
  return verdict_of(answer);
}

}  // namespace yitong::server

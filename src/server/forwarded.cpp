#include "server/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace yitong::server {
namespace {

constexpr std::string_view kMapped = "::ffff:";  // IPv4 as a socket for both has it
constexpr std::size_t kMostHops = 16;

bool is_trusted(std::string_view address, std::span<const std::string> trusted) {
  return std::ranges::find(trusted, address) != trusted.end();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string canonical_address(std::string_view text) {
  const std::string wanted(trimmed(text));
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> out{};
  for (const int family : {AF_INET, AF_INET6})
    if (inet_pton(family, wanted.c_str(), bytes.data()) == 1 &&
        inet_ntop(family, bytes.data(), out.data(), out.size()) != nullptr) {
      std::string_view canonical = out.data();
      if (canonical.starts_with(kMapped) && canonical.find('.') != canonical.npos)
        canonical.remove_prefix(kMapped.size());
      return std::string(canonical);
    }
  return {};
}

std::string client_address(std::string_view peer, std::string_view forwarded,
                           std::span<const std::string> trusted) {
  std::string at(peer);
  for (std::size_t hops = 0; hops < kMostHops && !forwarded.empty(); ++hops) {
    if (!is_trusted(at, trusted)) return at;
    const std::size_t comma = forwarded.rfind(',');
    const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
    const std::string before = canonical_address(forwarded.substr(begin));
    if (before.empty()) return at;
    at = before;
    forwarded = forwarded.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return at;
}

}  // namespace yitong::server

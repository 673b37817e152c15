#include "server/packing.h"

#include <zlib.h>

#include <algorithm>

namespace yitong::server {
namespace {

constexpr std::size_t kWorthIt = 1'200;  // what is shorter fits one packet as it is
constexpr int kLevel = 4;                // beyond it takes twice as long for two parts in a hundred
constexpr int kGzip = 15 + 16;           // zlib's own words for: largest window, gzip's header

/// Empty where zlib has no memory.
std::string gzip_of(std::string_view bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(ended == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace

bool accepts_gzip(const api::Request& request) {
  std::string_view accepted = request.header("Accept-Encoding");
  while (!accepted.empty()) {
    std::string_view one = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(accepted.size(), one.size() + 1));
    one.remove_prefix(std::min(one.size(), one.find_first_not_of(" \t")));
    const std::string_view name = one.substr(0, one.find_first_of("; \t"));
    if (name != "gzip") continue;
    const std::size_t weight = one.find("q=");
    return weight == std::string_view::npos ||
           one.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

void pack(const api::Request& request, api::Response& response) {
  const std::string_view bytes = response.bytes();
  if (bytes.size() < kWorthIt || !response.content_type.starts_with("application/json")) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!accepts_gzip(request)) return;
  std::string packed = gzip_of(bytes);
  if (packed.empty()) return;
  response.shared_body = nullptr;
  response.body = std::move(packed);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace yitong::server

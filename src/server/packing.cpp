#include "server/packing.h"

#include <zlib.h>

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
  const std::string_view accepted = request.header("Accept-Encoding");
  const std::size_t at = accepted.find("gzip");
  return at != std::string_view::npos && !accepted.substr(at).starts_with("gzip;q=0,") &&
         accepted.substr(at) != "gzip;q=0";
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

#include "server/response_head.h"

#include <fmt/format.h>

#include <iterator>

#include "base/date.h"

namespace yitong::server {
namespace {

// Chart libraries set style attributes from script, so inline styles are allowed; inline scripts
// are not.
constexpr std::string_view kSafety =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; style-src 'self' "
    "'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n";

bool has_header(const api::Response& response, std::string_view name) {
  for (const auto& header : response.headers)
    if (header.first == name) return true;
  return false;
}

}  // namespace

void append_head(std::string& out, const api::Response& response, std::string_view request_id,
                 std::string_view date, bool keep_alive) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, "HTTP/1.1 {} {}\r\nDate: {}\r\nX-Request-Id: {}\r\n", response.status,
                 api::reason_of(response.status), date, request_id);
  // With 304 the length would be that of the file the client has; 204 has no body to tell of.
  if (response.status != 304 && response.status != 204)
    fmt::format_to(to, "Content-Length: {}\r\nContent-Type: {}\r\n", response.bytes().size(),
                   response.content_type);
  for (const auto& [name, value] : response.headers) fmt::format_to(to, "{}: {}\r\n", name, value);
  if (!has_header(response, "Cache-Control")) out += "Cache-Control: no-store\r\n";
  out += kSafety;
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
}

std::string http_date(std::int64_t seconds) {
  static constexpr std::string_view kDays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t days = seconds / 86'400, second = seconds % 86'400;
  const Date date = Date::from_days(static_cast<std::int32_t>(days));
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[days % 7], date.day(),
                     kMonths[date.month() - 1], date.year(), second / 3600, second / 60 % 60,
                     second % 60);
}

}  // namespace yitong::server

// The status line and headers of a reply.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/http.h"

namespace yitong::server {

/// Appends the head with its empty line. Every reply carries the headers that keep a browser from
/// guessing types, running foreign scripts, being framed or telling others where it came from.
void append_head(std::string& out, const api::Response& response, std::string_view request_id,
                 std::string_view date, bool keep_alive);

/// "Sun, 22 Nov 2026 03:00:00 GMT" of seconds since the epoch.
std::string http_date(std::int64_t seconds);

}  // namespace yitong::server

// Replies made shorter for the line: most people ask over a telephone's.
#pragma once

#include "api/http.h"

namespace yitong::server {

/// Whether "Accept-Encoding" names gzip, with a weight above zero or none.
bool accepts_gzip(const api::Request& request);

/// Gzips a JSON reply of a packet's length or more for those who take it. Other sites cannot guess
/// at what a reply holds by its length: the session's cookie does not go along with what they ask.
void pack(const api::Request& request, api::Response& response);

}  // namespace yitong::server

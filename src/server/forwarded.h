// Who asks, where a proxy stands in between: proxies append the address of whom they serve, so the
// list is believed from its end, as far as it was written by proxies that the operator trusts.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace yitong::server {

/// "127.0.0.1", "2001:db8::1"; empty for what is no address.
std::string canonical_address(std::string_view text);

/// `forwarded`: all values of X-Forwarded-For, in order, with commas between. `trusted`: canonical.
std::string client_address(std::string_view peer, std::string_view forwarded,
                           std::span<const std::string> trusted);

}  // namespace yitong::server

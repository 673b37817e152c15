// Identity providers over HTTPS, by libcurl: no redirects, bounded in bytes and time, and what they
// publish is kept for a while.
#pragma once

#include <memory>
#include <string>

#include "api/provider_desk.h"

namespace yitong::server {

/// Reads the file of providers and the files of their secrets, which stand beside it. `address`:
/// where people reach our pages, without a slash at the end. Errors: all faults of the files;
/// bad_value where the address is neither https nor on loopback.
Result<std::shared_ptr<const api::ProviderDesk>> open_providers(const std::string& path,
                                                                const std::string& address);

}  // namespace yitong::server

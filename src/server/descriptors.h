// File descriptors: connections must never take those that the store and the log need.
#pragma once

#include <cstddef>

#include "base/error.h"

namespace yitong::server {

/// Raises this process' limit as far as it may, and gives how many connections may then be open at
/// once: at most `wanted`. Errors: unsupported where there is no room for a few.
Result<std::size_t> connections_allowed(std::size_t wanted, unsigned workers);

}  // namespace yitong::server

// Faults on the error stream, and the exit code that tells of them.
#pragma once

#include <fmt/format.h>

#include "base/error.h"

namespace yitong {

/// Exit codes: 1 something was found or failed, 2 the question itself could not be asked.
inline int complain(const Errors& errors, int exit_code = 2) {
  for (const Error& error : errors) fmt::print(stderr, "{}\n", error.str(false));
  return exit_code;
}

}  // namespace yitong

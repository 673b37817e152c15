// The clock of the house: rooms below the server are told the time.
#pragma once

#include <chrono>

#include "base/date.h"

namespace yitong::server {

inline Instant now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

}  // namespace yitong::server

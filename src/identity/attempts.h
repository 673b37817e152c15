// How often one may fail to sign in: pure functions over what is kept about an account or an
// address.
#pragma once

#include <cstdint>

#include "base/date.h"

namespace yitong::identity {

/// Failures since the first of a window. All zero: none.
struct Failures {
  std::int64_t count = 0;
  Instant first, locked_until;
  bool operator==(const Failures&) const = default;
};

struct FailureLimits {
  std::int64_t most = 5;
  std::int64_t window_seconds = 15 * 60;
  std::int64_t lock_seconds = 15 * 60;
};
inline constexpr FailureLimits kAccountLimits{};
/// Many people may share an address; who tries one password on many accounts has one, too.
inline constexpr FailureLimits kAddressLimits{30, 15 * 60, 15 * 60};

/// Seconds until another attempt is heard; 0: now.
std::int64_t wait_seconds(const Failures& failures, Instant now);
/// What is known after one more failure.
Failures after_failure(const Failures& before, Instant now, const FailureLimits& limits);
/// From then on nothing needs to be known of it.
Instant forget_at(const Failures& failures, const FailureLimits& limits);

}  // namespace yitong::identity

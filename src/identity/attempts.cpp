#include "identity/attempts.h"

#include <algorithm>

namespace yitong::identity {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

}  // namespace

std::int64_t wait_seconds(const Failures& failures, Instant now) {
  if (failures.locked_until <= now) return 0;
  return (failures.locked_until.micros - now.micros + kSecond - 1) / kSecond;
}

Instant forget_at(const Failures& failures, const FailureLimits& limits) {
  return {std::max(failures.first.micros + limits.window_seconds * kSecond,
                   failures.locked_until.micros)};
}

Failures after_failure(const Failures& before, Instant now, const FailureLimits& limits) {
  const bool fresh = before.count == 0 || forget_at(before, limits) <= now;
  Failures out = fresh ? Failures{0, now, {}} : before;
  ++out.count;
  if (out.count >= limits.most) out.locked_until = {now.micros + limits.lock_seconds * kSecond};
  return out;
}

}  // namespace yitong::identity

// SM3 (GB/T 32905) of many messages side by side, each in a lane of wide registers.
//
// A lane whose message has ended takes the next one, so messages of unlike lengths keep all lanes
// busy. There are sixteen lanes with AVX-512 and eight with AVX2; where the processor has neither,
// messages are hashed one after the other.
#pragma once

#include <span>
#include <string_view>

#include "base/crypto.h"

namespace yitong {

/// One message and where its digest goes; both outlive the call.
struct Hashed {
  std::string_view bytes;
  Digest* digest;
};
/// How many messages are hashed side by side on this machine: 16, 8 or 1.
int sm3_lanes();

/// The same digests as sm3() of each. Worth its while from two messages on. `most_lanes`: at most
/// sm3_lanes().
void sm3_each(std::span<const Hashed> messages, int most_lanes = sm3_lanes());

/// The same as hmac_sm3() of each under one key.
void hmac_sm3_each(std::string_view key, std::span<const Hashed> messages);

}  // namespace yitong

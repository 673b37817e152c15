// Counts and prices with as many decimals as they need.
#pragma once

#include <cstdint>
#include <string>

namespace yitong::api {

/// 10 500 000 with 6 decimals is "10.5"; `least` decimals are always there.
inline std::string decimal(std::int64_t value, int decimals, int least = 0) {
  const bool negative = value < 0;
  std::string digits = std::to_string(negative ? -value : value);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string out = (negative ? "-" : "") + digits.substr(0, digits.size() - places);
  std::string rest = digits.substr(digits.size() - places);
  while (rest.size() > static_cast<std::size_t>(least) && rest.ends_with('0')) rest.pop_back();
  return rest.empty() ? out : out + "." + rest;
}

}  // namespace yitong::api

// What people and stories of the demonstration have in common.
#pragma once

#include "demo/demo.h"

namespace yitong::demo {

struct Place {
  std::string area, insurance;
  auto operator<=>(const Place&) const = default;
};
/// Areas of the country with example institutions of their own, in order.
std::vector<Place> places(const verbs::Rules& rules, Date today);

/// Of the person at an index.
std::string person_number(const Options& options, std::size_t index);
std::string card_number(std::size_t index);

}  // namespace yitong::demo

// In which order a policy's layers work.
#pragma once

#include <vector>

#include "policy/policy.h"

namespace yitong {

/// Indices into Policy::layers: the file's order, but never before what a layer takes from. Layers
/// that take from each other in a circle are faults and left out.
std::vector<std::size_t> order_of_layers(const Policy& policy, Faults& faults);

}  // namespace yitong

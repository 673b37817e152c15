#include "policy/layer_order.h"

#include <algorithm>

namespace yitong {
namespace {

/// Which earlier layers a layer needs, by what it takes.
std::vector<std::size_t> needs(const Policy& policy, std::size_t index) {
  std::vector<std::size_t> out;
  for (const std::string& part : policy.layers[index].takes) {
    if (part == "in_scope_burden")
      for (std::size_t i = 0; i < index; ++i) out.push_back(i);
    const auto colon = part.find(':');
    if (colon == part.npos) continue;
    const auto found = std::ranges::find(policy.layers, part.substr(colon + 1), &Layer::id);
    if (found != policy.layers.end())
      out.push_back(static_cast<std::size_t>(found - policy.layers.begin()));
  }
  return out;
}

}  // namespace

std::vector<std::size_t> order_of_layers(const Policy& policy, Faults& faults) {
  std::vector<std::size_t> order;
  std::vector<bool> done(policy.layers.size(), false);
  while (order.size() < policy.layers.size()) {
    bool advanced = false;
    for (std::size_t i = 0; i < policy.layers.size(); ++i) {
      const auto wanted = needs(policy, i);
      if (done[i] || !std::ranges::all_of(wanted, [&](std::size_t w) { return done[w]; })) continue;
      done[i] = advanced = true;
      order.push_back(i);
      break;
    }
    if (advanced) continue;
    for (std::size_t i = 0; i < policy.layers.size(); ++i)
      if (!done[i])
        faults.push_back({Severity::error,
                          ErrorCode::circular_layers,
                          policy.layers[i].place,
                          policy.layers[i].id,
                          "a layer takes only from layers before it",
                          {},
                          {}});
    break;
  }
  return order;
}

}  // namespace yitong

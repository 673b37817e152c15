// Warnings about a policy that loads: what looks wrong, why it matters, and a bill that shows it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "policy/plan.h"

namespace yitong {

struct Finding {
  ErrorCode code;
  Place place;
  Words found, rule;
  Words remedy;                                    ///< more exact than the table's, or empty
  Words example;                                   ///< a worked bill, or empty
  std::shared_ptr<const Policy> policy = nullptr;  ///< whose texts the place refers to
  const std::string& file() const { return policy->texts[place.file].name; }
};

/// As faults are rendered, with severity warning, and the example below.
std::string render(const Finding& finding, bool chinese);

/// Collects findings; one about an inherited figure is kept once, however many files inherit it.
class Findings {
 public:
  void add(const Plan& plan, Finding finding);
  /// By file and place.
  std::vector<Finding> sorted() &&;

 private:
  std::vector<Finding> list_;
};

}  // namespace yitong

// Two versions of a policy compared by meaning: what changed for whom, and what a bill came to
// before and after.
#pragma once

#include <vector>

#include "policy/plan.h"

namespace yitong {

struct Difference {
  Words text;     ///< "住院起付线（三级医院）：由 800.00 元改为 600.00 元"
  Words example;  ///< one bill under both, or empty where no single bill shows it
};

/// Rows are matched by their conditions, benefits and layers by their names. Empty: the two say the
/// same.
std::vector<Difference> differences(const Plan& before, const Plan& after);

}  // namespace yitong

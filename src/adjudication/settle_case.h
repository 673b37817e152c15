// The short way through a settlement: a bill of one benefit under a plan whose cases are tabulated.
#pragma once

#include "adjudication/settle.h"

namespace yitong {

/// Settles from the plan's cases, to the same result as the long way; false, with `out` not to be
/// used, when the bill or the plan needs that: several benefits, a key nobody told, a figure that
/// is unknown, a refusal, an identity that fails.
bool settle_by_case(const SettleInput& input, const Plan& plan, Settlement& out);

}  // namespace yitong

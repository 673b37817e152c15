// What a policy text comes to, in numbers only: the form in which the meaning of a language edition
// is frozen, see tests/golden. Sums are fen, shares parts per million.
#pragma once

#include <string>

#include "adjudication/settle.h"

namespace yitong {

/// Parts, layers, accumulators and steps of one settlement, or why it was refused.
std::string transcript(const Plan& plan, const Settlement& settlement,
                       const std::vector<Step>& steps, const Refused& refused);

/// A fixed set of bills under a plan, a line each: every visit, hospital level, place and filing,
/// in four sizes.
std::string fixed_bills(const Plan& plan);

}  // namespace yitong

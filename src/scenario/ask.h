// [[ask]] in a scenario: what the service tables of a policy answer.
//
//   table, matter, facts -> yes, maybe        which rows apply, in order, and which may
//   table, row, column, facts -> is           one cell, as the policy file would write it
//   from -> ends                              the last day of that term
#pragma once

#include "policy/reader.h"
#include "policy/service.h"

namespace yitong {

/// What differs from what is expected, a line each; empty: nothing.
std::string ask(TableReader& in, const Policy& policy, Date on);

}  // namespace yitong

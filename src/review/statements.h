// A policy as a flat list of statements that can be matched with those of another version.
#pragma once

#include <string>
#include <vector>

#include "policy/plan.h"

namespace yitong {

struct Statement {
  std::string key;    ///< what it is about and under which conditions
  std::string owner;  ///< "benefit:…" or "layer:…"; empty: the policy itself
  Words label, value;
  Selector when = {};
  std::uint32_t of = 0;  ///< bits of benefits whose bills can show it; 0: none
};

std::vector<Statement> statements_of(const Plan& plan);

}  // namespace yitong

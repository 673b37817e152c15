// A made-up bill that shows what a rule does, settled by the same settle() as every other.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "adjudication/settle.h"
#include "review/cases.h"

namespace yitong {

/// Keys are texts as set_fact reads them, so that two versions of a policy can settle one example.
struct Example {
  std::map<Dim, std::string> facts;
  std::uint32_t of = ~0u;  ///< bits of benefits; a fact `benefit` decides before them
  Money in_scope = Money::yuan(10'000);
};

/// The cases that the conditions name, the lowest value of each.
Example example_of(const Plan& plan, const Selector& when, std::uint32_t of);
/// The case at a combination of buckets.
Example example_at(const Plan& plan, std::uint32_t dims, const Buckets& at, std::uint32_t of);

struct Worked {
  Example example;  ///< with all keys that had to be chosen
  std::string benefit;
  bool settled = false;
  Settlement settlement{};
  std::vector<Step> steps;
  Refused refused;
  Money funds() const { return Money::fen(settled ? settlement.funds : 0); }
  Money person() const { return Money::fen(settled ? settlement.total - settlement.funds : 0); }
};

/// Keys that the example leaves open are chosen so that `wanted` holds, if any choice does: by
/// default, that the bill is settled.
Worked work(
    const Plan& plan, const Example& example,
    const std::function<bool(const Refused&)>& wanted = [](const Refused& refused) {
      return !refused;
    });

/// "住院，三级医院，政策范围内 10,000.00 元"
Words case_words(const Plan& plan, const Worked& worked);
/// The same with what comes out: who pays how much, or why nothing is paid.
Words outcome_words(const Plan& plan, const Worked& worked);

}  // namespace yitong

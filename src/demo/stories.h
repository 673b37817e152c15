// A few made-up people whose contributions show what may become of benefits: a wait, a break,
// arrears, a newborn, complete years. Each lives in the first area whose rules give that state for
// certain.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "demo/demo.h"
#include "ledger/entitlement.h"

namespace yitong::demo {

struct Story {
  std::string_view account;  ///< to sign in with: "demo.waiting"
  std::string_view title_zh, title_en;
  Person person;
  std::vector<ledger::Contribution> contributions;  ///< without numbers
};

/// An area that pays special drugs on approval, with a hospital that prescribes them.
struct Setting {
  std::string area, insurance, hospital;
  std::string cover;  ///< a group of people with more than the basic cover, or empty
};
/// The first there is; else empty.
Setting setting_of(const verbs::Rules& rules, Date today);

/// The same for the same day, rules and seed. Areas are those that people() has.
std::vector<Story> stories(const verbs::Rules& rules, Date today, const Options& options);

/// The coverage that put_person() gives on the day.
ledger::Coverage coverage_of(const Person& person, Instant now);

}  // namespace yitong::demo

// All policies of a folder, compiled: which plan holds for an area, an insurance type and a day.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/plan.h"

namespace yitong {

/// One version of one area's policy for one insurance type: the plan to settle by, and the two that
/// take unknown figures at their stated bounds. low and high equal `exact` where nothing is
/// unknown.
struct PlanSet {
  std::shared_ptr<const Plan> exact, low, high;
};

struct Loaded;

class PlanBook {
 public:
  /// Reads every .toml below the paths (files or folders), parents first. All faults, errors and
  /// warnings, of all files are in the report; with errors nothing of the faulty file is in the
  /// book.
  static Loaded load(const std::vector<std::string>& paths);
  /// From texts in memory; a name is what `extends` refers to when it ends in "/<name>.toml" or
  /// equals it.
  static Loaded from_texts(std::vector<PolicyText> texts);

  /// unknown_area, or no_policy_in_force with the periods that there are.
  Result<PlanSet> find(std::string_view area, std::string_view insurance, Date on) const;
  /// By the hash of the bundle (hex) and insurance type, or null.
  std::shared_ptr<const Plan> by_hash(std::string_view hash_hex, std::string_view insurance) const;

  /// Whose service tables hold for an area: its own policy for the insurance type, else what is
  /// known of the area, else its province's, else the nation's. Null when not even that is loaded.
  std::shared_ptr<const Policy> services(std::string_view area, std::string_view insurance,
                                         Date on) const;

  struct Entry {
    std::string area, insurance;
    Date from, to;
    PlanSet plans;
  };
  /// Sorted by area, insurance, from.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
  std::vector<std::shared_ptr<const Policy>> partial_;  ///< files that only others extend
};

struct Loaded {
  PlanBook book;
  /// Rendered findings in the order of the files, and how many of them are errors.
  struct Finding {
    Severity severity;
    std::string text_en, text_zh;
    Error error;
  };
  std::vector<Finding> findings;
  std::size_t files = 0;
  std::size_t errors() const;
};

/// Relation of the treatment area to the insured area, as a value of Dim::relation: same (equal, or
/// a county of it), exempt (the policy lists it), same_province (first two digits), elsewhere.
std::int32_t relation_of(const Policy& insured, std::string_view treatment_area);
std::int32_t relation_of(std::string_view insured, std::span<const std::string> exempt,
                         std::string_view treatment_area);

/// Sets one key from its text ("true", "68", "low_income"); faults name `path`. Unknown keys and
/// values are faults.
Result<void> set_fact(const Plan& plan, Facts& facts, std::string_view key, std::string_view text,
                      std::string path);
/// Flags false, declared keys "none", everything else unset.
Facts default_facts();
/// A value's name for people.
Words value_words(const Plan& plan, Dim dim, std::int32_t value);

}  // namespace yitong

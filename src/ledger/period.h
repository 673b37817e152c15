// Coverage and filing of a person: bitemporal rows that are only ever inserted. A row is in force
// from a day to a day (both included) and known since an instant; a correction is a new row that
// replaces an older one, and a row whose period is empty withdraws what it replaces. What was
// believed at any instant can be asked years later.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/error.h"
#include "base/money.h"

namespace yitong::ledger {

/// The last day of a period that has no end yet: 2199-12-31.
inline constexpr Date kNoEnd = Date::from_days(84'005);

struct Period {
  Date from, to;  ///< both included; empty when to < from
  bool empty() const { return to < from; }
  bool contains(Date day) const { return from <= day && day <= to; }
  bool overlaps(const Period& other) const {
    return !empty() && !other.empty() && from <= other.to && other.from <= to;
  }
  std::string str() const;
  bool operator==(const Period&) const = default;
};

struct Coverage {
  std::int64_t no = 0;  ///< from 1, within one person
  std::string area, insurance;
  Period in_force;
  Instant known_since;
  std::int64_t replaces = 0;  ///< the row this one corrects; 0: none
  std::string facts;  ///< "key=value" lines in key order: what the policy may ask about the person
  bool operator==(const Coverage&) const = default;
};

struct Filing {
  std::int64_t no = 0;
  std::string kind;    ///< long_term, referral, emergency, other_temporary
  std::string target;  ///< area code of a city, or of a province or municipality for all of it
  Period in_force;
  Instant known_since;
  std::int64_t replaces = 0;
  bool operator==(const Filing&) const = default;
};

/// A person lets a relative use the account.
struct Consent {
  std::int64_t no = 0;
  std::string relative;  ///< the person who may
  Period in_force;
  Instant known_since;
  std::int64_t replaces = 0;
  std::optional<Money> yearly_limit;  ///< of a calendar year
  bool operator==(const Consent&) const = default;
};

/// What was believed at the instant: rows known by then, without those that others known by then
/// replace and those withdrawn.
std::vector<Coverage> believed_at(std::span<const Coverage> rows, Instant at);
std::vector<Filing> believed_at(std::span<const Filing> rows, Instant at);

/// The row in force on the day, as known at the instant. Errors: no_coverage, naming the periods
/// there are.
Result<Coverage> coverage_on(std::span<const Coverage> rows, Date day, Instant known_at);
/// Whether `added` may join `rows`. Errors: overlapping_periods, naming both; bad_value for what it
/// replaces.
Result<void> may_add(std::span<const Coverage> rows, const Coverage& added);

/// Kinds of filing; where several are valid, the first in this order counts.
inline constexpr std::array<std::string_view, 4> kFilingKinds{"long_term", "referral", "emergency",
                                                              "other_temporary"};

/// The filing for treatment in `area` in force on the day; the kind that stands first in
/// kFilingKinds if several are.
std::optional<Filing> filing_on(std::span<const Filing> rows, std::string_view area, Date day,
                                Instant known_at);
/// As above; only filings of one kind for one target clash: who has come for a while may be
/// referred or stay.
Result<void> may_add(std::span<const Filing> rows, const Filing& added);

/// The consent for the relative in force on the day.
std::optional<Consent> consent_on(std::span<const Consent> rows, std::string_view relative,
                                  Date day, Instant known_at);
/// As above; only consents for one and the same relative clash.
Result<void> may_add(std::span<const Consent> rows, const Consent& added);

/// True if the place `target` (a city, or a whole province) contains the area: "360000" and
/// "360100" contain "360102".
bool target_contains(std::string_view target, std::string_view area);

}  // namespace yitong::ledger

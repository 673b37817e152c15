// Eligibility 待遇资格: from what was paid and the service tables of the insured area to what holds
// on a day: whether the funds pay, from when, which row says so, and what mends a break. Pure.
//
// A wait counts from the day of payment, which does not count itself, or from the first day on
// which benefits would begin, which does. Nothing is paid on its last day; benefits begin the day
// after. What a policy does not state stays unknown, between the bounds that it gives, if any.
#pragma once

#include <optional>

#include "policy/policy.h"
#include "policy/service.h"

namespace yitong {

/// How it came that contributions count for a period.
enum class PaidBasis : std::uint8_t {
  paid,
  supported,  ///< the state pays in full
  retired     ///< nothing is due any more: the years needed are complete
};

/// Days that a payment pays for, as the agency recorded it.
struct PaidSpan {
  std::string insurance;
  Date from, to;  ///< both included
  Date paid_on;
  PaidBasis basis = PaidBasis::paid;
  std::set<std::string> situations;  ///< newborn, orphan, … as the agency knows them
};

struct EligibilityQuestion {
  std::string insurance;  ///< under which the person is covered
  Date on;
  Date birth;         ///< may be not set
  ServiceFacts told;  ///< retired, student, aid, …
  std::vector<PaidSpan> paid;
};

enum class EligibilityStatus : std::uint8_t {
  eligible,
  waiting,       ///< paid for, and nothing is paid yet
  not_enrolled,  ///< nothing is paid for the day
  may,           ///< hangs on what nobody told, see `depends`
  unknown        ///< hangs on what the policy does not state
};
std::string_view code_of(EligibilityStatus status);

/// One part of a wait: "fixed", "missed_years", "repaid_years" or "at_least".
struct WaitPart {
  std::string_view key;
  Words text;
  bool known = true;
  const ServiceRow* row = nullptr;
};

/// From when a payment brings benefits.
struct Beginning {
  Date earliest;
  std::optional<Date> latest;  ///< equal to `earliest`: certain; nothing: nobody states it
  Date counts_from;            ///< of the wait; not set: there is none
  bool counts_itself = false;  ///< that day is the first of the wait, not the day before it
  std::vector<WaitPart> wait;
  std::vector<const ServiceRow*> rows;
  std::vector<Dim> depends;
  bool certain() const { return latest && *latest == earliest; }
};

/// Time without contributions, just before what was paid for or up to the day asked about.
struct ContributionGap {
  Date from, to;
  int missed_years = 0, repaid_years = 0;
  bool can_repair = false;
  std::optional<Date> repair_until;  ///< last day on which paying the arrears costs nothing
};

struct Eligibility {
  EligibilityStatus status = EligibilityStatus::not_enrolled;
  Date since;  ///< of unbroken benefits; set when eligible and certain
  Date ends;   ///< last day paid for
  std::optional<Beginning> begins;
  std::optional<ContributionGap> gap;
  std::optional<Beginning> if_paid_on;  ///< not_enrolled: if it were paid on the day asked about
  Words text;
};

/// `policy`: PlanBook::services() of the insured area and the day. Rows point into it.
Eligibility eligibility(const EligibilityQuestion& question, const Policy& policy);

/// What a row with figures says to this person, and in numbers where they are known.
struct ServiceAmount {
  const ServiceRow* row = nullptr;
  Truth truth = Truth::yes;
  std::vector<Dim> depends;
  std::optional<std::int64_t> amount_fen, share_ppm;
  std::optional<std::int64_t> expected_fen;  ///< of the monthly base that was told, within limits
};
/// Contributions of a year, support, or inflow into the account, without those that cannot apply.
/// `base_fen`: the person's monthly base, 0 where it is not known.
std::vector<ServiceAmount> amounts_of(const Policy& policy, ServiceTable table, Date on, int year,
                                      const ServiceFacts& told, std::int64_t base_fen);
/// What follows from the records about the person, for conditions of service tables.
ServiceFacts facts_of(const EligibilityQuestion& question, const Policy& policy);

}  // namespace yitong

// What service tables say to a bill: whether an area demands a recognition or an approval and what
// it fixes, whose catalogue claims go by, and how long they may be handed in.
#pragma once

#include "policy/service.h"
#include "verbs/record.h"

namespace yitong::verbs {

/// Facts of a visit as conditions of service tables have them.
ServiceFacts service_facts(const StatedFacts& facts, std::string_view insurance,
                           std::string_view ground = {});
/// The row of a matter that states the column, in force on the day; null: none applies. A row whose
/// conditions hang on what is not told counts as `may`.
struct RuleFound {
  const ServiceRow* row = nullptr;
  const ServiceRow* may = nullptr;
};
RuleFound find_rule(const Policy* services, std::string_view matter, std::string_view column,
                    const ServiceFacts& told, Date on);
/// As what a visit counts that nobody filed, where the area asks for no filing: a kind of filing,
/// or empty.
std::string unfiled_as(const Policy* services, const ServiceFacts& told, Date on);
/// "医保发〔2022〕22号 第三条 (B)", or the row's id.
std::string clause_of(const Policy& policy, const ServiceRow& row);

/// "insured" or "treatment". Errors: claim_catalogue_unknown.
Result<std::string> claim_catalogue(const Policy* services, const ServiceFacts& told, Date on);

struct ClaimDeadline {
  bool known = false;
  Date last_day;  ///< not set: it never ends
};
/// Errors: claim_too_late, with the last day and the clause. What is not stated, or hangs on what
/// nobody told, is unknown and never enforced.
Result<ClaimDeadline> claim_deadline(const Policy* services, const ServiceFacts& told, Date on,
                                     Date handed_in);

}  // namespace yitong::verbs

#include "verbs/service_rules.h"

#include <fmt/format.h>

#include "policy/term.h"

namespace yitong::verbs {

ServiceFacts service_facts(const StatedFacts& facts, std::string_view insurance,
                           std::string_view ground) {
  ServiceFacts out;
  for (const auto& [key, text] : facts)
    if (const auto dim = service_dim_of(key)) out[*dim] = {text};
  out[Dim::insurance] = {std::string(insurance)};
  if (!ground.empty()) out[Dim::ground] = {std::string(ground)};
  return out;
}

RuleFound find_rule(const Policy* policy, std::string_view matter, std::string_view column,
                    const ServiceFacts& told, Date on) {
  RuleFound out;
  if (policy == nullptr) return out;
  for (const ServiceRow* row : services(*policy, ServiceTable::rule, matter, on)) {
    if (!value(*row, column).set) continue;
    const Truth truth = matches(row->when, told).truth;
    if (truth == Truth::yes && out.row == nullptr) out.row = row;
    if (truth == Truth::maybe && out.may == nullptr) out.may = row;
  }
  return out;
}

std::string unfiled_as(const Policy* policy, const ServiceFacts& told, Date on) {
  const RuleFound found = find_rule(policy, "filing", "unfiled_as", told, on);
  return found.row == nullptr ? std::string() : value(*found.row, "unfiled_as").texts.front();
}

std::string clause_of(const Policy& policy, const ServiceRow& row) {
  if (row.source < 0) return row.id;
  const Source& source = policy.sources[static_cast<std::size_t>(row.source)];
  return fmt::format("{} {} ({})", source.document, source.clause, source.grade);
}

Result<std::string> claim_catalogue(const Policy* policy, const ServiceFacts& told, Date on) {
  const RuleFound found = find_rule(policy, "claim", "catalogue", told, on);
  if (found.row != nullptr && found.may == nullptr)
    return value(*found.row, "catalogue").texts.front();
  return fail(ErrorCode::claim_catalogue_unknown, "/insured_area", {},
              found.may == nullptr ? std::string() : clause_of(*policy, *found.may));
}

Result<ClaimDeadline> claim_deadline(const Policy* policy, const ServiceFacts& told, Date on,
                                     Date handed_in) {
  ClaimDeadline out;
  const RuleFound found = find_rule(policy, "claim", "deadline", told, on);
  if (found.row == nullptr || found.may != nullptr) return out;
  const ServiceValue& after = value(*found.row, "deadline_after");
  const Picked picked = pick(*value(*found.row, "deadline").figure, told);
  if (!after.set || picked.row == nullptr) return out;
  const Amount& amount = picked.row->values.front();
  const std::string& event = after.texts.front();
  const bool year_end = event == "year_end";
  if (amount.state != Amount::State::known ||
      (!year_end && event != "discharge" && event != "visit"))
    return out;
  out.known = true;
  const auto last =
      Term::unpack(amount.value).end(year_end ? *Date::from_ymd(on.year(), 12, 31) : on);
  if (!last) return out;
  out.last_day = *last;
  if (handed_in <= *last) return out;
  return fail(ErrorCode::claim_too_late, "/handed_in", handed_in.str(),
              fmt::format("≤ {}: {}", last->str(), clause_of(*policy, *found.row)));
}

}  // namespace yitong::verbs

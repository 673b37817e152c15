#include "scenario/granted.h"

#include <algorithm>

#include "ledger/period.h"
#include "verbs/grant.h"
#include "verbs/scope.h"

namespace yitong {

ledger::Grant read_grant(TableReader& in, std::string_view area) {
  ledger::Grant out;
  out.area = area;
  const bool drug = in.one_of("kind", {"recognition", "special_drug"}, 0) == 1;
  out.kind = drug ? ledger::kSpecialDrug : ledger::kRecognition;
  out.code = in.text("code");
  const auto said = [&](std::string_view key) {
    return in.has(key) ? in.text(key) : std::string();
  };
  out.disease = said("disease"), out.doctor = said("doctor"), out.pharmacy = said("pharmacy");
  out.institutions = in.texts("institutions");
  std::ranges::sort(out.institutions);
  out.in_force = {in.date("from", true), ledger::kNoEnd};
  if (in.has("to")) out.in_force.to = in.date("to", false);
  return out;
}

Result<std::string> apply(std::span<const ledger::Grant> grants, const GrantedVisit& visit,
                          const Bill& bill, const std::shared_ptr<const Plan>& plan,
                          const PlanBook& book, ScopedBill& scoped) {
  verbs::StatedFacts facts = visit.facts;
  facts.emplace_back("visit", bill.visit);
  verbs::SettleRequest request;
  request.bill = bill, request.doctor = visit.doctor;
  request.disease = verbs::fact_in(facts, "disease");
  InstitutionFacts place;
  place.code = visit.institution;
  const std::string kind = verbs::fact_in(facts, "kind");
  for (std::size_t i = 0; i < kInstitutionKinds; ++i)
    if (name_of(static_cast<InstitutionKind>(i)) == kind)
      place.kind = static_cast<InstitutionKind>(i);
  const auto services = book.services(visit.area, visit.insurance, bill.on);
  const verbs::GrantQuestion question{visit.area, visit.insurance, &request,       &place,
                                      nullptr,    plan.get(),      services.get(), false};
  const auto used = verbs::apply_grants(grants, question, facts, Instant());
  if (!used) return fail(used.error());
  verbs::apply_facts(bill, facts, scoped);
  return verbs::fact_in(facts, "diseases");
}

}  // namespace yitong

#include "verbs/quote.h"

#include "adjudication/year_end.h"
#include "base/id.h"
#include "verbs/bill_check.h"

namespace yitong::verbs {
namespace {

constexpr std::int32_t kDaysAhead = 366;

void append(Errors& errors, Errors more) {
  for (Error& error : more) errors.push_back(std::move(error));
}

/// Level and kind: of the institution named, or as told.
Errors state_institution(const QuoteRequest& request, const Catalogue* catalogue,
                         StatedFacts& facts) {
  if (request.institution_code.empty()) {
    if (!request.level.empty()) facts.emplace_back("level", request.level);
    if (!request.kind.empty()) facts.emplace_back("kind", request.kind);
    return {};
  }
  const InstitutionFacts* found =
      catalogue == nullptr ? nullptr : catalogue->institution(request.institution_code);
  if (found == nullptr)
    return {
        {ErrorCode::unknown_institution, "/institution/code", request.institution_code, {}, {}}};
  if (found->area != request.treatment_area)
    return {{ErrorCode::bad_value,
             "/institution/code",
             std::string(found->area),
             "an institution of the treatment area",
             {}}};
  if (!found->level.empty()) facts.emplace_back("level", found->level);
  facts.emplace_back("kind", name_of(found->kind));
  return {};
}

}  // namespace

Result<Quoted> quote(const QuoteRequest& request, const Rules& rules, Date today) {
  Errors errors = check_bill(request.bill, today.plus_days(kDaysAhead));
  if (!is_area_code(request.treatment_area))
    errors.push_back(
        {ErrorCode::bad_value, "/treatment_area", request.treatment_area, "six digits", {}});
  auto plans = plans_of(rules, request.insured_area, request.insurance, request.bill);
  if (!plans) append(errors, std::move(plans.error()));
  if (!errors.empty()) return fail(std::move(errors));

  Quoted out;
  out.plan = plans->exact;
  out.catalogue = rules.editions.on(request.bill.on);
  StatedFacts stated = request.person;
  append(errors, state_institution(request, out.catalogue.get(), stated));
  stated.emplace_back("visit", request.bill.visit);
  stated.emplace_back("filing", request.filing.empty() ? "none" : request.filing);
  if (!request.disease.empty()) stated.emplace_back("disease", request.disease);
  const Bill& bill = request.bill;
  auto facts = facts_of(*out.plan, stated, deciding_day(*out.plan->policy, bill.admitted, bill.on));
  if (!facts) append(errors, std::move(facts.error()));
  auto scoped = out.catalogue
                    ? classify(request.bill, out.catalogue->in_area(request.treatment_area))
                    : classify_stated(request.bill);
  if (!scoped) append(errors, std::move(scoped.error()));
  if (!errors.empty()) return fail(std::move(errors));

  out.scoped = std::move(*scoped);
  (*facts)[Dim::relation] = relation_of(*out.plan->policy, request.treatment_area);
  if (bill.admitted.is_set() && (*facts)[Dim::days] == Facts::kUnset)
    (*facts)[Dim::days] = nights(bill.admitted, bill.on);
  EstimateInput input{
      *plans, &out.scoped, *facts, request.year_so_far, request.account_available, request.bill.on};
  if (request.admissions > 0)
    for (const Accumulator& accumulator : out.plan->accumulators)
      if (accumulator.is_count)  // the only count is that of admissions
        input.year_so_far.emplace_back(accumulator.name, request.admissions);
  auto estimated = estimate(input);
  if (!estimated) return fail(std::move(estimated.error()));
  out.estimate = std::move(*estimated);
  return out;
}

}  // namespace yitong::verbs

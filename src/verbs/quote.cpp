#include "verbs/quote.h"

#include <algorithm>

#include "adjudication/year_end.h"
#include "base/id.h"
#include "policy/show.h"
#include "verbs/bill_check.h"
#include "verbs/grant.h"
#include "verbs/scope.h"
#include "verbs/service_rules.h"

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

/// Where the area asks for no filing, one without counts as the area says.
std::string filing_told(const QuoteRequest& request, const Policy& policy, const Rules& rules) {
  if (!request.filing.empty() && request.filing != "none") return request.filing;
  const auto services =
      rules.plans.services(request.insured_area, request.insurance, request.bill.on);
  ServiceFacts told = service_facts(request.person, request.insurance);
  const auto relation = static_cast<std::size_t>(relation_of(policy, request.treatment_area));
  told[Dim::relation] = {std::string(info(Dim::relation).values[relation].code)};
  told[Dim::visit] = {request.bill.visit};
  const std::string as = unfiled_as(services.get(), told, request.bill.on);
  return as.empty() ? "none" : as;
}

/// Grants of the person that is asked about.
struct Held {
  std::span<const ledger::Grant> grants;
  Instant now;
};

InstitutionFacts place_told(const QuoteRequest& request, const Catalogue* catalogue) {
  const InstitutionFacts* found = catalogue == nullptr || request.institution_code.empty()
                                      ? nullptr
                                      : catalogue->institution(request.institution_code);
  if (found != nullptr) return *found;
  InstitutionFacts out;
  out.area = request.treatment_area, out.level = request.level;
  for (std::size_t i = 0; i < kInstitutionKinds; ++i)
    if (name_of(static_cast<InstitutionKind>(i)) == request.kind)
      out.kind = static_cast<InstitutionKind>(i);
  return out;
}

Result<std::vector<ledger::Grant>> apply_held(const Held& held, const QuoteRequest& request,
                                              const Rules& rules, const Quoted& quoted,
                                              StatedFacts& stated) {
  SettleRequest bill;
  bill.bill = request.bill, bill.disease = request.disease, bill.doctor = request.doctor;
  const InstitutionFacts place = place_told(request, quoted.catalogue.get());
  const auto services =
      rules.plans.services(request.insured_area, request.insurance, request.bill.on);
  const GrantQuestion question{request.insured_area,   request.insurance, &bill,          &place,
                               quoted.catalogue.get(), quoted.plan.get(), services.get(), true};
  return apply_grants(held.grants, question, stated, held.now);
}

bool wants_approval(const Bar& bar, const std::string& group) {
  const bool of_group = std::ranges::any_of(bar.when, [&](const Condition& each) {
    return each.dim == Dim::drug_group && std::ranges::find(each.names, group) != each.names.end();
  });
  return of_group && std::ranges::any_of(bar.unless, [](const Selector& any) {
           return std::ranges::any_of(
               any, [](const Condition& each) { return each.dim == Dim::granted; });
         });
}

std::vector<MissingGrant> missing_on(const Bill& bill, const ScopedBill& scoped,
                                     const Policy& policy) {
  std::vector<MissingGrant> out;
  for (std::size_t i = 0; i < scoped.lines.size(); ++i) {
    const ScopedLine& line = scoped.lines[i];
    if (line.group == 0 || line.granted != 0) continue;
    const std::string& group = scoped.groups[line.group - 1u];
    for (const Bar& bar : policy.bars) {
      if (!wants_approval(bar, group)) continue;
      const std::string code =
          i < bill.lines.size() && !bill.lines[i].code.empty() ? bill.lines[i].code : group;
      if (std::ranges::find(out, code, &MissingGrant::code) == out.end())
        out.push_back(
            {ledger::kSpecialDrug, code, choice_words(policy, Dim::drug_group, group), bar.text});
    }
  }
  return out;
}

Result<Quoted> quoted(const QuoteRequest& request, const Rules& rules, Date today,
                      const Held* held) {
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
  stated.emplace_back("filing", filing_told(request, *out.plan->policy, rules));
  if (!request.disease.empty()) stated.emplace_back("disease", request.disease);
  if (held != nullptr) {
    auto used = apply_held(*held, request, rules, out, stated);
    if (!used && used.error().front().code != ErrorCode::not_recognised)
      return fail(std::move(used.error()));
    if (used)
      out.used = std::move(*used);
    else
      out.missing.push_back({ledger::kRecognition,
                             request.disease,
                             choice_words(*out.plan->policy, Dim::disease, request.disease),
                             {used.error().front().rule, used.error().front().rule}});
  }
  const Bill& bill = request.bill;
  auto facts = facts_of(*out.plan, stated, deciding_day(*out.plan->policy, bill.admitted, bill.on));
  if (!facts) append(errors, std::move(facts.error()));
  auto scoped = out.catalogue
                    ? classify(request.bill, out.catalogue->in_area(request.treatment_area))
                    : classify_stated(request.bill);
  if (!scoped) append(errors, std::move(scoped.error()));
  if (!errors.empty()) return fail(std::move(errors));

  out.scoped = std::move(*scoped);
  if (held != nullptr) {
    apply_facts(request.bill, stated, out.scoped);
    std::ranges::move(missing_on(request.bill, out.scoped, *out.plan->policy),
                      std::back_inserter(out.missing));
  }
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

}  // namespace

Result<Quoted> quote(const QuoteRequest& request, const Rules& rules, Date today) {
  return quoted(request, rules, today, nullptr);
}

Result<Quoted> quote_for(const QuoteRequest& request, std::span<const ledger::Grant> grants,
                         const Rules& rules, Instant now) {
  const Held held{grants, now};
  return quoted(request, rules, now.date(), &held);
}

}  // namespace yitong::verbs

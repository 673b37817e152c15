#include "api/quote_faults.h"

#include <algorithm>

namespace yitong::api {
namespace {

void add_new(FaultList& faults, const Errors& errors) {
  for (const Error& error : errors) {
    const auto same = [&](const Error& known) {
      return known.path == error.path && known.code == error.code;
    };
    if (std::ranges::none_of(faults.listed(), same)) faults.add(error);
  }
}

}  // namespace

std::optional<Error> unknown_treatment_area(const verbs::QuoteRequest& request,
                                            const verbs::Rules& rules) {
  const auto catalogue = rules.editions.on(request.bill.on);
  if (request.treatment_area.empty() || !catalogue || catalogue->items(ItemKind::area).empty())
    return {};
  if (catalogue->find(ItemKind::area, request.treatment_area) != nullptr) return {};
  return Error{ErrorCode::unknown_code, "/treatment_area", request.treatment_area, "GB/T 2260", {}};
}

void add_unknown(const verbs::QuoteRequest& request, const verbs::Rules& rules, bool bill_is_read,
                 FaultList& faults) {
  if (const auto unknown = unknown_treatment_area(request, rules)) add_new(faults, {*unknown});
  const Bill& bill = request.bill;
  if (!bill.on.is_set()) return;
  const auto catalogue = rules.editions.on(bill.on);
  if (catalogue && !request.institution_code.empty() &&
      catalogue->institution(request.institution_code) == nullptr)
    add_new(
        faults,
        {{ErrorCode::unknown_institution, "/institution/code", request.institution_code, {}, {}}});
  if (catalogue && bill_is_read && !request.treatment_area.empty())
    if (const auto scoped = classify(bill, catalogue->in_area(request.treatment_area)); !scoped)
      add_new(faults, scoped.error());
  if (request.insured_area.empty() || request.insurance.empty()) return;
  const auto plans = rules.plans.find(request.insured_area, request.insurance, bill.on);
  if (!plans) return add_new(faults, plans.error());
  if (const auto facts = verbs::facts_of(*plans->exact, request.person, request.bill.on); !facts)
    add_new(faults, facts.error());
  if (const auto so_far = accumulators_of(*plans->exact, request.year_so_far); !so_far)
    add_new(faults, so_far.error());
}

}  // namespace yitong::api

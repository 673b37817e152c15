#include "verbs/audit.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "ledger/journal.h"
#include "verbs/adjudicate.h"
#include "verbs/recorded_rules.h"
#include "verbs/scope.h"
#include "verbs/settle.h"

namespace yitong::verbs {
namespace {

/// Settles again from what was recorded.
class Adjudicator {
 public:
  Adjudicator(store::Database& database, SharedRules& rules) : rules_(database, &rules) {}
  Errors check(const store::CheckedSettlement& settlement);

 private:
  void tell_what_was_asked(const store::CheckedSettlement& settlement);

  RecordedRules rules_;
  // One settlement after the other uses the same memory.
  Input input_;
  Bill bill_;
  ScopedBill scoped_;
  SettleRequest request_;
  ledger::SettlementEntry again_;
};

Errors damage(std::string column, std::string found, std::string rule) {
  return {{ErrorCode::corrupt, std::move(column), std::move(found), std::move(rule), {}}};
}

Errors entry_differences(const ledger::SettlementEntry& recorded,
                         const ledger::SettlementEntry& again) {
  Errors out;
  const auto differs = [&](const char* column, const std::string& was, const std::string& is) {
    std::size_t at = 0;
    while (at < was.size() && at < is.size() && was[at] == is[at]) ++at;
    out.push_back({ErrorCode::corrupt,
                   column,
                   fmt::format("{} bytes, differing at {}", was.size(), at),
                   "what the recorded plan gives",
                   {}});
  };
  if (recorded.outcome != again.outcome) differs("outcome", recorded.outcome, again.outcome);
  if (recorded.steps != again.steps) differs("steps", recorded.steps, again.steps);
  if (recorded.changes != again.changes)
    differs("changes", ledger::encode(recorded.changes), ledger::encode(again.changes));
  if (recorded.payers.funds != again.payers.funds)
    differs("funds", ledger::encode(recorded.payers.funds), ledger::encode(again.payers.funds));
  const auto money = [&](const char* column, Money was, Money is) {
    if (was != is) out.push_back({ErrorCode::corrupt, column, was.str(), is.str(), {}});
  };
  money("total_fen", recorded.payers.total, again.payers.total);
  money("account_fen", recorded.payers.account, again.payers.account);
  money("family_account_fen", recorded.payers.family_account, again.payers.family_account);
  money("cash_fen", recorded.payers.cash, again.payers.cash);
  money("institution_fen", recorded.payers.institution, again.payers.institution);
  return out;
}

/// As far as the settlement holds it.
void Adjudicator::tell_what_was_asked(const store::CheckedSettlement& settlement) {
  const ledger::SettlementEntry& entry = settlement.entry;
  const StatedFacts& facts = input_.facts;
  request_.key = entry.key, request_.emergency = input_.emergency;
  request_.account = input_.shared.account_asked, request_.invoice = input_.shared.invoice;
  request_.family_payer = input_.shared.family_payer;
  request_.family = input_.shared.family_asked;
  request_.disease = fact_in(facts, "disease"), request_.stay = fact_in(facts, "stay");
  request_.doctor = fact_in(facts, kDoctor);
  request_.claim.reset();
  if (entry.key.institution == ledger::kClaimDesk) {
    ClaimTerms& claim = request_.claim.emplace();
    claim.institution = fact_in(facts, kTreatedAt);
    claim.handed_in = Date::parse(fact_in(facts, kHandedIn)).value_or(Date());
    for (const auto& [line, reason] : refused_lines(facts)) claim.refused.push_back({line, reason});
    claim.more = input_.shared.more;
  }
  settlement.asked = body_bytes(request_, entry.bill_hash ? *entry.bill_hash : sm3(entry.bill));
}

Errors Adjudicator::check(const store::CheckedSettlement& settlement) {
  const ledger::SettlementEntry& entry = settlement.entry;
  if (!decode_input_into(entry.input, input_) ||
      !decode_bill_into(bill_bytes_of(entry, input_), bill_))
    return damage("input", "bytes of no input", "the grammar of verbs/record.h");
  const auto plan = rules_.plan_of(entry.plan, entry.insurance);
  if (plan == nullptr)
    return damage("plan_hash", to_hex(entry.plan), "the hash of a plan text that compiles");
  const auto catalogue = rules_.catalogue_of(entry.catalogue);
  if (catalogue == nullptr)
    return damage("catalogue_hash", to_hex(entry.catalogue), "the hash of a catalogue text");
  Errors errors;
  if (bill_.on != entry.on)
    errors = damage("on_day", entry.on.str(), "the day of the bill, " + bill_.on.str());
  const bool split =
      scope_into(bill_, input_.facts, input_.treatment_area, *catalogue, scoped_).has_value();
  const bool kept = entry.form == ledger::Form::row_sets;
  if (!split || (kept && encode(scoped_) != input_.scoped))
    return damage("input", "another split of the bill", "what the recorded catalogue gives");
  if (!kept && !input_.shared.resettled) tell_what_was_asked(settlement);
  const auto adjudicated = adjudicate(input_, scoped_, *plan, entry.before, bill_.admitted,
                                      entry.on, institution_of(input_.facts, entry.key));
  if (!adjudicated)
    return damage("outcome", adjudicated.error()[0].str(false), "settled under the recorded plan");
  again_.area = entry.area, again_.insurance = entry.insurance, again_.on = entry.on;
  complete(again_, *adjudicated, *plan, input_);
  if (kept) again_.outcome = encode_version_1(adjudicated->settlement, *plan);
  for (Error& error : entry_differences(entry, again_)) errors.push_back(std::move(error));
  return errors;
}

}  // namespace

store::AuditReport audit(store::Store& store, const NextPart& next, SharedRules& rules) {
  Adjudicator adjudicator(store.database(), rules);
  store::AuditReport report;
  while (const auto part = next())
    report.add(store::audit(
        store,
        [&](const store::CheckedSettlement& settlement) { return adjudicator.check(settlement); },
        things_of, *part));
  return report;
}

store::AuditReport audit(store::Store& store) {
  SharedRules rules;
  bool taken = false;
  const auto once = [&taken]() -> std::optional<store::AuditPart> {
    if (std::exchange(taken, true)) return std::nullopt;
    return store::AuditPart{};
  };
  return audit(store, once, rules);
}

}  // namespace yitong::verbs

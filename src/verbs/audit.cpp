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
  explicit Adjudicator(store::Database& database) : rules_(database) {}
  Errors check(const store::CheckedSettlement& settlement);

 private:
  RecordedRules rules_;
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

/// What was asked, as far as the settlement holds it: the bytes that its message hashes.
std::string asked_by(const ledger::SettlementEntry& entry, const Input& input) {
  SettleRequest request;
  request.key = entry.key, request.emergency = input.emergency;
  request.account = input.shared.account_asked, request.invoice = input.shared.invoice;
  request.family_payer = input.shared.family_payer, request.family = input.shared.family_asked;
  request.disease = fact_in(input.facts, "disease"), request.stay = fact_in(input.facts, "stay");
  request.doctor = fact_in(input.facts, kDoctor);
  if (entry.key.institution == ledger::kClaimDesk) {
    ClaimTerms& claim = request.claim.emplace();
    claim.institution = fact_in(input.facts, kTreatedAt);
    claim.handed_in = Date::parse(fact_in(input.facts, kHandedIn)).value_or(Date());
    for (const auto& [line, reason] : refused_lines(input.facts))
      claim.refused.push_back({line, reason});
    claim.more = input.shared.more;
  }
  return body_bytes(request, entry.bill_hash ? *entry.bill_hash : sm3(entry.bill));
}

Errors Adjudicator::check(const store::CheckedSettlement& settlement) {
  const ledger::SettlementEntry& entry = settlement.entry;
  const auto input = decode_input(entry.input);
  const auto bill = input ? bill_of(entry, *input) : std::nullopt;
  if (!bill) return damage("input", "bytes of no input", "the grammar of verbs/record.h");
  const auto plan = rules_.plan_of(entry.plan, entry.insurance);
  if (plan == nullptr)
    return damage("plan_hash", to_hex(entry.plan), "the hash of a plan text that compiles");
  const auto catalogue = rules_.catalogue_of(entry.catalogue);
  if (catalogue == nullptr)
    return damage("catalogue_hash", to_hex(entry.catalogue), "the hash of a catalogue text");
  Errors errors;
  if (bill->on != entry.on)
    errors = damage("on_day", entry.on.str(), "the day of the bill, " + bill->on.str());
  const auto scoped = scope(*bill, input->facts, input->treatment_area, *catalogue);
  const bool kept = entry.form == ledger::Form::row_sets;
  if (!scoped || (kept && encode(*scoped) != input->scoped))
    return damage("input", "another split of the bill", "what the recorded catalogue gives");
  if (!kept && !input->shared.resettled) settlement.asked = asked_by(entry, *input);
  const auto adjudicated = adjudicate(*input, *scoped, *plan, entry.before, bill->admitted,
                                      entry.on, institution_of(input->facts, entry.key));
  if (!adjudicated)
    return damage("outcome", adjudicated.error()[0].str(false), "settled under the recorded plan");
  ledger::SettlementEntry again;
  again.area = entry.area, again.insurance = entry.insurance, again.on = entry.on;
  complete(again, *adjudicated, *plan, *input);
  if (kept) again.outcome = encode_version_1(adjudicated->settlement, *plan);
  for (Error& error : entry_differences(entry, again)) errors.push_back(std::move(error));
  return errors;
}

}  // namespace

store::AuditReport audit(store::Store& store, const NextPart& next) {
  Adjudicator adjudicator(store.database());
  store::AuditReport report;
  while (const auto part = next())
    report.add(store::audit(
        store,
        [&](const store::CheckedSettlement& settlement) { return adjudicator.check(settlement); },
        things_of, *part));
  return report;
}

store::AuditReport audit(store::Store& store) {
  bool taken = false;
  return audit(store, [&taken]() -> std::optional<store::AuditPart> {
    if (std::exchange(taken, true)) return std::nullopt;
    return store::AuditPart{};
  });
}

}  // namespace yitong::verbs

#include "verbs/claim.h"

#include "base/id.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "store/register_rows.h"
#include "verbs/register.h"
#include "verbs/scope.h"
#include "verbs/settle.h"

namespace yitong::verbs {
namespace {

Result<SettleRequest> request_of(const ClaimRequest& claim) {
  if (claim.invoices.empty() || claim.invoices.front().empty())
    return fail(ErrorCode::missing_field, "/invoices/0/number", {}, "the number of the receipt");
  SettleRequest out;
  out.key = {claim.person, std::string(ledger::kClaimDesk), claim.case_number};
  out.bill = claim.bill, out.emergency = claim.emergency;
  out.disease = claim.disease, out.doctor = claim.doctor, out.stay = claim.stay;
  out.invoice = claim.invoices.front(), out.claim = claim.terms;
  out.claim->more.assign(claim.invoices.begin() + 1, claim.invoices.end());
  return out;
}

/// Each that is used by its place among the claim's invoices.
Errors faults_of_invoices(store::Database& database, const SettleRequest& request, Instant now) {
  Errors out;
  const auto holds = holds_of(request, now);
  for (std::size_t i = 0; i < holds.size(); ++i) {
    const auto holder = store::find_holder(database, holds[i].thing);
    if (!holder || is_held_by_case(*holder, request.key.message_id)) continue;
    const auto free = offer(database, holds[i], now);
    if (free) continue;
    for (Error each : free.error()) {
      each.path = "/invoices/" + std::to_string(i);
      out.push_back(std::move(each));
    }
  }
  return out;
}

/// What an institution must have opened for the visit.
std::uint8_t opening_for(std::string_view visit) {
  if (visit == "14" || visit == "16") return kChronic;
  if (visit == "41" || visit == "42") return kDrugPurchase;
  const bool stay = visit.starts_with("2") || visit == "52" || visit == "54";
  return stay ? kInpatient : kOutpatient;
}

/// On the network, for this kind of visit, and filed where a filing is needed.
bool was_direct(const InstitutionFacts& institution, const StatedFacts& facts) {
  const std::string relation = fact_in(facts, "relation"), filing = fact_in(facts, "filing");
  const bool filed = filing != "none" || relation == "same" || relation == "exempt";
  return filed && (institution.opened & opening_for(fact_in(facts, "visit"))) != 0;
}

}  // namespace

Result<ClaimQuoted> quote_claim(store::Store& store, const ClaimRequest& claim, const Rules& rules,
                                Instant now) {
  auto request = request_of(claim);
  if (!request) return fail(std::move(request.error()));
  auto prepared = prepare_settlement(std::move(*request), rules, now);
  if (!prepared) return fail(std::move(prepared.error()));
  if (!prepared->classified) return fail(prepared->classified.error());
  if (auto used = faults_of_invoices(store.database(), prepared->request, now); !used.empty())
    return fail(std::move(used));
  auto decided = decide(store, *prepared, rules, {}, now);
  if (!decided) return fail(std::move(decided.error()));
  const ledger::SettlementEntry& entry = decided->entry;
  const auto input = decode_input(entry.input);
  if (!input) return fail(ErrorCode::corrupt, "input");
  ClaimQuoted out;
  const auto services = rules.plans.services(entry.area, entry.insurance, entry.on);
  const ServiceFacts told = service_facts(input->facts, entry.insurance, claim.terms.ground);
  auto deadline = claim_deadline(services.get(), told, entry.on, claim.terms.handed_in);
  if (!deadline) return fail(std::move(deadline.error()));
  out.deadline = *deadline;
  if (was_direct(prepared->classified->institution, input->facts))
    out.remarks.push_back({"这家机构已开通直接结算，备案也有效：下次出示医保码即可直接结算",
                           "This institution settles directly and the filing was valid: next time "
                           "the e-credential is enough"});
  out.payers = entry.payers, out.payable = entry.payers.funds_paid();
  out.settled = std::move(decided->settled);
  return out;
}

Result<ClaimSettled> settle_claim(store::Store& store, const ClaimRequest& claim,
                                  std::shared_ptr<const Rules> rules, const RenderSettled& render,
                                  Instant now) {
  auto request = request_of(claim);
  if (!request) return fail(std::move(request.error()));
  const ledger::MessageKey key = request->key;
  auto prepared = prepare_settlement(std::move(*request), *rules, now);
  if (!prepared) return fail(std::move(prepared.error()));
  Result<Answer> answer;
  SettleWork work(std::move(*prepared), std::move(rules), render,
                  [&answer](Result<Answer> got) { answer = std::move(got); });
  work.execute(store, now);
  work.resolve({});
  if (!answer) return fail(std::move(answer.error()));
  store::Database& database = store.database();
  const auto message = store::find_message(database, bucket_of(key.person), key);
  const auto entry = message ? store::find_settlement(database, message->entry) : std::nullopt;
  if (!entry) return fail(ErrorCode::store_failed);
  if (entry->state == ledger::State::reversed)
    return fail(ErrorCode::already_reversed, "/case_number", claim.case_number,
                "a new case number for what is settled anew");
  return ClaimSettled{number_of(ledger::EntryKind::settlement, entry->id),
                      entry->payers.funds_paid(), std::move(answer->reply), answer->replayed};
}

bool is_held_by_case(const ledger::Holding& holding, std::string_view case_number) {
  const std::string_view id = holding.holder.message_id;
  return holding.holder.institution == ledger::kClaimDesk && id.starts_with(case_number) &&
         (id.size() == case_number.size() || id[case_number.size()] == '.');
}

ledger::EntryId standing_settlement(store::Database& database, ledger::EntryId settlement) {
  while (const auto link = store::find_resettled(database, settlement))
    settlement.seq = link->new_seq;
  return settlement;
}

Result<Money> quote_claim_again(store::Store& store, const std::string& person,
                                const ClaimAgain& again, const Rules& rules, Instant now) {
  const auto members = restate(store, rules, person, {again.settlement}, RulesOf::recorded, now,
                               Relined{again.settlement, again.refused});
  if (!members) return fail(members.error());
  return members->front().now.payers.funds_paid();
}

Result<ClaimSettled> settle_claim_again(store::Store& store, const std::string& person,
                                        const ClaimAgain& again, std::shared_ptr<const Rules> rules,
                                        const RenderResettled& render, Instant now) {
  ResettleRequest request;
  request.key = {person, std::string(ledger::kClaimDesk), again.message_id};
  request.settlements = {number_of(ledger::EntryKind::settlement, again.settlement)};
  request.refused = again.refused, request.by = again.by;
  Result<Answer> answer;
  ResettleWork work(std::move(request), std::move(rules), render,
                    [&answer](Result<Answer> got) { answer = std::move(got); });
  work.execute(store, now);
  work.resolve({});
  if (!answer) return fail(std::move(answer.error()));
  const ledger::EntryId id = standing_settlement(store.database(), again.settlement);
  const auto entry = store::find_settlement(store.database(), id);
  if (!entry) return fail(ErrorCode::store_failed);
  return ClaimSettled{number_of(ledger::EntryKind::settlement, id), entry->payers.funds_paid(),
                      std::move(answer->reply), answer->replayed};
}

}  // namespace yitong::verbs

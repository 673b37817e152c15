#include "verbs/claim.h"

#include "base/id.h"
#include "store/ledger_rows.h"
#include "verbs/register.h"
#include "verbs/scope.h"

namespace yitong::verbs {
namespace {

Result<SettleRequest> request_of(const ClaimRequest& claim) {
  if (claim.invoice.empty())
    return fail(ErrorCode::missing_field, "/invoice/number", {}, "the number of the receipt");
  SettleRequest out;
  out.key = {claim.person, std::string(ledger::kClaimDesk), claim.case_number};
  out.bill = claim.bill, out.emergency = claim.emergency;
  out.disease = claim.disease, out.doctor = claim.doctor, out.stay = claim.stay;
  out.invoice = claim.invoice, out.claim = claim.terms;
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
  if (auto free = offers(store.database(), holds_of(prepared->request, now), now); !free)
    return fail(std::move(free.error()));
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
  if (!out.deadline.known)
    out.remarks.push_back(
        {"政策没有说明申请期限，未按期限审查", "The policy states no deadline; none was enforced"});
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

}  // namespace yitong::verbs

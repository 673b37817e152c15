#include "ledger/posting.h"

namespace yitong::ledger {

std::vector<Posting> postings_of(const SettlementEntry& settlement) {
  const Payers& payers = settlement.payers;
  const MessageKey& key = settlement.key;
  std::vector<Posting> out;
  out.reserve(payers.funds.size() + 5);
  const auto post = [&out](std::string account, Money amount) {
    if (amount != Money()) out.push_back({std::move(account), amount});
  };
  const bool claim = key.institution == kClaimDesk;
  post("institution/" + key.institution, owed_to_institution(settlement));
  if (claim) post("payable/" + key.person, payers.total - payers.cash - payers.institution);
  for (const Payers::Fund& fund : payers.funds)
    post("fund/" + settlement.area + "/" + settlement.insurance + "/" + fund.fund, -fund.paid);
  post("account/" + key.person, -payers.account);
  post("family/" + key.person, -payers.family_account);
  if (claim) return out;
  post("cash/" + key.person, -payers.cash);
  post("borne/" + key.institution, -payers.institution);
  return out;
}

Money owed_to_institution(const SettlementEntry& settlement) {
  return settlement.key.institution == kClaimDesk ? Money() : settlement.payers.total;
}

std::vector<Posting> negated(std::vector<Posting> postings) {
  for (Posting& posting : postings) posting.amount = -posting.amount;
  return postings;
}

std::vector<Accumulated> negated(std::vector<Accumulated> changes) {
  for (Accumulated& change : changes) {
    YT_CHECK(change.amount != INT64_MIN);
    change.amount = -change.amount;
  }
  return changes;
}

Payers negated(Payers payers) {
  for (Money* amount :
       {&payers.total, &payers.account, &payers.family_account, &payers.cash, &payers.institution})
    *amount = -*amount;
  for (Payers::Fund& fund : payers.funds) fund.paid = -fund.paid;
  return payers;
}

bool sums_to_zero(const std::vector<Posting>& postings) {
  Money sum;
  for (const Posting& posting : postings) sum += posting.amount;
  return sum == Money();
}

}  // namespace yitong::ledger

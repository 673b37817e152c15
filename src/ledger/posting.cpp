#include "ledger/posting.h"

#include <initializer_list>

namespace yitong::ledger {

namespace {

using Path = std::initializer_list<std::string_view>;

/// Each posting as (path of the account, amount); zero amounts too.
template <class Post>
void post_each(const SettlementEntry& settlement, const Post& post) {
  const Payers& payers = settlement.payers;
  const MessageKey& key = settlement.key;
  const bool claim = key.institution == kClaimDesk;
  post(Path{"institution", key.institution}, owed_to_institution(settlement));
  if (claim) post(Path{"payable", key.person}, payers.total - payers.cash - payers.institution);
  for (const Payers::Fund& fund : payers.funds)
    post(Path{"fund", settlement.area, settlement.insurance, fund.fund}, -fund.paid);
  post(Path{"account", key.person}, -payers.account);
  post(Path{"family", key.person}, -payers.family_account);
  if (claim) return;
  post(Path{"cash", key.person}, -payers.cash);
  post(Path{"borne", key.institution}, -payers.institution);
}

}  // namespace

std::vector<Posting> postings_of(const SettlementEntry& settlement) {
  std::vector<Posting> out;
  out.reserve(settlement.payers.funds.size() + 5);
  post_each(settlement, [&out](Path path, Money amount) {
    if (amount == Money()) return;
    std::string& account = out.emplace_back(Posting{{}, amount}).account;
    for (const std::string_view part : path) {
      if (!account.empty()) account += '/';
      account += part;
    }
  });
  return out;
}

Money sum_of_postings(const SettlementEntry& settlement) {
  Money sum;
  post_each(settlement, [&sum](Path, Money amount) { sum += amount; });
  return sum;
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

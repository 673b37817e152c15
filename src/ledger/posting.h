// Double entry: what a settlement moves between accounts. Postings are only ever inserted; no
// account has a balance row, because funds and institutions are shared by everyone who settles.
//
// An account is a path:
//   institution/<code>              owed to the institution (+) for the service given
//   borne/<code>                    what the institution bears itself (-)
//   payable/<person>                owed to the person for a manual claim (+), until it is paid
//   bank/<area>                     paid out of the area's bank account (+)
//   fund/<area>/<insurance>/<fund>  paid by a fund (-)
//   account/<person>  family/<person>  cash/<person>   paid by the person's side (-)
#pragma once

#include <string>
#include <vector>

#include "base/money.h"
#include "ledger/entry.h"

namespace yitong::ledger {

struct Posting {
  std::string account;
  Money amount;
  bool operator==(const Posting&) const = default;
};

/// The postings of a settlement, in a fixed order, without zero amounts. They sum to zero if its
/// payers add up.
std::vector<Posting> postings_of(const SettlementEntry& settlement);
/// Their sum, without naming the accounts.
Money sum_of_postings(const SettlementEntry& settlement);
/// The whole bill; nothing of a claim, which the person has paid.
Money owed_to_institution(const SettlementEntry& settlement);
std::vector<Posting> negated(std::vector<Posting> postings);
std::vector<Accumulated> negated(std::vector<Accumulated> changes);
Payers negated(Payers payers);
bool sums_to_zero(const std::vector<Posting>& postings);

}  // namespace yitong::ledger

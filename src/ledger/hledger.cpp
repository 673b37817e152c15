#include "ledger/hledger.h"

#include <fmt/format.h>

#include <algorithm>

namespace yitong::ledger {

std::string hledger_text(const Transaction& transaction) {
  std::string out = fmt::format("{} ({}) {}\n", transaction.on.str(),
                                number_of(transaction.kind, transaction.id), transaction.comment);
  for (const Posting& posting : transaction.postings) {
    std::string account = posting.account;
    std::ranges::replace(account, '/', ':');
    out += fmt::format("    {}  CNY {}\n", account, posting.amount.str());
  }
  return out + "\n";
}

}  // namespace yitong::ledger

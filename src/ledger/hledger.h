// The ledger as text that another program can add up: hledger's journal format.
#pragma once

#include <string>
#include <vector>

#include "ledger/posting.h"

namespace yitong::ledger {

/// One entry with its postings.
struct Transaction {
  EntryKind kind = EntryKind::settlement;
  EntryId id;
  Date on;              ///< discharge or visit; of a reversal the day it was recorded
  std::string comment;  ///< "110000/310", or the settlement that is reversed
  std::vector<Posting> postings;
};

/// "2025-03-20 (s0303-17) 110000/310" and a line a posting: "    fund:110000:310:hifp  CNY -1.00".
std::string hledger_text(const Transaction& transaction);

}  // namespace yitong::ledger

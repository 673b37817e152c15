// The settlement sheet 结算单: one settlement on paper, with all parts, payers, lines and steps,
// and a code by which anybody can see whether it was altered.
#pragma once

#include "adjudication/report.h"
#include "sheet/paper.h"

namespace yitong {

struct SheetLine {
  std::string code, name, item_class;  ///< class "A", "B", "C" or ""
  std::string quantity, price;         ///< as printed
  Money amount, full_self_pay, over_limit, self_pay_first, in_scope, funds;
};

struct SettlementSheet {
  std::string settlement_id;
  Instant recorded;
  bool reversed = false;
  Words headline;
  std::vector<std::pair<Words, Words>> facts;  ///< label and value
  Report report;
  Money own_account, family_account;
  std::vector<SheetLine> lines;  ///< none: the bill came in sums
  std::string check_address;     ///< what the QR code holds
  std::string check_code;        ///< the same to be typed
};

/// PDF; the same bytes for the same sheet and language.
std::string settlement_pdf(const SettlementSheet& sheet, bool chinese);

}  // namespace yitong

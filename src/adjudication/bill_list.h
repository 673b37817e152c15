// A list of charges as it lies in a spreadsheet, saved as CSV: columns are known by the words of
// their header, whatever their order, and title lines above it are passed over.
//
//   code     项目编码 医保编码 国家编码 编码 code        quantity  数量 quantity
//   name     项目名称 费用名称 名称 name                 price     单价 price
//   amount   金额 合计金额 总金额 amount                  date      日期 费用日期 收费日期 date
#pragma once

#include "adjudication/bill.h"
#include "base/error.h"

namespace yitong {

struct BillList {
  std::vector<BillLine> lines;
  Money total;
  std::vector<std::string> ignored;  ///< header words that say nothing to us
};

inline constexpr std::size_t kMaxBillListBytes = 20u << 20;

/// UTF-8, or GB18030 as older spreadsheets save it. A row that begins with 合计 or 总计 ends the
/// list and must add up. Errors: each wrong row with "row 7: 金额", at most 100; too_large;
/// missing_field where no header has an amount and a code or name.
Result<BillList> read_bill_list(std::string_view text);

}  // namespace yitong

// Any bytes: the reader ends, keeps its limits, and the sum of what it accepts is its total.
#include <cstdint>

#include "adjudication/bill_list.h"
#include "base/check.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = yitong::read_bill_list({reinterpret_cast<const char*>(data), size});
  if (!list) {
    YT_CHECK(!list.error().empty() && list.error().size() <= 110);
    for (const yitong::Error& error : list.error()) YT_CHECK(yitong::is_utf8(error.found));
    return 0;
  }
  YT_CHECK(!list->lines.empty() && list->lines.size() <= yitong::kMaxBillLines);
  yitong::Money sum;
  for (const yitong::BillLine& line : list->lines) {
    YT_CHECK(!line.amount.is_negative() && line.quantity_e4 >= 0 && line.price_e6 >= 0);
    YT_CHECK(yitong::is_utf8(line.code) && yitong::is_utf8(line.name));
    sum += line.amount;
  }
  YT_CHECK(sum == list->total);
  return 0;
}

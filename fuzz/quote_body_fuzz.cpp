// The reader of request bodies. Besides memory and behaviour: a body that is read without a fault
// keeps its sums.
#include "api/bodies.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace yitong;
  static api::JsonParser parser;
  const api::Calendar calendar{*Date::from_ymd(2025, 6, 30)};
  std::string body(reinterpret_cast<const char*>(data), size);
  api::FaultList faults;
  const verbs::QuoteRequest quote = api::read_quote(parser, body, calendar, faults);
  for (const Error& error : faults.listed())
    YT_CHECK(error.path.empty() || error.path.front() == '/');
  if (faults.empty()) {
    Money sum;
    for (const BillLine& line : quote.bill.lines) sum += line.amount;
    if (quote.bill.sums)
      sum = quote.bill.sums->full_self_pay + quote.bill.sums->over_limit +
            quote.bill.sums->self_pay_first + quote.bill.sums->in_scope;
    YT_CHECK(sum == quote.bill.total);
  }
  api::FaultList others;
  (void)api::read_settlement(parser, body, calendar, others);
  (void)api::read_reversal(parser, body, others);
  return 0;
}

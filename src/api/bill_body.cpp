#include "api/bill_body.h"

#include <fmt/format.h>

#include "api/rules.h"
#include "base/id.h"

namespace yitong::api {
namespace {

constexpr std::string_view kMoneyRule =
    "\"1300.00\": 0 … 10000000000, 至多两位小数 · at most two decimals";
constexpr std::string_view kQuantityRule = "\"2.5\": 至多四位小数 · at most four decimals";
constexpr std::string_view kPriceRule = "\"38.500000\": 至多六位小数 · at most six decimals";
constexpr std::string_view kRatioRule = "\"10%\": 0% … 100%";
constexpr std::string_view kClassRule = "A | B | C";
constexpr std::string_view kCodeRule =
    "1 … 32 bytes; 没有编码时须写 class · without a code, class is required";
constexpr std::string_view kNameRule = "1 … 200 bytes";
constexpr std::string_view kLinesRule = "1 … 5000 lines";
constexpr std::size_t kMaxName = 200;

struct LineReading {
  BillReading& reading;
  BillLine& line;
  bool has_quantity = false, has_price = false, has_amount = false, has_class = false;
};

LineReading& line_of(void* target) { return *static_cast<LineReading*>(target); }

void read_code(JsonValue& value, void* target) {
  std::string_view code;
  if (value.text(code, CatalogueItem::kMaxCode)) line_of(target).line.code = code;
}
void read_name(JsonValue& value, void* target) {
  std::string_view name;
  if (value.text(name, kMaxName)) line_of(target).line.name = name;
}
void read_line_date(JsonValue& value, void* target) {
  value.date(line_of(target).line.date, line_of(target).reading.days);
}
void read_quantity(JsonValue& value, void* target) {
  line_of(target).has_quantity = value.decimal(line_of(target).line.quantity_e4, 4, 9);
}
void read_price(JsonValue& value, void* target) {
  line_of(target).has_price = value.decimal(line_of(target).line.price_e6, 6, 11);
}
void read_amount(JsonValue& value, void* target) {
  line_of(target).has_amount = value.money(line_of(target).line.amount);
}
void read_class(JsonValue& value, void* target) {
  LineReading& reading = line_of(target);
  std::string_view name;
  reading.has_class = true;
  if (!value.token(name,
                   [](std::string_view text) { return text == "A" || text == "B" || text == "C"; }))
    return;
  reading.line.given_class = name == "A" ? ItemClass::a : name == "B" ? ItemClass::b : ItemClass::c;
}
void read_approved(JsonValue& value, void* target) { value.flag(line_of(target).line.approved); }
void read_group(JsonValue& value, void* target) {
  std::string_view name;
  if (value.token(name, [](std::string_view text) { return is_token(text); }))
    line_of(target).line.given_group = name;
}
void read_ratio(JsonValue& value, void* target) {
  Ratio ratio;
  if (value.ratio(ratio)) line_of(target).line.given_self_pay_first = ratio;
}

constexpr Field kLineFields[] = {
    {"code", kOptional, kCodeRule, read_code},
    {"name", kRequired, kNameRule, read_name},
    {"date", kOptional, kDateRule, read_line_date},
    {"quantity", kRequired, kQuantityRule, read_quantity},
    {"price", kRequired, kPriceRule, read_price},
    {"amount", kRequired, kMoneyRule, read_amount},
    {"class", kOptional, kClassRule, read_class},
    {"self_pay_first", kOptional, kRatioRule, read_ratio},
    {"drug_group", kOptional, kTokenRule, read_group},
    {"approved", kOptional, kFlagRule, read_approved},
};

void read_line(JsonValue& value, void* target) {
  BillReading& reading = *static_cast<BillReading*>(target);
  LineReading line{reading, reading.bill.lines.emplace_back()};
  if (!value.object(kLineFields, &line)) {
    reading.whole = false;
    line.line = {};  // keeps the numbers of the lines behind it
    return;
  }
  if (line.line.code.empty() && !line.has_class) value.missing("code", kCodeRule);
  if (line.has_amount)
    reading.sum += line.line.amount;
  else
    reading.whole = false;
  if (line.has_quantity && line.has_price && line.has_amount &&
      product_fen(line.line.quantity_e4, line.line.price_e6) != line.line.amount.fen())
    value.mismatch("amount", line.line.amount.str(),
                   "quantity × price, 四舍五入到分 · rounded to the fen");
}

struct SumsReading {
  BillReading& reading;
  BillSums sums;
};

template <Money BillSums::*Part>
void read_sum(JsonValue& value, void* target) {
  SumsReading& sums = *static_cast<SumsReading*>(target);
  if (value.money(sums.sums.*Part))
    sums.reading.sum += sums.sums.*Part;
  else
    sums.reading.whole = false;
}

constexpr Field kSumFields[] = {
    {"full_self_pay", kRequired, kMoneyRule, read_sum<&BillSums::full_self_pay>},
    {"over_limit", kRequired, kMoneyRule, read_sum<&BillSums::over_limit>},
    {"self_pay_first", kRequired, kMoneyRule, read_sum<&BillSums::self_pay_first>},
    {"in_scope", kRequired, kMoneyRule, read_sum<&BillSums::in_scope>},
};

void read_sums(JsonValue& value, void* target) {
  BillReading& reading = *static_cast<BillReading*>(target);
  SumsReading sums{reading, {}};
  if (!value.object(kSumFields, &sums)) reading.whole = false;
  reading.bill.sums = sums.sums;
}

void read_total(JsonValue& value, void* target) {
  BillReading& reading = *static_cast<BillReading*>(target);
  reading.has_total = value.money(reading.bill.total);
}

void read_lines(JsonValue& value, void* target) {
  BillReading& reading = *static_cast<BillReading*>(target);
  constexpr std::size_t kMostBills = 32;  // have no more
  reading.has_lines = true;
  reading.bill.lines.reserve(kMostBills);
  if (!value.elements(kMaxBillLines, read_line, &reading)) reading.whole = false;
}

constexpr Field kBillFields[] = {
    {"total", kRequired, kMoneyRule, read_total},
    {"sums", kOptional, "{full_self_pay, over_limit, self_pay_first, in_scope}", read_sums},
    {"lines", kOptional, kLinesRule, read_lines},
};

}  // namespace

void read_bill(JsonValue& value, BillReading& reading) {
  if (!value.object(kBillFields, &reading)) return;
  const bool has_sums = reading.bill.sums.has_value();
  if (has_sums && reading.has_lines) {
    value.conflict("sums", "sums 与 lines 恰取其一 · exactly one of sums and lines");
  } else if (!has_sums && !reading.has_lines) {
    value.missing("lines", "sums 与 lines 恰取其一 · exactly one of sums and lines");
  } else if (reading.whole && reading.has_total && reading.sum != reading.bill.total) {
    value.mismatch(
        "total", reading.bill.total.str(),
        fmt::format("{} = {}", has_sums ? "Σ sums" : "Σ lines/amount", reading.sum.str()));
  }
}

}  // namespace yitong::api

#include "adjudication/bill_list.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>

#include "base/id.h"
#include "base/text.h"
#include "catalogue/csv.h"

namespace yitong {
namespace {

enum class Heading : std::uint8_t { code, name, quantity, price, amount, date, count };
constexpr auto kHeadings = static_cast<std::size_t>(Heading::count);

struct HeadingWord {
  std::string_view word;
  Heading heading;
};
constexpr HeadingWord kHeadingWords[] = {
    {"项目编码", Heading::code}, {"医保编码", Heading::code},     {"国家编码", Heading::code},
    {"编码", Heading::code},     {"code", Heading::code},         {"项目名称", Heading::name},
    {"费用名称", Heading::name}, {"名称", Heading::name},         {"name", Heading::name},
    {"数量", Heading::quantity}, {"quantity", Heading::quantity}, {"单价", Heading::price},
    {"price", Heading::price},   {"金额", Heading::amount},       {"合计金额", Heading::amount},
    {"总金额", Heading::amount}, {"amount", Heading::amount},     {"日期", Heading::date},
    {"费用日期", Heading::date}, {"收费日期", Heading::date},     {"date", Heading::date},
};
constexpr std::string_view kTotals[] = {"合计", "总计", "total"};

constexpr std::size_t kMaxCode = 32, kMaxItemName = 200;
constexpr std::size_t kMaxListErrors = 100, kMaxTitleRows = 10;

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// "金额（元）" and "Amount" are 金额 and amount.
std::optional<Heading> heading_of(std::string_view cell) {
  cell = trimmed(cell);
  for (const std::string_view unit : {"(元)", "（元）"})
    if (cell.ends_with(unit)) cell.remove_suffix(unit.size());
  std::string lower(cell);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const auto& [word, heading] : kHeadingWords)
    if (lower == word) return heading;
  return std::nullopt;
}

/// "¥1,234.50" is 1234.50.
std::string number_text(std::string_view cell) {
  cell = trimmed(cell);
  for (const std::string_view sign : {"¥", "￥"})
    if (cell.starts_with(sign)) cell.remove_prefix(sign.size());
  std::string out(cell);
  std::erase(out, ',');
  return out;
}

/// Nothing where the bytes are no GB18030 either.
std::optional<std::string> to_utf8(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* const from = ucnv_open("gb18030", &status);
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() + 1, u'\0');
  const std::int32_t length =
      ucnv_toUChars(from, wide.data(), static_cast<std::int32_t>(wide.size()), bytes.data(),
                    static_cast<std::int32_t>(bytes.size()), &status);
  ucnv_close(from);
  UConverter* const to = ucnv_open("utf-8", &status);
  std::string out(3 * bytes.size() + 1, '\0');
  const std::int32_t size =
      U_FAILURE(status) ? 0
                        : ucnv_fromUChars(to, out.data(), static_cast<std::int32_t>(out.size()),
                                          wide.data(), length, &status);
  if (to != nullptr) ucnv_close(to);
  if (U_FAILURE(status)) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

class ListReader {
 public:
  explicit ListReader(std::string_view text)
      : csv_(text, {kMaxBillListBytes, kMaxBillLines + kMaxTitleRows + 2, 64, 4096}) {}

  Result<BillList> read() {
    while (!ended_ && errors_.size() < kMaxListErrors) {
      const auto step = csv_.next();
      if (step == CsvReader::Step::end) break;
      ++row_;
      if (step == CsvReader::Step::row) {
        take(csv_.fields());
        continue;
      }
      errors_.push_back(csv_.fault());
      if (step == CsvReader::Step::stopped) break;
    }
    if (errors_.empty() && !headed_)
      wrong(ErrorCode::missing_field, "header", {}, "金额, and 项目编码 or 项目名称");
    if (errors_.empty() && out_.lines.empty())
      wrong(ErrorCode::missing_field, "rows", {}, "at least one charge");
    if (!errors_.empty()) return fail(std::move(errors_));
    return std::move(out_);
  }

 private:
  using Fields = std::span<const std::string_view>;

  void wrong(ErrorCode code, std::string_view column, std::string_view found, std::string rule) {
    errors_.push_back(
        {code, fmt::format("row {}: {}", row_, column), shown(found), std::move(rule), {}});
  }

  void take(Fields fields) {
    if (std::ranges::all_of(fields, [](auto cell) { return trimmed(cell).empty(); })) return;
    if (!headed_)
      head(fields);
    else if (is_total(fields))
      check_total(fields);
    else
      line(fields);
  }

  void head(Fields fields) {
    std::array<int, kHeadings> columns;
    columns.fill(-1);
    BillList found;
    Errors twice;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto heading = heading_of(fields[i]);
      if (!heading) {
        if (!trimmed(fields[i]).empty()) found.ignored.emplace_back(trimmed(fields[i]));
        continue;
      }
      int& column = columns[static_cast<std::size_t>(*heading)];
      if (column >= 0)
        twice.push_back({ErrorCode::duplicate_key,
                         fmt::format("row {}: {}", row_, trimmed(fields[i])),
                         {},
                         "one column of a kind",
                         {}});
      column = static_cast<int>(i);
    }
    const auto has = [&](Heading each) { return columns[static_cast<std::size_t>(each)] >= 0; };
    if (!has(Heading::amount) || (!has(Heading::code) && !has(Heading::name))) {
      if (row_ >= kMaxTitleRows) ended_ = true;
      return;
    }
    for (Error& error : twice) errors_.push_back(std::move(error));
    columns_ = columns, headed_ = true;
    out_.ignored = std::move(found.ignored);
    for (std::size_t i = 0; i < fields.size(); ++i) words_.emplace_back(trimmed(fields[i]));
  }

  bool has(Heading heading) const { return columns_[static_cast<std::size_t>(heading)] >= 0; }
  std::string_view cell(Fields fields, Heading heading) const {
    const int column = columns_[static_cast<std::size_t>(heading)];
    return column < 0 || static_cast<std::size_t>(column) >= fields.size()
               ? std::string_view()
               : trimmed(fields[static_cast<std::size_t>(column)]);
  }
  /// The header's own word.
  std::string_view word(Heading heading) const {
    return words_[static_cast<std::size_t>(columns_[static_cast<std::size_t>(heading)])];
  }

  static bool is_total(Fields fields) {
    for (const std::string_view field : fields)
      if (const auto text = trimmed(field); !text.empty())
        return std::ranges::find(kTotals, text) != std::end(kTotals);
    return false;
  }

  std::int64_t number(Fields fields, Heading heading, int decimals, std::int64_t otherwise,
                      std::string rule) {
    if (!has(heading)) return otherwise;
    const std::string text = number_text(cell(fields, heading));
    const auto value = parse_decimal(text, decimals, 9);
    if (value && *value >= 0) return *value;
    wrong(text.empty() ? ErrorCode::missing_field : ErrorCode::bad_value, word(heading),
          cell(fields, heading), std::move(rule));
    return -1;
  }

  void check_total(Fields fields) {
    ended_ = true;
    const std::int64_t stated =
        number(fields, Heading::amount, 2, -1, "a sum, at most two decimals");
    if (stated >= 0 && errors_.empty() && stated != out_.total.fen())
      wrong(ErrorCode::sum_mismatch, word(Heading::amount), Money::fen(stated).str(),
            "the sum of the rows, " + out_.total.str());
  }

  void line(Fields fields) {
    if (out_.lines.size() == kMaxBillLines) {
      ended_ = true;
      return wrong(ErrorCode::too_large, "rows", {}, fmt::format("at most {}", kMaxBillLines));
    }
    BillLine line;
    line.code = cell(fields, Heading::code), line.name = cell(fields, Heading::name);
    if (!line.code.empty() && !is_token(line.code, kMaxCode))
      wrong(ErrorCode::bad_value, word(Heading::code), line.code, "1 to 32 letters and digits");
    if (line.name.size() > kMaxItemName)
      wrong(ErrorCode::bad_value, word(Heading::name), line.name, "at most 200 bytes");
    if (line.code.empty() && line.name.empty())
      wrong(ErrorCode::missing_field, word(has(Heading::code) ? Heading::code : Heading::name), {},
            "a code or a name");
    const std::int64_t fen = number(fields, Heading::amount, 2, -1, "yuan, at most two decimals");
    line.quantity_e4 = number(fields, Heading::quantity, 4, 10'000, "at most four decimals");
    line.price_e6 = number(fields, Heading::price, 6, std::max<std::int64_t>(fen, 0) * 10'000,
                           "yuan, at most six decimals");
    if (has(Heading::date) && !cell(fields, Heading::date).empty()) {
      const auto day = Date::parse(cell(fields, Heading::date));
      if (!day)
        wrong(ErrorCode::bad_date, word(Heading::date), cell(fields, Heading::date), "2025-03-20");
      line.date = day.value_or(Date());
    }
    if (fen < 0 || line.quantity_e4 < 0 || line.price_e6 < 0) return;
    check_product(line, fen);
    if (fen > kMaxFromOutside.fen() - out_.total.fen())
      return wrong(ErrorCode::amount_too_large, word(Heading::amount), {}, kMaxFromOutside.str());
    line.amount = Money::fen(fen), out_.total += line.amount;
    out_.lines.push_back(std::move(line));
  }

  /// As for any bill: rounded to the fen, half a fen goes up.
  void check_product(const BillLine& line, std::int64_t fen) {
    if (!has(Heading::quantity) || !has(Heading::price)) return;
    if (product_fen(line.quantity_e4, line.price_e6) != fen)
      wrong(ErrorCode::sum_mismatch, word(Heading::amount), Money::fen(fen).str(),
            fmt::format("{} × {}", word(Heading::quantity), word(Heading::price)));
  }

  CsvReader csv_;
  std::size_t row_ = 0;
  bool headed_ = false, ended_ = false;
  std::array<int, kHeadings> columns_{};
  std::vector<std::string> words_;
  BillList out_;
  Errors errors_;
};

}  // namespace

Result<BillList> read_bill_list(std::string_view text) {
  if (text.size() > kMaxBillListBytes)
    return fail(ErrorCode::too_large, "file", std::to_string(text.size()), "at most 20 MiB");
  if (is_utf8(text)) return ListReader(text).read();
  const auto converted = to_utf8(text);
  if (!converted || !is_utf8(*converted))
    return fail(ErrorCode::bad_encoding, "file", {}, "UTF-8 or GB18030");
  return ListReader(*converted).read();
}

}  // namespace yitong

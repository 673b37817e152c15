#include "adjudication/scoped_bill.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "policy/dimension.h"

namespace yitong {
namespace {

constexpr std::string_view kMagic = "YTSB";
constexpr std::size_t kLineBytes[] = {0, 36, 39};  // by version

void put(std::string& out, std::int64_t value) {
  char bytes[8];
  for (int i = 0; i < 8; ++i)
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  out.append(bytes, 8);
}

/// Reads from the front of `rest`; `ok` turns false for good when there is not enough.
struct ByteReader {
  std::string_view rest;
  bool ok = true;

  std::string_view take(std::size_t n) {
    if (rest.size() < n) {
      ok = false;
      return {};
    }
    const auto out = rest.substr(0, n);
    rest.remove_prefix(n);
    return out;
  }
  std::uint8_t byte() {
    const auto one = take(1);
    return one.empty() ? 0 : static_cast<std::uint8_t>(one[0]);
  }
  std::int64_t integer(std::size_t width) {
    const auto bytes = take(width);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[i])) << (8 * i);
    return static_cast<std::int64_t>(value);
  }
};

bool sane(const ScopedLine& line) {
  for (const std::int64_t part :
       {line.amount, line.full_self_pay, line.over_limit, line.self_pay_first})
    if (part < 0 || part > kMaxFromOutside.fen()) return false;
  return line.in_scope() >= 0;
}

/// Amount above quantity x ceiling, in fen, half up.
std::int64_t above_ceiling(const BillLine& line, std::int64_t ceiling_micro) {
  const __int128 product = static_cast<__int128>(line.quantity_e4) * ceiling_micro;  // 1e-10 yuan
  const std::int64_t payable = divide_rounded(product, 100'000'000, Rounding::half_up);
  return std::max<std::int64_t>(0, line.amount.fen() - payable);
}

struct Terms {
  ItemClass item_class = ItemClass::unknown;
  std::int64_t self_pay_first_ppm = -1;
  std::int64_t ceiling_micro = 0;
  std::uint8_t category = 0;
  char grade = 'D';
};

/// Splits one line; false when a figure that it needs is unknown.
bool split(const BillLine& line, const Terms& terms, ScopedLine& out) {
  out = {};
  out.amount = line.amount.fen();
  out.category = terms.category;
  out.item_class = static_cast<std::uint8_t>(terms.item_class);
  out.grade = terms.grade;
  if (terms.item_class == ItemClass::unknown) return false;
  if (terms.item_class == ItemClass::c) {
    out.full_self_pay = out.amount;
    return true;
  }
  if (terms.ceiling_micro > 0) out.over_limit = above_ceiling(line, terms.ceiling_micro);
  if (terms.item_class == ItemClass::b) {
    if (terms.self_pay_first_ppm < 0) return false;
    out.self_pay_first =
        multiply(Money::fen(out.amount - out.over_limit), Ratio::ppm(terms.self_pay_first_ppm))
            .fen();
  }
  return true;
}

Terms stated(const BillLine& line) {
  Terms terms;
  terms.item_class = line.given_class;
  if (line.given_self_pay_first) terms.self_pay_first_ppm = line.given_self_pay_first->ppm();
  terms.category = line.given_category;
  terms.ceiling_micro = line.given_ceiling_micro;
  return terms;
}

Error unknown_terms(std::size_t index, const BillLine& line, const Terms& terms) {
  const bool class_unknown = terms.item_class == ItemClass::unknown;
  return {ErrorCode::unknown_figure,
          fmt::format("/bill/lines/{}{}", index, class_unknown ? "/class" : "/self_pay_first"),
          line.code.empty() ? line.name : line.code,
          class_unknown ? "the item's class (A, B or C) in the treatment area"
                        : "the first self-payment of a class B item",
          {}};
}

std::uint8_t group_of(ScopedBill& out, std::string_view name) {
  if (name.empty()) return 0;
  const auto found = std::ranges::find(out.groups, name);
  if (found != out.groups.end()) return static_cast<std::uint8_t>(found - out.groups.begin() + 1);
  if (out.groups.size() >= 200) return 0;
  out.groups.emplace_back(name);
  return static_cast<std::uint8_t>(out.groups.size());
}

void sums_line(const Bill& bill, ScopedBill& out) {
  ScopedLine line;
  line.amount = bill.total.fen();
  line.full_self_pay = bill.sums->full_self_pay.fen();
  line.over_limit = bill.sums->over_limit.fen();
  line.self_pay_first = bill.sums->self_pay_first.fen();
  line.grade = 'A';
  line.group = group_of(out, bill.sums->drug_group);
  out.lines.push_back(line);
}

Result<void> classify_with(const Bill& bill, const AreaCatalogue* catalogue, ScopedBill& out) {
  out.groups.clear();
  out.lines.clear();
  const auto visit = closed_value(Dim::visit, bill.visit);
  if (!visit)
    return fail(ErrorCode::bad_value, "/visit", bill.visit, "a national medical category");
  out.visit = static_cast<std::uint8_t>(*visit);
  if (bill.sums) {
    sums_line(bill, out);
    return {};
  }
  out.lines.resize(bill.lines.size());
  Errors errors;
  for (std::size_t i = 0; i < bill.lines.size(); ++i) {
    const BillLine& line = bill.lines[i];
    Terms terms = stated(line);
    std::uint8_t group = group_of(out, line.given_group);
    if (const CatalogueItem* item =
            catalogue == nullptr || line.code.empty() ? nullptr : catalogue->find(line.code)) {
      if (item->item_class != ItemClass::unknown)
        terms = {item->item_class, item->self_pay_first_ppm, item->price_ceiling_micro_yuan, 0,
                 item->grade};
      if (item->charge_category != 0) terms.category = item->charge_category;
      if (terms.self_pay_first_ppm < 0 && line.given_self_pay_first) {
        terms.self_pay_first_ppm = line.given_self_pay_first->ppm();
        terms.grade = 'D';
      }
      if (item->drug_group != 0)
        group = group_of(out, catalogue->edition().drug_group_name(item->drug_group));
    } else if (!line.code.empty() && line.given_class == ItemClass::unknown) {
      errors.push_back(
          {ErrorCode::unknown_code, fmt::format("/bill/lines/{}/code", i), line.code, {}, {}});
      continue;
    }
    if (!split(line, terms, out.lines[i])) errors.push_back(unknown_terms(i, line, terms));
    out.lines[i].group = group;
    out.lines[i].approved = line.approved;
    out.lines[i].granted = line.granted;
    if (line.date.is_set() && bill.admitted.is_set() && bill.admitted < line.date)
      out.lines[i].day = static_cast<std::uint16_t>(
          std::min<std::int64_t>(line.date.days() - bill.admitted.days(), 0xFFFF));
  }
  if (!errors.empty()) return fail(std::move(errors));
  return {};
}

}  // namespace

std::string encode(const ScopedBill& bill) {
  std::string out(kMagic);
  out += '\x02';
  out.reserve(16 + bill.lines.size() * kLineBytes[2]);
  out += static_cast<char>(bill.visit);
  out += static_cast<char>(bill.groups.size());
  for (const std::string& group : bill.groups) {
    out += static_cast<char>(group.size());
    out += group;
  }
  const auto count = static_cast<std::uint32_t>(bill.lines.size());
  for (int i = 0; i < 4; ++i) out += static_cast<char>(count >> (8 * i));
  for (const ScopedLine& line : bill.lines) {
    for (const std::int64_t part :
         {line.amount, line.full_self_pay, line.over_limit, line.self_pay_first})
      put(out, part);
    out += static_cast<char>(line.group);
    out += static_cast<char>(line.category);
    out += static_cast<char>(line.item_class);
    out += line.grade;
    out += static_cast<char>(line.approved);
    out += static_cast<char>(line.day);
    out += static_cast<char>(line.day >> 8);
  }
  return out;
}

Result<ScopedBill> decode_scoped_bill(std::string_view bytes) {
  const auto corrupt = [](std::string rule) {
    return fail(ErrorCode::corrupt, "scoped bill", {}, std::move(rule));
  };
  ByteReader in{bytes};
  if (in.take(kMagic.size()) != kMagic) return corrupt("starts with YTSB");
  const std::uint8_t version = in.byte();
  if (version != 1 && version != 2) return corrupt("version 1 or 2");
  ScopedBill bill;
  bill.visit = in.byte();
  if (bill.visit >= info(Dim::visit).values.size()) return corrupt("a known medical category");
  bill.groups.resize(in.byte());
  for (std::string& group : bill.groups) group = std::string(in.take(in.byte()));
  const auto count = static_cast<std::size_t>(in.integer(4));
  if (!in.ok || count > kMaxBillLines || in.rest.size() != count * kLineBytes[version])
    return corrupt("its length matches its line count");
  bill.lines.resize(count);
  for (ScopedLine& line : bill.lines) {
    line.amount = in.integer(8);
    line.full_self_pay = in.integer(8);
    line.over_limit = in.integer(8);
    line.self_pay_first = in.integer(8);
    line.group = in.byte();
    line.category = in.byte();
    line.item_class = in.byte();
    line.grade = static_cast<char>(in.byte());
    if (version >= 2) {
      line.approved = in.byte();
      line.day = static_cast<std::uint16_t>(in.integer(2));
    }
    if (!sane(line) || line.group > bill.groups.size() || line.approved > 1)
      return corrupt("parts of a line are not negative and do not exceed it");
  }
  return bill;
}

Result<void> classify_into(const Bill& bill, const AreaCatalogue& catalogue, ScopedBill& out) {
  return classify_with(bill, &catalogue, out);
}

Result<ScopedBill> classify(const Bill& bill, const AreaCatalogue& catalogue) {
  ScopedBill out;
  if (auto done = classify_with(bill, &catalogue, out); !done) return fail(std::move(done.error()));
  return out;
}

Result<ScopedBill> classify_stated(const Bill& bill) {
  ScopedBill out;
  if (auto done = classify_with(bill, nullptr, out); !done) return fail(std::move(done.error()));
  return out;
}

}  // namespace yitong

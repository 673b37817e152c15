// A bill, and the input that it was settled with. What came of it is in record_outcome.cpp.
#include "verbs/record.h"

#include "ledger/bytes.h"
#include "verbs/scope.h"

namespace yitong::verbs {
namespace {

using ledger::ByteReader;
using ledger::ByteWriter;

constexpr std::uint8_t kBillVersion = 3, kInputVersion = 2, kSharedVersion = 3,
                       kInvoicesVersion = 4;
constexpr std::uint64_t kNotShort = 7;
constexpr std::int64_t kLong = std::int64_t{1} << 60;
constexpr std::size_t kMaxText = 4096;
constexpr std::size_t kMaxBlob = 4 << 20;
constexpr std::size_t kMaxFacts = 64;
enum Form : std::uint8_t { kLines, kSums };

std::uint64_t zigzag_of(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t from_zigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

void put_decimal(ByteWriter& out, std::int64_t value) {
  std::int64_t m = value;
  std::uint64_t k = 0;
  for (; k < kNotShort - 1 && m != 0 && m % 10 == 0; ++k) m /= 10;
  if (m >= kLong || m <= -kLong)
    out.varint(kNotShort).zigzag(value);
  else
    out.varint(zigzag_of(m) * 8 + k);
}

std::int64_t read_decimal(ByteReader& in) {
  const std::uint64_t bits = in.varint();
  std::uint64_t k = bits % 8;
  std::int64_t value = k == kNotShort ? in.zigzag() : from_zigzag(bits / 8);
  ByteWriter again;
  if (k == kNotShort) {
    put_decimal(again, value);
    if (bits != kNotShort || again.str()[0] != static_cast<char>(kNotShort)) in.fail();
    return value;
  }
  if (value >= kLong || value <= -kLong) in.fail();
  if ((k > 0 && value == 0) || (k < kNotShort - 1 && value != 0 && value % 10 == 0)) in.fail();
  for (; k > 0 && in.ok(); --k)
    if (__builtin_mul_overflow(value, 10, &value)) in.fail();
  return value;
}

std::optional<std::int64_t> product_of(const BillLine& line) {
  return product_fen(line.quantity_e4, line.price_e6);
}

/// From the class on, which version 2 has at the line's end.
void put_item_rest(ByteWriter& out, const BillLine& line) {
  out.u8(static_cast<std::uint8_t>(line.given_class));
  out.varint(line.given_self_pay_first
                 ? static_cast<std::uint64_t>(line.given_self_pay_first->ppm()) + 1
                 : 0);
  out.bytes(line.given_group).u8(line.given_category).u8(line.approved);
}

void put_line(ByteWriter& out, const BillLine& line, Date on,
              std::vector<ledger::Recurring>* recurring) {
  const std::size_t begin = out.size();
  out.bytes(line.code).bytes(line.name);
  put_item_rest(out, line);
  if (recurring != nullptr) recurring->push_back({begin, out.size() - begin});
  const std::int64_t after = std::int64_t{line.date.days()} - on.days();
  out.varint(line.date.is_set() ? 1 + zigzag_of(after) : 0);
  put_decimal(out, line.quantity_e4);
  put_decimal(out, line.price_e6);
  if (product_of(line) == line.amount.fen())
    out.u8(1);
  else
    out.u8(0).zigzag(line.amount.fen());
}

void put_line_version_2(ByteWriter& out, const BillLine& line) {
  out.bytes(line.code)
      .bytes(line.name)
      .zigzag(line.date.days())
      .zigzag(line.quantity_e4)
      .zigzag(line.price_e6)
      .zigzag(line.amount.fen());
  put_item_rest(out, line);
}

Date read_date(ByteReader& in) {
  const std::int64_t days = in.zigzag();
  if (days < INT32_MIN || days > INT32_MAX) in.fail();
  return Date::from_days(static_cast<std::int32_t>(days));
}

Money read_money(ByteReader& in) { return Money::fen(in.zigzag()); }

void read_item_rest(ByteReader& in, std::uint8_t version, BillLine& line) {
  const std::uint8_t item_class = in.u8();
  if (item_class > static_cast<std::uint8_t>(ItemClass::c)) in.fail();
  line.given_class = static_cast<ItemClass>(item_class);
  const std::uint64_t ppm = in.varint();
  if (ppm > static_cast<std::uint64_t>(Ratio::kOne) + 1) in.fail();
  line.given_self_pay_first.reset();
  if (ppm > 0) line.given_self_pay_first = Ratio::ppm(static_cast<std::int64_t>(ppm) - 1);
  if (version < 2) return;
  line.given_group = in.bytes(kMaxText);
  line.given_category = in.u8();
  const std::uint8_t approved = in.u8();
  if (approved > 1) in.fail();
  line.approved = approved == 1;
}

BillLine read_line_before_3(ByteReader& in, std::uint8_t version) {
  BillLine line;
  line.code = in.bytes(kMaxText);
  line.name = in.bytes(kMaxText);
  line.date = read_date(in);
  line.quantity_e4 = in.zigzag();
  line.price_e6 = in.zigzag();
  line.amount = read_money(in);
  read_item_rest(in, version, line);
  return line;
}

void read_line(ByteReader& in, Date on, BillLine& line) {
  line.code = in.bytes(kMaxText);
  line.name = in.bytes(kMaxText);
  read_item_rest(in, kBillVersion, line);
  const std::uint64_t day = in.varint();
  if (day > UINT64_C(1) << 33) in.fail();
  const std::int64_t days = day > 0 && in.ok() ? on.days() + from_zigzag(day - 1) : 0;
  if (days <= INT32_MIN || days > INT32_MAX) in.fail();
  line.date = day > 0 && in.ok() ? Date::from_days(static_cast<std::int32_t>(days)) : Date();
  line.quantity_e4 = read_decimal(in);
  line.price_e6 = read_decimal(in);
  line.given_ceiling_micro = 0;
  line.granted = false;
  const std::uint8_t as_product = in.u8();
  const auto product = product_of(line);
  if (as_product > 1 || (as_product == 1 && !product)) in.fail();
  line.amount = as_product == 1 ? Money::fen(product.value_or(0)) : read_money(in);
  if (as_product == 0 && product == line.amount.fen()) in.fail();
}

void begin_bill(ByteWriter& out, std::uint8_t version, const Bill& bill) {
  out.u8(version)
      .bytes(bill.visit)
      .zigzag(bill.admitted.days())
      .zigzag(bill.on.days())
      .zigzag(bill.total.fen());
  if (!bill.sums) {
    out.u8(kLines).varint(bill.lines.size());
    return;
  }
  const BillSums& sums = *bill.sums;
  out.u8(kSums)
      .zigzag(sums.full_self_pay.fen())
      .zigzag(sums.over_limit.fen())
      .zigzag(sums.self_pay_first.fen());
  out.zigzag(sums.in_scope.fen()).bytes(sums.drug_group);
}

}  // namespace

std::string encode(const Bill& bill, std::vector<ledger::Recurring>* recurring) {
  constexpr std::size_t kBytesOfLine = 48;  // about
  ByteWriter out;
  out.reserve(64 + bill.lines.size() * kBytesOfLine);
  begin_bill(out, kBillVersion, bill);
  if (!bill.sums)
    for (const BillLine& line : bill.lines) put_line(out, line, bill.on, recurring);
  return out.take();
}

std::string encode_version_2(const Bill& bill) {
  ByteWriter out;
  begin_bill(out, 2, bill);
  if (!bill.sums)
    for (const BillLine& line : bill.lines) put_line_version_2(out, line);
  return out.take();
}

bool decode_bill_into(std::string_view bytes, Bill& out) {
  ByteReader in(bytes);
  const std::uint8_t version = in.u8();
  if (version < 1 || version > kBillVersion) in.fail();
  out.visit = in.bytes(kMaxText);
  out.admitted = read_date(in);
  out.on = read_date(in);
  out.total = read_money(in);
  out.sums.reset();
  const std::uint8_t form = in.u8();
  out.lines.resize(form == kLines ? in.count(kMaxBillLines) : 0);
  if (form == kSums) {
    const Money full_self_pay = read_money(in), over_limit = read_money(in),
                self_pay_first = read_money(in);
    out.sums = BillSums{full_self_pay, over_limit, self_pay_first, read_money(in), {}};
    if (version >= 2) out.sums->drug_group = in.bytes(kMaxText);
  } else if (form == kLines) {
    for (BillLine& line : out.lines) {
      if (version < 3)
        line = read_line_before_3(in, version);
      else
        read_line(in, out.on, line);
    }
  } else {
    in.fail();
  }
  return in.done();
}

namespace {

void put_shared(ByteWriter& out, const Shared& shared) {
  out.zigzag(shared.account_asked.fen()).bytes(shared.invoice.code).bytes(shared.invoice.number);
  out.bytes(shared.family_payer)
      .zigzag(shared.family_asked.fen())
      .zigzag(shared.family_available.fen())
      .u8(shared.resettled);
  if (shared.more.empty()) return;
  out.varint(shared.more.size());
  for (const Invoice& each : shared.more) out.bytes(each.code).bytes(each.number);
}

Shared read_shared(ByteReader& in, bool has_more) {
  Shared out;
  out.account_asked = read_money(in);
  out.invoice.code = in.bytes(kMaxText);
  out.invoice.number = in.bytes(kMaxText);
  out.family_payer = in.bytes(kMaxText);
  out.family_asked = read_money(in);
  out.family_available = read_money(in);
  const std::uint8_t resettled = in.u8();
  if (resettled > 1) in.fail();
  out.resettled = resettled == 1;
  if (out == Shared()) in.fail();
  if (!has_more) return out;
  out.more.resize(in.count(kMaxInvoices));
  if (out.more.empty()) in.fail();
  for (Invoice& each : out.more) {
    each.code = in.bytes(kMaxText);
    each.number = in.bytes(kMaxText);
  }
  return out;
}

}  // namespace

std::vector<ledger::HeldThing> things_of(const ledger::SettlementEntry& settlement) {
  if (settlement.input.empty() || settlement.input[0] < kSharedVersion) return {};
  const auto input = decode_input(settlement.input);
  std::vector<ledger::HeldThing> out;
  if (input && !input->shared.invoice.empty())
    out.push_back({{ledger::ThingKind::invoice, input->shared.invoice.name()}, {}});
  if (input)
    for (const Invoice& each : input->shared.more)
      out.push_back({{ledger::ThingKind::invoice, each.name()}, {}});
  if (input && settlement.payers.family_account != Money())
    out.push_back({{ledger::ThingKind::account, input->shared.family_payer},
                   settlement.payers.family_account});
  return out;
}

std::string encode(const Input& input, std::vector<ledger::Recurring>* recurring) {
  ByteWriter out;
  const bool shared = input.shared != Shared();
  out.u8(!input.shared.more.empty() ? kInvoicesVersion : shared ? kSharedVersion : kInputVersion);
  std::size_t begin = out.size();
  const auto end_recurring = [&] {
    const std::size_t size = out.size() - begin;
    if (recurring != nullptr && size > 0) recurring->push_back({begin, size});
  };
  out.bytes(input.treatment_area).varint(input.facts.size());
  for (const auto& [key, text] : input.facts) {
    const bool once = key == "stay" || key == kRefusedLines || key == kHandedIn;
    if (once) end_recurring();
    out.bytes(key).bytes(text);
    if (once) begin = out.size();
  }
  end_recurring();
  out.zigzag(input.account_available).u8(input.emergency);
  if (shared) put_shared(out, input.shared);
  return out.take();
}

bool decode_input_into(std::string_view bytes, Input& out) {
  ByteReader in(bytes);
  const std::uint8_t version = in.u8();
  if (version < 1 || version > kInvoicesVersion) in.fail();
  out.bill.clear(), out.scoped.clear();
  if (version == 1) {
    out.bill = in.bytes(kMaxBlob);
    out.scoped = in.bytes(kMaxBlob);
  }
  out.treatment_area = in.bytes(kMaxText);
  if (version == 1) out.account_available = in.zigzag();
  out.facts.resize(in.count(kMaxFacts));
  for (auto& [key, text] : out.facts) {
    key = in.bytes(kMaxText);
    text = in.bytes(kMaxText);
  }
  out.emergency = false;
  if (version >= 2) {
    out.account_available = in.zigzag();
    const std::uint8_t emergency = in.u8();
    if (emergency > 1) in.fail();
    out.emergency = emergency == 1;
  }
  out.shared = version >= kSharedVersion ? read_shared(in, version == kInvoicesVersion) : Shared();
  return in.done();
}

}  // namespace yitong::verbs

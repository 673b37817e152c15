#include "verbs/record.h"

#include "ledger/bytes.h"

namespace yitong::verbs {
namespace {

using ledger::ByteReader;
using ledger::ByteWriter;

constexpr std::uint8_t kVersion = 1, kBillVersion = 2, kInputVersion = 2;
constexpr std::size_t kMaxText = 4096;
constexpr std::size_t kMaxBlob = 4 << 20;
constexpr std::size_t kMaxFacts = 64;
constexpr std::size_t kMaxSteps = 1 << 14;
enum Form : std::uint8_t { kLines, kSums };

void put_line(ByteWriter& out, const BillLine& line) {
  out.bytes(line.code)
      .bytes(line.name)
      .zigzag(line.date.days())
      .zigzag(line.quantity_e4)
      .zigzag(line.price_e6);
  out.zigzag(line.amount.fen()).u8(static_cast<std::uint8_t>(line.given_class));
  out.varint(line.given_self_pay_first
                 ? static_cast<std::uint64_t>(line.given_self_pay_first->ppm()) + 1
                 : 0);
  out.bytes(line.given_group).u8(line.given_category).u8(line.approved);
}

Date read_date(ByteReader& in) {
  const std::int64_t days = in.zigzag();
  if (days < INT32_MIN || days > INT32_MAX) in.fail();
  return Date::from_days(static_cast<std::int32_t>(days));
}

Money read_money(ByteReader& in) { return Money::fen(in.zigzag()); }

BillLine read_line(ByteReader& in, std::uint8_t version) {
  BillLine line;
  line.code = in.bytes(kMaxText);
  line.name = in.bytes(kMaxText);
  line.date = read_date(in);
  line.quantity_e4 = in.zigzag();
  line.price_e6 = in.zigzag();
  line.amount = read_money(in);
  const std::uint8_t item_class = in.u8();
  if (item_class > static_cast<std::uint8_t>(ItemClass::c)) in.fail();
  line.given_class = static_cast<ItemClass>(item_class);
  const std::uint64_t ppm = in.varint();
  if (ppm > static_cast<std::uint64_t>(Ratio::kOne) + 1) in.fail();
  if (ppm > 0) line.given_self_pay_first = Ratio::ppm(static_cast<std::int64_t>(ppm) - 1);
  if (version < 2) return line;
  line.given_group = in.bytes(kMaxText);
  line.given_category = in.u8();
  const std::uint8_t approved = in.u8();
  if (approved > 1) in.fail();
  line.approved = approved == 1;
  return line;
}

/// The sizes of a plan as they stand in an outcome.
struct Sizes {
  std::size_t slots, parts, layers, accumulators;
  bool operator==(const Sizes&) const = default;
};

}  // namespace

std::string encode(const Bill& bill) {
  ByteWriter out;
  out.u8(kBillVersion)
      .bytes(bill.visit)
      .zigzag(bill.admitted.days())
      .zigzag(bill.on.days())
      .zigzag(bill.total.fen());
  if (bill.sums) {
    const BillSums& sums = *bill.sums;
    out.u8(kSums)
        .zigzag(sums.full_self_pay.fen())
        .zigzag(sums.over_limit.fen())
        .zigzag(sums.self_pay_first.fen());
    out.zigzag(sums.in_scope.fen()).bytes(sums.drug_group);
    return out.take();
  }
  out.u8(kLines).varint(bill.lines.size());
  for (const BillLine& line : bill.lines) put_line(out, line);
  return out.take();
}

std::optional<Bill> decode_bill(std::string_view bytes) {
  ByteReader in(bytes);
  Bill bill;
  const std::uint8_t version = in.u8();
  if (version != 1 && version != kBillVersion) in.fail();
  bill.visit = in.bytes(kMaxText);
  bill.admitted = read_date(in);
  bill.on = read_date(in);
  bill.total = read_money(in);
  const std::uint8_t form = in.u8();
  if (form == kSums) {
    const Money full_self_pay = read_money(in), over_limit = read_money(in),
                self_pay_first = read_money(in);
    bill.sums = BillSums{full_self_pay, over_limit, self_pay_first, read_money(in), {}};
    if (version >= 2) bill.sums->drug_group = in.bytes(kMaxText);
  } else if (form == kLines) {
    bill.lines.resize(in.count(kMaxBillLines));
    for (BillLine& line : bill.lines) line = read_line(in, version);
  } else {
    in.fail();
  }
  if (!in.done()) return std::nullopt;
  return bill;
}

std::string encode(const Input& input) {
  ByteWriter out;
  const bool plain = input.invoice.empty() && input.family_payer.empty();
  out.u8(plain ? kVersion : kInputVersion)
      .bytes(input.bill)
      .bytes(input.scoped)
      .bytes(input.treatment_area)
      .zigzag(input.account_available);
  if (!plain) out.bytes(input.invoice).bytes(input.family_payer).zigzag(input.family_available);
  out.varint(input.facts.size());
  for (const auto& [key, text] : input.facts) out.bytes(key).bytes(text);
  return out.take();
}

std::optional<Input> decode_input(std::string_view bytes) {
  ByteReader in(bytes);
  Input input;
  const std::uint8_t version = in.u8();
  if (version != kVersion && version != kInputVersion) in.fail();
  input.bill = in.bytes(kMaxBlob);
  input.scoped = in.bytes(kMaxBlob);
  input.treatment_area = in.bytes(kMaxText);
  input.account_available = in.zigzag();
  if (version == kInputVersion) {
    input.invoice = in.bytes(kMaxText);
    input.family_payer = in.bytes(kMaxText);
    input.family_available = in.zigzag();
  }
  input.facts.resize(in.count(kMaxFacts));
  for (auto& [key, text] : input.facts) {
    key = in.bytes(kMaxText);
    text = in.bytes(kMaxText);
  }
  if (!in.done()) return std::nullopt;
  return input;
}

std::vector<ledger::HeldThing> things_of(const ledger::SettlementEntry& settlement) {
  if (settlement.input.empty() || settlement.input[0] != kInputVersion) return {};
  const auto input = decode_input(settlement.input);
  std::vector<ledger::HeldThing> out;
  if (input && !input->invoice.empty())
    out.push_back({{ledger::ThingKind::invoice, input->invoice}, {}});
  if (input && settlement.payers.family_account != Money())
    out.push_back(
        {{ledger::ThingKind::account, input->family_payer}, settlement.payers.family_account});
  return out;
}

std::string encode(const Settlement& settlement, const Plan& plan) {
  const auto parts = static_cast<std::size_t>(plan.parts());
  ByteWriter out;
  out.u8(kVersion)
      .varint(settlement.slots)
      .varint(parts)
      .varint(plan.layers.size())
      .varint(plan.accumulators.size());
  for (std::size_t slot = 0; slot < settlement.slots; ++slot) {
    out.u8(settlement.benefit[slot]);
    for (std::size_t part = 0; part < parts; ++part) out.zigzag(settlement.gross[slot][part]);
    for (std::size_t part = 0; part < parts; ++part) out.zigzag(settlement.open[slot][part]);
    for (std::size_t layer = 0; layer < plan.layers.size(); ++layer)
      out.zigzag(settlement.paid[slot][layer]);
  }
  for (std::size_t i = 0; i < plan.accumulators.size(); ++i)
    out.zigzag(settlement.accumulator_delta[i]);
  out.zigzag(settlement.total)
      .zigzag(settlement.funds)
      .zigzag(settlement.account)
      .zigzag(settlement.cash);
  out.u8(static_cast<std::uint8_t>(settlement.worst_grade));
  return out.take();
}

bool decode_outcome(std::string_view bytes, const Plan& plan, Settlement& out) {
  ByteReader in(bytes);
  if (in.u8() != kVersion) in.fail();
  const Sizes sizes{in.count(kMaxSlots), in.count(kMaxParts), in.count(kMaxLayers),
                    in.count(kMaxAccumulators)};
  if (sizes != Sizes{sizes.slots, static_cast<std::size_t>(plan.parts()), plan.layers.size(),
                     plan.accumulators.size()})
    return false;
  out.slots = static_cast<std::uint8_t>(sizes.slots);
  for (std::size_t slot = 0; slot < sizes.slots; ++slot) {
    out.benefit[slot] = in.u8();
    for (std::size_t part = 0; part < sizes.parts; ++part) out.gross[slot][part] = in.zigzag();
    for (std::size_t part = 0; part < sizes.parts; ++part) out.open[slot][part] = in.zigzag();
    for (std::size_t layer = 0; layer < sizes.layers; ++layer) out.paid[slot][layer] = in.zigzag();
  }
  for (std::size_t i = 0; i < sizes.accumulators; ++i) out.accumulator_delta[i] = in.zigzag();
  out.total = in.zigzag();
  out.funds = in.zigzag();
  out.account = in.zigzag();
  out.cash = in.zigzag();
  out.worst_grade = static_cast<char>(in.u8());
  return in.done();
}

std::string encode(const std::vector<Step>& steps) {
  ByteWriter out;
  out.u8(kVersion).varint(steps.size());
  for (const Step& step : steps) {
    out.u8(static_cast<std::uint8_t>(step.kind))
        .u8(step.slot)
        .u8(step.layer)
        .u8(step.band)
        .varint(step.cell);
    out.zigzag(step.a).zigzag(step.b).zigzag(step.c).zigzag(step.result);
  }
  return out.take();
}

std::optional<std::vector<Step>> decode_steps(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.u8() != kVersion) in.fail();
  std::vector<Step> steps(in.count(kMaxSteps));
  for (Step& step : steps) {
    const std::uint8_t kind = in.u8();
    if (kind > static_cast<std::uint8_t>(Step::Kind::account)) in.fail();
    step.kind = static_cast<Step::Kind>(kind);
    step.slot = in.u8();
    step.layer = in.u8();
    step.band = in.u8();
    const std::uint64_t cell = in.varint();
    if (cell > UINT16_MAX) in.fail();
    step.cell = static_cast<std::uint16_t>(cell);
    step.a = in.zigzag();
    step.b = in.zigzag();
    step.c = in.zigzag();
    step.result = in.zigzag();
  }
  if (!in.done()) return std::nullopt;
  return steps;
}

}  // namespace yitong::verbs

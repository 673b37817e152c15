// What a settlement came to, and by which steps. The rest of verbs/record.h is in record.cpp.
#include "ledger/bytes.h"
#include "verbs/record.h"

namespace yitong::verbs {
namespace {

using ledger::ByteReader;
using ledger::ByteWriter;

constexpr std::uint8_t kStepsVersion = 1, kOutcomeVersion = 2;
constexpr std::size_t kMaxSteps = 1 << 14;

/// The sizes of a plan as they stand in an outcome.
struct Sizes {
  std::size_t slots, parts, layers, accumulators;
  bool operator==(const Sizes&) const = default;
};

/// Numbers of which most are zero, in the order in which they are said.
class RunWriter {
 public:
  /// `runs` is false for version 1, which says every number.
  RunWriter(ByteWriter& out, bool runs) : out_(out), runs_(runs) {}
  void add(std::int64_t value) {
    if (!runs_) {
      out_.zigzag(value);
    } else if (value == 0) {
      ++zeros_;
    } else {
      out_.varint(zeros_).zigzag(value);
      zeros_ = 0;
    }
  }
  void end() {
    if (zeros_ > 0) out_.varint(zeros_);
    zeros_ = 0;
  }

 private:
  ByteWriter& out_;
  const bool runs_;
  std::uint64_t zeros_ = 0;
};

class RunReader {
 public:
  /// `runs` is false for version 1. `count` numbers follow.
  RunReader(ByteReader& in, bool runs, std::size_t count) : in_(in), runs_(runs), left_(count) {}
  std::int64_t next() {
    if (!runs_) return in_.zigzag();
    if (!known_) {
      zeros_ = in_.varint();
      if (zeros_ > left_) in_.fail();
      known_ = true;
    }
    --left_;
    if (zeros_ > 0) {
      --zeros_;
      return 0;
    }
    known_ = false;
    const std::int64_t value = in_.zigzag();
    if (value == 0) in_.fail();
    return value;
  }

 private:
  ByteReader& in_;
  const bool runs_;
  std::size_t left_;
  std::uint64_t zeros_ = 0;
  bool known_ = false;
};

std::string encode_outcome(std::uint8_t version, const Settlement& settlement, const Plan& plan) {
  const auto parts = static_cast<std::size_t>(plan.parts());
  ByteWriter out;
  out.reserve(256);  // about
  out.u8(version)
      .varint(settlement.slots)
      .varint(parts)
      .varint(plan.layers.size())
      .varint(plan.accumulators.size());
  RunWriter runs(out, version > 1);
  for (std::size_t slot = 0; slot < settlement.slots; ++slot) {
    out.u8(settlement.benefit[slot]);
    for (std::size_t part = 0; part < parts; ++part) runs.add(settlement.gross[slot][part]);
    for (std::size_t part = 0; part < parts; ++part) runs.add(settlement.open[slot][part]);
    for (std::size_t layer = 0; layer < plan.layers.size(); ++layer)
      runs.add(settlement.paid[slot][layer]);
    runs.end();
  }
  for (std::size_t i = 0; i < plan.accumulators.size(); ++i)
    runs.add(settlement.accumulator_delta[i]);
  runs.end();
  out.zigzag(settlement.total)
      .zigzag(settlement.funds)
      .zigzag(settlement.account)
      .zigzag(settlement.cash);
  out.u8(static_cast<std::uint8_t>(settlement.worst_grade));
  return out.take();
}

}  // namespace

std::string encode(const Settlement& settlement, const Plan& plan) {
  return encode_outcome(kOutcomeVersion, settlement, plan);
}

std::string encode_version_1(const Settlement& settlement, const Plan& plan) {
  return encode_outcome(1, settlement, plan);
}

bool decode_outcome(std::string_view bytes, const Plan& plan, Settlement& out) {
  ByteReader in(bytes);
  const std::uint8_t version = in.u8();
  if (version != 1 && version != kOutcomeVersion) in.fail();
  const Sizes sizes{in.limit(kMaxSlots), in.limit(kMaxParts), in.limit(kMaxLayers),
                    in.limit(kMaxAccumulators)};
  if (sizes != Sizes{sizes.slots, static_cast<std::size_t>(plan.parts()), plan.layers.size(),
                     plan.accumulators.size()})
    return false;
  out.slots = static_cast<std::uint8_t>(sizes.slots);
  for (std::size_t slot = 0; slot < sizes.slots; ++slot) {
    out.benefit[slot] = in.u8();
    RunReader runs(in, version > 1, 2 * sizes.parts + sizes.layers);
    for (std::size_t part = 0; part < sizes.parts; ++part) out.gross[slot][part] = runs.next();
    for (std::size_t part = 0; part < sizes.parts; ++part) out.open[slot][part] = runs.next();
    for (std::size_t layer = 0; layer < sizes.layers; ++layer) out.paid[slot][layer] = runs.next();
  }
  RunReader runs(in, version > 1, sizes.accumulators);
  for (std::size_t i = 0; i < sizes.accumulators; ++i) out.accumulator_delta[i] = runs.next();
  out.total = in.zigzag();
  out.funds = in.zigzag();
  out.account = in.zigzag();
  out.cash = in.zigzag();
  out.worst_grade = static_cast<char>(in.u8());
  return in.done();
}

std::string encode(const std::vector<Step>& steps) {
  constexpr std::size_t kBytesOfStep = 16;  // about
  ByteWriter out;
  out.reserve(4 + steps.size() * kBytesOfStep);
  out.u8(kStepsVersion).varint(steps.size());
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
  if (in.u8() != kStepsVersion) in.fail();
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

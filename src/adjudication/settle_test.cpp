#include "adjudication/settle.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "adjudication/estimate.h"

namespace yitong {
namespace {

const PlanBook& book() {
  static const Loaded loaded = PlanBook::load({"policies"});
  return loaded.book;
}

/// A random bill under a random shipped plan, with random facts and a random year so far.
struct Case {
  std::shared_ptr<const Plan> plan;
  ScopedBill bill;
  Facts facts;
  std::vector<std::int64_t> accumulators;
  std::int64_t account = 0;
};

/// Areas of which more than one worked example is known.
const std::vector<PlanBook::Entry>& rich_entries() {
  static const std::vector<PlanBook::Entry> rich = [] {
    std::vector<PlanBook::Entry> out;
    for (const auto& entry : book().entries())
      if (entry.plans.exact->benefits.size() > 1) out.push_back(entry);
    return out;
  }();
  return rich;
}

Case random_case() {
  Case out;
  const auto& entry = *rc::gen::elementOf(rich_entries());
  out.plan = *rc::gen::element(entry.plans.exact, entry.plans.low, entry.plans.high);
  out.bill.visit =
      static_cast<std::uint8_t>(*closed_value(Dim::visit, *rc::gen::element("21", "11", "24")));
  const auto count = *rc::gen::inRange<std::size_t>(1, 20);
  for (std::size_t i = 0; i < count; ++i) {
    ScopedLine line;
    line.amount = *rc::gen::inRange<std::int64_t>(0, 30'000'000);
    line.full_self_pay = *rc::gen::inRange<std::int64_t>(0, line.amount / 4 + 1);
    line.over_limit = *rc::gen::inRange<std::int64_t>(0, line.amount / 4 + 1);
    line.self_pay_first = *rc::gen::inRange<std::int64_t>(0, line.amount / 4 + 1);
    out.bill.lines.push_back(line);
  }
  out.facts = default_facts();
  for (const DimInfo& dim : all_dims()) {
    if (dim.kind == DimKind::flag) out.facts[dim.dim] = *rc::gen::inRange(0, 2);
    if (dim.kind == DimKind::number) out.facts[dim.dim] = *rc::gen::inRange(0, 100);
    if (dim.dim == Dim::relation) {
      out.facts[dim.dim] = *rc::gen::element(0, 0, 1, 2, 3);
      continue;
    }
    if (dim.kind == DimKind::closed)
      out.facts[dim.dim] = *rc::gen::inRange(0, static_cast<int>(dim.values.size()));
    if (dim.kind == DimKind::declared && dim.dim != Dim::benefit)
      out.facts[dim.dim] = *rc::gen::inRange(
          0, static_cast<int>(out.plan->declared[static_cast<std::size_t>(dim.dim)].size()) + 1);
  }
  for (const Accumulator& each : out.plan->accumulators)
    out.accumulators.push_back(each.is_count ? *rc::gen::inRange<std::int64_t>(0, 6)
                                             : *rc::gen::inRange<std::int64_t>(0, 12'000'000));
  out.account = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  return out;
}

template <class Sink>
Refused run(const Case& c, Settlement& out, Sink& sink) {
  const SettleInput input{&c.bill, &c.facts, c.accumulators.data(), c.account};
  return settle(input, *c.plan, out, sink);
}

bool same_money(const Settlement& a, const Settlement& b, const Plan& plan) {
  if (a.slots != b.slots || a.total != b.total || a.funds != b.funds || a.cash != b.cash)
    return false;
  if (a.account != b.account || a.worst_grade != b.worst_grade) return false;
  for (std::uint8_t slot = 0; slot < a.slots; ++slot)
    if (!std::equal(a.gross[slot], a.gross[slot] + plan.parts(), b.gross[slot]) ||
        !std::equal(a.open[slot], a.open[slot] + plan.parts(), b.open[slot]) ||
        !std::equal(a.paid[slot], a.paid[slot] + plan.layers.size(), b.paid[slot]))
      return false;
  return std::equal(a.accumulator_delta, a.accumulator_delta + plan.accumulators.size(),
                    b.accumulator_delta);
}

TEST(SettleProperty, IdentitiesHoldAndNothingIsRefusedForThem) {
  int settled = 0;
  EXPECT_TRUE(rc::check([&settled] {
    const Case c = random_case();
    Settlement out;
    NoSteps none;
    const Refused refused = run(c, out, none);
    RC_ASSERT(refused.why != Refused::Why::identity);
    if (refused) return;
    std::int64_t total = 0;
    for (const ScopedLine& line : c.bill.lines) total += line.amount;
    RC_ASSERT(out.total == total);
    RC_ASSERT(out.total == out.part(kFullSelfPay) + out.part(kOverLimit) + out.part(kSelfPayFirst) +
                               out.part(kOverLineLimit) + out.part(kOutOfArea) +
                               out.part(kInScope));
    RC_ASSERT(out.total == out.funds + out.account + out.cash);
    ++settled;
  }));
  EXPECT_GT(settled, 20) << "too many random cases are refused for the properties to mean anything";
}

/// Without steps the short way is taken where there is one; the property below compares the two.
TEST(SettleProperty, SomePlansHaveCases) {
  EXPECT_GT(std::ranges::count_if(rich_entries(),
                                  [](const auto& e) { return !e.plans.exact->cases.empty(); }),
            10);
}

TEST(SettleProperty, ExplainedAndUnexplainedAreEqual) {
  EXPECT_TRUE(rc::check([] {
    const Case c = random_case();
    Settlement plain, explained;
    NoSteps none;
    StepList steps;
    const Refused a = run(c, plain, none), b = run(c, explained, steps);
    RC_ASSERT(a.why == b.why);
    if (!a) RC_ASSERT(same_money(plain, explained, *c.plan));
  }));
}

TEST(SettleProperty, MoreInScopeCostNeverMeansLessFundMoney) {
  EXPECT_TRUE(rc::check([] {
    Case c = random_case();
    Settlement less, more;
    NoSteps none;
    if (run(c, less, none)) return;
    const auto line = *rc::gen::inRange<std::size_t>(0, c.bill.lines.size());
    c.bill.lines[line].amount += *rc::gen::inRange<std::int64_t>(1, 5'000'000);
    if (run(c, more, none)) return;
    RC_ASSERT(more.funds >= less.funds);
  }));
}

TEST(SettleProperty, StepsAccountForEveryFen) {
  EXPECT_TRUE(rc::check([] {
    const Case c = random_case();
    Settlement out;
    StepList steps;
    if (run(c, out, steps)) return;
    std::int64_t by_layers = 0, by_bands = 0;
    for (const Step& step : steps.steps) {
      if (step.kind == Step::Kind::layer) by_layers += step.result;
      if (step.kind == Step::Kind::band || step.kind == Step::Kind::top_up) by_bands += step.result;
    }
    RC_ASSERT(by_layers == out.funds);
    RC_ASSERT(by_bands == out.funds);
    std::int64_t bars = 0;
    for (const WaterfallBar& bar : waterfall_of(out, *c.plan)) bars += bar.amount.fen();
    RC_ASSERT(bars == out.total);
  }));
}

TEST(SettleProperty, CapsAreNeverExceeded) {
  EXPECT_TRUE(rc::check([] {
    const Case c = random_case();
    Settlement out;
    StepList steps;
    if (run(c, out, steps)) return;
    for (const Step& step : steps.steps) {
      if (step.kind != Step::Kind::cap) continue;
      const std::int16_t used = c.plan->layers[step.layer].caps[step.band].accumulator;
      int sharing = 0;
      for (const PlanLayer& layer : c.plan->layers)
        for (std::uint8_t i = 0; i < layer.cap_count; ++i)
          sharing += layer.caps[i].accumulator == used;
      if (used < 0 || sharing > 1) continue;  // each layer has its own figure
      const std::int64_t before = c.accumulators[static_cast<std::size_t>(used)];
      const std::int64_t after = before + out.accumulator_delta[used];
      RC_ASSERT(after <= std::max(step.a, before));
    }
  }));
}

TEST(SettleProperty, AReversalRestoresEveryAccumulator) {
  EXPECT_TRUE(rc::check([] {
    const Case c = random_case();
    Settlement out;
    NoSteps none;
    if (run(c, out, none)) return;
    for (std::size_t i = 0; i < c.accumulators.size(); ++i) {
      const std::int64_t after = c.accumulators[i] + out.accumulator_delta[i];
      RC_ASSERT(out.accumulator_delta[i] >= 0);
      RC_ASSERT(after - out.accumulator_delta[i] == c.accumulators[i]);
    }
  }));
}

TEST(SettleProperty, LinesGetExactlyTheFundMoney) {
  EXPECT_TRUE(rc::check([] {
    Case c = random_case();
    for (ScopedLine& line : c.bill.lines)
      line.day = *rc::gen::element<std::uint16_t>(0, 89, 95, 200);
    Settlement out;
    NoSteps none;
    if (run(c, out, none)) return;
    std::vector<std::int64_t> lines;
    allocate_to_lines(out, c.bill, *c.plan, lines);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      RC_ASSERT((lines[i] >= 0 && lines[i] <= c.bill.lines[i].in_scope()));
      sum += lines[i];
    }
    RC_ASSERT(sum == out.funds);
  }));
}

TEST(Distribute, GivesTheRestToTheLargestRemainders) {
  const std::int64_t weights[] = {1, 1, 1};
  std::int64_t out[3];
  distribute(100, weights, 3, out);
  EXPECT_EQ(std::vector(out, out + 3), (std::vector<std::int64_t>{34, 33, 33}));
  const std::int64_t zero[] = {0, 0};
  distribute(7, zero, 2, out);
  EXPECT_EQ(out[0], 7);
}

TEST(ScopedBillBytes, RoundTripAndGoldenForm) {
  ScopedBill bill;
  bill.visit = 4;
  bill.groups = {"a"};
  bill.lines = {{1000, 1, 2, 3, 1, 9, 2, 'C'}};
  const std::string bytes = encode(bill);
  EXPECT_EQ(bytes.substr(0, 5), std::string("YTSB\x02", 5));
  EXPECT_EQ(bytes.size(), 5u + 1 + 1 + 2 + 4 + 39);
  const auto again = decode_scoped_bill(bytes);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, bill);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(decode_scoped_bill(std::string_view(bytes).substr(0, length))) << length;
  std::string other = bytes;
  other[4] = 3;
  EXPECT_FALSE(decode_scoped_bill(other));
  other = bytes.substr(0, bytes.size() - 3);  // version 1 ends with the grade
  other[4] = 1;
  EXPECT_EQ(*decode_scoped_bill(other), bill);
}

TEST(Classify, SplitsByClassAndSaysWhatIsUnknown) {
  Bill bill;
  bill.visit = "11";
  BillLine line;
  line.amount = Money::fen(452);
  line.given_class = ItemClass::b;
  line.given_self_pay_first = Ratio::percent(5);
  bill.lines = {line, line, line};
  bill.lines[1].given_class = ItemClass::c;
  bill.lines[2].given_self_pay_first.reset();
  const auto faulty = classify_stated(bill);
  ASSERT_FALSE(faulty);
  EXPECT_EQ(faulty.error()[0].path, "/bill/lines/2/self_pay_first");
  bill.lines.pop_back();
  const auto scoped = classify_stated(bill);
  ASSERT_TRUE(scoped);
  EXPECT_EQ(scoped->lines[0].self_pay_first, 23);
  EXPECT_EQ(scoped->lines[1].full_self_pay, 452);
}

EstimateInput estimate_input(const ScopedBill& bill, const char* area, const char* insurance,
                             const char* filing) {
  EstimateInput input;
  input.on = *Date::parse("2025-03-20");
  input.plans = *book().find(area, insurance, input.on);
  input.bill = &bill;
  input.facts = default_facts();
  input.facts[Dim::level] = *closed_value(Dim::level, "3");
  input.facts[Dim::relation] = *closed_value(Dim::relation, "elsewhere");
  input.facts[Dim::filing] = *closed_value(Dim::filing, filing);
  return input;
}

ScopedBill stay_of(std::int64_t in_scope_fen) {
  ScopedBill bill;
  bill.visit = static_cast<std::uint8_t>(*closed_value(Dim::visit, "21"));
  bill.lines.push_back({in_scope_fen, 0, 0, 0, 0, 0, 0, 'A'});
  return bill;
}

TEST(Estimate, UnknownReductionGivesARange) {
  const ScopedBill bill = stay_of(5'000'000);
  const auto result = estimate(estimate_input(bill, "110000", "310", "none"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, Estimate::Outcome::range);
  // 7105.00 without a reduction; with 20 points 28700 x 20% + 20000 x 20% = 9740 more.
  EXPECT_EQ(result->range->person_low.str(), "7105.00");
  EXPECT_EQ(result->range->person_high.str(), "16845.00");
  ASSERT_EQ(result->range->unknown.size(), 1u);  // the reduction without filing, nothing else
  EXPECT_EQ(result->range->unknown[0].figure, "pool");
  ASSERT_EQ(result->comparisons.size(), 1u);  // only the long-term filing is known
  EXPECT_EQ(result->comparisons[0].difference.str(), "9740.00");
}

TEST(Estimate, ComparesWhatFilingWouldChange) {
  const ScopedBill bill = stay_of(5'000'000);
  const auto result = estimate(estimate_input(bill, "360100", "310", "none"));
  ASSERT_TRUE(result);
  ASSERT_EQ(result->outcome, Estimate::Outcome::exact);
  // Unfiled (40000 - 800) x 85% = 33320; referral (45000 - 800) x 85% = 37570; long-term 49200 x
  // 85% = 41820.
  EXPECT_EQ(result->report->person.str(), "16680.00");
  ASSERT_EQ(result->comparisons.size(), 3u);
  EXPECT_EQ(result->comparisons[0].filing, "long_term");
  EXPECT_EQ(result->comparisons[0].difference.str(), "8500.00");
  EXPECT_EQ(result->comparisons[1].difference.str(), "4250.00");
  EXPECT_EQ(result->comparisons[2].difference.str(), "0.00");
}

TEST(Estimate, AsksForTheFactThatIsMissing) {
  const ScopedBill bill = stay_of(5'000'000);
  EstimateInput input = estimate_input(bill, "360100", "390", "none");
  input.year_so_far = {{"admissions", 3}};  // a fourth stay: now age matters
  const auto result = estimate(input);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, Estimate::Outcome::refused);
  EXPECT_EQ(result->refusal->path, "/person/age");
}

}  // namespace
}  // namespace yitong

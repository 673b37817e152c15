// The settlement of a scoped bill under a plan: pure, exact, without allocation.
//
// Order of work. Line by line: bars, first self-payment of the insured area. Then per slot (the
// lines of one benefit within one settlement period, and of one drug group where figures depend on
// it): limits on kinds of charges, first self-payment for being out of area, deductible, then the
// plan's layers. Slots of one benefit and period share its deductible and its place on the bands. A
// layer gathers the parts it takes, keeps back what lies under its start line, pays the rest by
// bands up to its cap, and leaves three parts: under_start, band_self, over_cap. What is left at
// the end falls to the account, then cash. Sums are fen.
#pragma once

#include <cstdint>
#include <vector>

#include "adjudication/scoped_bill.h"
#include "policy/plan.h"

namespace yitong {

/// One step of the explanation; sentences are made from it on reading, see explain.h.
struct Step {
  enum class Kind : std::uint8_t {
    out_of_area,  ///< a: in-scope before, b: ppm; result: first self-payment
    deductible,   ///< a: figure, b: paid before this year, c: in-scope; result: deductible of this
                  ///< bill
    start,        ///< a: figure, b: accumulated before, c: base; result: under the start line
    band,         ///< a: from, b: to (amounts within the base), c: ppm; result: paid
    cap,      ///< a: cap, b: used before, c: paid without the cap; result: over the cap (in-scope
              ///< cost); band: which of the layer's caps
    layer,    ///< a: base, b: under start, c: over cap; result: paid
    account,  ///< a: available, b: payable by account; result: paid from the account
    // Stored as numbers: new kinds come last.
    barred,      ///< a: of the line; result: full self-payment; cell: the bar
    own_first,   ///< a: base, b: ppm, c: the treatment area's; result: first self-payment
    line_limit,  ///< a: limit, b: used before, c: cost; layer: the limit; result: above it
    top_up,      ///< a: cost, b: ppm, c: paid by other funds; result: paid
    ceiling,     ///< a: ceiling, b: deductibles before, c: without it; result: deductible
    merged,      ///< a: day of the last discharge, b: number of the admission, c: 1 the same stay
  };
  Kind kind;
  std::uint8_t slot = 0, layer = 0, band = 0;
  std::uint16_t cell = 0;  ///< outcome used: figure or rate cell
  std::int64_t a = 0, b = 0, c = 0, result = 0;
  bool operator==(const Step&) const = default;
};

struct NoSteps {
  static constexpr bool wanted = false;
  void add(const Step&) {}
};
struct StepList {
  static constexpr bool wanted = true;
  std::vector<Step> steps;
  void add(const Step& step) { steps.push_back(step); }
};

struct Settlement {
  std::uint8_t slots = 0;
  std::uint8_t benefit[kMaxSlots] = {};
  /// What each part came to, and what of it is still the person's after the layers that took it.
  std::int64_t gross[kMaxSlots][kMaxParts];
  std::int64_t open[kMaxSlots][kMaxParts];
  std::int64_t paid[kMaxSlots][kLayerRoom];
  std::int64_t accumulator_delta[kMaxAccumulators];
  std::int64_t total = 0, funds = 0, account = 0, cash = 0;
  char worst_grade = 'A';  ///< of all figures used

  std::int64_t part(int index) const;   ///< gross over all slots
  std::int64_t layer(int index) const;  ///< paid over all slots
};

/// Why a settlement was refused. Business refusals are values; the texts come from the plan.
struct Refused {
  enum class Why : std::uint8_t {
    none,
    no_benefit,
    no_rule,
    unknown_figure,
    missing_fact,
    not_payable,
    identity,
    too_many_benefits,
    bar_refuses
  } why = Why::none;
  Dim dim = Dim::count;       ///< missing_fact
  std::uint8_t layer = 0xFF;  ///< 0xFF: not of a layer
  std::uint8_t benefit = 0xFF;
  enum class Figure : std::uint8_t {
    none,
    deductible,
    out_of_area,
    start,
    rates,
    cap,
    refusal,
    bar,
    first_self_payment,
    line_limit,
    ceiling,
    merges
  } figure = Figure::none;
  std::uint16_t cell = 0;
  explicit operator bool() const { return why != Why::none; }
};

struct SettleInput {
  const ScopedBill* bill = nullptr;
  const Facts* facts = nullptr;  ///< keys of slots and lines, and visit, are set by settle
  const std::int64_t* accumulators = nullptr;  ///< as many as the plan has, before this bill
  std::int64_t account_available = 0;          ///< fen that the person lets the account pay
  std::int32_t admitted_day = 0, on_day = 0;   ///< days since 1970; only stays that merge ask
};

/// Works out `out` from `input`; on refusal `out` is not to be used. `sink` is NoSteps or StepList.
/// Proves on the way that total = parts = funds + account + cash and that nothing is negative; a
/// result that breaks this is refused as `identity`.
template <class Sink>
Refused settle(const SettleInput& input, const Plan& plan, Settlement& out, Sink& sink);
extern template Refused settle<NoSteps>(const SettleInput&, const Plan&, Settlement&, NoSteps&);
extern template Refused settle<StepList>(const SettleInput&, const Plan&, Settlement&, StepList&);

/// Fund money per line, fen, by largest remainder over the lines' in-scope cost within each slot.
/// `out` has one entry per line and sums to settlement.funds.
void allocate_to_lines(const Settlement& settlement, const ScopedBill& bill, const Plan& plan,
                       std::vector<std::int64_t>& out);

/// Splits `amount` by `weights` with largest remainder, first come first on ties. Weights are not
/// negative; when all are zero everything goes to the first.
void distribute(std::int64_t amount, const std::int64_t* weights, std::size_t n, std::int64_t* out);

/// A refusal as errors for people: which figure, whose clause, what to do.
Errors to_errors(const Refused& refused, const Plan& plan);

}  // namespace yitong

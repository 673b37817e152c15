#include <optional>

#include <fmt/format.h>

#include "adjudication/report.h"
#include "review/example.h"
#include "review/review.h"

namespace yitong {
namespace {

/// A bill that uses a figure of the source, or nothing.
Words example_by(const Plan& plan, int source) {
  for (const NamedFigure& figure : figures_of(plan))
    for (const Row& row : figure.figure->rows)
      if (source_of(*figure.figure, row) == source)
        return outcome_words(plan, work(plan, example_of(plan, row.when, figure.of)));
  return {};
}

struct Unknown {
  Place place;
  Words example;
};

/// The first unknown amount, of the file itself or inherited, with a bill that needs it.
Unknown first_unknown(const Plan& plan, bool own) {
  const auto file = static_cast<std::uint32_t>(plan.policy->texts.size() - 1);
  const auto refused = [](const Refused& why) { return why.why == Refused::Why::unknown_figure; };
  const auto found = [&](const Amount& amount, const Selector& when, std::uint32_t of) {
    Example example = example_of(plan, when, of);
    example.in_scope = Money::yuan(100'000);
    return Unknown{own ? amount.place : Place{}, outcome_words(plan, work(plan, example, refused))};
  };
  const auto unknown = [own, file](const Amount& amount) {
    return amount.state == Amount::State::unknown && (!own || amount.place.file == file);
  };
  std::optional<Unknown> first;
  for (const NamedFigure& figure : figures_of(plan))
    each_amount(plan, figure, [&](const Amount& amount, const Selector& when, int) {
      if (!first && unknown(amount)) first = found(amount, when, figure.of);
    });
  if (first) return *first;
  return own ? first_unknown(plan, false) : Unknown{};
}

}  // namespace

void find_overdue(const Plan& plan, Date on, Findings& out) {
  const std::vector<Source>& sources = plan.policy->sources;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources[i];
    if (!on.is_set() || !source.review.is_set() || source.review >= on) continue;
    out.add(plan,
            {ErrorCode::review_overdue,
             source.place,
             {fmt::format("{}：应于 {} 前复核", source.document, source.review.str()),
              fmt::format("{}: to be read again by {}", source.document, source.review.str())},
             {fmt::format("{} 已过复核日期，数字可能已变", on.str()),
              fmt::format("{} is later; the figures may have changed", on.str())},
             {},
             example_by(plan, static_cast<int>(i))});
  }
}

void find_unknown(const Plan& plan, Findings& out) {
  const std::vector<UnknownFigure> unknown = unknown_figures(plan);
  if (unknown.empty()) return;
  Words found{fmt::format("{} 个数字未查到：", unknown.size()),
              fmt::format("{} figures: ", unknown.size())};
  for (std::size_t i = 0; i < unknown.size() && i < 3; ++i) {
    found.zh += (i == 0 ? "" : "；") + unknown[i].text.zh;
    found.en += (i == 0 ? "" : "; ") + unknown[i].text.en;
  }
  if (unknown.size() > 3) {
    found.zh += "；等";
    found.en += "; …";
  }
  const Unknown first = first_unknown(plan, true);
  out.add(plan, {ErrorCode::figures_unknown,
                 first.place,
                 std::move(found),
                 {"需要这些数字的账单只能测算区间，不能结算",
                  "bills that need them are estimated as a range and not settled"},
                 {},
                 first.example});
}

}  // namespace yitong

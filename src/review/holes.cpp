#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "review/example.h"
#include "review/review.h"

namespace yitong {
namespace {

constexpr std::size_t kBoxesTold = 4;

/// Values of each key, by bucket.
using Values = std::vector<std::set<std::int32_t>>;

bool has(std::uint32_t dims, Dim dim) { return (dims >> static_cast<unsigned>(dim) & 1) != 0; }

/// What a layer pays and from where: nothing to ask where the layer does not apply.
bool of_layer(const NamedFigure& figure) {
  return figure.kind == NamedFigure::Kind::rates || figure.kind == NamedFigure::Kind::start;
}

/// The keys that the rows distinguish, without those of modifiers.
std::uint32_t row_dims(const Plan& plan, const NamedFigure& figure) {
  std::uint32_t dims = 0;
  const auto add = [&](const Selector& when) {
    for (const Condition& condition : when) dims |= 1u << static_cast<unsigned>(condition.dim);
  };
  for (const Row& row : figure.figure->rows) add(row.when);
  if (of_layer(figure)) add(plan.layer(static_cast<std::size_t>(figure.layer)).applies);
  return dims;
}

/// Calls for each case of a figure that needs a row, and says whether it has one. Cases to which a
/// layer does not apply need none.
void each_row_case(const Plan& plan, const NamedFigure& figure, std::uint32_t of,
                   const std::function<void(const Buckets&, bool covered)>& call) {
  if (!figure.needs_a_row()) return;
  each_case(plan, row_dims(plan, figure), of, [&](const Buckets& at) {
    const bool skipped =
        of_layer(figure) &&
        cell_at(plan, plan.layers[static_cast<std::size_t>(figure.layer)].rates, at) == kSkip;
    call(at, skipped || cell_at(plan, figure.site, at) != kNoRule);
  });
}

/// What some row of a figure that depends on the key covers.
Values covered_values(const Plan& plan, const std::vector<NamedFigure>& figures) {
  Values covered(kDims);
  for (const NamedFigure& figure : figures) {
    const std::uint32_t dims = row_dims(plan, figure);
    each_row_case(plan, figure, figure.of, [&](const Buckets& at, bool has_row) {
      for (std::size_t d = 0; d < kDims && has_row; ++d)
        if (has(dims, static_cast<Dim>(d))) covered[d].insert(at[d]);
    });
  }
  return covered;
}

std::vector<Buckets> uncovered(const Plan& plan, const NamedFigure& figure, std::uint32_t of) {
  std::vector<Buckets> out;
  each_row_case(plan, figure, of, [&](const Buckets& at, bool has_row) {
    if (!has_row) out.push_back(at);
  });
  return out;
}

/// Cases that differ in every way: each key has a set of values.
struct Box {
  Values values{kDims};
};

/// Grows a box around the first case as long as all of it is uncovered.
Box grow(const Plan& plan, std::uint32_t dims, const std::set<Buckets>& holes) {
  Box box;
  std::vector<Buckets> inside = {*holes.begin()};
  for (const DimInfo& about : all_dims()) {
    if (!has(dims, about.dim)) continue;
    const auto d = static_cast<std::size_t>(about.dim);
    const std::vector<Buckets> before = inside;
    for (std::int32_t value = 0; value < bucket_count(plan, about.dim); ++value) {
      const auto moved = [&](Buckets at) {
        at[d] = value;
        return at;
      };
      if (!std::ranges::all_of(before,
                               [&](const Buckets& at) { return holes.contains(moved(at)); }))
        continue;
      box.values[d].insert(value);
      for (const Buckets& at : before)
        if (at[d] != value) inside.push_back(moved(at));
    }
  }
  return box;
}

void remove(const Box& box, std::uint32_t dims, std::set<Buckets>& holes) {
  std::erase_if(holes, [&](const Buckets& at) {
    for (std::size_t d = 0; d < kDims; ++d)
      if (has(dims, static_cast<Dim>(d)) && !box.values[d].contains(at[d])) return false;
    return true;
  });
}

/// A set of values in words; of a parent and all that is below it only the parent.
Words values_words(const Plan& plan, Dim dim, const std::set<std::int32_t>& values) {
  const DimInfo& about = info(dim);
  Words out;
  for (const std::int32_t value : values) {
    if (about.kind == DimKind::closed) {
      const std::string_view parent = about.values[static_cast<std::size_t>(value)].parent;
      if (!parent.empty() && values.contains(*closed_value(dim, parent))) continue;
    }
    std::int32_t last = value;
    if (about.kind == DimKind::number) {
      if (values.contains(value - 1)) continue;  // within a range that was told
      while (values.contains(last + 1)) ++last;
    }
    const Words word = about.kind == DimKind::number ? range_words(plan, dim, value, last)
                                                     : bucket_words(plan, dim, value);
    out.zh += (out.zh.empty() ? "" : "、") + word.zh;
    out.en += (out.en.empty() ? "" : " or ") + word.en;
  }
  return out;
}

/// Keys whose every value is in the box say nothing.
Words box_words(const Plan& plan, std::uint32_t dims, const Box& box, const Values& seen) {
  Words out;
  for (const DimInfo& about : all_dims()) {
    const auto d = static_cast<std::size_t>(about.dim);
    if (!has(dims, about.dim) || box.values[d] == seen[d]) continue;
    const Words words = values_words(plan, about.dim, box.values[d]);
    out.zh += (out.zh.empty() ? "" : "，") + words.zh;
    out.en += (out.en.empty() ? "" : ", ") + words.en;
  }
  return out.zh.empty() ? Words{"所有情形", "every case"} : out;
}

const Words kRule{
    "表中区分的每种情形都要有一行；没有的，结算时会被拒绝",
    "every case that the tables distinguish has a row; without one a bill is refused"};

Words refused_example(const Plan& plan, const NamedFigure& figure, const Buckets& at) {
  const Example example = example_at(plan, row_dims(plan, figure), at, figure.of);
  const Worked worked = work(
      plan, example, [](const Refused& refused) { return refused.why == Refused::Why::no_rule; });
  return outcome_words(plan, worked);
}

/// All but the cases that have a value which the whole file leaves out.
void hole_in_figure(const Plan& plan, const NamedFigure& figure, const std::vector<Buckets>& cases,
                    Findings& out) {
  const std::uint32_t dims = row_dims(plan, figure);
  std::set<Buckets> holes(cases.begin(), cases.end());
  Values seen(kDims);
  each_case(plan, dims, figure.of, [&](const Buckets& at) {
    for (std::size_t d = 0; d < kDims; ++d) seen[d].insert(at[d]);
  });
  Words found;
  std::size_t told = 0;
  for (; !holes.empty() && told < kBoxesTold; ++told) {
    const Box box = grow(plan, dims, holes);
    const Words words = box_words(plan, dims, box, seen);
    found.zh += (told == 0 ? "" : "；") + words.zh;
    found.en += (told == 0 ? "" : "; ") + words.en;
    remove(box, dims, holes);
  }
  if (!holes.empty()) {
    found.zh += fmt::format("；等（另有 {} 种）", holes.size());
    found.en += fmt::format("; and {} more", holes.size());
  }
  out.add(plan, {ErrorCode::uncovered_case,
                 figure.figure->place,
                 {figure.name.zh + "未规定：" + found.zh,
                  figure.name.en + " is not said for: " + found.en},
                 kRule,
                 {},
                 refused_example(plan, figure, cases.front())});
}

}  // namespace

void find_holes(const Plan& plan, Findings& out) {
  Values missing(kDims);
  const NamedFigure* first = nullptr;
  Buckets first_case;
  const std::vector<NamedFigure> figures = figures_of(plan);
  const Values covered = covered_values(plan, figures);
  for (const NamedFigure& figure : figures) {
    const std::uint32_t dims = row_dims(plan, figure);
    std::vector<Buckets> of_figure;
    for (const Buckets& at : uncovered(plan, figure, figure.of)) {
      bool nowhere = false;
      for (std::size_t d = 0; d < kDims; ++d)
        if (has(dims, static_cast<Dim>(d)) && !covered[d].contains(at[d])) {
          missing[d].insert(at[d]);
          nowhere = true;
        }
      if (!nowhere) of_figure.push_back(at);
      if (nowhere && first == nullptr) {
        first = &figure;
        first_case = at;
      }
    }
    if (!of_figure.empty()) hole_in_figure(plan, figure, of_figure, out);
  }
  if (first == nullptr) return;
  Words found;
  for (const DimInfo& about : all_dims()) {
    const auto& values = missing[static_cast<std::size_t>(about.dim)];
    if (values.empty()) continue;
    const Words words = values_words(plan, about.dim, values);
    found.zh += (found.zh.empty() ? "" : "；") + words.zh;
    found.en += (found.en.empty() ? "" : "; ") + words.en;
  }
  Place place = first->figure->place;
  if (place.file + 1 != plan.policy->texts.size()) place = {};
  out.add(plan, {ErrorCode::uncovered_case,
                 place,
                 {"整个文件都没有写：" + found.zh, "nowhere in this file: " + found.en},
                 kRule,
                 {},
                 refused_example(plan, *first, first_case)});
}

int holes_of(const Plan& plan, std::size_t benefit) {
  int holes = 0;
  for (const NamedFigure& figure : figures_of(plan))
    if ((figure.of >> benefit & 1) != 0 && !uncovered(plan, figure, 1u << benefit).empty()) ++holes;
  return holes;
}

}  // namespace yitong

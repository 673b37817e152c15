#include "policy/site_builder.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace yitong {
namespace {

constexpr std::uint64_t kMaxCells = 1 << 18;

void insert_sorted(std::vector<std::int32_t>& list, std::int32_t value) {
  const auto at = std::ranges::lower_bound(list, value);
  if (at == list.end() || *at != value) list.insert(at, value);
}

}  // namespace

void SiteBuilder::thresholds(const Selector& when) {
  for (const Condition& condition : when) {
    if (info(condition.dim).kind != DimKind::number) continue;
    auto& list = plan_.thresholds[static_cast<std::size_t>(condition.dim)];
    if (condition.from > 0) insert_sorted(list, condition.from);
    if (condition.to < INT32_MAX) insert_sorted(list, condition.to + 1);
  }
}

std::int32_t bucket_count(const Plan& plan, Dim dim) {
  const auto d = static_cast<std::size_t>(dim);
  switch (info(dim).kind) {
    case DimKind::flag: return 2;
    case DimKind::closed: return static_cast<std::int32_t>(info(dim).values.size());
    case DimKind::number: return static_cast<std::int32_t>(plan.thresholds[d].size()) + 1;
    case DimKind::declared: break;
  }
  if (dim == Dim::benefit)
    return std::max<std::int32_t>(1, static_cast<std::int32_t>(plan.policy->benefits.size()));
  return static_cast<std::int32_t>(plan.declared[d].size()) + 1;
}

bool matches(const Plan& plan, const Selector& when, const Buckets& at) {
  return std::ranges::all_of(when, [&](const Condition& condition) {
    const auto d = static_cast<std::size_t>(condition.dim);
    const std::int32_t bucket = at[d];
    switch (info(condition.dim).kind) {
      case DimKind::flag:
      case DimKind::closed: return (condition.mask >> bucket & 1) != 0;
      case DimKind::number: {
        const std::int32_t value =
            bucket == 0 ? 0 : plan.thresholds[d][static_cast<std::size_t>(bucket) - 1];
        return value >= condition.from && value <= condition.to;
      }
      case DimKind::declared: break;
    }
    const auto index = static_cast<std::size_t>(bucket);
    if (condition.dim == Dim::benefit)
      return index < plan.policy->benefits.size() &&
             std::ranges::find(condition.names, plan.policy->benefits[index].id) !=
                 condition.names.end();
    const std::string_view code =
        index == 0 ? std::string_view("none") : std::string_view(plan.declared[d][index - 1]->code);
    return std::ranges::find(condition.names, code) != condition.names.end();
  });
}

std::int32_t SiteBuilder::build(const std::vector<const Selector*>& selectors, Place place,
                                const std::function<std::uint16_t(const Buckets&)>& outcome) {
  std::set<Dim> dims;
  for (const Selector* when : selectors)
    for (const Condition& condition : *when) dims.insert(condition.dim);
  Site site;
  std::uint64_t cells = 1;
  for (const Dim dim : dims) {
    site.keys[site.count++] = {static_cast<std::uint8_t>(dim), static_cast<std::uint32_t>(cells)};
    site.dims |= 1u << static_cast<unsigned>(dim);
    cells *= static_cast<std::uint64_t>(bucket_count(plan_, dim));
    if (cells > kMaxCells) {
      faults_.push_back({Severity::error,
                         ErrorCode::too_many_keys,
                         place,
                         fmt::format("{} combinations", cells),
                         fmt::format("at most {}", kMaxCells),
                         {},
                         {}});
      return -1;
    }
  }
  site.first = static_cast<std::uint32_t>(plan_.cells.size());
  site.size = static_cast<std::uint32_t>(cells);
  Buckets at(kDims, 0);
  for (std::uint32_t cell = 0; cell < site.size; ++cell) {
    for (std::uint32_t k = 0; k < site.count; ++k) {
      const auto size =
          static_cast<std::uint32_t>(bucket_count(plan_, static_cast<Dim>(site.keys[k].dim)));
      at[site.keys[k].dim] = static_cast<std::int32_t>(cell / site.keys[k].stride % size);
    }
    plan_.cells.push_back(outcome(at));
  }
  plan_.used_dims |= site.dims;
  plan_.sites.push_back(site);
  places_.push_back(place);
  return static_cast<std::int32_t>(plan_.sites.size()) - 1;
}

std::uint16_t SiteBuilder::row_at(const Figure& figure, const Buckets& at,
                                  std::vector<bool>& used) {
  std::uint16_t found = kNoRule;
  for (std::size_t i = 0; i < figure.rows.size(); ++i) {
    if (!matches(figure.rows[i].when, at)) continue;
    if (found == kNoRule) {
      found = static_cast<std::uint16_t>(i);
      used[i] = true;
      if (figure.ordered) return found;
      continue;
    }
    used[i] = true;
    const std::pair pair(&figure.rows[found], &figure.rows[i]);
    if (std::ranges::find(reported_, pair) != reported_.end()) continue;
    reported_.push_back(pair);
    Selector both = pair.first->when;
    both.insert(both.end(), pair.second->when.begin(), pair.second->when.end());
    faults_.push_back({Severity::error,
                       ErrorCode::ambiguous_rules,
                       pair.second->place,
                       fmt::format("the row of line {} applies as well: {}", pair.first->place.line,
                                   words(both, at)),
                       "exactly one row applies, or order = \"first\"",
                       {},
                       {}});
  }
  return found;
}

void SiteBuilder::report_unused(const Figure& figure, const std::vector<bool>& used) {
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i])
      faults_.push_back({Severity::error,
                         ErrorCode::unreachable_rule,
                         figure.rows[i].place,
                         "no combination reaches this row",
                         "each row applies somewhere",
                         {},
                         {}});
}

std::string SiteBuilder::words(const Selector& when, const Buckets& at) const {
  std::vector<std::string> parts;
  for (const Condition& condition : when) {
    const auto d = static_cast<std::size_t>(condition.dim);
    const auto bucket = static_cast<std::size_t>(at[d]);
    const DimInfo& about = info(condition.dim);
    std::string value;
    if (about.kind == DimKind::flag)
      value = bucket != 0 ? "true" : "false";
    else if (about.kind == DimKind::closed)
      value = about.values[bucket].code;
    else if (about.kind == DimKind::number)
      value = fmt::format("{}", bucket == 0 ? 0 : plan_.thresholds[d][bucket - 1]);
    else if (condition.dim == Dim::benefit)
      value = plan_.policy->benefits[bucket].id;
    else
      value = bucket == 0 ? "none" : plan_.declared[d][bucket - 1]->code;
    std::string part = fmt::format("{} = {}", about.key, value);
    if (std::ranges::find(parts, part) == parts.end()) parts.push_back(std::move(part));
  }
  return parts.empty() ? "always" : fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace yitong

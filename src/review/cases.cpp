#include "review/cases.h"

#include <algorithm>

#include "policy/book.h"

namespace yitong {
namespace {

constexpr std::uint64_t kMaxCases = 1 << 18;

constexpr std::uint32_t bit(Dim dim) { return 1u << static_cast<unsigned>(dim); }

std::int32_t value_at(const Buckets& at, Dim dim) { return at[static_cast<std::size_t>(dim)]; }

bool routed(const Plan& plan, std::uint32_t dims, std::uint32_t of, const Buckets& at) {
  if ((dims & (bit(Dim::benefit) | bit(Dim::visit) | bit(Dim::drug_group))) == 0) return true;
  const auto visits = static_cast<std::uint32_t>(info(Dim::visit).values.size());
  for (std::uint32_t visit = 0; visit < visits; ++visit) {
    if ((dims & bit(Dim::visit)) != 0 &&
        visit != static_cast<std::uint32_t>(value_at(at, Dim::visit)))
      continue;
    for (std::uint32_t group = 0; group <= plan.groups; ++group) {
      if ((dims & bit(Dim::drug_group)) != 0 &&
          group != static_cast<std::uint32_t>(value_at(at, Dim::drug_group)))
        continue;
      const std::uint8_t benefit = plan.route(visit, group);
      if (benefit == 0xFF || (of >> benefit & 1) == 0) continue;
      if ((dims & bit(Dim::benefit)) == 0 || benefit == value_at(at, Dim::benefit)) return true;
    }
  }
  return false;
}

}  // namespace

std::string bucket_text(const Plan& plan, Dim dim, std::int32_t bucket) {
  const auto d = static_cast<std::size_t>(dim);
  const auto index = static_cast<std::size_t>(bucket);
  switch (info(dim).kind) {
    case DimKind::flag: return bucket != 0 ? "true" : "false";
    case DimKind::closed: return std::string(info(dim).values[index].code);
    case DimKind::number: {
      const std::int32_t lowest = dim == Dim::admission ? 1 : 0;
      return std::to_string(bucket == 0 ? lowest : plan.thresholds[d][index - 1]);
    }
    case DimKind::declared: break;
  }
  if (dim == Dim::benefit) return plan.benefit(index).id;
  return bucket == 0 ? "none" : plan.declared[d][index - 1]->code;
}

Words range_words(const Plan& plan, Dim dim, std::int32_t first, std::int32_t last) {
  const DimInfo& about = info(dim);
  const auto& thresholds = plan.thresholds[static_cast<std::size_t>(dim)];
  std::string range = bucket_text(plan, dim, first);
  if (static_cast<std::size_t>(last) < thresholds.size()) {
    const std::string to = std::to_string(thresholds[static_cast<std::size_t>(last)] - 1);
    if (to != range) range += "–" + to;
  } else {
    range = "≥ " + range;
  }
  return {std::string(about.zh) + " " + range, std::string(about.en) + " " + range};
}

Words bucket_words(const Plan& plan, Dim dim, std::int32_t bucket) {
  const DimInfo& about = info(dim);
  if (about.kind == DimKind::number) return range_words(plan, dim, bucket, bucket);
  Words value = value_words(plan, dim, bucket);
  if (about.kind != DimKind::declared || bucket != 0 || dim == Dim::benefit) return value;
  return {std::string(about.zh) + "：" + value.zh, std::string(about.en) + ": " + value.en};
}

std::uint16_t cell_at(const Plan& plan, std::int32_t site_index, const Buckets& at) {
  const Site& site = plan.sites[static_cast<std::size_t>(site_index)];
  std::uint32_t cell = site.first;
  for (std::uint32_t k = 0; k < site.count; ++k)
    cell += static_cast<std::uint32_t>(at[site.keys[k].dim]) * site.keys[k].stride;
  return plan.cells[cell];
}

std::uint32_t dims_of(const Plan& plan, std::int32_t site) {
  return site < 0 ? 0 : plan.sites[static_cast<std::size_t>(site)].dims;
}

bool possible(const Plan& plan, std::uint32_t dims, std::uint32_t of, const Buckets& at) {
  const auto has = [dims](Dim dim) { return (dims & bit(dim)) != 0; };
  const bool employee = plan.insurance == "310";
  if (has(Dim::student) && employee && value_at(at, Dim::student) != 0) return false;
  if (has(Dim::retired) && !employee && value_at(at, Dim::retired) != 0) return false;
  if (has(Dim::relation) && has(Dim::filing)) {
    static const std::int32_t same = *closed_value(Dim::relation, "same"),
                              elsewhere = *closed_value(Dim::relation, "elsewhere"),
                              local = *closed_value(Dim::filing, "local");
    const std::int32_t relation = value_at(at, Dim::relation);
    const bool not_filed = value_at(at, Dim::filing) == local;
    if ((relation == same && !not_filed) || (relation == elsewhere && not_filed)) return false;
  }
  // Who has no recognised disease does not come for one.
  if (has(Dim::disease) && value_at(at, Dim::disease) == 0) return false;
  if (has(Dim::admission) && value_at(at, Dim::admission) == 0) {
    const auto& thresholds = plan.thresholds[static_cast<std::size_t>(Dim::admission)];
    if (!thresholds.empty() && thresholds.front() == 1) return false;
  }
  return routed(plan, dims, of, at);
}

void each_case(const Plan& plan, std::uint32_t dims, std::uint32_t of,
               const std::function<void(const Buckets&)>& call) {
  std::vector<Dim> keys;
  std::uint64_t cases = 1;
  for (const DimInfo& about : all_dims())
    if ((dims & bit(about.dim)) != 0) {
      keys.push_back(about.dim);
      cases *= static_cast<std::uint64_t>(bucket_count(plan, about.dim));
      if (cases > kMaxCases) return;
    }
  Buckets at(kDims, 0);
  for (std::uint64_t i = 0; i < cases; ++i) {
    if (possible(plan, dims, of, at)) call(at);
    for (const Dim key : keys) {
      std::int32_t& bucket = at[static_cast<std::size_t>(key)];
      if (++bucket < bucket_count(plan, key)) break;
      bucket = 0;
    }
  }
}

int level_rank(std::int32_t level) {
  const auto values = info(Dim::level).values;
  const DimValue& value = values[static_cast<std::size_t>(level)];
  if (!value.parent.empty()) return level_rank(*closed_value(Dim::level, value.parent));
  int rank = 0;
  for (const DimValue& other : values.first(static_cast<std::size_t>(level)))
    rank += other.parent.empty();
  return rank;
}

}  // namespace yitong

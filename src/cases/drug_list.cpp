// The drugs that the area's rules name, and the nearest to one that they do not.
#include <algorithm>

#include "cases/particulars.h"

namespace yitong::cases {
namespace {

constexpr std::size_t kNearest = 5;

/// Bytes of the longest run that both have.
std::size_t common_run(std::string_view one, std::string_view other) {
  std::size_t longest = 0;
  std::vector<std::size_t> runs(other.size() + 1), before(other.size() + 1);
  for (const char each : one) {
    std::swap(runs, before);
    for (std::size_t at = 0; at < other.size(); ++at) {
      runs[at + 1] = each == other[at] ? before[at] + 1 : 0;
      longest = std::max(longest, runs[at + 1]);
    }
  }
  return longest;
}

/// "XSL001 靶向药甲 | …": those that share most with what was written, in the list's order.
std::string nearest(const std::vector<ListedDrug>& drugs, std::string_view found) {
  std::vector<std::pair<std::size_t, const ListedDrug*>> ranked;
  for (const ListedDrug& each : drugs)
    ranked.emplace_back(std::max({common_run(found, each.code), common_run(found, each.name.zh),
                                  common_run(found, each.name.en)}),
                        &each);
  std::ranges::stable_sort(ranked, std::ranges::greater(),
                           &std::pair<std::size_t, const ListedDrug*>::first);
  if (ranked.size() > kNearest) ranked.resize(kNearest);
  std::string out;
  for (const auto& [shared, drug] : ranked)
    out += (out.empty() ? "" : " | ") + drug->code + " " + drug->name.zh;
  if (drugs.size() > kNearest) out += " | …";
  return out;
}

}  // namespace

Errors faults_of_drug(const Case& one, const Setting& setting) {
  const std::string_view drug = value(one.form, "drug");
  if (drug.empty() || setting.drugs.empty()) return {};  // the form's own check tells of a gap
  if (std::ranges::find(setting.drugs, drug, &ListedDrug::code) != setting.drugs.end()) return {};
  return {{ErrorCode::drug_not_listed,
           "/form/drug",
           std::string(drug),
           nearest(setting.drugs, drug),
           {}}};
}

}  // namespace yitong::cases

#include "verbs/case_choices.h"

#include <algorithm>
#include <set>

#include "policy/show.h"

namespace yitong::verbs {
namespace {

constexpr std::size_t kMostChoices = 100;
/// Columns of a criterion that say what it asks for.
constexpr std::string_view kAsked[] = {"text", "below", "above", "unit", "within"};

Words hint_of(const Policy& policy, const ServiceRow& row) {
  Words out;
  const auto columns = info(row.table).columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (std::ranges::find(kAsked, columns[c].key) == std::end(kAsked)) continue;
    const Words cell = cell_words(policy, columns[c], row.values[c]);
    if (cell.zh.empty()) continue;
    const bool bare = columns[c].key == "text";
    append_words(out,
                 {(bare ? "" : std::string(columns[c].zh) + " ") + cell.zh,
                  (bare ? "" : std::string(columns[c].en) + " ") + cell.en},
                 "，", ", ");
  }
  return out;
}

std::vector<CaseChoice> criteria_of(const cases::Setting& setting) {
  std::vector<CaseChoice> out;
  for (const GuideRow& each : setting.guide.criteria)
    out.push_back({each.row->id, row_words(*each.row), hint_of(*setting.guide.policy, *each.row)});
  return out;
}

std::vector<CaseChoice> declared(const Policy& policy, Dim dim) {
  std::vector<CaseChoice> out;
  for (const Choice& each : policy.choices)
    if (each.dim == dim) out.push_back({each.code, each.name, {}});
  return out;
}

bool asks_for_approval(const Selector& when) {
  return std::ranges::any_of(when, [](const Condition& each) { return each.dim == Dim::granted; });
}

/// Groups of which policy says that they want an approval, or what it takes.
std::set<std::string> groups_of(const Policy& policy) {
  std::set<std::string> out;
  const auto add = [&](const Selector& when) {
    for (const Condition& each : when)
      if (each.dim == Dim::drug_group) out.insert(each.names.begin(), each.names.end());
  };
  for (const Bar& bar : policy.bars)
    if (std::ranges::any_of(bar.unless, asks_for_approval)) add(bar.when);
  for (const auto& row : policy.services)
    if (row->table == ServiceTable::criterion && has(*row, "for", "special_drug")) add(row->when);
  out.erase("none");
  return out;
}

/// The drugs of those groups, and a group of which the catalogue has none.
std::vector<CaseChoice> drugs_of(const Policy& policy, const Catalogue* catalogue) {
  std::vector<CaseChoice> out;
  for (const std::string& group : groups_of(policy)) {
    const Words name = choice_words(policy, Dim::drug_group, group);
    const std::uint8_t number = catalogue == nullptr ? 0 : catalogue->drug_group(group);
    if (number == 0) {
      out.push_back({group, name, {}});
      continue;
    }
    for (const CatalogueItem& item : catalogue->items(ItemKind::drug)) {
      if (item.drug_group != number || item.code().empty()) continue;
      const std::string text(catalogue->texts(item).name);
      out.push_back({std::string(item.code()), {text, text}, name});
    }
  }
  return out;
}

/// Approvals that a renewal or a change can name, by the case that decided them.
std::vector<CaseChoice> approvals_of(const cases::Setting& setting,
                                     const std::vector<CaseChoice>& drugs) {
  std::vector<CaseChoice> out;
  for (const ledger::Grant& each : setting.grants) {
    if (each.kind != ledger::kSpecialDrug || each.case_number.empty() ||
        each.in_force.to < setting.today)
      continue;
    const auto drug = std::ranges::find(drugs, each.code, &CaseChoice::code);
    Words name = drug == drugs.end() ? Words{each.code, each.code} : drug->name;
    if (each.in_force.to == ledger::kNoEnd)
      append_words(name, {"长期", "without an end"}, "，", ", ");
    else
      append_words(name, {"到 " + each.in_force.to.str(), "until " + each.in_force.to.str()}, "，",
                   ", ");
    out.push_back({each.case_number, std::move(name), {}});
  }
  return out;
}

}  // namespace

std::vector<cases::ListedDrug> listed_drugs(const Policy& policy, const Catalogue* catalogue) {
  std::vector<cases::ListedDrug> out;
  for (CaseChoice& each : drugs_of(policy, catalogue))
    out.push_back({std::move(each.code), std::move(each.name)});
  for (const std::string& group : groups_of(policy))
    if (std::ranges::find(out, group, &cases::ListedDrug::code) == out.end())
      out.push_back({group, choice_words(policy, Dim::drug_group, group)});
  return out;
}

CaseChoices choices_of(const cases::Case& one, const cases::Setting& setting,
                       const Catalogue* catalogue) {
  CaseChoices out;
  for (const cases::Field& field : cases::all_fields()) {
    if (field.kind != one.kind) continue;
    std::vector<CaseChoice> found;
    if (field.type == cases::FieldKind::row && field.table == "criterion")
      found = criteria_of(setting);
    else if (field.type == cases::FieldKind::disease)
      found = declared(*setting.guide.policy, Dim::disease);
    else if (field.type == cases::FieldKind::drug)
      found = drugs_of(*setting.guide.policy, catalogue);
    if (found.size() > kMostChoices) found.resize(kMostChoices);
    if (!found.empty()) out.emplace(field.key, std::move(found));
  }
  if (one.kind == cases::Kind::special_drug)
    if (auto found = approvals_of(setting, out["drug"]); !found.empty())
      out.emplace("replaces", std::move(found));
  std::erase_if(out, [](const auto& each) { return each.second.empty(); });
  return out;
}

}  // namespace yitong::verbs

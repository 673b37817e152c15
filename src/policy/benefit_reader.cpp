// Benefits: deductibles, settlement periods, which stays count as one.
#include "policy/rule_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/plan.h"

namespace yitong {

void RuleReader::benefits(TableReader& top) {
  const toml::table* all = top.table("benefit");
  if (all == nullptr) return;
  std::vector<std::pair<Place, std::string>>
      order;  // the file's order decides routing; the table is sorted by name
  for (const auto& [key, node] : *all)
    order.emplace_back(reading_.at(node), std::string(key.str()));
  std::ranges::sort(order, {},
                    [](const auto& item) { return std::pair(item.first.line, item.first.column); });
  for (const auto& [place, id] : order) {
    const auto* table = all->get(id)->as_table();
    if (table == nullptr) {
      reading_.fault(ErrorCode::wrong_type, place, id, "a table [benefit.name]");
      continue;
    }
    benefit(id, *table);
  }
  if (policy_.benefits.size() > kMaxBenefits)
    reading_.fault(ErrorCode::too_large, reading_.at(*all),
                   fmt::format("{} benefits", policy_.benefits.size()),
                   fmt::format("at most {}", kMaxBenefits));
}

void RuleReader::benefit(const std::string& id, const toml::table& table) {
  TableReader in(reading_, table, reading_.at(table));
  Benefit out;
  out.id = id;
  out.place = in.place();
  out.name = in.words("name", true);
  out.visits = in.texts("visits", true);
  std::vector<std::string_view> codes;
  for (const DimValue& value : info(Dim::visit).values) codes.push_back(value.code);
  for (const std::string& visit : out.visits)
    if (!closed_value(Dim::visit, visit))
      reading_.fault(ErrorCode::bad_value, in.place(), "visits: \"" + visit + "\"",
                     fmt::format("national medical categories: {}", fmt::join(codes, ", ")));
  if (in.has("drug_groups")) out.drug_groups = in.texts("drug_groups");
  out.counts_admission = in.flag("counts_admission", false);
  const bool overrides = in.flag("overrides", false);
  period(in, out);
  merges(in, out);
  const int source = figures_.source(in);
  out.deductible_name = id;
  if (const toml::node* node = in.need("deductible")) deductible(*node, source, out);
  if (out.merges && out.deductible_per == Per::stay) out.deductible_per = Per::merged;
  in.finish();
  declare(reading_, policy_.benefits, id, overrides, in.place(), std::move(out));
}

/// period = { days = 90 }
void RuleReader::period(TableReader& in, Benefit& out) {
  const toml::table* table = in.table("period");
  if (table == nullptr) return;
  TableReader inner(reading_, *table, reading_.at(*table));
  const std::int64_t days = inner.integer("days", 0);
  if (days < 1 || days > 366)
    reading_.fault(ErrorCode::bad_value, inner.place(), fmt::format("days = {}", days),
                   "a settlement period has 1 to 366 days");
  else
    out.period_days = static_cast<std::int32_t>(days);
  inner.finish();
}

void RuleReader::deductible(const toml::node& node, int source, Benefit& out) {
  if (const auto* text = node.as_string(); text != nullptr && text->get() == "none") return;
  const auto* table = node.as_table();
  if (table == nullptr || table->contains("unknown") || table->contains("times")) {
    out.deductible = figures_.figure(node, Unit::money, source);
    return;
  }
  TableReader in(reading_, *table, reading_.at(node));
  out.deductible_per = per(in, Per::bill);
  if (in.has("shared")) out.deductible_name = in.text("shared");
  out.deductible = figures_.figure_in(in, Unit::money, source);
  // What stands around the ceiling is its source, too.
  if (const toml::node* most = in.take("ceiling")) ceiling(*most, out.deductible->source, out);
  in.finish();
}

/// ceiling = "2000.00", or { per = "year", is = "2000.00", shared = "all_stays" }
void RuleReader::ceiling(const toml::node& node, int source, Benefit& out) {
  DeductibleCeiling most;
  most.place = reading_.at(node);
  most.name = out.deductible_name;
  const auto* table = node.as_table();
  if (table == nullptr || table->contains("unknown") || table->contains("times")) {
    most.figure = *figures_.figure(node, Unit::money, source);
  } else {
    TableReader in(reading_, *table, reading_.at(node));
    most.per = per(in, Per::year);
    if (in.has("shared")) most.name = in.text("shared");
    most.figure = figures_.figure_in(in, Unit::money, source);
    in.finish();
  }
  if (most.per == Per::bill)
    reading_.fault(ErrorCode::bad_value, most.place, "ceiling per bill",
                   "the deductible itself says what one bill is charged");
  out.ceiling = std::move(most);
}

/// merges = { what = ["mid_stay", "transfer"], within_days = 3, when = { referred = true } }
void RuleReader::merges(TableReader& in, Benefit& out) {
  const toml::table* table = in.table("merges");
  if (table == nullptr) return;
  TableReader inner(reading_, *table, reading_.at(*table));
  Merges merges;
  merges.place = inner.place();
  for (const std::string& what : inner.texts("what", true)) {
    if (what == "mid_stay")
      merges.mid_stay = true;
    else if (what == "transfer")
      merges.transfer = true;
    else
      reading_.fault(ErrorCode::bad_value, inner.place(), "what: \"" + what + "\"",
                     "one of: mid_stay, transfer");
  }
  const bool days_said = inner.has("within_days"), when_said = inner.has("when");
  const std::int64_t days = inner.integer("within_days", 0);
  merges.when = figures_.selector_of(inner, "when");
  if (days < 0 || days > 366)
    reading_.fault(ErrorCode::bad_value, inner.place(), fmt::format("within_days = {}", days),
                   "0 to 366 days from one discharge to the next admission");
  else
    merges.within_days = static_cast<std::int32_t>(days);
  if (merges.transfer && !days_said)
    reading_.fault(ErrorCode::missing_field, inner.place(), "within_days",
                   "a transfer merges within a time");
  if (!merges.transfer && (days_said || when_said))
    reading_.fault(ErrorCode::bad_value, inner.place(), days_said ? "within_days" : "when",
                   "they are said of transfers: what = [\"transfer\"]");
  inner.finish();
  out.merges = std::move(merges);
}

}  // namespace yitong

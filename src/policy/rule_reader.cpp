#include "policy/rule_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/plan.h"

namespace yitong {
Per RuleReader::per(TableReader& in, Per otherwise) {
  std::vector<std::string_view> names;
  for (auto each = Per::bill; each != Per::merged;
       each = static_cast<Per>(static_cast<int>(each) + 1))
    names.push_back(key_of(each));
  return static_cast<Per>(in.one_of("per", names, static_cast<int>(otherwise)));
}

void RuleReader::statistics(TableReader& top) {
  const toml::table* all = top.table("statistic");
  if (all == nullptr) return;
  for (const auto& [key, node] : *all) {
    const auto* table = node.as_table();
    if (table == nullptr) {
      reading_.fault(ErrorCode::wrong_type, reading_.at(node), describe(node),
                     "a table [statistic.name]");
      continue;
    }
    TableReader in(reading_, *table, reading_.at(*table));
    Statistic out;
    out.id = key.str();
    out.place = in.place();
    out.name = in.words("name", true);
    const bool overrides = in.flag("overrides", false);
    out.source = figures_.source(in);
    if (out.source < 0)
      reading_.fault(ErrorCode::unsourced_figure, in.place(), "a statistic without a source");
    if (const toml::table* values = in.table("values", true))
      for (const auto& [year, value] : *values) {
        const auto number = parse_decimal(year.str(), 0, 4);
        if (number && *number >= 1980 && *number <= 2100)
          out.values[*number] = figures_.amount(value, Unit::money).value;
        else
          reading_.fault(ErrorCode::bad_value, reading_.at(value), std::string(year.str()),
                         "a year: 2024 = \"54188.00\"");
      }
    in.finish();
    const std::string id = out.id;
    declare(reading_, policy_.statistics, id, overrides, in.place(), std::move(out));
  }
}

void RuleReader::first_self_payment(TableReader& top) {
  const toml::table* table = top.table("first_self_payment");
  if (table == nullptr) return;
  TableReader in(reading_, *table, reading_.at(*table));
  const bool overrides = in.flag("overrides", false);
  if (policy_.first_self_payment && !overrides)
    reading_.fault(ErrorCode::duplicate_key, in.place(), "first_self_payment", "inherited already",
                   "write overrides = true if it replaces what is inherited");
  FirstSelfPayment out;
  if (!in.has("with_treatment"))
    in.need("with_treatment");  // two first self-payments never add up silently
  else
    out.combine = static_cast<FirstSelfPayment::Combine>(
        in.one_of("with_treatment", {"replace", "add", "higher"}, 0));
  out.figure = figures_.figure_in(in, Unit::ratio, -1);
  in.finish();
  policy_.first_self_payment = std::move(out);
}

void RuleReader::bars(TableReader& top) {
  for (const toml::table* each : top.tables("bar")) {
    TableReader in(reading_, *each, reading_.at(*each));
    Bar out;
    out.place = in.place();
    out.id = in.text("id");
    out.when = figures_.selector_of(in, "when");
    for (const toml::table* lift : in.tables("unless")) {
      TableReader inner(reading_, *lift, reading_.at(*lift));
      out.unless.push_back(figures_.selector(inner));
      inner.finish();
    }
    out.text = in.words("text", true);
    out.refuses = in.flag("refuses", false);
    const bool overrides = in.flag("overrides", false);
    out.source = figures_.source(in);
    if (out.source < 0)
      reading_.fault(ErrorCode::unsourced_figure, in.place(), "a bar without a source");
    in.finish();
    const std::string id = out.id;
    declare(reading_, policy_.bars, id, overrides, in.place(), std::move(out));
  }
}

/// Kinds of charges (med_chrgitm_type) by number: "09" is western medicine.
void RuleReader::line_limits(TableReader& top) {
  for (const toml::table* each : top.tables("line_limit")) {
    TableReader in(reading_, *each, reading_.at(*each));
    LineLimit out;
    out.place = in.place();
    out.id = in.text("id");
    out.name = in.words("name", true);
    if (in.has("of")) out.of = in.texts("of");
    if (in.has("categories"))
      for (const std::string& code : in.texts("categories")) {
        const auto number = parse_decimal(code, 0, 2);
        if (number && *number >= 1 && *number <= 14)
          out.categories |= 1u << *number;
        else
          reading_.fault(ErrorCode::bad_value, in.place(), "categories: \"" + code + "\"",
                         "kinds of charges, \"01\" to \"14\"");
      }
    out.per = per(in, Per::bill);
    const bool overrides = in.flag("overrides", false);
    out.figure = figures_.figure_in(in, Unit::money, -1);
    in.finish();
    const std::string id = out.id;
    declare(reading_, policy_.line_limits, id, overrides, in.place(), std::move(out));
  }
  if (policy_.line_limits.size() > kMaxLineLimits)
    reading_.fault(ErrorCode::too_large, top.place(),
                   fmt::format("{} line limits", policy_.line_limits.size()),
                   fmt::format("at most {}", kMaxLineLimits));
}

void RuleReader::reduction_limits(TableReader& top) {
  for (const toml::table* each : top.tables("reduction_limit")) {
    TableReader in(reading_, *each, reading_.at(*each));
    ReductionLimit out;
    out.place = in.place();
    out.when = figures_.selector_of(in, "when");
    if (const toml::node* points = in.need("points"))
      out.points = figures_.amount(*points, Unit::ratio);
    out.source = figures_.source(in);
    if (out.source < 0)
      reading_.fault(ErrorCode::unsourced_figure, in.place(), "a limit without a source");
    in.finish();
    policy_.reduction_limits.push_back(std::move(out));
  }
}

}  // namespace yitong

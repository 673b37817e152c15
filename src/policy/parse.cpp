#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "policy/plan.h"
#include "policy/policy.h"
#include "policy/rule_reader.h"
#include "policy/service_reader.h"
#include "policy/toml_text.h"

namespace yitong {
namespace {

class PolicyParser {
 public:
  PolicyParser(Reading& reading, Policy& policy)
      : reading_(reading),
        policy_(policy),
        figures_(reading, policy),
        rules_(reading, policy, figures_) {}

  void run(const toml::table& root) {
    TableReader top(reading_, root, Place{reading_.file, 1, 1});
    head(top);
    sources(top);
    choices(top);
    rules_.statistics(top);
    rules_.benefits(top);
    rules_.layers(top);
    out_of_area(top);
    rules_.first_self_payment(top);
    rules_.bars(top);
    rules_.line_limits(top);
    rules_.reduction_limits(top);
    refusals(top);
    account(top);
    ServiceReader(reading_, policy_).read(top);
    for (const toml::table* note : top.tables("note")) {
      TableReader inner(reading_, *note, reading_.at(*note));
      policy_.notes.push_back(Words{inner.text("zh", true, 2000), inner.text("en", true, 2000)});
      inner.finish();
    }
    top.finish();
    references();
  }

 private:
  void head(TableReader& top) {
    policy_.edition = static_cast<int>(top.integer("edition", 0));
    if (policy_.edition != kLanguageEdition)
      reading_.fault(ErrorCode::unsupported, top.place(),
                     fmt::format("edition {}", policy_.edition),
                     fmt::format("edition = {}", kLanguageEdition));
    policy_.area = top.text("area");
    if (!policy_.area.empty() && policy_.area != "national" && !is_area_code(policy_.area))
      reading_.fault(ErrorCode::bad_value, top.place(), "area = \"" + policy_.area + "\"",
                     "six digits of a division code");
    policy_.name = top.words("name", true);
    policy_.insurances = top.texts("insurance");
    for (const std::string& insurance : policy_.insurances)
      if (insurance != "310" && insurance != "390")
        reading_.fault(ErrorCode::bad_value, top.place(), "insurance = \"" + insurance + "\"",
                       "310 or 390");
    policy_.complete = !top.flag("partial", false);
    policy_.extends = top.text("extends", false);
    if (top.has("exempt")) policy_.exempt = top.texts("exempt");
    if (const toml::table* period = top.table("in_force", true)) {
      TableReader inner(reading_, *period, reading_.at(*period));
      policy_.from = inner.date("from", true);
      policy_.to = inner.date("to", false);
      inner.finish();
      if (policy_.to.is_set() && policy_.to < policy_.from)
        reading_.fault(ErrorCode::bad_date, inner.place(), policy_.to.str(),
                       "to is not before from");
    }
    year(top);
    if (policy_.complete && policy_.insurances.empty())
      reading_.fault(ErrorCode::missing_field, top.place(), "insurance");
  }

  /// year = { starts = "07-01" }, deciding = { age = "year_start" }
  void year(TableReader& top) {
    if (const toml::table* table = top.table("year")) {
      TableReader in(reading_, *table, reading_.at(*table));
      const std::string starts = in.text("starts");
      const auto day = Date::parse("2001-" + starts);
      if (day) {
        policy_.year_month = day->month();
        policy_.year_day = day->day();
      } else if (!starts.empty()) {
        reading_.fault(ErrorCode::bad_date, in.place(), "starts = \"" + starts + "\"",
                       "month and day: \"07-01\"");
      }
      in.finish();
    }
    if (const toml::table* table = top.table("deciding")) {
      TableReader in(reading_, *table, reading_.at(*table));
      policy_.age_on =
          static_cast<DecidingDate>(in.one_of("age", {"admission", "discharge", "year_start"}, 1));
      in.finish();
    }
  }

  void sources(TableReader& top) {
    const toml::table* all = top.table("source");
    if (all == nullptr) return;
    for (const auto& [key, node] : *all) {
      const auto* table = node.as_table();
      if (table == nullptr) {
        reading_.fault(ErrorCode::wrong_type, reading_.at(node), describe(node),
                       "a table [source.name]");
        continue;
      }
      TableReader inner(reading_, *table, reading_.at(*table));
      policy_.sources.push_back(figures_.source_table(inner));
      const bool fresh =
          policy_.source_names.emplace(key.str(), static_cast<int>(policy_.sources.size()) - 1)
              .second;
      if (!fresh)
        reading_.fault(ErrorCode::duplicate_key, inner.place(), std::string(key.str()),
                       "an inherited source has this name");
    }
  }

  void choices(TableReader& top) {
    const toml::table* all = top.table("choice");
    if (all == nullptr) return;
    TableReader keys(reading_, *all, reading_.at(*all));
    for (const std::string& key : keys.rest()) {
      const auto dim = service_dim_of(key);
      if (!dim || !is_choice(*dim)) continue;
      for (const toml::table* each : keys.tables(key)) {
        TableReader inner(reading_, *each, reading_.at(*each));
        Choice choice{*dim, inner.text("code"), inner.words("name", true), inner.place()};
        inner.finish();
        const bool known = std::ranges::any_of(policy_.choices, [&](const Choice& c) {
          return c.dim == *dim && c.code == choice.code;
        });
        if (known || choice.code == "none")
          reading_.fault(ErrorCode::duplicate_key, inner.place(), choice.code,
                         "a value is declared once; none always exists");
        else
          policy_.choices.push_back(std::move(choice));
      }
    }
    keys.finish();
  }

  void out_of_area(TableReader& top) {
    const toml::table* table = top.table("out_of_area");
    if (table == nullptr) return;
    TableReader in(reading_, *table, reading_.at(*table));
    const bool overrides = in.flag("overrides", false);
    if (policy_.out_of_area && !overrides)
      reading_.fault(ErrorCode::duplicate_key, in.place(), "out_of_area", "inherited already",
                     "write overrides = true if it replaces what is inherited");
    OutOfArea out;
    if (in.has("of")) out.of = in.texts("of");
    out.figure = figures_.figure_in(in, Unit::ratio, -1);
    in.finish();
    policy_.out_of_area = std::move(out);
  }

  void refusals(TableReader& top) {
    for (const toml::table* each : top.tables("refuse")) {
      TableReader in(reading_, *each, reading_.at(*each));
      Refusal out;
      out.place = in.place();
      out.when = figures_.selector_of(in, "when");
      out.text = in.words("text", true);
      out.source = figures_.source(in);
      if (out.source < 0)
        reading_.fault(ErrorCode::unsourced_figure, in.place(), "a refusal without a source");
      in.finish();
      policy_.refusals.push_back(std::move(out));
    }
  }

  void account(TableReader& top) {
    const toml::table* table = top.table("account");
    if (table == nullptr) return;
    TableReader in(reading_, *table, reading_.at(*table));
    const bool overrides = in.flag("overrides", false);
    if (policy_.account && !overrides)
      reading_.fault(ErrorCode::duplicate_key, in.place(), "account", "inherited already",
                     "write overrides = true if it replaces what is inherited");
    Account out;
    out.place = in.place();
    out.pays = in.texts("pays", true);
    if (in.has("of")) out.of = in.texts("of");
    out.source = figures_.source(in);
    if (out.source < 0)
      reading_.fault(ErrorCode::unsourced_figure, in.place(), "account rules without a source");
    in.finish();
    policy_.account = std::move(out);
  }

  bool has_benefit(std::string_view id) const {
    return std::ranges::find(policy_.benefits, id, &Benefit::id) != policy_.benefits.end();
  }

  void known_benefits(const std::vector<std::string>& names, Place place) {
    for (const std::string& name : names)
      if (!has_benefit(name))
        reading_.fault(ErrorCode::bad_value, place, "of: \"" + name + "\"",
                       "the name of a [benefit.…] table");
  }

  void known_choices(const Selector& when) {
    for (const Condition& condition : when)
      for (const std::string& name : condition.names) {
        const bool benefit = condition.dim == Dim::benefit && has_benefit(name);
        const bool declared = std::ranges::any_of(policy_.choices, [&](const Choice& c) {
          return c.dim == condition.dim && c.code == name;
        });
        if (!benefit && !declared && (name != "none" || condition.dim == Dim::benefit))
          reading_.fault(ErrorCode::bad_value, condition.place,
                         fmt::format("{} = \"{}\"", info(condition.dim).key, name),
                         condition.dim == Dim::benefit ? "the name of a [benefit.…] table"
                                                       : declared_words(condition.dim));
      }
  }

  /// "declared in [[choice.aid]]: none, low_income, …"
  std::string declared_words(Dim dim) const {
    std::vector<std::string_view> codes = {"none"};
    for (const Choice& choice : policy_.choices)
      if (choice.dim == dim) codes.push_back(choice.code);
    return fmt::format("declared in [[choice.{}]]: {}", info(dim).key, fmt::join(codes, ", "));
  }

  void known_choices(const Figure& figure) {
    for (const Row& row : figure.rows) known_choices(row.when);
  }

  void known_choices(const Cap& cap) {
    known_choices(cap.figure);
    if (cap.further) known_choices(*cap.further);
    if (cap.at_most) known_choices(*cap.at_most);
  }

  /// Names that refer to other tables, once all of them are read.
  void references() {
    for (const Benefit& benefit : policy_.benefits) {
      if (benefit.deductible) known_choices(*benefit.deductible);
      for (const std::string& group : benefit.drug_groups)
        known_choices(Selector{Condition{Dim::drug_group, 0, {group}, 0, 0, benefit.place}});
    }
    for (const Layer& layer : policy_.layers) {
      known_benefits(layer.of, layer.place);
      known_choices(layer.applies);
      known_choices(layer.rates);
      if (layer.start) known_choices(*layer.start);
      if (layer.cap) known_choices(*layer.cap);
      for (const Modifier& modifier : layer.then) known_choices(modifier.when);
    }
    if (policy_.out_of_area) {
      known_benefits(policy_.out_of_area->of, policy_.out_of_area->figure.place);
      known_choices(policy_.out_of_area->figure);
    }
    for (const Refusal& refusal : policy_.refusals) known_choices(refusal.when);
    for (const ReductionLimit& limit : policy_.reduction_limits) known_choices(limit.when);
    if (policy_.first_self_payment) known_choices(policy_.first_self_payment->figure);
    for (const Bar& bar : policy_.bars) {
      known_choices(bar.when);
      for (const Selector& when : bar.unless) known_choices(when);
    }
    for (const LineLimit& limit : policy_.line_limits) {
      known_benefits(limit.of, limit.place);
      known_choices(limit.figure);
    }
    if (policy_.account) known_benefits(policy_.account->of, policy_.account->place);
  }

  Reading& reading_;
  Policy& policy_;
  FigureReader figures_;
  RuleReader rules_;
};

Policy inherit(const Policy* parent) {
  if (parent == nullptr) return {};
  Policy policy = *parent;
  policy.name = {};
  policy.notes.clear();
  return policy;
}

}  // namespace

Policy parse_policy(PolicyText text, const Policy* parent, Faults& faults) {
  Policy policy = inherit(parent);
  policy.texts.push_back(text);
  Reading reading{static_cast<std::uint32_t>(policy.texts.size() - 1), faults};
  const toml::table root = read_toml(text, reading);
  if (root.empty() && reading.recovered) return policy;
  PolicyParser(reading, policy).run(root);
  return policy;
}

std::string extends_of(const PolicyText& text) {
  Faults ignored;
  Reading reading{0, ignored};
  // Keys of the file itself stand before the first table; only if those lines alone are no TOML is
  // all of it read.
  toml::table root = read_toml({text.name, text.text.substr(0, text.text.find("\n["))}, reading);
  if (!ignored.empty()) root = read_toml(text, reading);
  const auto* name = root.get_as<std::string>("extends");
  return name == nullptr ? std::string() : name->get();
}

std::vector<std::string> part_names(const Policy& policy) {
  std::vector<std::string> names = {"full_self_pay",   "over_limit",           "self_pay_first",
                                    "over_line_limit", "out_of_area_self_pay", "in_scope",
                                    "deductible"};
  for (const Layer& layer : policy.layers)
    for (const char* prefix : {"under_start:", "band_self:", "over_cap:"})
      names.push_back(prefix + layer.id);
  return names;
}

}  // namespace yitong

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "policy/figure_reader.h"
#include "policy/plan.h"
#include "policy/policy.h"
#include "policy/toml_text.h"

namespace yitong {
namespace {

/// Whether `id` may be declared now: new, or overriding what the parent says and saying so.
template <class T>
bool declare(Reading& reading, std::vector<T>& list, std::string_view id, bool overrides,
             Place place, T value) {
  const auto found = std::ranges::find(list, id, &T::id);
  if (found == list.end()) {
    if (overrides)
      reading.fault(ErrorCode::bad_value, place, fmt::format("\"{}\" overrides nothing", id),
                    "what it overrides is declared above");
    list.push_back(std::move(value));
    return true;
  }
  if (!overrides)
    reading.fault(ErrorCode::duplicate_key, place, std::string(id), "a name is declared once",
                  "write overrides = true if it replaces what is inherited");
  *found = std::move(value);
  return false;
}

class PolicyParser {
 public:
  PolicyParser(Reading& reading, Policy& policy)
      : reading_(reading), policy_(policy), figures_(reading, policy) {}

  void run(const toml::table& root) {
    TableReader top(reading_, root, Place{reading_.file, 1, 1});
    head(top);
    sources(top);
    choices(top);
    benefits(top);
    layers(top);
    out_of_area(top);
    refusals(top);
    account(top);
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
    if (policy_.complete && policy_.insurances.empty())
      reading_.fault(ErrorCode::missing_field, top.place(), "insurance");
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
      const auto dim = dim_of(key);
      if (!dim || info(*dim).kind != DimKind::declared || *dim == Dim::benefit) continue;
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

  void benefits(TableReader& top) {
    const toml::table* all = top.table("benefit");
    if (all == nullptr) return;
    std::vector<std::pair<Place, std::string>>
        order;  // the file's order decides routing; the table is sorted by name
    for (const auto& [key, node] : *all)
      order.emplace_back(reading_.at(node), std::string(key.str()));
    std::ranges::sort(
        order, {}, [](const auto& item) { return std::pair(item.first.line, item.first.column); });
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

  void benefit(const std::string& id, const toml::table& table) {
    TableReader in(reading_, table, reading_.at(table));
    Benefit out;
    out.id = id;
    out.place = in.place();
    out.name = in.words("name", true);
    out.visits = in.texts("visits", true);
    for (const std::string& visit : out.visits)
      if (!closed_value(Dim::visit, visit))
        reading_.fault(ErrorCode::bad_value, in.place(), "visits: \"" + visit + "\"",
                       "a national medical category such as 11, 14, 21 or 41");
    if (in.has("drug_groups")) out.drug_groups = in.texts("drug_groups");
    out.counts_admission = in.flag("counts_admission", false);
    const bool overrides = in.flag("overrides", false);
    const int source = figures_.source(in);
    out.deductible_name = id;
    if (const toml::node* node = in.need("deductible")) deductible(*node, source, out);
    in.finish();
    declare(reading_, policy_.benefits, id, overrides, in.place(), std::move(out));
  }

  void deductible(const toml::node& node, int source, Benefit& out) {
    if (const auto* text = node.as_string(); text != nullptr && text->get() == "none") return;
    const auto* table = node.as_table();
    if (table == nullptr || table->contains("unknown")) {
      out.deductible = figures_.figure(node, Unit::money, source);
      return;
    }
    TableReader in(reading_, *table, reading_.at(node));
    out.deductible_per = static_cast<Per>(in.one_of("per", {"bill", "year"}, 0));
    if (in.has("shared")) out.deductible_name = in.text("shared");
    out.deductible = figures_.figure_in(in, Unit::money, source);
    in.finish();
  }

  void layers(TableReader& top) {
    for (const toml::table* each : top.tables("layer")) layer(*each);
    if (policy_.layers.size() > kMaxLayers)
      reading_.fault(ErrorCode::too_large, top.place(),
                     fmt::format("{} layers", policy_.layers.size()),
                     fmt::format("at most {}", kMaxLayers));
  }

  void layer(const toml::table& table) {
    TableReader in(reading_, table, reading_.at(table));
    Layer out;
    out.place = in.place();
    out.id = in.text("id");
    out.name = in.words("name", true);
    static constexpr std::string_view kFunds[] = {"hifp", "hifob", "hifmi", "cvlserv",
                                                  "maf",  "hifes", "oth"};
    if (in.has("fund"))
      out.fund = kFunds[in.one_of("fund", kFunds, 0)];
    else
      in.need("fund");
    out.takes = in.texts("takes", true);
    if (in.has("of")) out.of = in.texts("of");
    out.joint = in.flag("joint", false);
    out.applies = figures_.selector_of(in, "applies");
    const bool overrides = in.flag("overrides", false);
    const int source = figures_.source(in);
    out.bands_from = static_cast<BandsFrom>(in.one_of("bands_from", {"start", "zero", "year"}, 0));
    if (const toml::node* start = in.take("start")) start_line(*start, source, out);
    out.rates = figures_.rates_in(in, source);
    for (const toml::table* each : in.tables("then")) modifier(*each, source, out);
    if (const toml::table* cap_table = in.table("cap")) cap(*cap_table, source, out);
    if (const toml::node* name = in.take("rounding")) {
      const auto* text = name->as_string();
      const auto rounding = text == nullptr ? std::nullopt : parse_rounding(text->get());
      if (rounding)
        out.rounding = *rounding;
      else
        reading_.fault(ErrorCode::bad_value, reading_.at(*name), describe(*name),
                       "half_up, down, up or half_even");
    }
    in.finish();
    const std::string id = out.id;
    declare(reading_, policy_.layers, id, overrides, in.place(), std::move(out));
  }

  void start_line(const toml::node& node, int source, Layer& out) {
    const auto* table = node.as_table();
    if (table == nullptr || table->contains("unknown")) {
      out.start = figures_.figure(node, Unit::money, source);
      return;
    }
    TableReader in(reading_, *table, reading_.at(node));
    out.start_per = static_cast<Per>(in.one_of("per", {"bill", "year"}, 0));
    out.start = figures_.figure_in(in, Unit::money, source);
    in.finish();
  }

  void modifier(const toml::table& table, int source, Layer& out) {
    constexpr std::string_view operations[] = {
        "personal_share", "plus_points", "minus_points", "times", "at_least", "at_most", "set"};
    TableReader in(reading_, table, reading_.at(table));
    Modifier modifier;
    modifier.place = in.place();
    modifier.when = figures_.selector_of(in, "when");
    modifier.source = figures_.source(in);
    if (modifier.source < 0) modifier.source = source;
    if (modifier.source < 0)
      reading_.fault(ErrorCode::unsourced_figure, in.place(), "a modifier without a source");
    int seen = 0;
    for (std::size_t i = 0; i < std::size(operations); ++i) {
      if (!in.has(operations[i])) continue;
      ++seen;
      modifier.operation = static_cast<Operation>(i);
      modifier.ratio = figures_.amount(*in.take(operations[i]), Unit::ratio);
    }
    if (seen != 1)
      reading_.fault(ErrorCode::missing_field, in.place(), fmt::format("{} operations", seen),
                     fmt::format("exactly one of: {}", fmt::join(operations, ", ")));
    in.finish();
    if (out.then.size() >= 16)
      reading_.fault(ErrorCode::too_large, in.place(), "more than 16 modifiers", "at most 16");
    else
      out.then.push_back(std::move(modifier));
  }

  void cap(const toml::table& table, int source, Layer& out) {
    TableReader in(reading_, table, reading_.at(table));
    Cap cap;
    cap.place = in.place();
    cap.of_fund_money = in.one_of("of", {"fund_money", "in_scope"}, 0) == 0;
    cap.per = static_cast<Per>(in.one_of("per", {"bill", "year"}, 1));
    cap.name = in.has("shared") ? in.text("shared") : out.id;
    cap.figure = figures_.figure_in(in, Unit::money, source);
    in.finish();
    out.cap = std::move(cap);
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
                         condition.dim == Dim::benefit
                             ? "the name of a [benefit.…] table"
                             : fmt::format("declared in [[choice.{}]]", info(condition.dim).key));
      }
  }

  void known_choices(const Figure& figure) {
    for (const Row& row : figure.rows) known_choices(row.when);
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
      if (layer.cap) known_choices(layer.cap->figure);
      for (const Modifier& modifier : layer.then) known_choices(modifier.when);
    }
    if (policy_.out_of_area) {
      known_benefits(policy_.out_of_area->of, policy_.out_of_area->figure.place);
      known_choices(policy_.out_of_area->figure);
    }
    for (const Refusal& refusal : policy_.refusals) known_choices(refusal.when);
    if (policy_.account) known_benefits(policy_.account->of, policy_.account->place);
  }

  Reading& reading_;
  Policy& policy_;
  FigureReader figures_;
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
  const toml::table root = read_toml(text, reading);
  const auto* name = root.get_as<std::string>("extends");
  return name == nullptr ? std::string() : name->get();
}

std::vector<std::string> part_names(const Policy& policy) {
  std::vector<std::string> names = {"full_self_pay",        "over_limit", "self_pay_first",
                                    "out_of_area_self_pay", "in_scope",   "deductible"};
  for (const Layer& layer : policy.layers)
    for (const char* prefix : {"under_start:", "band_self:", "over_cap:"})
      names.push_back(prefix + layer.id);
  return names;
}

}  // namespace yitong

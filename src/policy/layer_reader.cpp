// Layers: start lines, shares, modifiers, caps.
#include "policy/rule_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/plan.h"

namespace yitong {

void RuleReader::layers(TableReader& top) {
  for (const toml::table* each : top.tables("layer")) layer(*each);
  if (policy_.layers.size() > kMaxLayers)
    reading_.fault(ErrorCode::too_large, top.place(),
                   fmt::format("{} layers", policy_.layers.size()),
                   fmt::format("at most {}", kMaxLayers));
}

void RuleReader::layer(const toml::table& table) {
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
  tops_up(in, out);
  out.applies = figures_.selector_of(in, "applies");
  const bool overrides = in.flag("overrides", false);
  const int source = figures_.source(in);
  out.bands_from = static_cast<BandsFrom>(in.one_of("bands_from", {"start", "zero", "year"}, 0));
  if (const toml::node* start = in.take("start")) start_line(*start, source, out);
  out.rates = figures_.rates_in(in, source);
  for (const toml::table* each : in.tables("then")) modifier(*each, source, out);
  caps(in, source, out);
  if (out.tops_up != TopsUp::nothing)
    for (const Row& row : out.rates.rows)
      if (!row.limits.empty())
        reading_.fault(ErrorCode::bad_value, row.place, "bands in a layer with tops_up",
                       "one share of all in-scope cost");
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

/// tops_up = true, or what the share is of: "in_scope", "total", "total_above_deductible".
void RuleReader::tops_up(TableReader& in, Layer& out) {
  if (!in.has("tops_up")) return;
  const toml::node* node = in.take("tops_up");
  if (const auto* flag = node->as_boolean())
    out.tops_up = flag->get() ? TopsUp::in_scope : TopsUp::nothing;
  else
    out.tops_up = static_cast<TopsUp>(
        1 + in.one_of("tops_up", {"in_scope", "total", "total_above_deductible"}, 0));
}

void RuleReader::start_line(const toml::node& node, int source, Layer& out) {
  const auto* table = node.as_table();
  if (table == nullptr || table->contains("unknown") || table->contains("times")) {
    out.start = figures_.figure(node, Unit::money, source);
    return;
  }
  TableReader in(reading_, *table, reading_.at(node));
  out.start_per =
      static_cast<Per>(in.one_of("per", {"bill", "year"}, 0) == 0 ? Per::bill : Per::year);
  out.start = figures_.figure_in(in, Unit::money, source);
  in.finish();
}

void RuleReader::modifier(const toml::table& table, int source, Layer& out) {
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

/// cap = { … }, or a list of them.
void RuleReader::caps(TableReader& in, int source, Layer& out) {
  const toml::node* node = in.take("cap");
  if (node == nullptr) return;
  std::vector<const toml::table*> tables;
  if (const auto* one = node->as_table()) {
    tables.push_back(one);
  } else if (node->is_array()) {
    tables = in.tables("cap");
  } else {
    reading_.fault(ErrorCode::wrong_type, reading_.at(*node), "cap = " + describe(*node),
                   "a table, or a list of tables");
  }
  for (const toml::table* table : tables) {
    Cap next = cap(*table, source, out, tables.size() == 1);
    const bool again = std::ranges::any_of(out.caps, [&](const Cap& other) {
      return other.name == next.name && other.of_fund_money == next.of_fund_money;
    });
    if (again)
      reading_.fault(ErrorCode::duplicate_key, next.place, "another cap of " + next.name,
                     "two caps of a layer that are counted alike",
                     "give the one that also counts elsewhere a name: shared = \"…\"");
    else
      out.caps.push_back(std::move(next));
  }
  if (out.caps.size() > kMaxCaps)
    reading_.fault(ErrorCode::too_large, out.caps[kMaxCaps].place,
                   fmt::format("{} caps", out.caps.size()), fmt::format("at most {}", kMaxCaps));
}

Cap RuleReader::cap(const toml::table& table, int source, const Layer& layer, bool alone) {
  TableReader in(reading_, table, reading_.at(table));
  Cap cap;
  cap.place = in.place();
  cap.of_fund_money = in.one_of("of", {"fund_money", "in_scope"}, 0) == 0;
  cap.per = per(in, Per::year);
  cap.name = in.has("shared") ? in.text("shared") : layer.id;
  // Each of several is counted on its own, whatever their order: "outpatient:month".
  if (!alone && !in.has("shared") && cap.per != Per::year)
    cap.name += ":" + std::string(key_of(cap.per));
  stacking(in, source, cap);
  growth(in, cap);
  cap.figure = figures_.figure_in(in, Unit::money, source);
  for (const Row& row : cap.figure.rows)
    for (const Condition& condition : row.when)
      cap.by_disease |= condition.dim == Dim::disease && cap.stack == Stack::separate;
  in.finish();
  return cap;
}

/// What stack, further, at_most, uncapped, carried_over and prorated say of a cap.
void RuleReader::stacking(TableReader& in, int source, Cap& cap) {
  cap.stack =
      static_cast<Stack>(in.one_of("stack", {"separate", "sum", "highest", "highest_plus"}, 0));
  if (const toml::node* node = in.take("further"))
    cap.further = figures_.figure(*node, Unit::money, source);
  if (const toml::node* node = in.take("at_most"))
    cap.at_most = figures_.figure(*node, Unit::money, source);
  cap.uncapped_frees_all = in.one_of("uncapped_frees", {"itself", "all"}, 0) == 1;
  cap.carried_over = in.flag("carried_over", false);
  cap.prorated = in.flag("prorated", false);
  if (cap.further.has_value() != (cap.stack == Stack::highest_plus))
    reading_.fault(ErrorCode::bad_value, cap.place, "further",
                   "stack = \"highest_plus\" says with `further` what each other disease adds");
  if (cap.carried_over && cap.per != Per::month && cap.per != Per::quarter)
    reading_.fault(ErrorCode::bad_value, cap.place, "carried_over",
                   "only what is counted per month or quarter is carried over");
}

/// grows = [{ by = "3000.00", for_each = "continuous_years", beyond = 4 }], grows_at_most = "20%"
void RuleReader::growth(TableReader& in, Cap& cap) {
  for (const toml::table* each : in.tables("grows")) {
    TableReader inner(reading_, *each, reading_.at(*each));
    Growth out{};
    if (const toml::node* by = inner.need("by")) out.by = figures_.amount(*by, Unit::money);
    const std::string key = inner.text("for_each");
    const auto dim = dim_of(key);
    if (dim && info(*dim).kind == DimKind::number)
      out.of = *dim;
    else if (!key.empty())
      reading_.fault(ErrorCode::bad_value, inner.place(), "for_each = \"" + key + "\"",
                     "a number key such as continuous_years");
    const std::int64_t beyond = inner.integer("beyond", 0);
    if (beyond < 0 || beyond > 1000)
      reading_.fault(ErrorCode::bad_value, inner.place(), fmt::format("beyond = {}", beyond),
                     "0 to 1000");
    out.beyond = static_cast<std::int32_t>(std::clamp<std::int64_t>(beyond, 0, 1000));
    inner.finish();
    cap.growth.push_back(std::move(out));
  }
  if (const toml::node* most = in.take("grows_at_most"))
    cap.growth_at_most = figures_.amount(*most, Unit::ratio);
}

}  // namespace yitong

#include "policy/rule_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/plan.h"

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

}  // namespace

Per RuleReader::per(TableReader& in, Per otherwise) {
  return static_cast<Per>(
      in.one_of("per", {"bill", "stay", "day", "month", "quarter", "year", "institution_year"},
                static_cast<int>(otherwise)));
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
  const int source = figures_.source(in);
  out.deductible_name = id;
  if (const toml::node* node = in.need("deductible")) deductible(*node, source, out);
  in.finish();
  declare(reading_, policy_.benefits, id, overrides, in.place(), std::move(out));
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
  in.finish();
}

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
  out.tops_up = in.flag("tops_up", false);
  out.applies = figures_.selector_of(in, "applies");
  const bool overrides = in.flag("overrides", false);
  const int source = figures_.source(in);
  out.bands_from = static_cast<BandsFrom>(in.one_of("bands_from", {"start", "zero", "year"}, 0));
  if (const toml::node* start = in.take("start")) start_line(*start, source, out);
  out.rates = figures_.rates_in(in, source);
  for (const toml::table* each : in.tables("then")) modifier(*each, source, out);
  if (const toml::table* cap_table = in.table("cap")) cap(*cap_table, source, out);
  if (out.tops_up)
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

void RuleReader::cap(const toml::table& table, int source, Layer& out) {
  TableReader in(reading_, table, reading_.at(table));
  Cap cap;
  cap.place = in.place();
  cap.of_fund_money = in.one_of("of", {"fund_money", "in_scope"}, 0) == 0;
  cap.per = per(in, Per::year);
  cap.name = in.has("shared") ? in.text("shared") : out.id;
  stacking(in, source, cap);
  growth(in, cap);
  cap.figure = figures_.figure_in(in, Unit::money, source);
  for (const Row& row : cap.figure.rows)
    for (const Condition& condition : row.when)
      cap.by_disease |= condition.dim == Dim::disease && cap.stack == Stack::separate;
  in.finish();
  out.cap = std::move(cap);
}

}  // namespace yitong

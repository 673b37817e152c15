#include "policy/figure_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/term.h"

namespace yitong {
namespace {

std::optional<std::int64_t> parse_amount(std::string_view text, Unit unit) {
  if (unit == Unit::money) {
    const auto money = Money::parse(text);
    if (!money || money->is_negative() || *money > kMaxFromOutside) return std::nullopt;
    return money->fen();
  }
  if (unit == Unit::term) {
    const auto term = Term::parse(text);
    return term ? std::optional(term->packed()) : std::nullopt;
  }
  const auto ratio = Ratio::parse(text);
  if (!ratio || ratio->ppm() > Ratio::kOne) return std::nullopt;
  return ratio->ppm();
}

struct UnitWords {
  ErrorCode wrong;
  const char* wanted;
};
constexpr UnitWords kUnits[] = {
    {ErrorCode::bad_money, "yuan in quotes, not negative: \"1300.00\""},
    {ErrorCode::bad_ratio, "0% to 100% in quotes: \"85%\""},
    {ErrorCode::bad_term,
     "a term in quotes: \"6 months\", \"30 working days\", \"at once\", \"indefinite\", "
     "\"until 03-31 next year\""}};

ErrorCode wrong(Unit unit) { return kUnits[static_cast<std::size_t>(unit)].wrong; }
const char* wanted(Unit unit) { return kUnits[static_cast<std::size_t>(unit)].wanted; }

}  // namespace

Source FigureReader::source_table(TableReader& table) {
  Source source;
  source.place = table.place();
  source.document = table.text("document");
  source.clause = table.text("clause", false);
  const std::string grade = table.text("grade");
  if (grade.size() == 1 && grade[0] >= 'A' && grade[0] <= 'D')
    source.grade = grade[0];
  else if (!grade.empty())
    reading_.fault(ErrorCode::bad_value, table.place(), "grade = \"" + grade + "\"",
                   "A, B, C or D");
  source.review = table.date("review", false);
  table.finish();
  return source;
}

int FigureReader::source(TableReader& table) {
  const toml::node* node = table.take("source");
  if (node == nullptr) return -1;
  if (const auto* name = node->as_string()) {
    const auto found = policy_.source_names.find(name->get());
    if (found != policy_.source_names.end()) return found->second;
    reading_.fault(ErrorCode::bad_value, reading_.at(*node), "source = " + describe(*node),
                   "the name of a [source.…] table");
    return 0;  // said once is enough: the figure does not count as unsourced too
  }
  if (const auto* inline_table = node->as_table()) {
    TableReader inner(reading_, *inline_table, reading_.at(*node));
    policy_.sources.push_back(source_table(inner));
    return static_cast<int>(policy_.sources.size()) - 1;
  }
  reading_.fault(ErrorCode::wrong_type, reading_.at(*node), "source = " + describe(*node),
                 "a name or a table");
  return 0;
}

Amount FigureReader::amount(const toml::node& node, Unit unit) {
  Amount out;
  out.place = reading_.at(node);
  if (const auto* text = node.as_string()) {
    if (text->get() == "unknown") {
      out.state = Amount::State::unknown;
      return out;
    }
    if (const auto value = parse_amount(text->get(), unit)) {
      out.value = *value;
      return out;
    }
  } else if (const auto* multiple = node.as_table();
             multiple != nullptr && multiple->contains("times")) {
    TableReader inner(reading_, *multiple, out.place);
    out.value = multiple_of_statistic(inner, unit);
    inner.finish();
    return out;
  } else if (const auto* table = node.as_table()) {
    TableReader inner(reading_, *table, out.place);
    if (inner.flag("unknown", false))
      out.state = Amount::State::unknown;
    else
      reading_.fault(ErrorCode::missing_field, out.place, "unknown = true");
    if (inner.has("at_least") && unit == Unit::money) {  // no upper bound is known
      out.low = parse_amount(inner.text("at_least"), unit);
      out.high = kMaxFromOutside.fen();
      if (!out.low) reading_.fault(wrong(unit), out.place, "at_least", wanted(unit));
      inner.finish();
      return out;
    }
    const auto bounds = inner.texts("between", true);
    if (bounds.size() == 2) {
      out.low = parse_amount(bounds[0], unit);
      out.high = parse_amount(bounds[1], unit);
    }
    if (!out.low || !out.high || (unit != Unit::term && *out.low > *out.high))
      reading_.fault(wrong(unit), out.place, "between", "two bounds, the lower first");
    inner.finish();
    return out;
  }
  const bool is_float = node.is_floating_point();
  reading_.fault(wrong(unit), out.place, describe(node), wanted(unit),
                 is_float ? "put it in quotes: a float cannot hold it exactly" : "");
  return out;
}

/// { times = "50%", of = "disposable_income", year = 2024 }; half up to whole fen.
std::int64_t FigureReader::multiple_of_statistic(TableReader& table, Unit unit) {
  const std::string times = table.text("times"), of = table.text("of");
  const std::int64_t year = table.integer("year", 0);
  const auto ratio = Ratio::parse(times);
  const auto found = std::ranges::find(policy_.statistics, of, &Statistic::id);
  if (!ratio || ratio->ppm() > 100 * Ratio::kOne || unit != Unit::money) {
    reading_.fault(ErrorCode::bad_ratio, table.place(), "times = \"" + times + "\"",
                   "a percentage of a statistic, up to 10000%, where money is asked");
  } else if (found == policy_.statistics.end()) {
    reading_.fault(ErrorCode::bad_value, table.place(), "of = \"" + of + "\"",
                   "the name of a [statistic.…] table");
  } else if (const auto value = found->values.find(year); value == found->values.end()) {
    reading_.fault(ErrorCode::bad_value, table.place(), fmt::format("year = {}", year),
                   "a year for which the statistic has a value");
  } else {
    return multiply(Money::fen(value->second), *ratio).fen();
  }
  return 0;
}

void FigureReader::number_range(const toml::node& node, Condition& out) {
  if (const auto* exact = node.as_integer()) {
    if (exact->get() >= 0 && exact->get() <= 100'000) {
      out.from = out.to = static_cast<std::int32_t>(exact->get());
      return;
    }
  } else if (const auto* text = node.as_string()) {
    const std::string_view range = text->get();
    const auto dash = range.find('-');
    const bool open = !range.empty() && range.back() == '+';
    const auto low = parse_decimal(range.substr(0, open ? range.size() - 1 : dash), 0, 6);
    const auto high = open || dash == range.npos ? std::optional<std::int64_t>(INT32_MAX)
                                                 : parse_decimal(range.substr(dash + 1), 0, 6);
    if (low && high && (open || dash != range.npos) && *low <= *high) {
      out.from = static_cast<std::int32_t>(*low);
      out.to = static_cast<std::int32_t>(*high);
      return;
    }
  }
  reading_.fault(ErrorCode::bad_value, out.place, describe(node), "a number, \"18-59\" or \"70+\"");
}

Condition FigureReader::condition(Dim dim, const toml::node& node) {
  Condition out{dim, 0, {}, 0, INT32_MAX, reading_.at(node)};
  const DimInfo& about = info(dim);
  if (about.kind == DimKind::number) {
    number_range(node, out);
    return out;
  }
  if (about.kind == DimKind::flag) {
    if (const auto* value = node.as_boolean())
      out.mask = value->get() ? 2 : 1;
    else
      reading_.fault(ErrorCode::wrong_type, out.place,
                     fmt::format("{} = {}", about.key, describe(node)), "true or false");
    return out;
  }
  const auto add = [&](const toml::node& item) {
    const auto* text = item.as_string();
    if (text == nullptr) {
      reading_.fault(ErrorCode::wrong_type, reading_.at(item),
                     fmt::format("{} = {}", about.key, describe(item)), "a text in quotes");
    } else if (about.kind == DimKind::declared) {
      out.names.push_back(text->get());
    } else if (const auto mask = closed_mask(dim, text->get())) {
      out.mask |= mask;
    } else {
      std::vector<std::string_view> known;
      for (const DimValue& value : about.values) known.push_back(value.code);
      reading_.fault(ErrorCode::bad_value, reading_.at(item),
                     fmt::format("{} = \"{}\"", about.key, text->get()),
                     fmt::format("one of: {}", fmt::join(known, ", ")));
      out.mask = ~0ull;
    }
  };
  if (const auto* list = node.as_array(); list != nullptr && !list->empty())
    for (const toml::node& item : *list) add(item);
  else
    add(node);
  return out;
}

Selector FigureReader::selector(TableReader& table) {
  Selector out;
  for (const std::string& key : table.rest()) {
    const auto dim = services_ ? service_dim_of(key) : dim_of(key);
    if (!dim) continue;  // finish() reports it
    out.push_back(condition(*dim, *table.take(key)));
  }
  return out;
}

Selector FigureReader::selector_of(TableReader& table, std::string_view key) {
  const toml::node* node = table.take(key);
  if (node == nullptr) return {};
  const auto* conditions = node->as_table();
  if (conditions == nullptr) {
    reading_.fault(ErrorCode::wrong_type, reading_.at(*node), std::string(key),
                   "a table of conditions");
    return {};
  }
  TableReader inner(reading_, *conditions, reading_.at(*node));
  Selector out = selector(inner);
  inner.finish();
  return out;
}

Row FigureReader::row(const toml::table& table, Unit unit) {
  Row out;
  TableReader inner(reading_, table, reading_.at(table));
  out.place = inner.place();
  if (const toml::node* value = inner.need("is")) out.values.push_back(amount(*value, unit));
  out.source = source(inner);
  out.when = selector(inner);
  inner.finish();
  return out;
}

void FigureReader::need_source(const Figure& figure) {
  if (figure.source >= 0) return;
  for (const Row& row : figure.rows)
    if (row.source < 0) {
      reading_.fault(ErrorCode::unsourced_figure, row.place, "no source here or above");
      return;
    }
}

Figure FigureReader::figure_in(TableReader& table, Unit unit, int inherited) {
  Figure out;
  out.place = table.place();
  out.source = source(table);
  if (out.source < 0) out.source = inherited;
  out.ordered = table.one_of("order", {"exclusive", "first"}, 0) == 1;
  const toml::node* value = table.take("is");
  const auto rows = table.tables("rows");
  if ((value != nullptr) == !rows.empty())
    reading_.fault(ErrorCode::missing_field, table.place(), "is or rows", "exactly one of them");
  if (value != nullptr)
    out.rows.push_back(Row{{}, {}, {amount(*value, unit)}, -1, reading_.at(*value)});
  for (const toml::table* each : rows) out.rows.push_back(row(*each, unit));
  need_source(out);
  return out;
}

std::optional<Figure> FigureReader::figure(const toml::node& node, Unit unit, int inherited) {
  if (const auto* table = node.as_table();
      table != nullptr && !table->contains("unknown") && !table->contains("times")) {
    TableReader inner(reading_, *table, reading_.at(node));
    Figure out = figure_in(inner, unit, inherited);
    inner.finish();
    return out;
  }
  Figure out;
  out.place = reading_.at(node);
  out.source = inherited;
  out.rows.push_back(Row{{}, {}, {amount(node, unit)}, -1, out.place});
  need_source(out);
  return out;
}

void FigureReader::band_limits(const toml::node& node, Row& row) {
  const auto* list = node.as_array();
  if (list == nullptr) {
    reading_.fault(ErrorCode::wrong_type, reading_.at(node), "to = " + describe(node),
                   "a list of limits that ends with \"rest\"");
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const toml::node& item = *list->get(i);
    const auto* text = item.as_string();
    const bool rest = text != nullptr && text->get() == "rest";
    if (rest && i + 1 == list->size()) return;
    if (rest || i + 1 == list->size())
      reading_.fault(ErrorCode::bad_value, reading_.at(item), describe(item),
                     "\"rest\" stands last, and only there");
    if (!rest) row.limits.push_back(amount(item, Unit::money));
  }
}

void FigureReader::check_bands(const Row& row) {
  if (row.values.size() != row.limits.size() + 1)
    reading_.fault(ErrorCode::bad_value, row.place,
                   fmt::format("{} bands and {} shares", row.limits.size() + 1, row.values.size()),
                   "one share in `pays` for each band in `to`");
  for (std::size_t i = 0; i < row.limits.size(); ++i) {
    const std::int64_t before = i == 0 ? 0 : row.limits[i - 1].value;
    if (row.limits[i].state == Amount::State::unknown)
      reading_.fault(ErrorCode::bad_value, row.limits[i].place, "unknown",
                     "a band's limit is a figure");
    else if (row.limits[i].value <= before)
      reading_.fault(ErrorCode::bands_not_rising, row.limits[i].place,
                     fmt::format("{} after {}", Money::fen(row.limits[i].value).str(),
                                 Money::fen(before).str()));
  }
}

Row FigureReader::rate_row(const toml::table& table) {
  Row out;
  TableReader inner(reading_, table, reading_.at(table));
  out.place = inner.place();
  if (const toml::node* limits = inner.take("to")) band_limits(*limits, out);
  if (const toml::node* pays = inner.need("pays")) {
    if (const auto* list = pays->as_array())
      for (const toml::node& item : *list) out.values.push_back(amount(item, Unit::ratio));
    else
      out.values.push_back(amount(*pays, Unit::ratio));
    check_bands(out);
  }
  // A regulation that states both shares is taken at its word, and held to it.
  if (const toml::node* person = inner.take("person_pays")) {
    const Amount share = amount(*person, Unit::ratio);
    if (out.values.size() == 1 && out.values[0].state == Amount::State::known &&
        share.state == Amount::State::known && out.values[0].value + share.value != Ratio::kOne)
      reading_.fault(ErrorCode::shares_not_one, out.place,
                     fmt::format("{} + {} = {}", Ratio::ppm(out.values[0].value).str(),
                                 Ratio::ppm(share.value).str(),
                                 Ratio::ppm(out.values[0].value + share.value).str()),
                     "what the fund pays and what the person pays make 100%");
  }
  out.source = source(inner);
  out.when = selector(inner);
  inner.finish();
  return out;
}

Figure FigureReader::rates_in(TableReader& table, int inherited) {
  Figure out;
  out.place = table.place();
  out.source = inherited;
  out.ordered = table.one_of("order", {"exclusive", "first"}, 0) == 1;
  for (const toml::table* each : table.tables("rows")) out.rows.push_back(rate_row(*each));
  if (out.rows.empty())
    reading_.fault(ErrorCode::missing_field, table.place(), "rows", "what the layer pays");
  need_source(out);
  return out;
}

}  // namespace yitong

// Asking service tables: which rows apply to a person, and what is not known of it.
#include "policy/service.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/money.h"
#include "policy/show.h"
#include "policy/term.h"

namespace yitong {
namespace {

const DimInfo& about(Dim dim) { return service_dims()[static_cast<std::size_t>(dim)]; }

bool holds_for(const Condition& condition, const std::string& text) {
  const DimInfo& key = about(condition.dim);
  switch (key.kind) {
    case DimKind::flag: return (condition.mask >> (text == "true" ? 1 : 0) & 1) != 0;
    case DimKind::number: {
      const auto number = parse_decimal(text, 0, 6);
      return number && condition.from <= *number && *number <= condition.to;
    }
    case DimKind::closed: {
      for (std::size_t i = 0; i < key.values.size(); ++i)
        if (key.values[i].code == text) return (condition.mask >> i & 1) != 0;
      return false;
    }
    case DimKind::declared: break;
  }
  return std::ranges::find(condition.names, text) != condition.names.end();
}

Truth holds(const Condition& condition, const ServiceFacts& facts) {
  const auto told = facts.find(condition.dim);
  if (told == facts.end()) return Truth::maybe;
  const bool any = std::ranges::any_of(
      told->second, [&](const std::string& text) { return holds_for(condition, text); });
  return any ? Truth::yes : Truth::no;
}

void add_new(std::vector<Dim>& to, const std::vector<Dim>& more) {
  for (const Dim dim : more)
    if (std::ranges::find(to, dim) == to.end()) to.push_back(dim);
}

Words join(std::span<const std::string> parts) {
  const std::string all = fmt::format("{}", fmt::join(parts, "、"));
  return {all, fmt::format("{}", fmt::join(parts, ", "))};
}

Words code_words(std::span<const ServiceCode> allowed, std::span<const std::string> codes) {
  std::vector<std::string> zh, en;
  for (const std::string& code : codes) {
    const auto found = std::ranges::find(allowed, code, &ServiceCode::code);
    if (found == allowed.end()) continue;
    zh.emplace_back(found->zh);
    en.emplace_back(found->en);
  }
  return {fmt::format("{}", fmt::join(zh, "、")), fmt::format("{}", fmt::join(en, ", "))};
}

/// Steps that say after which other they come stand there, in their own order.
std::vector<const ServiceRow*> in_order(const std::vector<const ServiceRow*>& rows) {
  const auto target = [](const ServiceRow* row) -> std::string_view {
    const auto& after = value(*row, "after").texts;
    return after.empty() ? std::string_view() : std::string_view(after[0]);
  };
  std::vector<const ServiceRow*> out, waiting;
  for (const ServiceRow* row : rows) (target(row).empty() ? out : waiting).push_back(row);
  for (bool moved = true; moved && !waiting.empty();) {
    moved = false;
    std::vector<const ServiceRow*> left;
    for (const ServiceRow* row : waiting) {
      auto at = std::ranges::find(out, target(row), &ServiceRow::id);
      if (at == out.end()) {
        left.push_back(row);
        continue;
      }
      do ++at;
      while (at != out.end() && target(*at) == target(row));
      out.insert(at, row);
      moved = true;
    }
    waiting = std::move(left);
  }
  out.insert(out.end(), waiting.begin(), waiting.end());  // what it names is not in force
  return out;
}

}  // namespace

Match matches(const Selector& when, const ServiceFacts& facts) {
  Match out;
  for (const Condition& condition : when) {
    const Truth truth = holds(condition, facts);
    if (truth == Truth::no) return {Truth::no, {}};
    if (truth == Truth::maybe) add_new(out.depends, {condition.dim});
  }
  if (!out.depends.empty()) out.truth = Truth::maybe;
  return out;
}

Picked pick(const Figure& figure, const ServiceFacts& facts) {
  Picked out;
  for (const Row& row : figure.rows) {
    const Match match = matches(row.when, facts);
    if (match.truth == Truth::no) continue;
    add_new(out.depends, match.depends);
    if (match.truth == Truth::yes && out.row == nullptr) out.row = &row;
    if (match.truth == Truth::yes && figure.ordered) break;
  }
  if (!out.depends.empty()) out.row = nullptr;
  return out;
}

std::vector<const ServiceRow*> services(const Policy& policy, ServiceTable table,
                                        std::string_view matter, Date on) {
  std::vector<const ServiceRow*> out;
  const auto columns = info(table).columns;
  const bool has_matters = columns[0].kind == ColumnKind::matter;
  for (const auto& row : policy.services) {
    if (row->table != table || row->on_record) continue;
    if ((row->from.is_set() && on < row->from) || (row->to.is_set() && row->to < on)) continue;
    if (has_matters && !matter.empty() && !has(*row, "for", matter)) continue;
    out.push_back(row.get());
  }
  return table == ServiceTable::step ? in_order(out) : out;
}

Words value_words(const ServiceColumn& column, const ServiceValue& value) {
  if (!value.set) return {};
  switch (column.kind) {
    case ColumnKind::words: return value.words;
    case ColumnKind::text:
    case ColumnKind::texts:
    case ColumnKind::phones:
    case ColumnKind::areas:
    case ColumnKind::row: return join(value.texts);
    case ColumnKind::matter: return code_words(matters(), value.texts);
    case ColumnKind::one_of:
    case ColumnKind::some_of: return code_words(column.codes, value.texts);
    case ColumnKind::flag: return value.number != 0 ? Words{"是", "yes"} : Words{"否", "no"};
    case ColumnKind::number: return {std::to_string(value.number), std::to_string(value.number)};
    case ColumnKind::date: return {value.date.str(), value.date.str()};
    case ColumnKind::money:
    case ColumnKind::ratio:
    case ColumnKind::term: break;
  }
  const auto& rows = value.figure->rows;
  return rows.size() == 1 && rows[0].when.empty() && !rows[0].values.empty()
             ? amount_words(rows[0].values[0], unit_of(column.kind))
             : Words{};
}

Unit unit_of(ColumnKind kind) {
  return kind == ColumnKind::money   ? Unit::money
         : kind == ColumnKind::ratio ? Unit::ratio
                                     : Unit::term;
}

Words row_words(const ServiceRow& row) {
  const auto columns = info(row.table).columns;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].key == "name" && row.values[c].set) return row.values[c].words;
  if (columns[0].kind == ColumnKind::matter) return value_words(columns[0], row.values[0]);
  return {std::string(info(row.table).zh), std::string(info(row.table).en)};
}

}  // namespace yitong

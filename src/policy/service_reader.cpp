#include "policy/service_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"

namespace yitong {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// "0531-86198995", "12393", "962218": digits in groups, extensions after "转".
bool is_phone(std::string_view text) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3 && digits <= 16 && text.size() <= 20 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

bool both_possible(const Condition& a, const Condition& b) {
  if (a.dim != b.dim || a.dim == Dim::situation) return true;
  switch (service_dims()[static_cast<std::size_t>(a.dim)].kind) {
    case DimKind::number: return a.from <= b.to && b.from <= a.to;
    case DimKind::declared:
      return std::ranges::any_of(a.names, [&](const std::string& name) {
        return std::ranges::find(b.names, name) != b.names.end();
      });
    case DimKind::flag:
    case DimKind::closed: break;
  }
  return (a.mask & b.mask) != 0;
}

/// Whether a person exists to whom both apply.
bool both_possible(const Selector& a, const Selector& b) {
  return std::ranges::all_of(a, [&](const Condition& one) {
    return std::ranges::all_of(b,
                               [&](const Condition& other) { return both_possible(one, other); });
  });
}

bool both_in_force(const ServiceRow& a, const ServiceRow& b) {
  const auto before = [](const ServiceRow& x, const ServiceRow& y) {
    return x.to.is_set() && y.from.is_set() && x.to < y.from;
  };
  return !a.on_record && !b.on_record && !before(a, b) && !before(b, a);
}

bool share_a_text(const ServiceValue& a, const ServiceValue& b) {
  return std::ranges::any_of(a.texts, [&](const std::string& text) {
    return std::ranges::find(b.texts, text) != b.texts.end();
  });
}

bool same_year(const ServiceRow& a, const ServiceRow& b) {
  return value(a, "year").number == value(b, "year").number;
}

/// What two rows cannot both say of one person on one day; empty: nothing.
std::string contradiction(const ServiceRow& a, const ServiceRow& b) {
  if (a.table != b.table || !both_in_force(a, b) || !both_possible(a.when, b.when)) return {};
  switch (a.table) {
    case ServiceTable::rule: {
      if (!share_a_text(value(a, "for"), value(b, "for"))) return {};
      const auto columns = info(a.table).columns;
      for (std::size_t c = 0; c < columns.size(); ++c)
        if (columns[c].key != "for" && columns[c].key != "text" && a.values[c].set &&
            b.values[c].set)
          return std::string(columns[c].key);
      return {};
    }
    case ServiceTable::enrolment:
      return same_year(a, b) && value(a, "opens").date <= value(b, "closes").date &&
                     value(b, "opens").date <= value(a, "closes").date
                 ? "opens"
                 : "";
    case ServiceTable::waiting: return "wait";
    case ServiceTable::contribution:
      return same_year(a, b) && share_a_text(value(a, "payer"), value(b, "payer")) ? "payer" : "";
    case ServiceTable::inflow: return "share";
    default: return {};
  }
}

}  // namespace

void ServiceReader::read(TableReader& top) {
  for (const ServiceTableInfo& about : service_tables()) table(top, about);
  // Only this text's own rows; what is inherited was checked where it stands.
  for (std::size_t i = 0; i < policy_.services.size(); ++i)
    if (policy_.services[i]->place.file == reading_.file) {
      check_names(*policy_.services[i]);
      check_contradictions(i);
    }
}

void ServiceReader::table(TableReader& top, const ServiceTableInfo& about) {
  const toml::table* all = top.table(about.key);
  if (all == nullptr) return;
  std::vector<std::pair<std::string, const toml::table*>> rows;
  for (const auto& [key, node] : *all) {
    const auto* inner = node.as_table();
    if (inner == nullptr)
      reading_.fault(ErrorCode::wrong_type, reading_.at(node), describe(node),
                     fmt::format("a table [{}.name]", about.key));
    else
      rows.emplace_back(key.str(), inner);
  }
  // The library sorts keys; people read a file from its top.
  std::ranges::stable_sort(rows, {}, [&](const auto& entry) {
    const Place place = reading_.at(*entry.second);
    return std::pair(place.line, place.column);
  });
  for (const auto& [id, inner] : rows) row(id, *inner, about);
}

void ServiceReader::row(const std::string& id, const toml::table& table,
                        const ServiceTableInfo& about) {
  TableReader in(reading_, table, reading_.at(table));
  ServiceRow out;
  out.table = about.table;
  out.id = id;
  out.place = in.place();
  if (!is_name(id))
    reading_.fault(ErrorCode::bad_value, in.place(), id, "small letters, digits and _");
  const bool overrides = in.flag("overrides", false);
  out.on_record = in.flag("on_record", false);
  out.from = in.date("from", false);
  out.to = in.date("to", false);
  out.when = figures_.selector_of(in, "when");
  out.source = figures_.source(in);
  if (out.source < 0)
    reading_.fault(ErrorCode::unsourced_figure, in.place(),
                   fmt::format("[{}.{}] without a source", about.key, id));
  for (const ServiceColumn& column : about.columns)
    out.values.push_back(cell(in, column, out.source));
  in.finish();
  check(out);
  declare(std::move(out), overrides);
}

void ServiceReader::declare(ServiceRow row, bool overrides) {
  const auto found = std::ranges::find_if(policy_.services, [&](const auto& other) {
    return other->table == row.table && other->id == row.id;
  });
  if (found == policy_.services.end()) {
    if (overrides)
      reading_.fault(ErrorCode::bad_value, row.place,
                     fmt::format("\"{}\" overrides nothing", row.id),
                     "what it overrides is declared in a file that this one extends");
    policy_.services.push_back(std::make_shared<ServiceRow>(std::move(row)));
    return;
  }
  if (!overrides)
    reading_.fault(ErrorCode::duplicate_key, row.place, row.id, "inherited already",
                   "write overrides = true if it replaces what is inherited");
  *found = std::make_shared<ServiceRow>(std::move(row));
}

std::vector<std::string> ServiceReader::codes(TableReader& in, std::string_view key,
                                              std::span<const ServiceCode> allowed, bool several) {
  std::vector<std::string> out = in.texts(key);
  for (const std::string& code : out)
    if (std::ranges::find(allowed, code, &ServiceCode::code) == allowed.end()) {
      std::vector<std::string_view> known;
      for (const ServiceCode& each : allowed) known.push_back(each.code);
      reading_.fault(ErrorCode::bad_value, in.place(), fmt::format("{} = \"{}\"", key, code),
                     fmt::format("one of: {}", fmt::join(known, ", ")));
    }
  if (!several && out.size() > 1)
    reading_.fault(ErrorCode::wrong_type, in.place(), std::string(key), "one text, not several");
  return out;
}

ServiceValue ServiceReader::cell(TableReader& in, const ServiceColumn& column, int source) {
  ServiceValue out;
  out.set = in.has(column.key);
  if (!out.set) {
    if (column.required) in.need(column.key);
    return out;
  }
  const auto each_text = [&](auto ok, const char* rule) {
    out.texts = in.texts(column.key);
    for (const std::string& text : out.texts)
      if (!ok(text))
        reading_.fault(ErrorCode::bad_value, in.place(),
                       fmt::format("{} = \"{}\"", column.key, text), rule);
  };
  switch (column.kind) {
    case ColumnKind::words: out.words = in.words(column.key, true); break;
    case ColumnKind::text:
    case ColumnKind::row: each_text(is_name, "small letters, digits and _"); break;
    case ColumnKind::texts: out.texts = in.texts(column.key); break;
    case ColumnKind::phones: each_text(is_phone, "digits and -: \"0531-86198995\""); break;
    case ColumnKind::areas: each_text(is_area_code, "six digits of a division code"); break;
    case ColumnKind::matter: out.texts = codes(in, column.key, matters(), true); break;
    case ColumnKind::one_of: out.texts = codes(in, column.key, column.codes, false); break;
    case ColumnKind::some_of: out.texts = codes(in, column.key, column.codes, true); break;
    case ColumnKind::flag: out.number = in.flag(column.key, false) ? 1 : 0; break;
    case ColumnKind::number:
      out.number = in.integer(column.key, 0);
      if (out.number < 1 || out.number > 9999)
        reading_.fault(ErrorCode::bad_value, in.place(),
                       fmt::format("{} = {}", column.key, out.number), "1 to 9999");
      break;
    case ColumnKind::date: out.date = in.date(column.key, true); break;
    case ColumnKind::money:
    case ColumnKind::ratio:
    case ColumnKind::term:
      if (const toml::node* node = in.take(column.key))
        out.figure = figures_.figure(*node, unit_of(column.kind), source);
      if (out.figure && !out.figure->then.empty())
        reading_.fault(ErrorCode::unknown_field, out.figure->then[0].place, "then",
                       "figures of service tables are not adjusted");
      break;
  }
  return out;
}

void ServiceReader::check(const ServiceRow& row) {
  const auto wrong = [&](const char* found, const char* rule) {
    reading_.fault(ErrorCode::bad_value, row.place, found, rule);
  };
  const auto ends_before = [](Date from, Date to) {
    return from.is_set() && to.is_set() && to < from;
  };
  if (ends_before(row.from, row.to)) wrong("to", "to is not before from");
  switch (row.table) {
    case ServiceTable::rule:
      if (value(row, "deadline_after").set && !value(row, "deadline").set)
        wrong("deadline_after", "it says from when a deadline counts: deadline = …");
      break;
    case ServiceTable::material:
      if (value(row, "together").set && !value(row, "any_of").set)
        wrong("together", "materials that stand together are one choice of any_of");
      break;
    case ServiceTable::channel:
      if (has(row, "kind", "telephone") && !value(row, "phone").set && !value(row, "text").set)
        wrong("kind = \"telephone\"", "a telephone has a number, or a text that says where to ask");
      break;
    case ServiceTable::enrolment:
      if (ends_before(value(row, "opens").date, value(row, "closes").date))
        wrong("closes", "closes is not before opens");
      break;
    case ServiceTable::contribution:
    case ServiceTable::inflow:
      if (value(row, "amount").set == value(row, "share").set)
        wrong("amount or share", "exactly one of them");
      break;
    case ServiceTable::support:
      if (value(row, "amount").set && !has(row, "covers", "fixed"))
        wrong("amount", "only a fixed sum has an amount");
      break;
    case ServiceTable::criterion:
      if ((value(row, "below").set || value(row, "above").set) && !has(row, "kind", "test"))
        wrong("below or above", "only a test has a number to compare");
      break;
    default: break;
  }
}

bool ServiceReader::known_name(Dim dim, const std::string& name) const {
  const auto is_row = [&](ServiceTable table) {
    return std::ranges::any_of(
        policy_.services, [&](const auto& row) { return row->table == table && row->id == name; });
  };
  if (dim == Dim::filing_kind) return is_row(ServiceTable::filing);
  if (dim == Dim::ground) return is_row(ServiceTable::ground);
  if (dim == Dim::benefit)
    return std::ranges::find(policy_.benefits, name, &Benefit::id) != policy_.benefits.end();
  return name == "none" || std::ranges::any_of(policy_.choices, [&](const Choice& choice) {
           return choice.dim == dim && choice.code == name;
         });
}

void ServiceReader::check_selector(const Selector& when) {
  for (const Condition& condition : when)
    for (const std::string& name : condition.names) {
      if (known_name(condition.dim, name)) continue;
      const std::string_view key = service_dims()[static_cast<std::size_t>(condition.dim)].key;
      const char* table = condition.dim == Dim::filing_kind ? "[filing.…]"
                          : condition.dim == Dim::ground    ? "[ground.…]"
                          : condition.dim == Dim::benefit   ? "[benefit.…]"
                                                            : nullptr;
      reading_.fault(ErrorCode::bad_value, condition.place, fmt::format("{} = \"{}\"", key, name),
                     table != nullptr ? fmt::format("the name of a {} table", table)
                                      : fmt::format("declared in [[choice.{}]]", key));
    }
}

void ServiceReader::check_names(const ServiceRow& row) {
  check_selector(row.when);
  const auto columns = info(row.table).columns;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const ServiceValue& cell = row.values[c];
    if (cell.figure)
      for (const Row& each : cell.figure->rows) check_selector(each.when);
    if (columns[c].kind != ColumnKind::row) continue;
    for (const std::string& name : cell.texts)
      if (std::ranges::none_of(policy_.services, [&](const auto& other) {
            return other->table == row.table && other->id == name && other->id != row.id;
          }))
        reading_.fault(ErrorCode::bad_value, row.place,
                       fmt::format("{} = \"{}\"", columns[c].key, name),
                       fmt::format("the name of another [{}.…] table", info(row.table).key));
  }
}

void ServiceReader::check_contradictions(std::size_t at) {
  const ServiceRow& row = *policy_.services[at];
  for (std::size_t i = 0; i < policy_.services.size(); ++i) {
    const ServiceRow& other = *policy_.services[i];
    if (i == at || (other.place.file == reading_.file && i > at)) continue;
    const std::string what = contradiction(other, row);
    if (what.empty()) continue;
    reading_.fault(
        ErrorCode::ambiguous_rules, row.place,
        fmt::format("[{0}.{1}] and [{0}.{2}]: {3}", info(row.table).key, row.id, other.id, what),
        "of two statements on one case one is in force",
        "make the conditions or dates exclusive, or write on_record = true in the one "
        "that does not hold");
  }
}

}  // namespace yitong

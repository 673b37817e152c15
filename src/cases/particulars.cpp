#include "cases/particulars.h"

#include <algorithm>
#include <set>

#include "cases/guards.h"
#include "policy/show.h"

namespace yitong::cases {
namespace {

class Particulars {
 public:
  Particulars(const Case& one, const Setting& setting) : one_(one), setting_(setting) {}

  Errors filing() {
    switch (setting_.guide.filing) {
      case FilingNeed::at_home:
      case FilingNeed::exempt: add(ErrorCode::filing_not_needed, "target", get("target")); break;
      case FilingNeed::deemed:
        add(ErrorCode::filing_not_needed, "filing_kind", get("filing_kind"));
        break;
      default: break;
    }
    const ServiceRow* const kind = named_row(setting_.guide.filings, get("filing_kind"));
    if (kind != nullptr) filing_of(*kind);
    const auto from = day("from");
    if (from && *from < setting_.today && day("admitted") != from)
      add(ErrorCode::bad_value, "from", from->str(),
          "today or later; for a stay that is not settled yet, the day of admission");
    ordered("from", "to");
    if (!get("injury").empty() && get("injury_text").empty())
      add(ErrorCode::missing_field, "injury_text");
    return std::move(out_);
  }

  Errors recognition() {
    not_ahead("since");
    return std::move(out_);
  }

  Errors claim() {
    not_ahead("on");
    ordered("admitted", "on");
    if (get("institution").empty() && get("institution_name").empty())
      add(ErrorCode::missing_field, "institution");
    return std::move(out_);
  }

  Errors report() {
    not_ahead("on");
    if (get("subject") == "drug" && get("trace_code").empty() && get("drug").empty())
      add(ErrorCode::missing_field, "trace_code", {}, "the trace code or the drug's name");
    return std::move(out_);
  }

 private:
  void filing_of(const ServiceRow& kind) {
    const std::string_view target = get("target");
    const auto& whole = value(kind, "whole").texts;
    const bool province = target.ends_with("0000");
    const bool fits =
        province ? std::ranges::find(whole, target) != whole.end() : target.ends_with("00");
    if (!target.empty() && !fits)
      add(ErrorCode::bad_value, "target", target,
          "a city, or one of the areas that are filed as a whole");
    if (get("commitment") == "yes" && value(kind, "commitment").number == 0)
      add(ErrorCode::bad_value, "commitment", "yes", "this kind of filing wants the proof itself");
    const auto admitted = day("admitted");
    if (!admitted) return;
    if (admitted != day("from"))
      add(ErrorCode::bad_value, "from", get("from"), "the day of admission");
    if (value(kind, "late").set && !has(kind, "late", "before_discharge"))
      add(ErrorCode::not_admissible, "admitted", admitted->str(), "not made good once in hospital");
  }

  std::string_view get(std::string_view key) const { return cases::value(one_.form, key); }
  std::optional<Date> day(std::string_view key) const { return Date::parse(get(key)); }
  void add(ErrorCode code, std::string_view key, std::string_view found = {},
           std::string_view rule = {}) {
    out_.push_back({code, "/form/" + std::string(key), std::string(found), std::string(rule), {}});
  }
  void ordered(std::string_view first, std::string_view second) {
    const auto from = day(first), to = day(second);
    if (from && to && *to < *from)
      add(ErrorCode::bad_value, second, to->str(), "not before " + from->str());
  }
  void not_ahead(std::string_view key) {
    const auto when = day(key);
    if (when && setting_.today < *when)
      add(ErrorCode::bad_value, key, when->str(), "not after " + setting_.today.str());
  }

  const Case& one_;
  const Setting& setting_;
  Errors out_;
};

bool is_choice(const Policy& policy, std::string_view key, std::string_view code) {
  const auto dim = service_dim_of(key);
  if (!dim) return false;
  const auto values = service_dims()[static_cast<std::size_t>(*dim)].values;
  return std::ranges::find(values, code, &DimValue::code) != values.end() ||
         std::ranges::any_of(policy.choices, [&](const Choice& choice) {
           return choice.dim == *dim && choice.code == code;
         });
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    out.push_back(text.substr(0, text.find(',')));
    text.remove_prefix(std::min(text.size(), out.back().size() + 1));
  }
  return out;
}

bool is_known(const Field& field, std::string_view text, const Setting& setting) {
  const Guide& guide = setting.guide;
  switch (field.type) {
    case FieldKind::row:
      return named_row(field.table == "filing"   ? guide.filings
                       : field.table == "ground" ? guide.grounds
                                                 : guide.criteria,
                       text) != nullptr;
    case FieldKind::choices: {
      const auto codes = split(text);
      return (field.table != "visit" || codes.size() == 1) &&
             std::ranges::all_of(codes, [&](std::string_view code) {
               return is_choice(*guide.policy, field.table, code);
             });
    }
    case FieldKind::disease: return is_choice(*guide.policy, "disease", text);
    default: return true;
  }
}

std::string at(std::string_view list, std::size_t row, std::string_view key) {
  return std::string(list) + "." + std::to_string(row) + "." + std::string(key);
}

/// The row of the form's list that answers the criterion.
std::optional<std::size_t> answer_to(const Form& form, std::string_view list,
                                     const ServiceRow& criterion) {
  for (std::size_t row = 0; row < rows_of(form, list); ++row)
    if (value(form, at(list, row, "row")) == criterion.id) return row;
  return std::nullopt;
}

Error unmet(std::string path, const ServiceRow& criterion, std::string_view found) {
  return {ErrorCode::criteria_not_met,
          std::move(path),
          std::string(found),
          row_words(criterion).zh,
          {}};
}

/// A result against the criterion's number, and its date against how old it may be.
Errors faults_of_test(const Case& one, const ServiceRow& criterion, std::size_t row, Date today) {
  Errors out;
  const std::string path = "/form/tests/" + std::to_string(row);
  const std::string_view found = value(one.form, at("tests", row, "value"));
  const ServiceValue &below = value(criterion, "below"), &above = value(criterion, "above");
  if (below.set || above.set) {
    const auto number = parse_decimal(found, 4);
    if (!number)
      out.push_back({ErrorCode::bad_value, path + "/value", std::string(found), "a number", {}});
    else if ((below.set && *number >= below.number * 10'000) ||
             (above.set && *number <= above.number * 10'000))
      out.push_back(unmet(path + "/value", criterion, found));
  }
  if (value(one.form, at("tests", row, "met")) != "yes")
    out.push_back(unmet(path + "/met", criterion, "no"));
  const auto on = Date::parse(value(one.form, at("tests", row, "on")));
  const ServiceValue& within = value(criterion, "within");
  if (!on || !within.set || !within.figure || within.figure->rows.empty()) return out;
  const Amount& amount = within.figure->rows[0].values[0];
  if (amount.state != Amount::State::known) return out;
  const auto end = Term::unpack(amount.value).end(*on);
  if (end && *end < today)
    out.push_back(
        {ErrorCode::bad_value, path + "/on", on->str(), amount_words(amount, Unit::term).zh, {}});
  return out;
}

std::int64_t fen(const Form& form, const std::string& path) {
  return parse_decimal(value(form, path), 2).value_or(0);
}

/// Both or neither; quantity times price, rounded to the fen, is the amount.
Errors faults_of_line(const Form& form, std::size_t row) {
  const std::string path = "/form/lines/" + std::to_string(row);
  const std::string_view quantity = value(form, at("lines", row, "quantity")),
                         price = value(form, at("lines", row, "price"));
  if (quantity.empty() && price.empty()) return {};
  if (quantity.empty() || price.empty())
    return {{ErrorCode::missing_field,
             path + (price.empty() ? "/price" : "/quantity"),
             {},
             "quantity and price, or neither",
             {}}};
  const auto count = parse_decimal(quantity, 4), each = parse_decimal(price, 6);
  if (!count || !each) return {};  // told by the field's own check
  const auto product = product_fen(*count, *each);
  const std::string_view amount = value(form, at("lines", row, "amount"));
  if (product && *product == fen(form, at("lines", row, "amount"))) return {};
  return {{ErrorCode::sums_differ,
           path + "/amount",
           std::string(amount),
           "quantity × price, " + (product ? Money::fen(*product).str() : std::string("…")),
           {}}};
}

std::string yuan(std::int64_t amount) { return Money::fen(amount).str(); }

}  // namespace

Errors faults_of_references(const Case& one, const Setting& setting) {
  Errors out;
  for (const auto& [path, text] : one.form) {
    const Field* const field = find_field(one.kind, path);
    if (field == nullptr || text.empty() || is_known(*field, text, setting)) continue;
    std::string pointer = "/form/" + path;
    std::ranges::replace(pointer, '.', '/');
    out.push_back({ErrorCode::bad_value,
                   std::move(pointer),
                   text,
                   "a code that the area's policy has for this case",
                   {}});
  }
  return out;
}

Errors faults_of_particulars(const Case& one, const Setting& setting) {
  Particulars of(one, setting);
  switch (one.kind) {
    case Kind::filing: return of.filing();
    case Kind::recognition: return of.recognition();
    case Kind::special_drug: return {};
    case Kind::claim: return of.claim();
    case Kind::report: return of.report();
  }
  return {};
}

Errors faults_of_opinion(const Case& one, const Attempt& attempt, const Setting& setting) {
  Errors out;
  const std::string_view opinion = value(one.form, "opinion");
  if (opinion.empty()) out.push_back({ErrorCode::missing_field, "/form/opinion", {}, {}, {}});
  const bool passes = attempt.action == Action::pass || opinion == "meets";
  if (passes && !opinion.empty() && opinion != "meets")
    out.push_back(
        {ErrorCode::criteria_not_met, "/form/opinion", std::string(opinion), "meets", {}});
  for (const GuideRow& each : setting.guide.criteria) {
    if (each.truth != Truth::yes) continue;
    const auto row = answer_to(one.form, "criteria", *each.row);
    if (!row)
      out.push_back(
          {ErrorCode::missing_field, "/form/criteria", each.row->id, row_words(*each.row).zh, {}});
    else if (passes && value(one.form, at("criteria", *row, "met")) != "yes")
      out.push_back(unmet("/form/criteria/" + std::to_string(*row) + "/met", *each.row, "no"));
  }
  return out;
}

Errors faults_of_tests(const Case& one, const Setting& setting) {
  Errors out;
  if (value(one.form, "conclusion") != "fits")
    out.push_back({ErrorCode::criteria_not_met,
                   "/form/conclusion",
                   std::string(value(one.form, "conclusion")),
                   "fits",
                   {}});
  for (const GuideRow& each : setting.guide.criteria) {
    if (each.truth != Truth::yes) continue;
    const auto row = answer_to(one.form, "tests", *each.row);
    if (!row)
      out.push_back(
          {ErrorCode::missing_field, "/form/tests", each.row->id, row_words(*each.row).zh, {}});
    else
      std::ranges::move(faults_of_test(one, *each.row, *row, setting.today),
                        std::back_inserter(out));
  }
  return out;
}

Errors faults_of_change(const Case& one, const Setting& setting) {
  if (value(one.form, "use") != "change") return {};
  std::string rule;
  for (const ledger::Grant& each : setting.grants)
    if (each.kind == ledger::kSpecialDrug && setting.today <= each.in_force.to)
      rule += (rule.empty() ? "" : " | ") + each.case_number;
  const std::string_view old = value(one.form, "replaces");
  if (old.empty()) return {{ErrorCode::missing_field, "/form/replaces", {}, std::move(rule), {}}};
  const auto ends = changed_by(one.form, setting, setting.today);
  if (ends.empty())
    return {{ErrorCode::bad_value, "/form/replaces", std::string(old), std::move(rule), {}}};
  if (ends.front().code != value(one.form, "drug")) return {};
  return {{ErrorCode::bad_value, "/form/drug", ends.front().code, "another drug than before", {}}};
}

Errors faults_of_lines(const Case& one) {
  Errors out;
  const Form& form = one.form;
  const std::int64_t total = fen(form, "total");
  for (const char* const list : {"lines", "invoices"}) {
    std::int64_t sum = 0;
    for (std::size_t row = 0; row < rows_of(form, list); ++row)
      sum += fen(form, at(list, row, "amount"));
    if (sum != total)
      out.push_back(
          {ErrorCode::sums_differ, std::string("/form/") + list, yuan(sum), yuan(total), {}});
  }
  for (std::size_t row = 0; row < rows_of(form, "lines"); ++row)
    std::ranges::move(faults_of_line(form, row), std::back_inserter(out));
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t row = 0; row < rows_of(form, "invoices"); ++row)
    if (!seen.insert({value(form, at("invoices", row, "code")),
                      value(form, at("invoices", row, "number"))})
             .second)
      out.push_back({ErrorCode::duplicate_key,
                     "/form/invoices/" + std::to_string(row) + "/number",
                     std::string(value(form, at("invoices", row, "number"))),
                     "each invoice once",
                     {}});
  std::set<std::int64_t> refused;
  for (std::size_t row = 0; row < rows_of(form, "refused"); ++row) {
    const auto line = parse_decimal(value(form, at("refused", row, "line")), 0).value_or(0);
    if (line < 1 || line > static_cast<std::int64_t>(rows_of(form, "lines")) ||
        !refused.insert(line).second)
      out.push_back({ErrorCode::bad_value,
                     "/form/refused/" + std::to_string(row) + "/line",
                     std::to_string(line),
                     "a line of the bill, from 1, each once",
                     {}});
  }
  return out;
}

Errors faults_of_ground(const Case& one, const Setting& setting) {
  const ServiceRow* const ground = named_row(setting.guide.grounds, value(one.form, "ground"));
  if (ground == nullptr) return {};  // told by the form's own check
  const bool emergency = value(one.form, "emergency") == "yes";
  if (has(*ground, "admissible", "yes") ||
      (has(*ground, "admissible", "emergency_only") && emergency))
    return {};
  return {{ErrorCode::not_admissible, "/form/ground", ground->id, row_words(*ground).zh, {}}};
}

}  // namespace yitong::cases

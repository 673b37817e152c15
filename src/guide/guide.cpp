#include "guide/guide.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "policy/show.h"
#include "policy/term.h"

namespace yitong {
namespace {

const DimInfo& about(Dim dim) { return service_dims()[static_cast<std::size_t>(dim)]; }

Known known_of(const Policy& policy, std::string_view area) {
  if (policy.area == "national") return Known::nation;
  if (policy.area != area) return Known::province;
  return policy.complete ? Known::own_policy : Known::area_facts;
}

Date day_of(const GuideQuestion& question) {
  return question.on.is_set() ? question.on : question.today;
}

/// What keys about the person can be answered with; keys of the visit itself follow from elsewhere.
std::vector<std::pair<std::string, Words>> answers(const Policy& policy, Dim dim) {
  std::vector<std::pair<std::string, Words>> out;
  const DimInfo& key = about(dim);
  for (const DimValue& value : key.values)
    out.emplace_back(value.code, Words{std::string(value.zh), std::string(value.en)});
  for (const Choice& choice : policy.choices)
    if (choice.dim == dim) out.emplace_back(choice.code, choice.name);
  for (const auto& row : policy.services)
    if (!row->on_record && ((dim == Dim::filing_kind && row->table == ServiceTable::filing) ||
                            (dim == Dim::ground && row->table == ServiceTable::ground)))
      out.emplace_back(row->id, row_words(*row));
  return out;
}

class Guiding {
 public:
  Guiding(GuideQuestion question, std::shared_ptr<const Policy> policy)
      : question_(std::move(question)), policy_(*policy) {
    out_.policy = std::move(policy);
    out_.known = known_of(policy_, question_.area);
  }

  Result<Guide> run() {
    for (const auto& [dim, told] : question_.told)
      for (const std::string& text : told) check(dim, text);
    if (!faults_.empty()) return fail(std::move(faults_));
    tell();
    out_.rules = rows(ServiceTable::rule);
    out_.steps = rows(ServiceTable::step);
    out_.channels = rows(ServiceTable::channel);
    out_.criteria = rows(ServiceTable::criterion);
    out_.materials = materials();
    own_tables();
    for (const GuideRow& rule : out_.rules)
      for (const char* column : {"processing", "deadline", "valid", "renew_before", "appeal"})
        term(rule, column);
    for (const GuideRow& filing : out_.filings)
      if (out_.filings.size() == 1)
        for (const char* column : {"valid", "change_after"}) term(filing, column);
    open_questions();
    return std::move(out_);
  }

 private:
  void check(Dim dim, const std::string& text) {
    const DimInfo& key = about(dim);
    if (key.kind == DimKind::number || dim == Dim::diagnosis) return;
    if (key.kind == DimKind::flag && (text == "true" || text == "false")) return;
    std::vector<std::string> known;
    for (const auto& [code, words] : answers(policy_, dim)) known.push_back(code);
    if (text == "none" || std::ranges::find(known, text) != known.end()) return;
    faults_.push_back({ErrorCode::bad_value,
                       fmt::format("?{}", key.key),
                       text,
                       fmt::format("one of: {}", fmt::join(known, ", ")),
                       {}});
  }

  /// What follows from the question itself.
  void tell() {
    ServiceFacts& told = question_.told;
    if (!question_.insurance.empty()) told[Dim::insurance] = {question_.insurance};
    const ServiceRow* kind = nullptr;
    if (const auto found = told.find(Dim::filing_kind);
        found != told.end() && found->second.size() == 1)
      for (const ServiceRow* row : services(policy_, ServiceTable::filing, "", day()))
        if (row->id == *found->second.begin()) kind = row;
    if (kind != nullptr) told[Dim::filing] = {value(*kind, "counts_as").texts[0]};
    if (question_.treatment_area.empty()) return;
    out_.relation = relation_of(question_.area, policy_.exempt, question_.treatment_area);
    const std::string_view code =
        info(Dim::relation).values[static_cast<std::size_t>(*out_.relation)].code;
    told[Dim::relation] = {std::string(code)};
    if (kind != nullptr && value(*kind, "deemed").number != 0)
      out_.filing = FilingNeed::deemed;
    else
      out_.filing = code == "same"     ? FilingNeed::at_home
                    : code == "exempt" ? FilingNeed::exempt
                                       : FilingNeed::needed;
  }

  Date day() const { return day_of(question_); }

  std::vector<GuideRow> rows(ServiceTable table) {
    std::vector<GuideRow> out;
    asked_.insert(table);
    for (const ServiceRow* row : services(policy_, table, question_.matter, day())) {
      Match match = matches(row->when, question_.told);
      if (match.truth == Truth::no) continue;
      for (const Dim dim : match.depends) depends_.insert(dim);
      out.push_back({row, match.truth, std::move(match.depends)});
    }
    return out;
  }

  /// Tables that belong to one matter each.
  void own_tables() {
    const std::string& matter = question_.matter;
    if (matter == "filing" || matter == "settlement") {
      const auto told = question_.told.find(Dim::filing_kind);
      out_.filings = rows(ServiceTable::filing);
      if (told != question_.told.end())
        std::erase_if(out_.filings,
                      [&](const GuideRow& row) { return !told->second.contains(row.row->id); });
      else
        depends_.insert(Dim::filing_kind);
    }
    if (matter == "claim") out_.grounds = rows(ServiceTable::ground);
    if (matter != "enrolment") return;
    out_.enrolments = rows(ServiceTable::enrolment);
    out_.waits = rows(ServiceTable::waiting);
    out_.contributions = rows(ServiceTable::contribution);
    out_.supports = rows(ServiceTable::support);
  }

  std::vector<GuideMaterial> materials() {
    std::vector<GuideMaterial> out;
    std::map<std::string, std::size_t> groups;
    std::map<std::pair<std::string, std::string>, std::size_t> sets;
    for (GuideRow& row : rows(ServiceTable::material)) {
      const auto& any_of = value(*row.row, "any_of").texts;
      const auto& together = value(*row.row, "together").texts;
      if (any_of.empty()) {
        out.push_back({{{std::move(row)}}});
        continue;
      }
      const auto [group, fresh] = groups.emplace(any_of[0], out.size());
      if (fresh) out.emplace_back();
      auto& choices = out[group->second].choices;
      if (together.empty()) {
        choices.push_back({std::move(row)});
        continue;
      }
      const auto [set, first] = sets.emplace(std::pair(any_of[0], together[0]), choices.size());
      if (first) choices.emplace_back();
      choices[set->second].push_back(std::move(row));
    }
    return out;
  }

  void term(const GuideRow& of, std::string_view key) {
    const ServiceValue& cell = value(*of.row, key);
    if (!cell.set || !cell.figure) return;
    const auto columns = info(of.row->table).columns;
    const auto column = std::ranges::find(columns, key, &ServiceColumn::key);
    GuideTerm out{of, &*column, cell_words(policy_, *column, cell), {}, {}, true};
    const Picked picked = pick(*cell.figure, question_.told);
    for (const Dim dim : picked.depends) depends_.insert(dim);
    if (picked.row != nullptr) {
      const Amount& amount = picked.row->values[0];
      out.text = amount_words(amount, Unit::term);
      out.known = amount.state == Amount::State::known;
      if (out.known) out.length = Term::unpack(amount.value);
      if (out.known && question_.on.is_set() && (key == "deadline" || key == "valid"))
        out.ends = out.length->end(question_.on);
    } else if (picked.depends.empty()) {
      return;  // no row is for this person
    }
    out_.terms.push_back(std::move(out));
  }

  void open_questions() {
    for (const Dim dim : depends_) {
      if (question_.told.contains(dim)) continue;
      OpenQuestion open{dim, {}};
      for (auto& [code, words] : answers(policy_, dim))
        if (decides(dim, code)) open.values.emplace_back(code, std::move(words));
      out_.questions.push_back(std::move(open));
    }
  }

  /// Situations that no row of this errand asks for are not asked about.
  bool decides(Dim dim, const std::string& code) const {
    if (dim != Dim::situation) return true;
    const auto names = [&](const Selector& when) {
      return std::ranges::any_of(when, [&](const Condition& condition) {
        return condition.dim == dim &&
               std::ranges::find(condition.names, code) != condition.names.end();
      });
    };
    return std::ranges::any_of(policy_.services, [&](const auto& each) {
      const ServiceRow& row = *each;
      const bool here =
          asked_.contains(row.table) && (info(row.table).columns[0].kind != ColumnKind::matter ||
                                         has(row, "for", question_.matter));
      if (!here || row.on_record) return false;
      return names(row.when) || std::ranges::any_of(row.values, [&](const ServiceValue& cell) {
               return cell.figure && std::ranges::any_of(cell.figure->rows, [&](const Row& each) {
                        return names(each.when);
                      });
             });
    });
  }

  GuideQuestion question_;
  const Policy& policy_;
  Guide out_;
  Errors faults_;
  std::set<Dim> depends_;
  std::set<ServiceTable> asked_;
};

}  // namespace

Result<Guide> guide(GuideQuestion question, const PlanBook& book) {
  Errors faults;
  const auto known = matters();
  if (std::ranges::find(known, question.matter, &ServiceCode::code) == known.end()) {
    std::vector<std::string_view> codes;
    for (const ServiceCode& code : known) codes.push_back(code.code);
    faults.push_back({ErrorCode::bad_value,
                      "?matter",
                      question.matter,
                      fmt::format("one of: {}", fmt::join(codes, ", ")),
                      {}});
  }
  if (!is_area_code(question.area))
    faults.push_back({ErrorCode::bad_value, "?insured", question.area, "six digits", {}});
  if (!question.treatment_area.empty() && !is_area_code(question.treatment_area))
    faults.push_back(
        {ErrorCode::bad_value, "?treatment", question.treatment_area, "six digits", {}});
  if (!faults.empty()) return fail(std::move(faults));
  auto policy = book.services(question.area, question.insurance, day_of(question));
  if (policy == nullptr)
    return fail(ErrorCode::unknown_area, "?insured", question.area,
                "an area of which a policy, or its province's, or the nation's is loaded");
  return Guiding(std::move(question), std::move(policy)).run();
}

}  // namespace yitong

#include "cases/engine.h"

#include <algorithm>
#include <array>

#include "cases/guards.h"

namespace yitong::cases {
namespace {

constexpr std::size_t kMaxRemark = 6'000;

/// Which field of the form says where care is, and which on what day.
std::string_view first_of(const Form& form, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const auto found = value(form, key); !found.empty()) return found;
  return {};
}

/// One code, several with commas, or "none" where the applicant was asked and named none.
std::set<std::string> codes_of(std::string_view text) {
  std::set<std::string> out;
  while (!text.empty()) {
    const std::string_view code = text.substr(0, text.find(','));
    out.emplace(code);
    text.remove_prefix(std::min(text.size(), code.size() + 1));
  }
  if (out.empty()) out.emplace("none");
  return out;
}

std::string names_of(std::span<const Action> actions) {
  std::string out;
  for (const Action each : actions)
    out += (out.empty() ? "" : " | ") + std::string(text_of(each).name);
  return out.empty() ? "nothing" : out;
}

Errors faults_of_remark(const Attempt& attempt) {
  if (attempt.remark.size() <= kMaxRemark) return {};
  return {{ErrorCode::too_large,
           "/remark",
           std::to_string(attempt.remark.size()),
           "at most 2,000 characters",
           {}}};
}

/// Of the source that states the term, else of its row's.
char grade_of(const Policy& policy, const GuideTerm& term) {
  const ServiceRow& row = *term.of.row;
  const auto& figure = yitong::value(row, term.column->key).figure;
  const int source = figure && figure->source >= 0 ? figure->source : row.source;
  return policy.sources.at(static_cast<std::size_t>(source)).grade;
}

const Transition* row_for(const Case& one, Action action, const Setting& setting) {
  for (const Transition& row : transitions()) {
    if (row.kind != one.kind || row.from != one.state || row.action != action) continue;
    bool fits = true;
    for (const WhenText& each : all_conditions())
      fits = fits && (!row.when.has(each.when) || holds(each.when, one, setting));
    if (fits) return &row;
  }
  return nullptr;
}

/// What a reviewer can be shown without an attempt.
constexpr std::array kShown{Guard::form,  Guard::materials, Guard::opinion,   Guard::tests,
                            Guard::lines, Guard::ground,    Guard::in_time,   Guard::originals,
                            Guard::payee, Guard::invoices,  Guard::one_claim, Guard::listed_drug};

bool is_asked(Kind kind, Guard guard) {
  return std::ranges::any_of(transitions(), [&](const Transition& row) {
    return row.kind == kind && row.guards.has(guard);
  });
}

}  // namespace

GuideQuestion question_of(const Case& one, Date today) {
  GuideQuestion out;
  out.matter = text_of(one.kind).matter;
  out.area = one.area, out.insurance = one.insurance;
  out.treatment_area = first_of(one.form, {"target", "place"});
  out.on = Date::parse(first_of(one.form, {"on", "admitted", "from"})).value_or(Date());
  out.today = today;
  out.told[Dim::situation] = codes_of(value(one.form, "situations"));
  for (const auto& [dim, key] : {std::pair(Dim::filing_kind, "filing_kind"),
                                 {Dim::ground, "ground"},
                                 {Dim::disease, "disease"},
                                 {Dim::visit, "visit"},
                                 {Dim::drug_group, "drug"}})
    if (const auto found = value(one.form, key); !found.empty()) out.told[dim] = codes_of(found);
  return out;
}

Result<Setting> setting_of(const Case& one, const ServiceFacts& person, const PlanBook& book,
                           const Calendar* calendar, Date today) {
  GuideQuestion question = question_of(one, today);
  for (const auto& [dim, codes] : person) question.told.try_emplace(dim, codes);
  auto got = guide(question, book);
  if (!got) {
    for (const Error& each : got.error())
      if (each.path.starts_with('?'))
        if (const auto dim = service_dim_of(each.path.substr(1))) question.told.erase(*dim);
    got = guide(std::move(question), book);
  }
  if (!got) return fail(std::move(got.error()));
  Setting out;
  out.guide = std::move(*got), out.calendar = calendar, out.today = today;
  return out;
}

Form with_fields(Form form, const Form& fields) {
  for (const auto& [path, text] : fields) {
    const std::size_t dot = path.find('.');
    if (dot == path.npos) continue;
    const std::string list = path.substr(0, dot + 1);
    std::erase_if(form, [&](const auto& entry) { return entry.first.starts_with(list); });
  }
  for (const auto& [path, text] : fields)
    if (text.empty())
      form.erase(path);
    else
      form[path] = text;
  return form;
}

bool can_let_go(Kind kind, State state) {
  std::vector<State> reached{state};
  for (std::size_t at = 0; at < reached.size(); ++at)
    for (const Transition& row : transitions()) {
      if (row.kind != kind || row.from != reached[at]) continue;
      if (row.effects.has(Effect::release_documents)) return true;
      if (std::ranges::find(reached, row.to) == reached.end()) reached.push_back(row.to);
    }
  return false;
}

bool is_made_here(const ServiceRow& paper) { return has(paper, "form", "made_here"); }

bool is_answered(const GuideMaterial& wanted, const std::vector<Handed>& handed) {
  const auto is_there = [&](const GuideRow& paper) {
    return is_made_here(*paper.row) || std::ranges::any_of(handed, [&](const Handed& each) {
             return each.row == paper.row->id && (each.original_seen || !each.documents.empty());
           });
  };
  return std::ranges::any_of(wanted.choices, [&](const std::vector<GuideRow>& choice) {
    return std::ranges::all_of(choice, is_there);
  });
}

bool is_certain(const GuideMaterial& wanted) {
  return std::ranges::all_of(wanted.choices, [](const std::vector<GuideRow>& choice) {
    return std::ranges::any_of(choice,
                               [](const GuideRow& paper) { return paper.truth == Truth::yes; });
  });
}

std::vector<ledger::Grant> changed_by(const Form& form, const Setting& setting, Date on) {
  std::vector<ledger::Grant> out;
  if (value(form, "use") != "change") return out;
  const std::string_view old = value(form, "replaces");
  for (const ledger::Grant& named : setting.grants) {
    if (named.kind != ledger::kSpecialDrug || named.case_number != old || old.empty()) continue;
    for (const ledger::Grant& each : setting.grants)
      if (each.kind == named.kind && each.code == named.code && on <= each.in_force.to &&
          std::ranges::find(out, each) == out.end())
        out.push_back(each);
  }
  return out;
}

std::vector<Action> possible(const Case& one, identity::Role role) {
  std::vector<Action> out;
  for (const Transition& row : transitions())
    if (row.kind == one.kind && row.from == one.state && row.who.has(role) &&
        !text_of(row.action).follows && std::ranges::find(out, row.action) == out.end())
      out.push_back(row.action);
  return out;
}

Result<Step> step(const Case& one, const Attempt& attempt, const Setting& setting) {
  Case next = one;
  next.form = with_fields(one.form, attempt.fields);
  const Transition* const row = row_for(next, attempt.action, setting);
  if (row == nullptr)
    return fail(ErrorCode::wrong_case_state, "/action", std::string(text_of(one.state).name),
                names_of(possible(one, attempt.by.role)));
  if (!row->who.has(attempt.by.role))
    return fail(ErrorCode::not_permitted, "/action", std::string(text_of(attempt.by.role).name),
                names_of(possible(one, attempt.by.role)));
  Errors faults = faults_of_remark(attempt);
  const auto add = [&](Errors more) { std::ranges::move(more, std::back_inserter(faults)); };
  add(faults_of_values(one.kind, attempt.fields, attempt.action, "/fields"));
  if (attempt.action != Action::submit)
    add(faults_of_gaps(one.kind, next.form, attempt.action, "/fields"));
  for (const GuardText& each : all_guards())
    if (row->guards.has(each.guard)) add(faults_of(each.guard, next, attempt, setting));
  if (!faults.empty()) return fail(std::move(faults));
  return Step{row, row->to, std::move(next.form)};
}

std::optional<Clock> clock_of(const Case& one, const Setting& setting) {
  const StateText& state = text_of(one.state);
  if (state.turn == identity::Role::anonymous || state.personal) return std::nullopt;
  Clock out;
  const GuideTerm* const term = find_term(setting.guide, "processing");
  if (term == nullptr) return out;
  out.text = term->text;
  out.known = term->length.has_value();
  if (!out.known) return out;
  out.grade = grade_of(*setting.guide.policy, *term);
  Date from = one.opened.date();
  for (const Happened& each : one.events)
    if (each.action == Action::submit) from = each.at.date();
  if (term->length->kind != Term::Kind::working_days) {
    out.day = term->length->end(from);
    return out;
  }
  if (setting.calendar != nullptr) out.day = setting.calendar->after(from, term->length->count);
  if (out.day) out.grade = std::max(out.grade, setting.calendar->grade(from, *out.day));
  return out;
}

std::vector<Check> checks_of(const Case& one, const Setting& setting) {
  std::vector<Check> out;
  const Attempt nothing;
  for (const Guard guard : kShown)
    if (is_asked(one.kind, guard))
      out.push_back({guard, is_known(guard, setting), faults_of(guard, one, nothing, setting)});
  return out;
}

}  // namespace yitong::cases

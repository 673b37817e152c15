#include "verbs/case_view.h"

#include <algorithm>

#include "base/money.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "verbs/case_claim.h"
#include "verbs/entitle.h"

namespace yitong::verbs {
namespace {

std::unexpected<Errors> broken_case(const ledger::CaseFile& file, std::string found) {
  return fail(ErrorCode::corrupt, ledger::case_number(file.id), std::move(found));
}

cases::Actor doer_of(const ledger::CaseEvent& event) {
  return {identity::parse_role(event.by.role).value_or(identity::Role::anonymous),
          event.by.account};
}

/// Nothing for the opening, which is no action of the tables, and for what was refused.
std::optional<cases::Happened> happened(const ledger::CaseEvent& event) {
  const auto action = cases::parse_action(event.action);
  const auto from = cases::parse_state(event.from), to = cases::parse_state(event.after.state);
  if (!action || !from || !to || !event.outcome.empty()) return std::nullopt;
  return cases::Happened{event.no, *action, *from, *to, doer_of(event), event.reason, event.at};
}

Result<void> read_draft(store::Store& store, LoadedCase& out) {
  auto draft = store::find_case_draft(store.database(), out.keys, out.file.id);
  if (!draft) return {};
  auto content = decode_case_content(draft->clear);
  if (!content || !content->body) return broken_case(out.file, "a draft that does not decode");
  out.draft = std::move(*content->body);
  out.draft_revision = draft->revision;
  return {};
}

/// What policy asks for a drug it asks by the drug's group, whichever of the two the form names.
cases::Case with_drug_group(cases::Case one, const Rules& rules, Instant now) {
  const auto drug = one.form.find("drug");
  const auto catalogue = drug == one.form.end() ? nullptr : rules.editions.on(now.date());
  const CatalogueItem* const item = catalogue ? catalogue->find(drug->second) : nullptr;
  if (item != nullptr)
    drug->second =
        item->drug_group == 0 ? "none" : std::string(catalogue->drug_group_name(item->drug_group));
  return one;
}

/// Of the day, else the newest there is: what is known of the person stays known.
std::optional<ledger::Coverage> coverage_for(store::Store& store, const std::string& person,
                                             std::string_view area, Instant now) {
  const auto rows = store::find_coverages(store.database(), person);
  if (const auto found = coverage_on(rows, now.date(), now); found && found->area == area)
    return *found;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row)
    if (row->area == area) return *row;
  return std::nullopt;
}

}  // namespace

Result<CaseContent> content_of(const store::CaseKeys& keys, const ledger::CaseEvent& event) {
  if (event.sealed.empty()) return CaseContent{};
  const auto clear = keys.open(store::event_context(event), event.sealed);
  auto content = clear ? decode_case_content(*clear) : std::nullopt;
  if (!content)
    return fail(ErrorCode::corrupt, store::event_context(event), "a seal that does not open");
  return std::move(*content);
}

std::unexpected<Errors> no_case(std::string_view number) {
  return fail(ErrorCode::unknown_case, {}, std::string(number));
}

bool concerns_institution(cases::Kind kind) {
  return std::ranges::any_of(cases::transitions(), [&](const cases::Transition& row) {
    if (row.kind != kind) return false;
    return std::ranges::any_of(identity::all_roles(), [&](const identity::RoleText& role) {
      return role.of_institution && row.who.has(role.role);
    });
  });
}

std::string institution_in(cases::Kind kind, const cases::Form& form) {
  return concerns_institution(kind) ? std::string(cases::value(form, "institution"))
                                    : std::string();
}

Money amount_in(const cases::Form& form) {
  const auto total = parse_decimal(cases::value(form, "total"), 2);
  return total ? Money::fen(*total) : Money();
}

Result<LoadedCase> load_case(store::Store& store, ledger::EntryId id,
                             std::optional<std::int64_t> version) {
  const auto file = store::find_case(store.database(), id);
  if (!file) return no_case(ledger::case_number(id));
  LoadedCase out;
  out.file = *file;
  const auto keys = store::case_keys(store, file->person);
  if (!keys) return no_case(ledger::case_number(id));
  out.keys = *keys;
  cases::Case& one = out.one;
  const auto kind = cases::parse_kind(file->kind);
  const auto state = cases::parse_state(file->now.state);
  if (!kind || !state) return broken_case(*file, file->kind + " " + file->now.state);
  one.kind = *kind, one.state = *state, one.area = file->area, one.insurance = file->insurance;
  one.assignee = file->now.assignee, one.opened = file->opened;
  one.state_since = file->state_since;
  for (ledger::CaseEvent& event : store::case_events_of(store.database(), id)) {
    if (version && event.no > *version) continue;
    auto content = content_of(out.keys, event);
    if (!content) return fail(std::move(content.error()));
    if (content->body) out.handed_in = std::move(*content->body);
    if (auto done = happened(event)) one.events.push_back(std::move(*done));
    out.timeline.push_back({std::move(event), std::move(content->remark)});
  }
  if (!version)
    if (auto read = read_draft(store, out); !read) return fail(std::move(read.error()));
  const CaseBody& body = out.draft ? *out.draft : out.handed_in;
  one.form = body.form, one.materials = body.materials;
  return out;
}

Result<cases::Setting> setting_for(store::Store& store, const Rules& rules,
                                   const std::string& person, const cases::Case& one, Instant now) {
  ServiceFacts known;
  if (const auto coverage = coverage_for(store, person, one.area, now)) {
    const auto data = store::open_person(store, person);
    known = told_of(*coverage, data ? data->birth() : Date(), now.date());
  }
  auto out = cases::setting_of(with_drug_group(one, rules, now), known, rules.plans,
                               rules.calendar ? &*rules.calendar : nullptr, now.date());
  if (!out) return out;
  for (ledger::Grant& each : grants_at(store::find_grants(store.database(), person), now))
    if (each.area == one.area) out->grants.push_back(std::move(each));
  if (one.kind == cases::Kind::special_drug)
    out->drugs = listed_drugs(*out->guide.policy, rules.editions.on(now.date()).get());
  return out;
}

CaseView view_of(store::Store& store, const Rules& rules, LoadedCase loaded,
                 std::optional<cases::Setting> setting, identity::Role role, Instant now) {
  CaseView out;
  out.loaded = std::move(loaded);
  const cases::Case& one = out.loaded.one;
  if (const auto data = store::open_person(store, out.loaded.file.person))
    out.person_name = data->name;
  out.possible = cases::possible(one, role);
  const bool writes = std::ranges::find(out.possible, cases::Action::submit) != out.possible.end();
  if (!writes) hide_draft(out.loaded);
  out.claim = claim_money(store, rules, out.loaded.file, one, now);
  if (!setting) return out;
  out.setting = std::move(setting);
  out.clock = cases::clock_of(one, *out.setting);
  out.checks = cases::checks_of(one, *out.setting);
  out.choices = choices_of(one, *out.setting, rules.editions.on(now.date()).get());
  return out;
}

namespace {
CaseView seen(store::Store& store, const Rules& rules, LoadedCase loaded, identity::Role role,
              Instant now) {
  auto setting = setting_for(store, rules, loaded.file.person, loaded.one, now);
  std::optional<cases::Setting> known;
  if (setting) {
    add_claim_facts(store, loaded.file, loaded.one, *setting);
    known = std::move(*setting);
  }
  return view_of(store, rules, std::move(loaded), std::move(known), role, now);
}
}  // namespace

Result<CaseView> view_case_now(store::Store& store, const Rules& rules, ledger::EntryId id,
                               identity::Role role, Instant now) {
  auto loaded = load_case(store, id);
  if (!loaded) return fail(std::move(loaded.error()));
  return seen(store, rules, std::move(*loaded), role, now);
}

Result<CaseView> view_case(store::Store& store, const Rules& rules, ledger::EntryId id,
                           identity::Role role, Instant now) {
  store.database().begin_read();
  auto out = view_case_now(store, rules, id, role, now);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

Result<CaseView> view_handed_in(store::Store& store, const Rules& rules, ledger::EntryId id,
                                identity::Role role, Instant now) {
  store.database().begin_read();
  const auto viewed = [&]() -> Result<CaseView> {
    auto loaded = load_case(store, id);
    if (!loaded) return fail(std::move(loaded.error()));
    if (!loaded->one.events.empty()) hide_draft(*loaded);
    return seen(store, rules, std::move(*loaded), role, now);
  };
  auto out = viewed();
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

void hide_draft(LoadedCase& loaded) {
  loaded.draft.reset();
  loaded.one.form = loaded.handed_in.form, loaded.one.materials = loaded.handed_in.materials;
}

identity::Record case_record(const std::string& person, const std::string& institution,
                             const std::string& area) {
  constexpr const char* kNone = "-";
  return {person, institution.empty() ? kNone : institution, area, {}, false, false};
}

std::optional<identity::Record> record_of_case(store::Store& reader, std::string_view number) {
  const auto id = ledger::parse_case_number(number);
  const auto file = id ? store::find_case(reader.database(), *id) : std::nullopt;
  if (!file) return std::nullopt;
  return case_record(file->person, file->now.institution, file->area);
}

}  // namespace yitong::verbs

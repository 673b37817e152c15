#include "verbs/relation.h"

#include "base/id.h"
#include "store/delegation_rows.h"
#include "store/ledger_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"

namespace yitong::verbs {
namespace {

using identity::Relation;

/// The coverage in force on the day, or else the newest one.
std::string area_of(store::Store& reader, std::string_view person, Instant now) {
  const auto rows = store::find_coverages(reader.database(), person);
  if (const auto found = ledger::coverage_on(rows, now.date(), now)) return found->area;
  return rows.empty() ? std::string() : rows.back().area;
}

bool has_delegated(store::Store& reader, std::string_view person, std::string_view to,
                   identity::Action action, Instant now) {
  const auto rows = store::find_delegations(reader.database(), person);
  const auto found = ledger::delegation_on(rows, to, now.date(), now);
  return found && ledger::holds_word(found->actions, identity::text_of(action).name);
}

}  // namespace

std::optional<ledger::CredentialCheck> shown_today(store::Database& database,
                                                   std::string_view person,
                                                   std::string_view institution, Instant now) {
  auto found = store::find_shown(database, person, institution);
  if (found && found->at.date() != now.date()) found.reset();
  return found;
}

identity::Record complete_record(store::Store& reader, const Rules& rules,
                                 const identity::Actor& actor, identity::Action action,
                                 identity::Record record, Instant now) {
  const identity::Relations wanted = identity::granted(action, actor.role);
  if (record.treatment_area.empty() && !record.institution.empty() &&
      wanted.has(Relation::own_area))
    if (const auto catalogue = rules.editions.on(now.date()))
      if (const InstitutionFacts* facts = catalogue->institution(record.institution))
        record.treatment_area = facts->area;
  if (!is_person_id(record.person)) return record;
  if (record.area.empty() && wanted.has(Relation::own_area))
    record.area = area_of(reader, record.person, now);
  if (record.institution.empty() && !actor.institution.empty() &&
      wanted.has(Relation::own_institution))
    record.treated_there =
        store::has_settled_at(reader.database(), record.person, actor.institution) ||
        shown_today(reader.database(), record.person, actor.institution, now);
  if (!actor.person.empty() && actor.person != record.person && wanted.has(Relation::delegate))
    record.delegated = has_delegated(reader, record.person, actor.person, action, now);
  return record;
}

std::optional<identity::Record> record_of_settlement(store::Store& reader,
                                                     std::string_view number) {
  const auto id = ledger::parse_number(ledger::EntryKind::settlement, number);
  const auto found = id ? store::find_settlement(reader.database(), *id) : std::nullopt;
  if (!found) return std::nullopt;
  return identity::Record{found->key.person, found->key.institution, found->area, {}, false, false};
}

}  // namespace yitong::verbs

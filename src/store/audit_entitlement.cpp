#include "store/audit_entitlement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "store/card_rows.h"
#include "store/period_rows.h"

namespace yitong::store {
namespace {

using ledger::CardEvent;
using ledger::EntryKind;

constexpr Sql kSelectBlindOf{
    "SELECT blind FROM card WHERE bucket = $1 AND person_id = $2 AND no = $3"};
constexpr Sql kSelectIndexed{
    "SELECT person_id, no FROM card_index WHERE bucket = $1 AND blind = $2"};

std::string_view table_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::contribution: return "contribution";
    case EntryKind::card: return "card_event";
    case EntryKind::credential: return "credential_check";
    case EntryKind::grant: return "grant_of_person";
    case EntryKind::payment: return "payment_event";
    case EntryKind::payment_batch: return "payment_batch";
    default: return {};
  }
}

}  // namespace

bool EntitlementAudit::is_mine(EntryKind kind) { return !table_of(kind).empty(); }

bool EntitlementAudit::fault_found(const std::string& path) {
  const auto fine = database_.take_fault();
  if (!fine) find_(path, fine.error()[0].path + ": " + fine.error()[0].found, fine.error()[0].rule);
  return !fine;
}

bool EntitlementAudit::keep(EntryKind kind, ledger::EntryId id, std::string person,
                            const Digest& row) {
  const std::string path = path_of(table_of(kind), id);
  if (fault_found(path)) return false;
  const bool added = rows_.try_emplace({kind, id.seq}, Row{std::move(person), row}).second;
  if (!added) find_(path, "two rows", "one row of an entry");
  return added;
}

template <class Period>
void EntitlementAudit::keep_periods(std::int32_t bucket, const std::vector<RowOfBucket>& rows,
                                    EntryKind kind) {
  for (const RowOfBucket& row : rows) {
    const ledger::EntryId id{bucket, row.entry_seq};
    Period period;
    if (decode(row.name, row.content, period))
      keep(kind, id, row.person, digest_of(row.person, period));
    else
      find_(path_of(table_of(kind), id), "name or content", "as it was written");
  }
}

void EntitlementAudit::begin(std::int32_t bucket, const RowsOfBucket& persons) {
  rows_.clear(), events_.clear();
  keep_periods<ledger::Contribution>(bucket, persons.of(PersonRowKind::contribution),
                                     EntryKind::contribution);
  keep_periods<ledger::Grant>(bucket, persons.of(PersonRowKind::grant), EntryKind::grant);
  begin_payments(bucket);
  {
    Rows rows = database_.query(kSelectCardEventsOf, {integer(bucket)});
    while (rows.next()) {
      const std::string person(rows.text(1));
      CardEvent event = card_event_of(rows, 2);
      if (keep(EntryKind::card, {bucket, rows.integer(0)}, person, digest_of(person, event)))
        events_[person].push_back(std::move(event));
    }
  }
  Rows rows = database_.query(kSelectChecksOf, {integer(bucket)});
  while (rows.next()) {
    const ledger::CredentialCheck check = check_of(rows, bucket);
    keep(EntryKind::credential, check.id, check.person, digest_of(check));
  }
}

std::optional<RegisterAudit::Checked> EntitlementAudit::check(const ledger::EntryHead& head) {
  const std::string_view table = table_of(head.kind);
  const auto row = rows_.extract({head.kind, head.id.seq});
  if (!row) {
    find_(path_of(table, head.id), "missing", "the row that the journal names");
    return std::nullopt;
  }
  const std::string& person = row.mapped().person;
  if (head.key.person != person || !head.key.institution.empty() || !head.key.message_id.empty())
    find_(path_of("entry", head.id), "person_id " + head.key.person, person + " and no message");
  return RegisterAudit::Checked{table, row.mapped().digest, {}, {}};
}

void EntitlementAudit::check_cards(std::int32_t bucket) {
  std::map<std::string, std::vector<ledger::CardState>> folded;
  for (const auto& [person, events] : events_) {
    const auto states = ledger::states_of(events);
    if (!states)
      find_(fmt::format("card_event/{}/{}", bucket, person), "events that cannot follow each other",
            "issued, reported, released");
    if (states) folded[person] = *states;
  }
  std::map<std::string, std::size_t> seen;
  Rows rows = database_.query(kSelectCardsOf, {integer(bucket)});
  while (rows.next()) {
    const std::string person(rows.text(0));
    const std::int64_t no = rows.integer(1);
    const std::string path = fmt::format("card/{}/{}/{}", bucket, person, no);
    const auto state = ledger::parse_card_state_letter(rows.text(2));
    const std::string blind(rows.blob(3)), tail(rows.text(4));
    if (fault_found(path)) continue;
    ++seen[person];
    const auto states = folded.find(person);
    const bool known =
        states != folded.end() && no >= 1 && no <= static_cast<std::int64_t>(states->second.size());
    if (!known || !state || states->second[static_cast<std::size_t>(no - 1)] != *state)
      find_(path, "state " + std::string(rows.text(2)), "the fold of its events");
    if (blind.empty() != tail.empty())
      find_(path, "blind or tail", "both, or none after the person was erased");
    if (blind.empty()) continue;
    Rows indexed = database_.query(kSelectIndexed, {integer(bucket_of(blind)), blob(blind)});
    const bool back = indexed.next() && indexed.text(0) == person && indexed.integer(1) == no;
    if (!fault_found(path) && !back)
      find_("card_index of " + path, "no way back to the card", "blind value of its number");
  }
  for (const auto& [person, states] : folded)
    if (seen[person] != states.size())
      find_(fmt::format("card/{}/{}", bucket, person), fmt::format("{} cards", seen[person]),
            fmt::format("{}", states.size()));
}

void EntitlementAudit::check_index(std::int32_t bucket) {
  Rows rows = database_.query(kSelectCardIndexOf, {integer(bucket)});
  while (rows.next()) {
    const std::string blind(rows.blob(0)), person(rows.text(1));
    Rows cards = database_.query(
        kSelectBlindOf, {integer(bucket_of(person)), text(person), integer(rows.integer(2))});
    const bool same = cards.next() && cards.blob(0) == blind;
    const std::string path = fmt::format("card_index/{}", bucket);
    if (!fault_found(path) && !same) find_(path, "person " + person, "a card of that number");
  }
}

void EntitlementAudit::finish(std::int32_t bucket) {
  for (const auto& [key, row] : rows_)
    find_(path_of(table_of(key.first), {bucket, key.second}), "a row without its entry",
          "an entry of its kind");
  check_cards(bucket);
  check_index(bucket);
  check_payments(bucket);
  check_batches(bucket);
}

}  // namespace yitong::store

#include "store/card_rows.h"

#include "base/check.h"
#include "base/id.h"
#include "store/record.h"

namespace yitong::store {
namespace {

using ledger::CardAction;
using ledger::CardEvent;
using ledger::CardState;
using ledger::CredentialCheck;

constexpr std::size_t kTail = 4;

constexpr Sql kSelectCards{
    "SELECT no, state, tail FROM card WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kInsertCard{
    "INSERT INTO card (bucket, person_id, no, state, blind, tail) VALUES ($1, $2, $3, $4, $5, $6)"};
constexpr Sql kSetCardState{
    "UPDATE card SET state = $1 WHERE bucket = $2 AND person_id = $3 AND no = $4"};
constexpr Sql kReplaceCards{"UPDATE card SET state = $1 WHERE bucket = $2 AND person_id = $3"};
constexpr Sql kForgetCards{
    "UPDATE card SET blind = $1, tail = $2 WHERE bucket = $3 AND person_id = $4"};
constexpr Sql kSelectBlinds{"SELECT blind FROM card WHERE bucket = $1 AND person_id = $2"};
constexpr Sql kDeleteCardIndex{"DELETE FROM card_index WHERE bucket = $1 AND blind = $2"};
constexpr Sql kInsertCardIndex{
    "INSERT INTO card_index (bucket, blind, person_id, no) VALUES ($1, $2, $3, $4)"};
constexpr Sql kSelectCardIndex{
    "SELECT person_id, no FROM card_index WHERE bucket = $1 AND blind = $2"};
constexpr Sql kSelectCardEvents{
    "SELECT no, card, action, done_by, how, at_micros FROM card_event "
    "WHERE bucket = $1 AND person_id = $2 ORDER BY no"};
constexpr Sql kInsertCardEvent{
    "INSERT INTO card_event (bucket, person_id, no, card, action, done_by, how, at_micros, "
    "entry_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr Sql kSelectUse{
    "SELECT seq, person_id, institution, credential, nonce, outcome, at_micros "
    "FROM credential_check WHERE bucket = $1 AND nonce = $2 AND credential = 'e_credential' "
    "AND outcome = 'accepted'"};
constexpr Sql kSelectShown{
    "SELECT seq, person_id, institution, credential, nonce, outcome, at_micros "
    "FROM credential_check WHERE bucket = $1 AND person_id = $2 AND institution = $3 "
    "AND outcome = 'accepted' AND credential IN ('e_credential', 'card') "
    "ORDER BY seq DESC LIMIT 1"};
constexpr Sql kInsertCheck{
    "INSERT INTO credential_check (bucket, seq, person_id, institution, credential, nonce, "
    "outcome, at_micros) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

/// A resident id never looks like this, so the two kinds of number never share a blind value.
Digest blind_of(const Store& store, std::string_view number) {
  return store.key().blind("card/" + std::string(number));
}
std::int32_t bucket_of_card(std::string_view blind) { return bucket_of(blind); }

template <class T>
std::string letter_of(T value) {
  return std::string(1, static_cast<char>(value));
}

}  // namespace

const Sql kSelectCardEventsOf{
    "SELECT entry_seq, person_id, no, card, action, done_by, how, at_micros FROM card_event "
    "WHERE bucket = $1 ORDER BY person_id, no"};
const Sql kSelectChecksOf{
    "SELECT seq, person_id, institution, credential, nonce, outcome, at_micros "
    "FROM credential_check WHERE bucket = $1"};
const Sql kSelectCardsOf{
    "SELECT person_id, no, state, blind, tail FROM card WHERE bucket = $1 ORDER BY person_id, no"};
const Sql kSelectCardIndexOf{"SELECT blind, person_id, no FROM card_index WHERE bucket = $1"};

std::vector<Card> find_cards(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectCards, {integer(bucket_of(person)), text(person)});
  std::vector<Card> out;
  while (rows.next()) {
    const auto state = ledger::parse_card_state_letter(rows.text(1));
    if (!state) {
      database.set_fault({ErrorCode::corrupt, "card", "state", "a known one", {}});
      return {};
    }
    out.push_back({rows.integer(0), *state, std::string(rows.text(2))});
  }
  return out;
}

CardEvent card_event_of(Rows& rows, int at) {
  const auto action = ledger::parse_card_action_letter(rows.text(at + 2));
  return {rows.integer(at),
          rows.integer(at + 1),
          action.value_or(static_cast<CardAction>(0)),
          std::string(rows.text(at + 3)),
          std::string(rows.text(at + 4)),
          {rows.integer(at + 5)}};
}

std::vector<CardEvent> find_card_events(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectCardEvents, {integer(bucket_of(person)), text(person)});
  std::vector<CardEvent> out;
  while (rows.next()) out.push_back(card_event_of(rows, 0));
  if (!out.empty() && !ledger::states_of(out)) {
    database.set_fault({ErrorCode::corrupt,
                        "card_event",
                        "events that cannot follow each other",
                        "issued, reported, released",
                        {}});
    out.clear();
  }
  return out;
}

std::optional<CardHolder> find_card(Store& store, std::string_view number) {
  Database& database = store.database();
  const Digest blind = blind_of(store, number);
  CardHolder out;
  {
    Rows rows =
        database.query(kSelectCardIndex, {integer(bucket_of_card(bytes_of(blind))), blob(blind)});
    if (!rows.next()) return std::nullopt;
    out.person = rows.text(0), out.no = rows.integer(1);
  }
  for (const Card& card : find_cards(database, out.person))
    if (card.no == out.no) out.state = card.state;
  return out;
}

void record(Store& store, const std::string& person, CardEvent event, std::string_view number) {
  Database& database = store.database();
  const auto events = find_card_events(database, person);
  event.no = static_cast<std::int64_t>(events.size()) + 1;
  const Place place = next_place(database, bucket_of(person));
  const Param bucket = integer(place.id.bucket);
  if (event.action == CardAction::issued) {
    event.card = static_cast<std::int64_t>(find_cards(database, person).size()) + 1;
    const Digest blind = blind_of(store, number);
    const std::string replaced = letter_of(CardState::replaced),
                      active = letter_of(CardState::active);
    const std::string tail(number.substr(number.size() - std::min(kTail, number.size())));
    database.run(kReplaceCards, {text(replaced), bucket, text(person)});
    database.run(kInsertCard, {bucket, text(person), integer(event.card), text(active), blob(blind),
                               text(tail)});
    database.run(kInsertCardIndex, {integer(bucket_of_card(bytes_of(blind))), blob(blind),
                                    text(person), integer(event.card)});
  } else {
    const std::string state =
        letter_of(event.action == CardAction::reported ? CardState::frozen : CardState::active);
    database.run(kSetCardState, {text(state), bucket, text(person), integer(event.card)});
  }
  const std::string action = letter_of(event.action);
  database.run(kInsertCardEvent,
               {bucket, text(person), integer(event.no), integer(event.card), text(action),
                text(event.by), text(event.how), integer(event.at.micros), integer(place.id.seq)});
  record_row(database, place, ledger::EntryKind::card, event.at, person, digest_of(person, event));
}

void forget_cards(Database& database, std::string_view person) {
  const Param bucket = integer(bucket_of(person));
  std::vector<std::string> blinds;
  {
    Rows rows = database.query(kSelectBlinds, {bucket, text(person)});
    while (rows.next()) blinds.emplace_back(rows.blob(0));
  }
  for (const std::string& blind : blinds)
    database.run(kDeleteCardIndex, {integer(bucket_of_card(blind)), blob(blind)});
  if (!blinds.empty()) database.run(kForgetCards, {blob(""), text(""), bucket, text(person)});
}

CredentialCheck check_of(Rows& rows, std::int32_t bucket) {
  return {{bucket, rows.integer(0)}, std::string(rows.text(1)), std::string(rows.text(2)),
          std::string(rows.text(3)), std::string(rows.blob(4)), std::string(rows.text(5)),
          {rows.integer(6)}};
}

std::optional<CredentialCheck> find_use(Database& database, std::string_view person,
                                        std::string_view nonce) {
  const std::int32_t bucket = bucket_of(person);
  Rows rows = database.query(kSelectUse, {integer(bucket), blob(nonce)});
  if (!rows.next()) return std::nullopt;
  return check_of(rows, bucket);
}

std::optional<CredentialCheck> find_shown(Database& database, std::string_view person,
                                          std::string_view institution) {
  const std::int32_t bucket = bucket_of(person);
  Rows rows = database.query(kSelectShown, {integer(bucket), text(person), text(institution)});
  if (!rows.next()) return std::nullopt;
  return check_of(rows, bucket);
}

ledger::EntryId record(Database& database, CredentialCheck check) {
  const Place place =
      next_place(database, bucket_of(check.person.empty() ? check.institution : check.person));
  check.id = place.id;
  database.run(kInsertCheck, {integer(place.id.bucket), integer(place.id.seq), text(check.person),
                              text(check.institution), text(check.credential), blob(check.nonce),
                              text(check.outcome), integer(check.at.micros)});
  record_row(database, place, ledger::EntryKind::credential, check.at, check.person,
             digest_of(check));
  return place.id;
}

}  // namespace yitong::store

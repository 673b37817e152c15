#include "verbs/card.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "store/person_rows.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

constexpr std::size_t kMaxNote = 200;

Notice card_notice(NoticeKind kind, const store::Card& card) {
  return {kind, {{"tail", card.tail, {}}}, {}};
}

CardsView cards_of(store::Database& database, const std::string& person) {
  return {store::find_cards(database, person), store::find_card_events(database, person)};
}

Errors faults_of_clerk(std::string_view path, const std::string& by) {
  if (is_token(by)) return {};
  return {{ErrorCode::bad_value, std::string(path), by, "1 to 64 letters, digits, . _ -", {}}};
}

/// Only who was not erased has cards to do anything with.
Result<std::vector<store::Card>> cards_to_change(store::Store& store, const std::string& person) {
  if (const auto data = store::open_person(store, person); !data) return fail(data.error());
  return store::find_cards(store.database(), person);
}

Result<CardsView> cards_then(store::Store& store, const std::string& person) {
  CardsView out = cards_of(store.database(), person);
  if (store.database().failed()) return fail(ErrorCode::store_failed);
  return out;
}

}  // namespace

bool is_card_number(std::string_view text) {
  return text.size() >= 8 && text.size() <= 20 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
         });
}

Result<CardsView> view_cards(store::Store& store, const std::string& person) {
  store::Database& database = store.database();
  database.begin_read();
  const bool known = store::person_exists(store, person);
  CardsView out = cards_of(database, person);
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!known) return fail(ErrorCode::unknown_person, {}, person);
  return out;
}

Result<CardsView> issue_card_now(store::Store& store, const std::string& person,
                                 std::string_view number, const std::string& by, Instant now) {
  Errors errors = faults_of_clerk("/by", by);
  if (!is_card_number(number))
    errors.push_back({ErrorCode::bad_value, "/number", {}, "^[0-9A-Z]{8,20}$", {}});
  if (!errors.empty()) return fail(std::move(errors));
  if (const auto cards = cards_to_change(store, person); !cards) return fail(cards.error());
  if (store::find_card(store, number))
    return fail(ErrorCode::duplicate_key, "/number", {}, "a card that nobody has");
  store::record(store, person, {0, 0, ledger::CardAction::issued, by, {}, now}, number);
  return cards_then(store, person);
}

Result<CardsView> report_card_now(store::Store& store, const std::string& person,
                                  const std::string& by, Instant now) {
  if (auto errors = faults_of_clerk("/by", by); !errors.empty()) return fail(std::move(errors));
  const auto cards = cards_to_change(store, person);
  if (!cards) return fail(cards.error());
  if (cards->empty() || cards->back().state != ledger::CardState::active)
    return fail(ErrorCode::no_active_card, {},
                std::string(cards->empty() ? "" : name_of(cards->back().state)), "active");
  store::record(store, person, {0, cards->back().no, ledger::CardAction::reported, by, {}, now});
  tell_person(store, person, card_notice(NoticeKind::card_reported, cards->back()), now);
  return cards_then(store, person);
}

Result<CardsView> release_card_now(store::Store& store, const std::string& person,
                                   const std::string& clerk, const std::string& verified_by,
                                   const std::string& note, Instant now) {
  Errors errors = faults_of_clerk("/clerk", clerk);
  if (std::ranges::find(kVerifiedBy, verified_by) == std::end(kVerifiedBy))
    errors.push_back({ErrorCode::bad_value,
                      "/verified_by",
                      verified_by,
                      "id_card | household_register | passport | e_credential",
                      {}});
  if (note.size() > kMaxNote || !is_utf8(note))
    errors.push_back({ErrorCode::bad_value, "/note", {}, "at most 200 bytes", {}});
  if (!errors.empty()) return fail(std::move(errors));
  const auto cards = cards_to_change(store, person);
  if (!cards) return fail(cards.error());
  if (cards->empty() || cards->back().state != ledger::CardState::frozen)
    return fail(ErrorCode::card_not_frozen, {},
                std::string(cards->empty() ? "" : name_of(cards->back().state)), "frozen");
  store::record(store, person,
                {0, cards->back().no, ledger::CardAction::released, clerk,
                 note.empty() ? verified_by : verified_by + ": " + note, now});
  tell_person(store, person, card_notice(NoticeKind::card_released, cards->back()), now);
  return cards_then(store, person);
}

}  // namespace yitong::verbs

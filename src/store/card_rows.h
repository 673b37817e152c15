// Cards and the credentials that were shown at counters. Events are journaled; a card's number is
// known only by its keyed hash, which goes when the person is erased.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/entitlement.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

struct Card {
  std::int64_t no = 0;
  ledger::CardState state = ledger::CardState::active;
  std::string tail;  ///< the last four characters of the number; empty after erasure
};

std::vector<Card> find_cards(Database& database, std::string_view person);
std::vector<ledger::CardEvent> find_card_events(Database& database, std::string_view person);

struct CardHolder {
  std::string person;
  std::int64_t no = 0;
  ledger::CardState state = ledger::CardState::active;
};
std::optional<CardHolder> find_card(Store& store, std::string_view number);

/// Inserts the event, which must fit the events before it, and what follows for the cards.
/// `event.no` and, for a new card, `event.card` are given here; `number` is a new card's.
void record(Store& store, const std::string& person, ledger::CardEvent event,
            std::string_view number = {});
/// What erasing a person empties.
void forget_cards(Database& database, std::string_view person);

/// The check that accepted an e-credential, if one did.
std::optional<ledger::CredentialCheck> find_use(Database& database, std::string_view person,
                                                std::string_view nonce);
/// The newest check at the institution that accepted an e-credential or card of the person.
std::optional<ledger::CredentialCheck> find_shown(Database& database, std::string_view person,
                                                  std::string_view institution);
/// Returns the place of the entry.
ledger::EntryId record(Database& database, ledger::CredentialCheck check);

/// For the audit, each by bucket.
ledger::CardEvent card_event_of(Rows& rows, int first);
ledger::CredentialCheck check_of(Rows& rows, std::int32_t bucket);
extern const Sql kSelectCardEventsOf;  ///< entry_seq, person_id, then from no to at_micros
extern const Sql kSelectChecksOf;      ///< seq, person_id to at_micros
extern const Sql kSelectCardsOf;       ///< person_id, no, state, blind, tail
extern const Sql kSelectCardIndexOf;   ///< blind, person_id, no

}  // namespace yitong::store

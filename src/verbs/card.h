// Cards: issued, reported lost by their person, released at a window.
#pragma once

#include "store/card_rows.h"

namespace yitong::verbs {

struct CardsView {
  std::vector<store::Card> cards;
  std::vector<ledger::CardEvent> events;
};
/// Opens a read transaction. Errors: unknown_person, store faults.
Result<CardsView> view_cards(store::Store& store, const std::string& person);

/// Each inside the caller's transaction; returns what is then. `by`: a token.
/// A new card; earlier ones are replaced. Errors: bad_value, unknown_person, duplicate_key.
Result<CardsView> issue_card_now(store::Store& store, const std::string& person,
                                 std::string_view number, const std::string& by, Instant now);
/// Frozen from now on. Errors: bad_value, unknown_person, no_active_card.
Result<CardsView> report_card_now(store::Store& store, const std::string& person,
                                  const std::string& by, Instant now);

/// How a clerk made sure of the person.
inline constexpr std::string_view kVerifiedBy[] = {"id_card", "household_register", "passport",
                                                   "e_credential"};
/// Active again, by a clerk who verified the person. Errors: bad_value, unknown_person,
/// card_not_frozen.
Result<CardsView> release_card_now(store::Store& store, const std::string& person,
                                   const std::string& clerk, const std::string& verified_by,
                                   const std::string& note, Instant now);

/// 8 to 20 capital letters and digits.
bool is_card_number(std::string_view text);

}  // namespace yitong::verbs

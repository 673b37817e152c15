// Whose a record is, as the store knows it: what stands between the one who acts and the record.
#pragma once

#include <optional>

#include "identity/actor.h"
#include "store/card_rows.h"
#include "verbs/rules.h"

namespace yitong::verbs {

/// Fills in what `record` does not say and the action's grants ask for: the area that the person is
/// insured in on the day, whether the actor's institution has treated the person or was shown the
/// person's credential on this day, whether the person lets the actor do this, the area of the
/// institution. Faults are the store's.
identity::Record complete_record(store::Store& reader, const Rules& rules,
                                 const identity::Actor& actor, identity::Action action,
                                 identity::Record record, Instant now);

/// The check that accepted the person's e-credential or card at the institution on this day.
std::optional<ledger::CredentialCheck> shown_today(store::Database& database,
                                                   std::string_view person,
                                                   std::string_view institution, Instant now);

/// Of a settlement by its number; nothing where there is none.
std::optional<identity::Record> record_of_settlement(store::Store& reader, std::string_view number);

}  // namespace yitong::verbs

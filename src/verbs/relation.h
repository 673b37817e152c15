// Whose a record is, as the store knows it: what stands between the one who acts and the record.
#pragma once

#include <optional>

#include "identity/actor.h"
#include "store/store.h"
#include "verbs/rules.h"

namespace yitong::verbs {

/// Fills in what `record` does not say and the action's grants ask for: the area that the person is
/// insured in on the day, whether the actor's institution has treated the person, whether the
/// person lets the actor do this, the area of the institution. Faults are the store's.
identity::Record complete_record(store::Store& reader, const Rules& rules,
                                 const identity::Actor& actor, identity::Action action,
                                 identity::Record record, Instant now);

/// Of a settlement by its number; nothing where there is none.
std::optional<identity::Record> record_of_settlement(store::Store& reader, std::string_view number);

}  // namespace yitong::verbs

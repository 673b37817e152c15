// Enrol: a person, a coverage, a filing. Each is one piece of work for the commit queue or, in one
// call, a transaction of its own; many in one transaction are made with the functions of
// store/person_rows.h.
#pragma once

#include "ledger/period.h"
#include "store/commit_queue.h"
#include "store/person_rows.h"

namespace yitong::verbs {

/// Returns the person's number. Errors: bad_value, duplicate_key (`found`: the number the resident
/// id has).
Result<std::string> enrol_person(store::Store& store, const store::PersonalData& person,
                                 const store::PersonSecrets& secrets);
/// Returns the row's number. Errors: unknown_person, overlapping_periods, bad_value, unknown_area
/// for a bad code.
Result<std::int64_t> add_coverage(store::Store& store, std::string_view person,
                                  ledger::Coverage coverage, Instant now);
Result<std::int64_t> add_filing(store::Store& store, std::string_view person, ledger::Filing filing,
                                Instant now);
Result<void> erase_person(store::Store& store, std::string_view person);

}  // namespace yitong::verbs

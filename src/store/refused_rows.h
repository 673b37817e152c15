// What was refused to whom: journaled, so that nobody can make a try unseen.
#pragma once

#include <vector>

#include "ledger/login.h"
#include "store/entry_rows.h"

namespace yitong::store {

/// Journaled in the bucket of the owner; `seq` is given here.
void record_refused(Database& database, ledger::RefusedAccess refused);
/// About a person's record, or about nobody's in a bucket where `person` is empty; newest first.
std::vector<ledger::RefusedAccess> find_refused(Database& database, std::int32_t bucket,
                                                std::string_view person, std::size_t most);

ledger::RefusedAccess refused_of(Rows& rows);
extern const Sql kSelectRefused;  ///< by bucket: the row from seq to to_micros

}  // namespace yitong::store

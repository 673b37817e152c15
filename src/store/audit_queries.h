// What only the audit asks of the database.
#pragma once

#include <span>
#include <string_view>

#include "store/database.h"

namespace yitong::store {

extern const Sql kSelectTexts;           ///< hash, kind, body
extern const Sql kSelectAccumulatorsOf;  ///< by bucket: person_id, scope, period, name, value

extern const Sql kSelectAccounts;  ///< by bucket: person_id, balance_fen, held_fen
extern const Sql kSelectPersons;   ///< by bucket: person_id, 1 if erased
extern const Sql
    kSelectCoveragesOf;  ///< by bucket: entry_seq, person_id, then the row from no to facts
extern const Sql
    kSelectFilingsOf;  ///< by bucket: entry_seq, person_id, then the row from no to replaces

/// Finds rows (bucket, seq) of a table whose journal entry is absent or of another kind, or whose
/// bucket cannot be.
struct StrayQuery {
  std::string_view table;
  Sql sql;
};
extern const std::span<const StrayQuery> kStrayQueries;

}  // namespace yitong::store

// What only the audit asks of the database.
#pragma once

#include <span>
#include <string_view>

#include "store/database.h"

namespace yitong::store {

extern const Sql kSelectTexts;        ///< hash, kind, body, no; in order of no
extern const Sql kSelectAccounts;     ///< by bucket: person_id, balance_fen, held_fen
extern const Sql kSelectResidentsOf;  ///< by bucket of the blind value: person_id
extern const Sql kSelectReversalsOf;  ///< by bucket: settlement_seq, seq

/// Every table whose rows have a bucket.
struct TableOfBuckets {
  std::string_view table;
  Sql next;  ///< by two buckets: the first from the one on that has a row, and is not the other
};
extern const std::span<const TableOfBuckets> kTablesOfBuckets;

/// The entries that rows of a table say they are of, by bucket.
struct StrayQuery {
  std::string_view table;
  Sql sql;
};
extern const std::span<const StrayQuery> kStrayQueries;

}  // namespace yitong::store

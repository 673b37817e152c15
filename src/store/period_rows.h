// What holds of a person for a while: coverages, contributions, filings and grants. Rows are
// numbered from 1, only ever added, and journaled at `known_since`. They stand in `person_row`
// (store/person_table.h) under their number, with this content:
//
//   period       = zigzag from_day , zigzag to_day , zigzag known_since_micros , zigzag replaces ;
//   coverage     = period , bytes area , bytes insurance , bytes facts ;
//   contribution = period , bytes area , bytes insurance , zigzag paid_on_day , bytes basis ,
//                  zigzag amount_fen , zigzag base_fen , bytes situations ;
//   filing       = period , bytes kind , bytes target ;
//   grant        = period , bytes area , bytes kind , bytes code , bytes disease ,
//                  bytes institutions , bytes doctor , bytes pharmacy , bytes case_number ;
#pragma once

#include <vector>

#include "ledger/entitlement.h"
#include "ledger/grant.h"
#include "ledger/period.h"
#include "store/person_table.h"
#include "store/store.h"

namespace yitong::store {

std::string encode(const ledger::Coverage& row);
std::string encode(const ledger::Contribution& row);
std::string encode(const ledger::Filing& row);
std::string encode(const ledger::Grant& row);
/// `out` but for its number; false: not of the grammar.
bool decode(std::string_view content, ledger::Coverage& out);
bool decode(std::string_view content, ledger::Contribution& out);
bool decode(std::string_view content, ledger::Filing& out);
bool decode(std::string_view content, ledger::Grant& out);
/// With its number.
template <class Row>
bool decode(std::string_view name, std::string_view content, Row& out) {
  const auto no = number_of_name(name);
  out.no = no.value_or(0);
  return decode(content, out) && no;
}

/// In the order of their numbers.
std::vector<ledger::Coverage> find_coverages(Database& database, std::string_view person);
std::vector<ledger::Contribution> find_contributions(Database& database, std::string_view person);
std::vector<ledger::Filing> find_filings(Database& database, std::string_view person);
std::vector<ledger::Grant> find_grants(Database& database, std::string_view person);

/// Adds a row, numbering it; inside the caller's transaction. Form is the caller's to check.
/// Errors: unknown_person, overlapping_periods, bad_value.
Result<std::int64_t> insert_coverage(Store& store, std::string_view person, ledger::Coverage added);
Result<std::int64_t> insert_contribution(Store& store, std::string_view person,
                                         ledger::Contribution added);
Result<std::int64_t> insert_filing(Store& store, std::string_view person, ledger::Filing added);
Result<std::int64_t> insert_grant(Store& store, std::string_view person, ledger::Grant added);

}  // namespace yitong::store

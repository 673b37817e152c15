#include "store/audit_queries.h"

#include <array>

namespace yitong::store {
namespace {

#define ELSEWHERE(table)                                                        \
  {                                                                             \
    table, { "SELECT bucket FROM " table " WHERE bucket < 0 OR bucket > 1023" } \
  }

constexpr std::array<PlaceQuery, 8> kPlaces{
    {ELSEWHERE("entry"), ELSEWHERE("message"), ELSEWHERE("reversal"), ELSEWHERE("accumulator"),
     ELSEWHERE("coverage"), ELSEWHERE("filing"), ELSEWHERE("person"), ELSEWHERE("resident_index")}};

}  // namespace

const Sql kSelectTexts{"SELECT hash, kind, body, no FROM source_text ORDER BY no"};
const Sql kSelectAccumulatorsOf{
    "SELECT person_id, scope, period, name, value FROM accumulator WHERE bucket = $1 "
    "ORDER BY person_id, scope, period, name"};
const Sql kSelectPersons{
    "SELECT person_id, CASE WHEN LENGTH(wrapped_key) = 0 AND LENGTH(sealed) = 0 THEN 1 ELSE 0 END "
    "FROM person WHERE bucket = $1"};
const Sql kSelectCoveragesOf{
    "SELECT entry_seq, person_id, no, area, insurance, in_force_from_day, in_force_to_day, "
    "known_since_micros, "
    "replaces, facts FROM coverage WHERE bucket = $1"};
const Sql kSelectFilingsOf{
    "SELECT entry_seq, person_id, no, kind, target, in_force_from_day, in_force_to_day, "
    "known_since_micros, replaces "
    "FROM filing WHERE bucket = $1"};
const Sql kSelectResidentsOf{"SELECT person_id FROM resident_index WHERE bucket = $1"};
const Sql kSelectMessagesOf{
    "SELECT person_id, key, role, entry_seq FROM message WHERE bucket = $1"};
const Sql kSelectReversalsOf{"SELECT settlement_seq, seq FROM reversal WHERE bucket = $1"};
constinit const std::span<const PlaceQuery> kPlaceQueries = kPlaces;

}  // namespace yitong::store

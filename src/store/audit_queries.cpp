#include "store/audit_queries.h"

#include <array>

namespace yitong::store {
namespace {

#define STRAYS_OF(table, seq, kinds)                \
  "SELECT DISTINCT t.bucket, t." seq " FROM " table \
  " t LEFT JOIN journal j ON j.bucket = t.bucket "  \
  "AND j.seq = t." seq " AND j.kind IN (" kinds     \
  ") WHERE j.seq IS NULL OR t.bucket < 0 OR t.bucket > 1023"

constexpr std::array<StrayQuery, 13> kStrays{{
    {"journal", {"SELECT bucket, seq FROM journal WHERE bucket < 0 OR bucket > 1023"}},
    {"settlement", {STRAYS_OF("settlement", "seq", "'settlement'")}},
    {"reversal", {STRAYS_OF("reversal", "seq", "'reversal'")}},
    {"posting", {STRAYS_OF("posting", "seq", "'settlement', 'reversal'")}},
    {"message",
     {STRAYS_OF("message", "entry_seq",
                "'settlement', 'reversal', 'tombstone', 'pending', 'refusal', 'resettlement'")}},
    {"coverage", {STRAYS_OF("coverage", "entry_seq", "'coverage'")}},
    {"resident_index",
     {"SELECT r.bucket, 0 FROM resident_index r WHERE NOT EXISTS (SELECT 1 FROM person p WHERE "
      "p.person_id = r.person_id)"}},
    {"filing", {STRAYS_OF("filing", "entry_seq", "'filing'")}},
    {"account_inflow", {STRAYS_OF("account_inflow", "entry_seq", "'inflow'")}},
    {"family_consent", {STRAYS_OF("family_consent", "entry_seq", "'consent'")}},
    {"register_event", {STRAYS_OF("register_event", "seq", "'holding'")}},
    {"answer", {STRAYS_OF("answer", "seq", "'pending', 'refusal', 'resettlement'")}},
    {"resettlement", {STRAYS_OF("resettlement", "seq", "'resettlement'")}},
}};

}  // namespace

const Sql kSelectTexts{"SELECT hash, kind, body FROM source_text"};
const Sql kSelectAccumulatorsOf{
    "SELECT person_id, scope, period, name, value FROM accumulator WHERE bucket = $1 "
    "ORDER BY person_id, scope, period, name"};
const Sql kSelectAccounts{
    "SELECT person_id, balance_fen, held_fen FROM account WHERE bucket = $1 ORDER BY person_id"};
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
constinit const std::span<const StrayQuery> kStrayQueries = kStrays;

}  // namespace yitong::store

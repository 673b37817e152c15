#include "store/audit_queries.h"

#include <array>

namespace yitong::store {
namespace {

#define TABLE(table)                                                                             \
  {                                                                                              \
    table, {                                                                                     \
      "SELECT bucket FROM " table " WHERE bucket >= $1 AND bucket <> $2 ORDER BY bucket LIMIT 1" \
    }                                                                                            \
  }

constexpr TableOfBuckets kTables[] = {
    TABLE("entry"),
    TABLE("message"),
    TABLE("reversal"),
    TABLE("accumulator"),
    TABLE("coverage"),
    TABLE("filing"),
    TABLE("person"),
    TABLE("resident_index"),
    TABLE("account"),
    TABLE("account_inflow"),
    TABLE("family_consent"),
    TABLE("register_event"),
    TABLE("register_hold"),
    TABLE("answer"),
    TABLE("outbox"),
    TABLE("resettlement"),
    TABLE("login"),
    TABLE("login_secret"),
    TABLE("session"),
    TABLE("sign_in_failure"),
    TABLE("delegation"),
    TABLE("delegation_index"),
    TABLE("contribution"),
    TABLE("card"),
    TABLE("card_index"),
    TABLE("card_event"),
    TABLE("credential_check"),
    TABLE("lockout"),
    TABLE("document"),
    TABLE("document_event"),
    TABLE("case_file"),
    TABLE("case_event"),
    TABLE("case_draft"),
    TABLE("case_blind"),
    TABLE("case_count"),
    TABLE("case_day"),
    TABLE("notice"),
    TABLE("notice_mark"),
    TABLE("sign_in_place"),
    TABLE("login_link"),
    TABLE("login_link_index"),
    TABLE("refused_access"),
    TABLE("grant_of_person"),
    TABLE("payment"),
    TABLE("payment_event"),
    TABLE("payment_batch"),
    TABLE("payment_batch_line"),
};

constexpr std::array<StrayQuery, 3> kStrays{
    {{"register_event", {"SELECT seq FROM register_event WHERE bucket = $1"}},
     {"answer", {"SELECT seq FROM answer WHERE bucket = $1"}},
     {"resettlement", {"SELECT DISTINCT seq FROM resettlement WHERE bucket = $1"}}}};

}  // namespace

const Sql kSelectTexts{"SELECT hash, kind, body, no FROM source_text ORDER BY no"};
const Sql kSelectAccumulatorsOf{
    "SELECT person_id, scope, period, name, value FROM accumulator WHERE bucket = $1 "
    "ORDER BY person_id, scope, period, name"};
const Sql kSelectAccounts{
    "SELECT person_id, balance_fen, held_fen FROM account WHERE bucket = $1 ORDER BY person_id"};
const Sql kSelectPersons{"SELECT person_id, wrapped_key, sealed FROM person WHERE bucket = $1"};
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
constinit const std::span<const TableOfBuckets> kTablesOfBuckets = kTables;
constinit const std::span<const StrayQuery> kStrayQueries = kStrays;

}  // namespace yitong::store

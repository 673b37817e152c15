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
    TABLE("person_row"),
    TABLE("reversal"),
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
const Sql kSelectAccounts{
    "SELECT person_id, balance_fen, held_fen FROM account WHERE bucket = $1 ORDER BY person_id"};
const Sql kSelectResidentsOf{"SELECT person_id FROM resident_index WHERE bucket = $1"};
const Sql kSelectReversalsOf{"SELECT settlement_seq, seq FROM reversal WHERE bucket = $1"};
constinit const std::span<const TableOfBuckets> kTablesOfBuckets = kTables;
constinit const std::span<const StrayQuery> kStrayQueries = kStrays;

}  // namespace yitong::store

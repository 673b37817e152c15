#include "store/audit_queries.h"

#include <array>

namespace yitong::store {
namespace {

#define ELSEWHERE(table)                                                        \
  {                                                                             \
    table, { "SELECT bucket FROM " table " WHERE bucket < 0 OR bucket > 1023" } \
  }

constexpr std::array<PlaceQuery, 42> kPlaces{{ELSEWHERE("entry"),
                                              ELSEWHERE("message"),
                                              ELSEWHERE("reversal"),
                                              ELSEWHERE("accumulator"),
                                              ELSEWHERE("coverage"),
                                              ELSEWHERE("filing"),
                                              ELSEWHERE("person"),
                                              ELSEWHERE("resident_index"),
                                              ELSEWHERE("account"),
                                              ELSEWHERE("account_inflow"),
                                              ELSEWHERE("family_consent"),
                                              ELSEWHERE("register_event"),
                                              ELSEWHERE("register_hold"),
                                              ELSEWHERE("answer"),
                                              ELSEWHERE("outbox"),
                                              ELSEWHERE("resettlement"),
                                              ELSEWHERE("login"),
                                              ELSEWHERE("login_secret"),
                                              ELSEWHERE("session"),
                                              ELSEWHERE("sign_in_failure"),
                                              ELSEWHERE("delegation"),
                                              ELSEWHERE("delegation_index"),
                                              ELSEWHERE("contribution"),
                                              ELSEWHERE("card"),
                                              ELSEWHERE("card_index"),
                                              ELSEWHERE("card_event"),
                                              ELSEWHERE("credential_check"),
                                              ELSEWHERE("lockout"),
                                              ELSEWHERE("document"),
                                              ELSEWHERE("document_event"),
                                              ELSEWHERE("case_file"),
                                              ELSEWHERE("case_event"),
                                              ELSEWHERE("case_draft"),
                                              ELSEWHERE("case_blind"),
                                              ELSEWHERE("case_count"),
                                              ELSEWHERE("case_day"),
                                              ELSEWHERE("notice"),
                                              ELSEWHERE("notice_mark"),
                                              ELSEWHERE("sign_in_place"),
                                              ELSEWHERE("login_link"),
                                              ELSEWHERE("login_link_index"),
                                              ELSEWHERE("refused_access")}};

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
constinit const std::span<const PlaceQuery> kPlaceQueries = kPlaces;
constinit const std::span<const StrayQuery> kStrayQueries = kStrays;

}  // namespace yitong::store

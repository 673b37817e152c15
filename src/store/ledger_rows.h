// The tables of the ledger: settlement, reversal, posting, message, accumulator. Each function is
// one statement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/entry.h"
#include "ledger/posting.h"
#include "store/database.h"

namespace yitong::store {

void insert(Database& database, const ledger::SettlementEntry& settlement);
/// Nothing if there is no such row; a row whose blobs do not decode is a fault (corrupt).
std::optional<ledger::SettlementEntry> find_settlement(Database& database, ledger::EntryId id);
void set_state(Database& database, ledger::EntryId id, ledger::State state);
/// The person's settlements recorded after `after_seq`, oldest first.
std::vector<ledger::SettlementEntry> settlements_of(Database& database, std::int32_t bucket,
                                                    std::string_view person,
                                                    std::int64_t after_seq);

void insert(Database& database, const ledger::ReversalEntry& reversal);
std::optional<ledger::ReversalEntry> find_reversal(Database& database, ledger::EntryId id);
std::optional<ledger::ReversalEntry> find_reversal_of(Database& database,
                                                      ledger::EntryId settlement);

void insert(Database& database, ledger::EntryId id, const std::vector<ledger::Posting>& postings);
std::vector<ledger::Posting> find_postings(Database& database, ledger::EntryId id);

void insert(Database& database, const ledger::Message& message);
std::optional<ledger::Message> find_message(Database& database, std::int32_t bucket,
                                            const ledger::MessageKey& key);
/// The pending message goes, so that its outcome can take its place.
void withdraw_pending(Database& database, const ledger::MessageKey& key);
/// The message of the current row of a query over (person_id, institution, message_id, role,
/// entry_seq, body_hash, reply). Nothing if the row cannot be a message.
std::optional<ledger::Message> message_of(Rows& rows, std::int32_t bucket);
extern const Sql kSelectMessages;  ///< by bucket, in order of the key

/// What the person has accumulated in one scope, all periods.
std::vector<ledger::Accumulated> find_accumulators(Database& database, std::int32_t bucket,
                                                   std::string_view person, std::string_view scope);
void add(Database& database, std::int32_t bucket, std::string_view person,
         const std::vector<ledger::Accumulated>& changes);

}  // namespace yitong::store

// The journal: one SM3 chain per bucket that commits to every row of every entry.
//
//   rows  = digest of each row set the entry wrote, in this order:
//             settlement: settlement, postings, messages     reversal: reversal, postings, messages
//             tombstone:  messages                           coverage: coverage         filing:
//             filing
//   leaf  = SM3( u8 1 | u8 kind | varint bucket | varint seq | zigzag at | varint count | rows )
//   link  = SM3( link of seq-1, or 32 zero bytes | leaf )
//
// A row set's digest is the SM3 of a canonical encoding that names its table first, so that one row
// set can never pass for another. Keeping the digests beside the leaf lets the audit name the table
// that differs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ledger/entry.h"
#include "ledger/period.h"
#include "ledger/posting.h"
#include "ledger/register.h"

namespace yitong::ledger {

struct JournalEntry {
  EntryId id;
  EntryKind kind = EntryKind::settlement;
  Instant at;
  std::vector<Digest> rows;
  Digest leaf{}, link{};
};

/// The bytes whose SM3 is the leaf.
std::string leaf_bytes(const JournalEntry& entry);
inline Digest leaf_of(const JournalEntry& entry) { return sm3(leaf_bytes(entry)); }
Digest link_of(const Digest& previous, const Digest& leaf);

Digest digest_of(const SettlementEntry& settlement);
Digest digest_of(const ReversalEntry& reversal);
Digest digest_of(EntryId id, const std::vector<Posting>& postings);
Digest digest_of(const Message& message);
/// Of all messages of one entry, by their own digests in the order of their keys.
Digest digest_of_messages(std::span<const Digest> messages);
/// The bytes whose SM3 is the digest, for who hashes many at once.
std::string row_bytes(const std::string& person, const Coverage& coverage);
std::string row_bytes(const std::string& person, const Filing& filing);
Digest digest_of(const std::string& person, const Coverage& coverage);
Digest digest_of(const std::string& person, const Filing& filing);

Digest digest_of(const Inflow& inflow);
Digest digest_of(const std::string& person, const Consent& consent);
Digest digest_of(const RegisterEvent& event);
Digest digest_of(const AnswerEntry& answer);
/// Of a resettlement: what was answered, and its members.
Digest digest_of(const AnswerEntry& answer, const std::vector<Resettled>& members);

/// The tables whose digests an entry of this kind holds, in order.
std::span<const std::string_view> tables_of(EntryKind kind);

/// accumulated = varint count, then per element: bytes scope, bytes period, bytes name, zigzag
/// amount.
std::string encode(const std::vector<Accumulated>& accumulated);
std::optional<std::vector<Accumulated>> decode_accumulated(std::string_view bytes);
/// funds = varint count, then per fund: bytes fund, zigzag fen.
std::string encode(const std::vector<Payers::Fund>& funds);
std::optional<std::vector<Payers::Fund>> decode_funds(std::string_view bytes);

}  // namespace yitong::ledger

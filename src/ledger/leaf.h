// What an entry adds to the chain of its bucket, for entries that are one row (Form::one_row).
//
//   leaf  = SM3( u8 2 | u8 kind | varint bucket | zigzag seq | zigzag at |
//                bytes person | bytes institution | bytes message_id | rest )
//   link  = SM3( link of seq-1, or 32 zero bytes | leaf )
//
//   rest of a settlement = names , sums , raw SM3(bill) , bytes input , bytes outcome ,
//                          bytes steps , reply , raw body ;
//   rest of a reversal   = zigzag settlement_seq , reply , raw body ;
//   rest of a tombstone  = bytes original , reply , raw body ;
//                          original: the message id whose key it takes; empty if it was taken
//                          before
//   rest of the other kinds = raw digest of their row (ledger/journal.h) ;
//
//   names = bytes area , bytes insurance , raw plan , raw catalogue ,
//           varint count , { bytes fund } ,
//           2 x ( varint count , { bytes scope , bytes period , bytes name } ) ;   before, changes
//   sums  = zigzag on , zigzag total , { zigzag paid } , zigzag account , zigzag family_account ,
//           zigzag cash , zigzag institution , { zigzag before } , { zigzag change } ;
//   reply = u8 0 , raw SM3(reply) | u8 1 , raw SM3(shape) , bytes values ;      (ledger/shape.h)
//
// Entries of the first schema are hashed by the row sets of ledger/journal.h.
#pragma once

#include <optional>
#include <string>

#include "base/crypto.h"
#include "ledger/bytes.h"
#include "ledger/entry.h"

namespace yitong::ledger {

/// What every entry has. Coverages and filings come without a message: only `key.person` is set.
struct EntryHead {
  EntryId id;
  EntryKind kind = EntryKind::settlement;
  Instant at;
  MessageKey key;
};

/// A reply as it is hashed.
struct HashedReply {
  std::optional<Digest> shape;  ///< with `values`; without: the reply as a whole
  std::string_view values;
  Digest whole{};
};

/// The bytes whose SM3 is the leaf, for who hashes many at once. `names` and `sums` are the
/// settlement's, encoded.
std::string leaf_bytes(const EntryHead& head, const SettlementEntry& settlement,
                       std::string_view names, std::string_view sums, const Digest& body,
                       const HashedReply& reply);
std::string leaf_bytes_of_reversal(const EntryHead& head, std::int64_t settlement_seq,
                                   const Digest& body, const HashedReply& reply);
std::string leaf_bytes_of_tombstone(const EntryHead& head, std::string_view original,
                                    const Digest& body, const HashedReply& reply);
/// Of an entry that stands in a table of its own.
std::string leaf_bytes_of_row(const EntryHead& head, const Digest& row);
inline Digest leaf_of(const EntryHead& head, const SettlementEntry& settlement,
                      std::string_view names, std::string_view sums, const Digest& body,
                      const HashedReply& reply) {
  return sm3(leaf_bytes(head, settlement, names, sums, body, reply));
}
inline Digest leaf_of_reversal(const EntryHead& head, std::int64_t settlement_seq,
                               const Digest& body, const HashedReply& reply) {
  return sm3(leaf_bytes_of_reversal(head, settlement_seq, body, reply));
}
inline Digest leaf_of_tombstone(const EntryHead& head, std::string_view original,
                                const Digest& body, const HashedReply& reply) {
  return sm3(leaf_bytes_of_tombstone(head, original, body, reply));
}
inline Digest leaf_of_row(const EntryHead& head, const Digest& row) {
  return sm3(leaf_bytes_of_row(head, row));
}

/// The texts of a settlement that many settlements share, and the numbers between them.
std::string encode_names(const SettlementEntry& settlement);
std::string encode_sums(const SettlementEntry& settlement);
/// False if the bytes are not such.
bool decode_names(std::string_view bytes, SettlementEntry& out);
/// After decode_names(), which says how many there are; faults are the reader's.
void decode_sums(ByteReader& in, SettlementEntry& out);

}  // namespace yitong::ledger

// Seals: who has the database may rewrite it whole, chains and all; who has a seal kept elsewhere
// notices. A seal names the head of every bucket's chain at a moment and is signed with a key that
// the database does not hold. Seals stand in a file beside the database, a line each, and are worth
// as much as the copies of that file that are kept on other machines.
//
//   line    = hex of payload , " " , hex of signature , "\n" ;
//   payload = u8 1 , zigzag at , raw previous , varint count , { varint bucket , varint seq } ,
//             raw root ;
//   previous = SM3 of the payload before, 32 zero bytes for the first
//   root     = SM3 of the heads' links, one after the other
#pragma once

#include <vector>

#include "base/signing.h"
#include "ledger/entry.h"
#include "store/database.h"

namespace yitong::store {

struct Seal {
  Instant at;
  Digest previous{};
  std::vector<ledger::EntryId> heads;  ///< by bucket, only those with entries
  Digest root{};
};
std::string encode(const Seal& seal);
std::optional<Seal> decode_seal(std::string_view payload);

/// The heads of all chains as they are now, in one read transaction. Errors: the store's.
Result<Seal> seal_now(Database& database, Instant at, const Digest& previous);

/// A line of the file, signed. Errors: as SigningKey::sign().
Result<std::string> seal_line(const Seal& seal, const SigningKey& key);

struct SealFile {
  std::vector<std::string> payloads, signatures;
  std::size_t whole = 0;  ///< bytes up to the end of the last whole line: a crash may tear one
  Digest previous{};      ///< what the next seal links to
  Errors faults;          ///< lines that are none, code corrupt, path "seal/number"
};
SealFile read_seals(std::string_view text);

/// Every signature and link between seals, and the journal against the newest seal: what it names
/// must still be there. Inside the caller's read transaction. Findings: path "seal/number" or
/// "entry/bucket/seq".
Errors check_seals(Database& database, const SealFile& seals, const VerifyingKey& key);

}  // namespace yitong::store

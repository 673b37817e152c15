// The idempotency keys of a person's messages, each with the entry that answered it. Many share a
// row of the kind `message` (store/person_table.h): a row for each would repeat the person's id,
// and the page that every settlement changes would run over nearly three times as often.
//
//   row = { key } ;                                            48 at most, hashes rising
//   key = raw hash (12 bytes) , u8 letter of the role , varint entry_seq ;
//
// The first row of a person has the empty name, each other that of its first hash; so a key is
// looked for in one row. Within a transaction the key of a pending message may be gone for a
// moment.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/entry.h"
#include "store/person_table.h"

namespace yitong::store {

/// The first bytes of the SM3 over institution and message id.
using MessageHash = std::array<char, 12>;
MessageHash hash_of(const ledger::MessageKey& key);
/// The same in two steps: what is hashed, and what is kept of its SM3.
std::string hashed_bytes(const ledger::MessageKey& key);
MessageHash hash_of(const Digest& digest);

struct KeptKey {
  MessageHash hash{};
  ledger::MessageRole role = ledger::MessageRole::settlement;
  std::int64_t entry_seq = 0;
  auto operator<=>(const KeptKey&) const = default;
};

/// Whatever the numbers of its entries, such a row fits into the 1002 bytes that SQLite leaves to a
/// row on its page; a longer one would have a page more.
inline constexpr std::size_t kMaxKeysOfRow = 48;

/// Adds the keys of a row to `out`; false: not of the grammar.
bool decode(std::string_view name, std::string_view content, std::vector<KeptKey>& out);
std::string encode(std::span<const KeptKey> keys);

/// The row in which the key is, if it is anywhere. Nothing: there is no such row yet.
std::optional<NamedRow> find_row_for(Database& database, std::string_view person,
                                     const MessageHash& hash);
/// What becomes of it with one key more. Nothing: it is full, or has the key, or is not of the
/// grammar.
std::optional<RowChange> row_with(const std::optional<NamedRow>& row, const KeptKey& key);
/// A row that is not of the grammar is a fault (corrupt).
std::optional<KeptKey> find_key(Database& database, std::string_view person,
                                const MessageHash& hash);

/// A key that is there already is a fault (corrupt): somebody took it for new.
void insert(Database& database, std::string_view person, const KeptKey& key);
/// Of a key that is there.
void remove_key(Database& database, std::string_view person, const MessageHash& hash);

/// All keys of the person, in order of their entries.
std::vector<KeptKey> keys_of(Database& database, std::string_view person);

}  // namespace yitong::store

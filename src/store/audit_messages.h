// The audit's part about the keys of messages: each entry is led to by the keys of the messages
// that it answered, and no key leads elsewhere.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/audit_register.h"
#include "store/ledger_rows.h"
#include "store/person_table.h"

namespace yitong::store {

/// What the key of a message that leads to an entry must be.
struct ExpectedKey {
  ledger::MessageRole role = ledger::MessageRole::settlement;
  std::string_view person;
  MessageHash key{};
  auto operator<=>(const ExpectedKey&) const = default;
};

class MessageAudit {
 public:
  explicit MessageAudit(RegisterAudit::Find find) : find_(std::move(find)) {}
  /// Before the chain of a bucket.
  void begin(std::int32_t bucket, const std::vector<RowOfBucket>& rows);
  /// In the chain's order. Puts `expected` in order.
  void check(ledger::EntryId id, std::span<ExpectedKey> expected);
  /// After the chain: what it has not asked for.
  void finish(std::int32_t bucket);

 private:
  struct Row {
    std::int64_t entry_seq = 0;
    std::size_t person_at = 0, person_size = 0;  ///< in persons_
    ledger::MessageRole role = ledger::MessageRole::settlement;
    MessageHash key{};
  };
  ExpectedKey key_of(const Row& row) const;
  void find_stray(std::int32_t bucket);

  const RegisterAudit::Find find_;
  std::vector<Row> rows_;  ///< by entry, then as ExpectedKey is ordered
  std::string persons_;    ///< one after the other
  std::size_t next_ = 0;
};

}  // namespace yitong::store

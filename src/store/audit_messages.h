// The audit's part about the keys of messages: each entry is led to by the keys of the messages
// that it answered, and no key leads elsewhere.
#pragma once

#include <string>
#include <vector>

#include "store/audit_register.h"
#include "store/ledger_rows.h"

namespace yitong::store {

/// A row of `message`, or what it must be.
struct MessageRow {
  std::int64_t entry_seq = 0;
  ledger::MessageRole role = ledger::MessageRole::settlement;
  std::string person;
  MessageHash key{};
  auto operator<=>(const MessageRow&) const = default;
};

class MessageAudit {
 public:
  MessageAudit(Database& database, RegisterAudit::Find find)
      : database_(database), find_(std::move(find)) {}
  /// Before the chain of a bucket.
  void begin(std::int32_t bucket);
  /// In the chain's order.
  void check(ledger::EntryId id, std::vector<MessageRow> expected);
  /// After the chain: what it has not asked for.
  void finish(std::int32_t bucket);

 private:
  void find_stray(std::int32_t bucket);

  Database& database_;
  const RegisterAudit::Find find_;
  std::vector<MessageRow> rows_;  ///< sorted
  std::size_t next_ = 0;
};

}  // namespace yitong::store

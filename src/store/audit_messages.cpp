#include "store/audit_messages.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/audit_queries.h"

namespace yitong::store {

void MessageAudit::begin(std::int32_t bucket) {
  rows_.clear();
  next_ = 0;
  Rows rows = database_.query(kSelectMessagesOf, {integer(bucket)});
  while (rows.next()) {
    MessageRow row{rows.integer(3), {}, std::string(rows.text(0)), {}};
    const auto role = ledger::parse_message_role_letter(rows.text(2));
    const std::string_view key = rows.blob(1);
    const auto path = [&] { return fmt::format("message/{}/{}", bucket, row.entry_seq); };
    if (database_.failed() && fault_found(database_, path(), find_)) continue;
    if (!role || key.size() != row.key.size()) {
      find_(path(), "role or key", "a known role and 12 bytes");
      continue;
    }
    row.role = *role;
    std::ranges::copy(key, row.key.begin());
    rows_.push_back(std::move(row));
  }
  std::ranges::sort(rows_);
}

void MessageAudit::find_stray(std::int32_t bucket) {
  find_(path_of("message", {bucket, rows_[next_++].entry_seq}), "a row without its entry",
        "an entry that answered it");
}

void MessageAudit::check(ledger::EntryId id, std::vector<MessageRow> expected) {
  while (next_ < rows_.size() && rows_[next_].entry_seq < id.seq) find_stray(id.bucket);
  std::ranges::sort(expected);
  std::size_t count = 0;
  bool same = true;
  for (; next_ < rows_.size() && rows_[next_].entry_seq == id.seq; ++count)
    same &= rows_[next_++] == expected[std::min(count, expected.size() - 1)];
  if (!same || count != expected.size())
    find_(path_of("message", id), fmt::format("{} keys, changed or too few", count),
          fmt::format("{} as the entry has them", expected.size()));
}

void MessageAudit::finish(std::int32_t bucket) {
  while (next_ < rows_.size()) find_stray(bucket);
}

}  // namespace yitong::store

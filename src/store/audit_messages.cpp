#include "store/audit_messages.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/audit_queries.h"

namespace yitong::store {

void MessageAudit::begin(std::int32_t bucket) {
  rows_.clear(), persons_.clear();
  next_ = 0;
  Rows rows = database_.query(kSelectMessagesOf, {integer(bucket)});
  while (rows.next()) {
    const std::string_view person = rows.text(0), key = rows.blob(1);
    const auto role = ledger::parse_message_role_letter(rows.text(2));
    Row row{rows.integer(3), persons_.size(), person.size(), {}, {}};
    const auto path = [&] { return fmt::format("message/{}/{}", bucket, row.entry_seq); };
    if (database_.failed() && fault_found(database_, path(), find_)) continue;
    if (!role || key.size() != row.key.size()) {
      find_(path(), "role or key", "a known role and 12 bytes");
      continue;
    }
    row.role = *role;
    std::ranges::copy(key, row.key.begin());
    persons_ += person;
    rows_.push_back(row);
  }
  std::ranges::sort(rows_, [this](const Row& a, const Row& b) {
    return a.entry_seq != b.entry_seq ? a.entry_seq < b.entry_seq : key_of(a) < key_of(b);
  });
}

ExpectedKey MessageAudit::key_of(const Row& row) const {
  return {row.role, std::string_view(persons_).substr(row.person_at, row.person_size), row.key};
}

void MessageAudit::find_stray(std::int32_t bucket) {
  find_(path_of("message", {bucket, rows_[next_++].entry_seq}), "a row without its entry",
        "an entry that answered it");
}

void MessageAudit::check(ledger::EntryId id, std::span<ExpectedKey> expected) {
  while (next_ < rows_.size() && rows_[next_].entry_seq < id.seq) find_stray(id.bucket);
  std::ranges::sort(expected);
  std::size_t count = 0;
  bool same = true;
  for (; next_ < rows_.size() && rows_[next_].entry_seq == id.seq; ++count)
    same &= key_of(rows_[next_++]) == expected[std::min(count, expected.size() - 1)];
  if (!same || count != expected.size())
    find_(path_of("message", id), fmt::format("{} keys, changed or too few", count),
          fmt::format("{} as the entry has them", expected.size()));
}

void MessageAudit::finish(std::int32_t bucket) {
  while (next_ < rows_.size()) find_stray(bucket);
}

}  // namespace yitong::store

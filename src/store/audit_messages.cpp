#include "store/audit_messages.h"

#include <fmt/format.h>

#include <algorithm>

namespace yitong::store {

void MessageAudit::begin(std::int32_t bucket, const std::vector<RowOfBucket>& rows) {
  rows_.clear(), persons_.clear();
  next_ = 0;
  for (const RowOfBucket& each : rows) {
    const auto role = ledger::parse_message_role_letter(each.content);
    Row row{each.entry_seq, persons_.size(), each.person.size(), {}, {}};
    if (!role || each.name.size() != row.key.size()) {
      find_(path_of("message", {bucket, row.entry_seq}), "role or key",
            "a known role and 12 bytes");
      continue;
    }
    row.role = *role;
    std::ranges::copy(each.name, row.key.begin());
    persons_ += each.person;
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

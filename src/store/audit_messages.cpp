#include "store/audit_messages.h"

#include <fmt/format.h>

#include <algorithm>

namespace yitong::store {

void MessageAudit::begin(std::int32_t bucket, const std::vector<RowOfBucket>& rows) {
  rows_.clear(), persons_.clear();
  next_ = 0;
  std::vector<KeptKey> keys;
  const RowOfBucket* before = nullptr;
  MessageHash last{};
  for (const RowOfBucket& each : rows) {
    const auto name = [](const MessageHash& hash) {
      return std::string_view(hash.data(), hash.size());
    };
    keys.clear();
    const bool reads =
        decode(each.name, each.content, keys) && !keys.empty() && each.entry_seq == 0;
    const bool is_first = before == nullptr || before->person != each.person;
    if (!reads || (is_first ? !each.name.empty()
                            : each.name != name(keys[0].hash) || each.name <= name(last)))
      find_(fmt::format("message/{}/{}", bucket, each.person), "a row of keys",
            "as it was written");
    for (const KeptKey& key : keys)
      rows_.push_back({key.entry_seq, persons_.size(), each.person.size(), key.role, key.hash});
    persons_ += each.person;
    if (!keys.empty()) last = keys.back().hash;
    before = &each;
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

#include "store/carry_messages.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/id.h"
#include "store/message_rows.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectKeys{
    "SELECT person_id, row_name, entry_seq, content FROM person_row WHERE bucket = $1 AND kind = "
    "'m' "
    "ORDER BY person_id, row_name"};
constexpr Sql kDeleteKeys{"DELETE FROM person_row WHERE bucket = $1 AND kind = 'm'"};

struct KeyOfPerson {
  std::string person;
  KeptKey key;
};

std::vector<KeyOfPerson> keys_in(Database& database, std::int32_t bucket) {
  std::vector<KeyOfPerson> out;
  Rows rows = database.query(kSelectKeys, {integer(bucket)});
  while (rows.next()) {
    const std::string_view name = rows.blob(1);
    const auto role = ledger::parse_message_role_letter(rows.blob(3));
    KeyOfPerson each{std::string(rows.text(0)), {{}, {}, rows.integer(2)}};
    if (name.size() != each.key.hash.size() || !role || each.key.entry_seq < 1 ||
        bucket_of(each.person) != bucket) {
      database.set_fault({ErrorCode::corrupt, fmt::format("message/{}/{}", bucket, each.person),
                          "the key of a message",
                          "12 bytes, a known role, an entry, the person's bucket",
                          "Run yitong audit of the version before, or put back the newest backup"});
      break;
    }
    std::ranges::copy(name, each.key.hash.begin());
    each.key.role = *role;
    out.push_back(std::move(each));
  }
  return out;
}

/// `keys`: of one person, in order of their hashes.
void pack(Database& database, const std::string& person, std::span<const KeptKey> keys) {
  std::string_view name;
  while (!keys.empty()) {
    const auto of_row = keys.first(std::min(keys.size(), kMaxKeysOfRow));
    insert_row(database, person, PersonRowKind::message, name, 0, encode(of_row));
    keys = keys.subspan(of_row.size());
    if (!keys.empty()) name = {keys.front().hash.data(), keys.front().hash.size()};
  }
}

}  // namespace

Result<void> carry_messages(Database& database) {
  for (std::int32_t bucket = 0; bucket < kBuckets && !database.failed(); ++bucket) {
    const auto rows = keys_in(database, bucket);
    database.run(kDeleteKeys, {integer(bucket)});
    std::vector<KeptKey> keys;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      keys.push_back(rows[i].key);
      if (i + 1 < rows.size() && rows[i + 1].person == rows[i].person) continue;
      pack(database, rows[i].person, keys);
      keys.clear();
    }
  }
  return database.failed() ? database.take_fault() : Result<void>();
}

}  // namespace yitong::store

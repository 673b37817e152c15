#include "store/message_rows.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/id.h"
#include "ledger/bytes.h"

namespace yitong::store {
namespace {

constexpr Sql kSelectRowFor{
    "SELECT row_name, content FROM person_row WHERE bucket = $1 AND person_id = $2 AND kind = 'm' "
    "AND "
    "row_name <= $3 ORDER BY row_name DESC LIMIT 1"};

std::string_view view(const MessageHash& hash) { return {hash.data(), hash.size()}; }

/// As the table orders names: by unsigned bytes.
bool is_less(const KeptKey& a, const KeptKey& b) { return view(a.hash) < view(b.hash); }

std::optional<std::vector<KeptKey>> keys_in(const NamedRow& row) {
  std::vector<KeptKey> keys;
  keys.reserve(kMaxKeysOfRow);
  if (!decode(row.name, row.content, keys)) return std::nullopt;
  return keys;
}

bool has(std::span<const KeptKey> keys, const KeptKey& key) {
  return std::ranges::binary_search(keys, key, is_less);
}

void add_in_order(std::vector<KeptKey>& keys, const KeptKey& key) {
  keys.insert(std::ranges::upper_bound(keys, key, is_less), key);
}

void put(Database& database, std::string_view person, const NamedRow& row,
         std::span<const KeptKey> keys) {
  change_row(database, person, PersonRowKind::message, {row.name, row.content, encode(keys)});
}

}  // namespace

std::string hashed_bytes(const ledger::MessageKey& key) {
  ledger::ByteWriter out;
  out.bytes(key.institution).bytes(key.message_id);
  return out.take();
}

MessageHash hash_of(const Digest& digest) {
  MessageHash hash;
  std::memcpy(hash.data(), digest.data(), hash.size());
  return hash;
}

MessageHash hash_of(const ledger::MessageKey& key) { return hash_of(sm3(hashed_bytes(key))); }

bool decode(std::string_view name, std::string_view content, std::vector<KeptKey>& out) {
  ledger::ByteReader in(content);
  std::size_t count = 0;
  for (std::string_view last; !in.rest().empty(); ++count) {
    const std::string_view hash = in.raw(MessageHash().size());
    const auto role = ledger::parse_message_role_letter(in.raw(1));
    const std::uint64_t seq = in.varint();
    if (!in.ok() || !role || seq < 1 || seq > INT64_MAX || (count > 0 ? hash <= last : hash < name))
      return false;
    KeptKey& key = out.emplace_back(KeptKey{{}, *role, static_cast<std::int64_t>(seq)});
    std::ranges::copy(hash, key.hash.begin());
    last = hash;
  }
  return in.done() && count <= kMaxKeysOfRow;
}

std::string encode(std::span<const KeptKey> keys) {
  YT_CHECK(keys.size() <= kMaxKeysOfRow);
  ledger::ByteWriter out;
  constexpr std::size_t kUsualBytes = 17;
  out.reserve(keys.size() * kUsualBytes);
  for (const KeptKey& key : keys)
    out.raw(view(key.hash))
        .u8(static_cast<std::uint8_t>(key.role))
        .varint(static_cast<std::uint64_t>(key.entry_seq));
  return out.take();
}

std::optional<NamedRow> find_row_for(Database& database, std::string_view person,
                                     const MessageHash& hash) {
  Rows rows =
      database.query(kSelectRowFor, {integer(bucket_of(person)), text(person), blob(view(hash))});
  if (!rows.next()) return std::nullopt;
  return NamedRow{std::string(rows.blob(0)), std::string(rows.blob(1))};
}

std::optional<RowChange> row_with(const std::optional<NamedRow>& row, const KeptKey& key) {
  if (!row) return RowChange{{}, {}, encode({&key, 1})};
  auto keys = keys_in(*row);
  if (!keys || keys->size() == kMaxKeysOfRow || has(*keys, key)) return std::nullopt;
  add_in_order(*keys, key);
  return RowChange{row->name, row->content, encode(*keys)};
}

std::optional<KeptKey> find_key(Database& database, std::string_view person,
                                const MessageHash& hash) {
  const auto row = find_row_for(database, person, hash);
  if (!row) return std::nullopt;
  const auto keys = keys_in(*row);
  if (!keys) {
    set_content_fault(database, PersonRowKind::message);
    return std::nullopt;
  }
  const auto key = std::ranges::find(*keys, hash, &KeptKey::hash);
  if (key == keys->end()) return std::nullopt;
  return *key;
}

void insert(Database& database, std::string_view person, const KeptKey& key) {
  const auto row = find_row_for(database, person, key.hash);
  if (const auto change = row_with(row, key))
    return change_row(database, person, PersonRowKind::message, *change);
  auto keys = keys_in(*row);
  if (!keys || has(*keys, key)) return set_content_fault(database, PersonRowKind::message);
  add_in_order(*keys, key);
  const auto later = std::span(*keys).subspan(keys->size() / 2);
  put(database, person, *row, std::span(*keys).first(keys->size() / 2));
  insert_row(database, person, PersonRowKind::message, view(later.front().hash), 0, encode(later));
}

void remove_key(Database& database, std::string_view person, const MessageHash& hash) {
  const auto row = find_row_for(database, person, hash);
  auto keys = row ? keys_in(*row) : std::nullopt;
  if (!keys) return set_content_fault(database, PersonRowKind::message);
  std::erase_if(*keys, [&](const KeptKey& key) { return key.hash == hash; });
  put(database, person, *row, *keys);
}

std::vector<KeptKey> keys_of(Database& database, std::string_view person) {
  std::vector<KeptKey> keys;
  {
    PersonRowsOfKind rows(database, person, PersonRowKind::message);
    while (const auto row = rows.next())
      if (!decode(row->name, row->content, keys))
        set_content_fault(database, PersonRowKind::message);
  }
  std::ranges::sort(keys, {},
                    [](const KeptKey& key) { return std::pair(key.entry_seq, key.hash); });
  return keys;
}

}  // namespace yitong::store

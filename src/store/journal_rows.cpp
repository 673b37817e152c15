#include "store/journal_rows.h"

#include <cstring>

namespace yitong::store {
namespace {

constexpr Sql kSelectHead{
    "SELECT seq, link FROM journal WHERE bucket = $1 ORDER BY seq DESC LIMIT 1"};
constexpr Sql kInsert{
    "INSERT INTO journal (bucket, seq, kind, at_micros, row_digests, leaf, link) VALUES ($1, $2, "
    "$3, $4, $5, $6, $7)"};

}  // namespace

const Sql kSelectChain{
    "SELECT seq, kind, at_micros, row_digests, leaf, link FROM journal WHERE bucket = $1 ORDER BY "
    "seq"};

Place next_place(Database& database, std::int32_t bucket) {
  Rows head = database.query(kSelectHead, {integer(bucket)});
  if (!head.next()) return {{bucket, 1}, {}};
  return {{bucket, head.integer(0) + 1}, head.digest(1)};
}

void append(Database& database, const Place& place, ledger::EntryKind kind, Instant at,
            std::vector<Digest> rows) {
  ledger::JournalEntry entry{place.id, kind, at, std::move(rows), {}, {}};
  entry.leaf = leaf_of(entry);
  entry.link = ledger::link_of(place.previous, entry.leaf);
  std::string digests;
  for (const Digest& row : entry.rows) digests += bytes_of(row);
  database.run(kInsert, {integer(place.id.bucket), integer(place.id.seq), text(name_of(kind)),
                         integer(at.micros), blob(digests), blob(entry.leaf), blob(entry.link)});
}

std::optional<ledger::JournalEntry> journal_entry_of(Rows& rows, std::int32_t bucket) {
  ledger::JournalEntry entry;
  entry.id = {bucket, rows.integer(0)};
  const auto kind = ledger::parse_entry_kind(rows.text(1));
  entry.at = {rows.integer(2)};
  const std::string_view digests = rows.blob(3);
  entry.leaf = rows.digest(4);
  entry.link = rows.digest(5);
  if (!kind || digests.size() != tables_of(*kind).size() * sizeof(Digest)) return std::nullopt;
  entry.kind = *kind;
  entry.rows.resize(tables_of(*kind).size());
  for (std::size_t i = 0; i < entry.rows.size(); ++i)
    std::memcpy(entry.rows[i].data(), digests.data() + i * sizeof(Digest), sizeof(Digest));
  return entry;
}

}  // namespace yitong::store

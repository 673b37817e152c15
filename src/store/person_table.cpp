#include "store/person_table.h"

#include "base/check.h"
#include "base/id.h"

namespace yitong::store {
namespace {

struct Named {
  PersonRow kind;
  std::string_view name;
};
constexpr std::array<Named, kPersonRowKinds> kKinds{{{PersonRow::seals, "person"},
                                                     {PersonRow::coverage, "coverage"},
                                                     {PersonRow::contribution, "contribution"},
                                                     {PersonRow::filing, "filing"},
                                                     {PersonRow::grant, "grant_of_person"},
                                                     {PersonRow::counts, "accumulator"},
                                                     {PersonRow::message, "message"}}};

std::size_t index_of(PersonRow kind) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i].kind == kind) return i;
  YT_CHECK(false);
}

constexpr Sql kSelectKind{
    "SELECT name, entry_seq, content FROM person_row WHERE bucket = $1 AND person_id = $2 AND kind "
    "= $3 ORDER BY name"};
constexpr Sql kSelectKnown{
    "SELECT kind, name, entry_seq, content FROM person_row WHERE bucket = $1 AND person_id = $2 "
    "AND kind < 'm' ORDER BY kind, name"};
constexpr Sql kSelectRow{
    "SELECT entry_seq, content FROM person_row WHERE bucket = $1 AND person_id = $2 AND kind = $3 "
    "AND name = $4"};
constexpr Sql kInsertRow{
    "INSERT INTO person_row (bucket, person_id, kind, name, entry_seq, content) VALUES ($1, $2, "
    "$3, $4, $5, $6)"};
constexpr Sql kPutRow{
    "INSERT INTO person_row (bucket, person_id, kind, name, entry_seq, content) VALUES ($1, $2, "
    "$3, $4, 0, $5) ON CONFLICT (bucket, person_id, kind, name) DO UPDATE SET content = "
    "excluded.content"};

/// The letters, to be bound as a text that lives long enough.
std::string_view letter_of(const PersonRow& kind) {
  return {reinterpret_cast<const char*>(&kind), 1};
}

}  // namespace

const Sql kSelectPersonRowsOf{
    "SELECT person_id, kind, name, entry_seq, content FROM person_row WHERE bucket = $1 ORDER BY "
    "person_id, kind, name"};

std::string_view name_of(PersonRow kind) { return kKinds[index_of(kind)].name; }

std::optional<PersonRow> parse_person_row(std::string_view letter) {
  for (const Named& each : kKinds)
    if (letter == letter_of(each.kind)) return each.kind;
  return std::nullopt;
}

PersonRowsOfKind::PersonRowsOfKind(Database& database, std::string_view person, PersonRow kind)
    : letter_(static_cast<char>(kind)),
      rows_(database.query(kSelectKind,
                           {integer(bucket_of(person)), text(person), text({&letter_, 1})})) {}

std::optional<RowOfPerson> PersonRowsOfKind::next() {
  if (!rows_.next()) return std::nullopt;
  return RowOfPerson{static_cast<PersonRow>(letter_), rows_.blob(0), rows_.integer(1),
                     rows_.blob(2)};
}

KnownRows::KnownRows(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectKnown, {integer(bucket_of(person)), text(person)});
  while (rows.next()) {
    const auto kind = parse_person_row(rows.text(0));
    if (!kind) {
      database.set_fault({ErrorCode::corrupt, "person_row", "kind", "a known one", {}});
      return;
    }
    const std::size_t name_at = bytes_.size();
    bytes_ += rows.blob(1);
    const std::size_t content_at = bytes_.size();
    bytes_ += rows.blob(3);
    rows_.push_back({*kind, name_at, content_at, bytes_.size(), rows.integer(2)});
  }
}

RowOfPerson KnownRows::operator[](std::size_t index) const {
  const Row& row = rows_[index];
  const std::string_view bytes = bytes_;
  return {row.kind, bytes.substr(row.name_at, row.content_at - row.name_at), row.entry_seq,
          bytes.substr(row.content_at, row.end - row.content_at)};
}

std::optional<FoundRow> find_row(Database& database, std::string_view person, PersonRow kind,
                                 std::string_view name) {
  Rows rows = database.query(
      kSelectRow, {integer(bucket_of(person)), text(person), text(letter_of(kind)), blob(name)});
  if (!rows.next()) return std::nullopt;
  return FoundRow{rows.integer(0), std::string(rows.blob(1))};
}

void insert_row(Database& database, std::string_view person, PersonRow kind, std::string_view name,
                std::int64_t entry_seq, std::string_view content) {
  database.run(kInsertRow, {integer(bucket_of(person)), text(person), text(letter_of(kind)),
                            blob(name), integer(entry_seq), blob(content)});
}

void put_row(Database& database, std::string_view person, PersonRow kind, std::string_view name,
             std::string_view content) {
  database.run(kPutRow, {integer(bucket_of(person)), text(person), text(letter_of(kind)),
                         blob(name), blob(content)});
}

Error content_fault(PersonRow kind) {
  return {
      ErrorCode::corrupt, std::string(name_of(kind)), "name or content", "as it was written", {}};
}

void set_content_fault(Database& database, PersonRow kind) {
  database.set_fault(content_fault(kind));
}

std::array<char, 4> name_of_number(std::int64_t no) {
  YT_CHECK(no > 0 && no <= kMaxNumber);
  std::array<char, 4> out;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>(static_cast<std::uint8_t>(no >> (8 * (out.size() - 1 - i))));
  return out;
}

std::optional<std::int64_t> number_of_name(std::string_view name) {
  if (name.size() != 4) return std::nullopt;
  std::int64_t out = 0;
  for (const char byte : name) out = out << 8 | static_cast<std::uint8_t>(byte);
  if (out < 1 || out > kMaxNumber) return std::nullopt;
  return out;
}

const std::vector<RowOfBucket>& RowsOfBucket::of(PersonRow kind) const {
  return by_kind_[index_of(kind)];
}

void RowsOfBucket::add(PersonRow kind, RowOfBucket row) {
  by_kind_[index_of(kind)].push_back(std::move(row));
}

void RowsOfBucket::clear() {
  for (auto& rows : by_kind_) rows.clear();
}

}  // namespace yitong::store

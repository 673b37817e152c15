#include "store/person_table.h"

#include "base/check.h"
#include "base/id.h"

namespace yitong::store {
namespace {

struct Named {
  PersonRowKind kind;
  std::string_view name;
};
constexpr std::array<Named, kPersonRowKinds> kKinds{{{PersonRowKind::seals, "person"},
                                                     {PersonRowKind::coverage, "coverage"},
                                                     {PersonRowKind::contribution, "contribution"},
                                                     {PersonRowKind::filing, "filing"},
                                                     {PersonRowKind::grant, "grant_of_person"},
                                                     {PersonRowKind::counts, "accumulator"},
                                                     {PersonRowKind::message, "message"}}};

std::size_t index_of(PersonRowKind kind) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i].kind == kind) return i;
  YT_CHECK(false);
}

constexpr Sql kSelectKind{
    "SELECT row_name, entry_seq, content FROM person_row WHERE bucket = $1 AND person_id = $2 AND "
    "kind = $3 ORDER BY row_name"};
constexpr Sql kSelectKnown{
    "SELECT kind, row_name, entry_seq, content FROM person_row WHERE bucket = $1 AND person_id = "
    "$2 AND kind < 'm' ORDER BY kind, row_name"};
constexpr Sql kSelectRow{
    "SELECT content FROM person_row WHERE bucket = $1 AND person_id = $2 AND kind = $3 AND "
    "row_name = $4"};
constexpr Sql kInsertRow{
    "INSERT INTO person_row (bucket, person_id, kind, row_name, entry_seq, content) VALUES ($1, "
    "$2, $3, $4, $5, $6)"};
constexpr Sql kPutRow{
    "INSERT INTO person_row (bucket, person_id, kind, row_name, entry_seq, content) VALUES ($1, "
    "$2, $3, $4, 0, $5) ON CONFLICT (bucket, person_id, kind, row_name) DO UPDATE SET content = "
    "excluded.content"};
constexpr Sql kChangeRow{
    "UPDATE person_row SET content = $1 WHERE bucket = $2 AND person_id = $3 AND kind = $4 AND "
    "row_name = $5 AND content = $6"};

/// The letters, to be bound as a text that lives long enough.
std::string_view letter_of(const PersonRowKind& kind) {
  return {reinterpret_cast<const char*>(&kind), 1};
}

}  // namespace

const Sql kSelectPersonRowsOf{
    "SELECT person_id, kind, row_name, entry_seq, content FROM person_row WHERE bucket = $1 ORDER "
    "BY person_id, kind, row_name"};

std::string_view name_of(PersonRowKind kind) { return kKinds[index_of(kind)].name; }

std::optional<PersonRowKind> parse_person_row_kind(std::string_view letter) {
  for (const Named& each : kKinds)
    if (letter == letter_of(each.kind)) return each.kind;
  return std::nullopt;
}

PersonRowsOfKind::PersonRowsOfKind(Database& database, std::string_view person, PersonRowKind kind)
    : letter_(static_cast<char>(kind)),
      rows_(database.query(kSelectKind,
                           {integer(bucket_of(person)), text(person), text({&letter_, 1})})) {}

std::optional<RowOfPerson> PersonRowsOfKind::next() {
  if (!rows_.next()) return std::nullopt;
  return RowOfPerson{static_cast<PersonRowKind>(letter_), rows_.blob(0), rows_.integer(1),
                     rows_.blob(2)};
}

KnownRows::KnownRows(Database& database, std::string_view person) {
  Rows rows = database.query(kSelectKnown, {integer(bucket_of(person)), text(person)});
  while (rows.next()) {
    const auto kind = parse_person_row_kind(rows.text(0));
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

std::optional<std::string> find_row(Database& database, std::string_view person, PersonRowKind kind,
                                    std::string_view name) {
  Rows rows = database.query(
      kSelectRow, {integer(bucket_of(person)), text(person), text(letter_of(kind)), blob(name)});
  if (!rows.next()) return std::nullopt;
  return std::string(rows.blob(0));
}

void insert_row(Database& database, std::string_view person, PersonRowKind kind,
                std::string_view name, std::int64_t entry_seq, std::string_view content) {
  database.run(kInsertRow, {integer(bucket_of(person)), text(person), text(letter_of(kind)),
                            blob(name), integer(entry_seq), blob(content)});
}

void put_row(Database& database, std::string_view person, PersonRowKind kind, std::string_view name,
             std::string_view content) {
  database.run(kPutRow, {integer(bucket_of(person)), text(person), text(letter_of(kind)),
                         blob(name), blob(content)});
}

void change_row(Database& database, std::string_view person, PersonRowKind kind,
                const RowChange& change) {
  if (!change.before) return insert_row(database, person, kind, change.name, 0, change.after);
  const std::int64_t changed =
      database.run(kChangeRow, {blob(change.after), integer(bucket_of(person)), text(person),
                                text(letter_of(kind)), blob(change.name), blob(*change.before)});
  if (changed != 1 && !database.failed()) set_content_fault(database, kind);
}

Error content_fault(PersonRowKind kind) {
  return {
      ErrorCode::corrupt, std::string(name_of(kind)), "name or content", "as it was written", {}};
}

void set_content_fault(Database& database, PersonRowKind kind) {
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

const std::vector<RowOfBucket>& RowsOfBucket::of(PersonRowKind kind) const {
  return by_kind_[index_of(kind)];
}

void RowsOfBucket::add(PersonRowKind kind, RowOfBucket row) {
  by_kind_[index_of(kind)].push_back(std::move(row));
}

void RowsOfBucket::clear() {
  for (auto& rows : by_kind_) rows.clear();
}

}  // namespace yitong::store

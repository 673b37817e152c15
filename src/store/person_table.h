// All that stands of one person and that a settlement reads or changes, side by side in one table,
// `person_row`. With millions of persons each tree of its own would cost a page that is not in
// memory; so these rows share one. By kind, in the order in which they stand:
//
//   kind          row_name                  entry_seq  content
//   seals         empty                     0          bytes wrapped_key , bytes sealed
//   coverage ...  no, 4 bytes, highest 1st  its entry  store/period_rows.h
//   counts        scope , \0 , period       0          { bytes name , zigzag value }, names rising
//   messages      hash, or empty            0          store/message_rows.h
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace yitong::store {

/// The letters of the table. Messages may be many, so they stand last: who reads what is known of a
/// person stops before them.
enum class PersonRowKind : char {
  seals = 'a',
  coverage = 'c',
  contribution = 'd',
  filing = 'f',
  grant = 'g',
  counts = 'h',
  message = 'm'
};
inline constexpr std::size_t kPersonRowKinds = 7;
std::string_view name_of(PersonRowKind kind);

/// A row of a kind that is known, as it is written.
struct NamedRow {
  std::string name, content;
};
/// A row of a running query.
struct RowOfPerson {
  PersonRowKind kind;
  std::string_view name;  ///< as content, valid until the next row
  std::int64_t entry_seq;
  std::string_view content;
};

/// The rows of one kind, in order of their names.
class PersonRowsOfKind {
 public:
  PersonRowsOfKind(Database& database, std::string_view person, PersonRowKind kind);
  std::optional<RowOfPerson> next();

 private:
  char letter_;
  Rows rows_;
};
/// All but messages, by kind and name, as they were read; nothing of them is understood yet.
class KnownRows {
 public:
  KnownRows(Database& database, std::string_view person);
  std::size_t size() const { return rows_.size(); }
  /// Valid as long as this.
  RowOfPerson operator[](std::size_t index) const;

 private:
  struct Row {
    PersonRowKind kind;
    std::size_t name_at, content_at, end;
    std::int64_t entry_seq;
  };
  std::string bytes_;
  std::vector<Row> rows_;
};
/// Its content.
std::optional<std::string> find_row(Database& database, std::string_view person, PersonRowKind kind,
                                    std::string_view name);
void insert_row(Database& database, std::string_view person, PersonRowKind kind,
                std::string_view name, std::int64_t entry_seq, std::string_view content);
/// Changes the content of a row that is there, or adds one without an entry.
void put_row(Database& database, std::string_view person, PersonRowKind kind, std::string_view name,
             std::string_view content);
/// What becomes of a row, worked out from what it was before; nothing: there was none.
struct RowChange {
  std::string name;
  std::optional<std::string> before;
  std::string after;
  bool operator==(const RowChange&) const = default;
};
/// A fault (corrupt) where the row is no longer what it was before.
void change_row(Database& database, std::string_view person, PersonRowKind kind,
                const RowChange& change);

/// A content that is not of the grammar (corrupt).
Error content_fault(PersonRowKind kind);
/// The same as a fault of the transaction.
void set_content_fault(Database& database, PersonRowKind kind);

/// As a row is named by its number, from 1 to kMaxNumber.
inline constexpr std::int64_t kMaxNumber = INT32_MAX;
std::array<char, 4> name_of_number(std::int64_t no);
/// Nothing: not such a name.
std::optional<std::int64_t> number_of_name(std::string_view name);

/// A row as it was read with those of its bucket.
struct RowOfBucket {
  std::string person;
  std::string name;
  std::int64_t entry_seq = 0;
  std::string content;
};
/// All rows of a bucket, in one walk; each kind in order of persons and names.
class RowsOfBucket {
 public:
  const std::vector<RowOfBucket>& of(PersonRowKind kind) const;
  void add(PersonRowKind kind, RowOfBucket row);
  void clear();

 private:
  std::array<std::vector<RowOfBucket>, kPersonRowKinds> by_kind_;
};
extern const Sql kSelectPersonRowsOf;  ///< by bucket: person_id, kind, row_name, entry_seq, content
/// Nothing: a letter of no kind.
std::optional<PersonRowKind> parse_person_row_kind(std::string_view letter);

}  // namespace yitong::store

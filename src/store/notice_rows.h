// What a person was told, sealed under the person's own key. Not journaled: a notice only repeats
// something that the journal has, goes when it is old, and goes with its person. Its seal is bound
// to the row, so the audit sees a changed one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace yitong::store {

struct KeptNotice {
  std::int64_t no = 0;  ///< from 1, within one person; never given twice
  Instant at;
  std::string kind;  ///< verbs::NoticeKind by name
  std::string sealed;
};
/// Oldest of a person go beyond this.
inline constexpr std::size_t kMaxNotices = 500;

/// Newest first.
std::vector<KeptNotice> notices_of(Database& database, std::string_view person);
/// `content`: any bytes, for the person alone. Returns the number given. Errors: unknown_person
/// (also where erased), corrupt.
Result<std::int64_t> insert_notice(Store& store, std::string_view person, Instant at,
                                   std::string_view kind, std::string_view content);
void delete_notice(Database& database, std::string_view person, std::int64_t no);
/// What insert_notice() was given, or nothing where row or key are not the ones sealed.
std::optional<std::string> open_notice(std::string_view person_key, std::string_view person,
                                       const KeptNotice& notice);

/// Up to where messages have been read: notices by number, entries of the bucket's journal by seq.
struct ReadMark {
  std::int64_t no = 0, seq = 0;
  bool operator==(const ReadMark&) const = default;
};
/// `account`: of the one who reads; everybody has a mark of their own.
ReadMark find_mark(Database& database, std::string_view person, std::string_view account);
void put_mark(Database& database, std::string_view person, std::string_view account,
              const ReadMark& mark, Instant now);

/// All of it, when the person is erased.
void forget_notices(Database& database, std::string_view person);

extern const Sql kSelectNoticesOf;  ///< by bucket: person_id, no, at_micros, kind, sealed

}  // namespace yitong::store

// Sessions, failures to sign in, and where people sign in from. None changes a right, so none is
// journaled.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"
#include "store/store.h"

namespace yitong::store {

struct SessionRow {
  std::int32_t bucket = 0;  ///< of the account
  Digest token{};           ///< hash of it
  std::string account;
  std::int64_t login_no = 0;
  Instant made, expires;
};
std::optional<SessionRow> find_session(Database& database, std::int32_t bucket,
                                       const Digest& token);
void insert(Database& database, const SessionRow& row);
void delete_session(Database& database, std::int32_t bucket, const Digest& token);
/// Ends what has expired, and the oldest beyond `most` of the account.
void tidy_sessions(Database& database, std::string_view account, Instant now, std::int64_t most);

/// Failures since the first of a window, of an account or an address.
struct FailureRow {
  std::int64_t failures = 0;
  Instant first, locked_until, forget;
};
FailureRow find_failures(Database& database, const Digest& subject);
void put_failures(Database& database, const Digest& subject, const FailureRow& row);
void forget_failures(Database& database, const Digest& subject);
/// Drops rows of the subject's bucket of which nothing needs to be known any more.
void tidy_failures(Database& database, const Digest& subject, Instant now);

/// Where a person signs in from, by the hash of it. True where others were known and this one was
/// not. Keeps the newest kMaxPlaces.
bool note_place(Database& database, std::string_view account, const Digest& place, Instant now);
inline constexpr std::size_t kMaxPlaces = 12;
void forget_places(Database& database, std::string_view account);

}  // namespace yitong::store

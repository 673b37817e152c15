// Persons. Name, resident id, telephone and birth stand only here, sealed under the person's own
// key, which is wrapped by the master key; everywhere else a person is an opaque number.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/date.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

struct PersonalData {
  std::string resident_id;  ///< 18 characters, upper case
  std::string name;
  std::string telephone;
  Date birth() const;
  bool operator==(const PersonalData&) const = default;
};

/// personal data = u8 1, bytes resident_id, bytes name, bytes telephone (ledger/bytes.h).
std::string encode(const PersonalData& person);
std::optional<PersonalData> decode_personal_data(std::string_view bytes);

/// 88 fresh random bytes from the caller: number(8), key(32), nonce of the wrapped key(24), nonce
/// of the data(24).
using PersonSecrets = std::array<std::uint8_t, 88>;

/// Inserts a person whose resident id is new and returns the number given: "p" and 16 hex digits.
/// Errors: bad_value (no resident id), duplicate_key (the resident id has a person; `found` is that
/// person's number).
Result<std::string> insert_person(Store& store, const PersonalData& person,
                                  const PersonSecrets& secrets);
std::optional<std::string> find_person(Store& store, std::string_view resident_id);
/// `blind`: of the resident id.
std::optional<std::string> find_person(Store& store, const Digest& blind);
/// What the row of a person holds, sealed; empty: no such number, or erased.
struct PersonSeals {
  std::string wrapped_key, sealed;
};
PersonSeals find_seals(Database& database, std::string_view person);
/// seals = nothing, where the person is erased | bytes wrapped_key , bytes sealed.
std::string encode(const PersonSeals& seals);
/// False: not of the grammar.
bool decode(std::string_view content, PersonSeals& out);
/// Nothing if a seal is broken.
std::optional<PersonalData> open_seals(const MasterKey& key, std::string_view person,
                                       std::string_view wrapped_key, std::string_view sealed);
/// Errors: unknown_person (no such number, or erased), corrupt (the seal is broken).
Result<PersonalData> open_person(const MasterKey& key, std::string_view person,
                                 const PersonSeals& seals);
Result<PersonalData> open_person(Store& store, std::string_view person);
/// The key that seals what is the person's alone, 32 bytes. Errors: as open_person().
Result<std::string> person_key(Store& store, std::string_view person);
bool person_exists(Store& store, std::string_view person);
/// Destroys the key, the sealed data and the index entry: what is left carries no personal data.
/// Errors: unknown_person.
Result<void> erase_person(Store& store, std::string_view person);

}  // namespace yitong::store

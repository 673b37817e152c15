// Identifiers of the field: resident id, area, institution and drug codes. Checks are about form;
// whether a code exists is the catalogue's answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

namespace yitong {

/// The 18th character of a resident id (GB 11643, ISO 7064 MOD 11-2) for its first 17 digits; 0 if
/// they are not digits.
char resident_check_digit(std::string_view first17);

struct ResidentId {
  Date birth;
  bool female = false;
  /// Parses 18 characters with a real birth date and a right check digit; a lower-case x is
  /// accepted.
  static std::optional<ResidentId> parse(std::string_view text);
};

/// Six digits of a division code (GB/T 2260 or the agency's own): "360100".
bool is_area_code(std::string_view text);
/// H (hospital) or P (pharmacy) and 11 digits.
bool is_institution_code(std::string_view text);
/// 23 (western) or 20 (Chinese patent) characters of the national drug code, first letter X, Z or
/// T.
bool is_drug_code(std::string_view text);

/// Message and record numbers from outside: 1 to 64 characters of [A-Za-z0-9._-].
bool is_token(std::string_view text, std::size_t max = 64);

/// A person's opaque number: "p" and 16 hex digits; carries nothing about the person.
bool is_person_id(std::string_view text);

inline constexpr int kBuckets = 1024;
/// The unit of order, journal and distribution. Fixed for ever: FNV-1a 64 of the person id, mod
/// 1024.
std::int32_t bucket_of(std::string_view person_id);

}  // namespace yitong

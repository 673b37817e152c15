// The rules that several bodies and queries state in the same words.
#pragma once

#include <string_view>

#include "base/id.h"
#include "policy/dimension.h"

namespace yitong::api {

inline constexpr std::string_view kAreaRule = "^[0-9]{6}$";
inline constexpr std::string_view kInsuranceRule = "310 | 390";
inline constexpr std::string_view kDateRule = "YYYY-MM-DD";
inline constexpr std::string_view kTokenRule = "^[A-Za-z0-9._-]{1,64}$";
inline constexpr std::string_view kFlagRule = "true | false";

inline constexpr std::string_view kInstitutionRule = "^[HP][0-9]{11}$";
inline constexpr std::string_view kPersonRule = "^p[0-9a-f]{16}$";
inline constexpr std::string_view kResidentIdRule = "18 characters with the right check digit";

inline bool is_insurance(std::string_view text) { return text == "310" || text == "390"; }
inline bool is_level(std::string_view text) { return closed_value(Dim::level, text).has_value(); }
inline bool is_message_id(std::string_view text) { return is_token(text); }
inline bool is_resident_id(std::string_view text) { return ResidentId::parse(text).has_value(); }

}  // namespace yitong::api

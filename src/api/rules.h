// The rules that several bodies and queries state in the same words.
#pragma once

#include <string_view>

namespace yitong::api {

inline constexpr std::string_view kAreaRule = "^[0-9]{6}$";
inline constexpr std::string_view kInsuranceRule = "310 | 390";
inline constexpr std::string_view kDateRule = "YYYY-MM-DD";
inline constexpr std::string_view kTokenRule = "^[A-Za-z0-9._-]{1,64}$";
inline constexpr std::string_view kFlagRule = "true | false";

inline bool is_insurance(std::string_view text) { return text == "310" || text == "390"; }

}  // namespace yitong::api

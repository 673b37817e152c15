// Errors as values. One table (error.def) gives code, HTTP status and both languages.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yitong {

enum class ErrorCode : unsigned char {
#define YT_ERROR(id, ...) id,
#include "base/error.def"
#undef YT_ERROR
};

/// One row of the table. `code` is the public spelling.
struct ErrorText {
  ErrorCode id;
  std::string_view code;
  int http_status;
  std::string_view title_zh, title_en, remedy_zh, remedy_en;
};
const ErrorText& text_of(ErrorCode code);
std::span<const ErrorText> all_errors();

/// One fault. Empty strings mean "nothing to add"; title and remedy come from the table unless
/// `remedy` says more.
struct Error {
  ErrorCode code;
  std::string path;    ///< where: a JSON pointer, file:line:column, or a record's name
  std::string found;   ///< what was there
  std::string rule;    ///< what is required, or the clause
  std::string remedy;  ///< a remedy more exact than the table's
  /// "path: title (found …; rule …). remedy", in English or Chinese.
  std::string str(bool chinese = true) const;
};

/// All faults of one input, never empty when returned as an error.
using Errors = std::vector<Error>;
template <class T>
using Result = std::expected<T, Errors>;

inline std::unexpected<Errors> fail(Error error) {
  return std::unexpected<Errors>(Errors{std::move(error)});
}
inline std::unexpected<Errors> fail(Errors errors) {
  return std::unexpected<Errors>(std::move(errors));
}
inline std::unexpected<Errors> fail(ErrorCode code, std::string path = {}, std::string found = {},
                                    std::string rule = {}) {
  return fail(Error{code, std::move(path), std::move(found), std::move(rule), {}});
}

}  // namespace yitong

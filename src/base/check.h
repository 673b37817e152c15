// Assertions that guard against programmer errors. They stay on in every build.
#pragma once

namespace yitong {

/// Prints the failed condition with its place and ends the process.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace yitong

#define YT_CHECK(condition)                          \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? void(0)                                     \
       : ::yitong::check_failed(#condition, __FILE__, __LINE__))

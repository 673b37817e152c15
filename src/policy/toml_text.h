// From bytes to TOML tables: no text, however broken, ends the process.
#pragma once

#include <stdexcept>

/// The library's own checks throw, because some broken texts reach them (a stray closing brace).
struct TomlAssertion : std::logic_error {
  using std::logic_error::logic_error;
};

/// A function, since a bare throw inside the library's noexcept readers makes the compiler warn.
[[noreturn]] inline void toml_assertion_failed(const char* what) { throw TomlAssertion(what); }

#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 0  // its functions are compiled once, in toml_library.cpp
#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? void() : toml_assertion_failed(#expr))
#include <toml++/toml.h>

#include "policy/document.h"

namespace yitong {

struct Reading;

/// Parses TOML; after a syntax fault the line is blanked and the rest is tried again, so that all
/// faults are seen.
toml::table read_toml(const PolicyText& text, Reading& reading);

}  // namespace yitong

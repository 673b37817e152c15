// A policy text as written: where each fault is, shown with its line and a caret.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace yitong {

/// A place in a policy file. Lines and columns count from 1; 0 means the file as a whole.
struct Place {
  std::uint32_t file = 0;  ///< index into the chain of texts
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct PolicyText {
  std::string name;  ///< path as given, for messages
  std::string text;
};

enum class Severity : std::uint8_t { error, warning };

/// One finding about a policy text.
struct Fault {
  Severity severity = Severity::error;
  ErrorCode code;
  Place place;
  std::string found;   ///< what stands there
  std::string rule;    ///< what the language or the clause requires
  std::string remedy;  ///< more exact than the table's, or empty
  std::string clause;  ///< the source clause it belongs to, if any
};

using Faults = std::vector<Fault>;

/// "file:line:column: error: title: found" with the line, a caret, rule, clause and remedy below
/// it.
std::string render(const Fault& fault, const std::vector<PolicyText>& texts, bool chinese = false);
/// The same as an error value for the API.
Error to_error(const Fault& fault, const std::vector<PolicyText>& texts);
bool has_errors(const Faults& faults);

}  // namespace yitong

// The form of a policy file as a JSON Schema (draft 2020-12), for editors.
#pragma once

#include <string>

namespace yitong {

/// Keys of conditions and their values come from the table of keys; the rest is the grammar of
/// docs/policy-language.md. What needs a second look at the file, such as names that must be
/// declared, is left to `yitong policy check`.
std::string policy_schema();

}  // namespace yitong

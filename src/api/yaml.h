// Reads the plain part of YAML that api/openapi.yaml is written in.
//
//   document = mapping ;
//   mapping  = { key ":" ( value | newline deeper-block ) } ;             keys: plain or "quoted"
//   sequence = { "- " ( value | mapping ) } ;
//   value    = "quoted" | flow-mapping | flow-sequence | "|" literal | plain ;
//   plain    = true | false | null | integer | other text without ": " and " #" ;
// Lines that are empty or start with # (after blanks) are skipped. Nothing else is accepted.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace yitong::api {

struct YamlNode {
  enum class Kind : unsigned char {
    null,
    boolean,
    integer,
    string,
    sequence,
    mapping
  } kind = Kind::null;
  std::string text;  ///< scalars
  std::vector<YamlNode> items;
  std::vector<std::pair<std::string, YamlNode>> members;  ///< in the order of the text

  /// The member of that name, or an empty node.
  const YamlNode& operator[](std::string_view name) const;
  bool empty() const { return kind == Kind::null; }
};

/// Errors: syntax, with the line.
Result<YamlNode> parse_yaml(std::string_view text);
std::string to_json(const YamlNode& node);

}  // namespace yitong::api

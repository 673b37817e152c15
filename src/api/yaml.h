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
#include <vector>

#include "base/error.h"

namespace yitong::api {

struct YamlMember;

struct YamlNode {
  enum class Kind : unsigned char { null, boolean, integer, string, sequence, mapping };

  YamlNode();
  YamlNode(const YamlNode& other);
  YamlNode(YamlNode&& other) noexcept;
  YamlNode& operator=(const YamlNode& other);
  YamlNode& operator=(YamlNode&& other) noexcept;
  ~YamlNode();

  Kind kind = Kind::null;
  std::string text;  ///< scalars
  std::vector<YamlNode> items;
  std::vector<YamlMember> members;  ///< in the order of the text

  /// The member of that name, or an empty node.
  const YamlNode& operator[](std::string_view name) const;
  bool empty() const { return kind == Kind::null; }
};

struct YamlMember {
  std::string name;
  YamlNode node;
};

/// Errors: syntax, with the line.
Result<YamlNode> parse_yaml(std::string_view text);
std::string to_json(const YamlNode& node);

}  // namespace yitong::api

// JSON from a stranger as a tree, within limits: for documents and tokens of identity providers,
// whose members are not known beforehand. Strict: UTF-8, no member twice, nothing behind the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yitong::identity {

inline constexpr std::size_t kMaxDocumentBytes = 256 << 10, kMaxJsonNodes = 4096;
inline constexpr int kMaxTreeDepth = 12;

struct JsonTree {
  enum class Type : std::uint8_t { null, boolean, number, string, array, object };
  Type type = Type::null;
  bool truth = false;
  std::optional<std::int64_t> whole;  ///< of a number: what stands before its point, if it fits
  std::string text;                   ///< of a string, decoded
  std::vector<JsonTree> elements;     ///< of an array, or the values of an object's members
  std::vector<std::string> names;     ///< of the members

  /// Null where this is no object or has no such member.
  const JsonTree* find(std::string_view name) const;
  /// The text of a string member; nothing where there is none.
  std::optional<std::string> string(std::string_view name) const;
  std::optional<std::int64_t> number(std::string_view name) const;
  /// A string, or an array of strings, as a list; nothing for what is neither.
  std::optional<std::vector<std::string>> strings(std::string_view name) const;
};

/// Nothing for what is no JSON, or beyond the limits.
std::optional<JsonTree> parse_tree(std::string_view text);

/// RFC 4648 "base64url" without padding. Nothing for other letters, or bits left over.
std::optional<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

}  // namespace yitong::identity

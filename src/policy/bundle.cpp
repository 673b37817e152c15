// A policy's texts as one, as the store keeps them, and back.
#include <fmt/format.h>

#include "policy/plan.h"

namespace yitong {

std::string bundle(const Policy& policy) {
  std::string out = "yitong-policy 1\n";
  for (const PolicyText& text : policy.texts) {
    // Only the file's own name: where a copy of it lies must not change the hash.
    const std::string_view name = std::string_view(text.name).substr(text.name.rfind('/') + 1);
    out += fmt::format("{} {}\n{}\n", name, text.text.size(), text.text);
  }
  return out;
}

Result<std::shared_ptr<const Policy>> unbundle(std::string_view text) {
  constexpr std::string_view head = "yitong-policy 1\n";
  if (!text.starts_with(head))
    return fail(ErrorCode::corrupt, "policy bundle", {}, "starts with its version");
  text.remove_prefix(head.size());
  std::shared_ptr<Policy> policy;
  Faults faults;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto space = text.substr(0, end).rfind(' ');
    if (end == text.npos || space == text.npos)
      return fail(ErrorCode::corrupt, "policy bundle", {}, "name and length");
    const auto length = parse_decimal(text.substr(space + 1, end - space - 1), 0);
    if (!length || *length < 0 || static_cast<std::size_t>(*length) + end + 2 > text.size())
      return fail(ErrorCode::corrupt, "policy bundle", {}, "the text has its length");
    const std::string name(text.substr(0, space));
    auto next = std::make_shared<Policy>(
        parse_policy({name, std::string(text.substr(end + 1, static_cast<std::size_t>(*length)))},
                     policy.get(), faults));
    policy = std::move(next);
    text.remove_prefix(end + 2 + static_cast<std::size_t>(*length));
  }
  if (!policy || has_errors(faults))
    return fail(ErrorCode::corrupt, "policy bundle", {}, "parses without faults");
  return std::shared_ptr<const Policy>(policy);
}

}  // namespace yitong

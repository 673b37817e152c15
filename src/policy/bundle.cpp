// A policy's texts as one, as the store keeps them, and back.
#include <algorithm>

#include <fmt/format.h>

#include "policy/plan.h"
#include "policy/service.h"

namespace yitong {
namespace {

/// What stands in brackets on a header line of bare names: "material.id_card"; else nothing.
std::string_view header_of(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const auto end = line.find(']');
  if (!line.starts_with('[') || end == line.npos) return {};
  const std::string_view name = line.substr(1, end - 1);
  const std::string_view bare = name.starts_with('[') ? name.substr(1) : name;
  const bool is_bare = !bare.empty() && std::ranges::all_of(bare, [](char c) {
    return c == '.' || c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
  });
  return is_bare ? bare : std::string_view();
}

bool is_service(std::string_view header) {
  return std::ranges::any_of(service_tables(), [&](const ServiceTableInfo& about) {
    return header.starts_with(about.key) && header.substr(about.key.size()).starts_with('.');
  });
}

/// The text without its service tables, which no settlement reads: a changed telephone number is no
/// other plan. A text with strings of several lines stays whole.
std::string settling_text(std::string_view text) {
  if (text.find("\"\"\"") != text.npos || text.find("'''") != text.npos) return std::string(text);
  std::string out;
  bool dropping = false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end == text.npos ? end : end + 1);
    if (const auto header = header_of(line); !header.empty()) dropping = is_service(header);
    if (!dropping) out += line;
    text.remove_prefix(line.size());
  }
  return out;
}

}  // namespace

std::string bundle(const Policy& policy) {
  std::string out = "yitong-policy 1\n";
  for (const PolicyText& text : policy.texts) {
    // Only the file's own name: where a copy of it lies must not change the hash.
    const std::string_view name = std::string_view(text.name).substr(text.name.rfind('/') + 1);
    const std::string settling = settling_text(text.text);
    out += fmt::format("{} {}\n{}\n", name, settling.size(), settling);
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

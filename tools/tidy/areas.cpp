#include "areas.h"

#include <algorithm>
#include <cctype>

namespace tidy {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_number_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '\'';
}

/// 南昌市 also as 南昌: the name without 市, 省 or what else says its kind.
std::string short_name(std::string_view name) {
  for (const std::string_view kind : {"自治区", "自治州", "特别行政区", "地区", "省", "市", "盟"})
    if (name.ends_with(kind) && name.size() >= kind.size() + 6)
      return std::string(name.substr(0, name.size() - kind.size()));
  return std::string(name);
}

bool is_area_code(std::string_view text) {
  return text.size() == 6 && std::ranges::all_of(text, is_digit);
}

}  // namespace

Areas::Areas(const Tree& tree) {
  for (const auto& file : tree) {
    if (!file.path.ends_with("areas.csv")) continue;
    for (const std::string_view line : file.lines) {
      const auto comma = line.find(',');
      if (comma != 6 || !is_area_code(line.substr(0, 6))) continue;
      codes_.emplace(line.substr(0, 6));
      const auto name = line.substr(7, line.find(',', 7) - 7);
      if (line.substr(4, 2) == "00" && name.size() >= 6) names_.insert(short_name(name));
    }
  }
}

std::string Areas::named_in(std::string_view line) const {
  for (std::size_t at = 0; at < line.size();) {
    if (!is_digit(line[at]) || (at > 0 && is_number_char(line[at - 1]))) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < line.size() && is_number_char(line[end])) ++end;
    const auto number = line.substr(at, end - at);
    const bool quoted = at > 0 && line[at - 1] == '"' && end < line.size() && line[end] == '"';
    if (is_area_code(number) && (quoted || codes_.contains(std::string(number))))
      return std::string(number);
    at = end;
  }
  for (const auto& name : names_)
    if (line.find(name) != std::string_view::npos) return name;
  return {};
}

}  // namespace tidy

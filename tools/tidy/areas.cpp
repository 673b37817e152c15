#include "areas.h"

#include <algorithm>
#include <cctype>

namespace tidy {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_number_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '\'' || c == '.';
}

/// 南昌市 also as 南昌: the name without 市, 省 or what else says its kind.
std::string short_name(std::string_view name) {
  for (const std::string_view kind : {"自治区", "自治州", "特别行政区", "地区", "省", "市", "盟"})
    if (name.ends_with(kind) && name.size() >= kind.size() + 6)
      return std::string(name.substr(0, name.size() - kind.size()));
  return std::string(name);
}

/// The n-th field of a row without quotes.
std::string_view field(std::string_view row, int n) {
  for (; n > 0 && !row.empty(); --n) row.remove_prefix(std::min(row.find(','), row.size() - 1) + 1);
  return row.substr(0, row.find(','));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

bool is_area_code(std::string_view text) {
  return text.size() == 6 && text[0] != '0' && std::ranges::all_of(text, is_digit);
}

}  // namespace

Areas::Areas(const Tree& tree) {
  for (const auto& file : tree) {
    if (!file.path.ends_with("areas.csv")) continue;
    for (const std::string& line : file.lines) {
      const auto code = field(line, 0);
      if (!is_area_code(code)) continue;
      codes_.emplace(code);
      if (!code.ends_with("00")) continue;
      names_.insert(short_name(field(line, 1)));
      if (field(line, 3).size() >= 5) english_names_.insert(lower(field(line, 3)));
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
  const auto small = lower(line);
  for (const auto& name : english_names_) {
    const auto at = small.find(name);
    if (at == std::string::npos) continue;
    const auto end = at + name.size();
    if ((at == 0 || !is_letter(small[at - 1])) && (end == small.size() || !is_letter(small[end])))
      return name;
  }
  return {};
}

}  // namespace tidy

#include "api/query.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/money.h"
#include "base/text.h"

namespace yitong::api {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return std::nullopt;
    out += c;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

Query::Query(std::string_view text, std::span<const std::string_view> known, FaultList& faults)
    : faults_(faults) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const auto name = percent_decoded(pair.substr(0, equals), true);
    const auto value =
        percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
    if (!name || !value) {
      fault(ErrorCode::bad_encoding, name ? *name : "", pair, "%XX, UTF-8");
    } else if (std::find(known.begin(), known.end(), *name) == known.end()) {
      fault(ErrorCode::unknown_field, *name, *value, fmt::format("{}", fmt::join(known, " | ")));
    } else if (find(*name) != nullptr) {
      fault(ErrorCode::duplicate_key, *name, *value, "");
    } else {
      values_.emplace_back(*name, *value);
    }
  }
}

const std::string* Query::find(std::string_view name) const {
  for (const auto& [key, value] : values_)
    if (key == name) return &value;
  return nullptr;
}

void Query::fault(ErrorCode code, std::string_view name, std::string_view found,
                  std::string_view rule) {
  faults_.add({code, fmt::format("?{}", excerpt(name)), excerpt(found), std::string(rule), {}});
}

std::string Query::token(std::string_view name, bool (*accepts)(std::string_view),
                         std::string_view rule) {
  const std::string* value = find(name);
  if (value == nullptr) return {};
  if (accepts(*value)) return *value;
  fault(ErrorCode::bad_value, name, *value, rule);
  return {};
}

std::string Query::required(std::string_view name, bool (*accepts)(std::string_view),
                            std::string_view rule) {
  if (find(name) == nullptr) fault(ErrorCode::missing_field, name, "", rule);
  return token(name, accepts, rule);
}

Date Query::date(std::string_view name, Date otherwise) {
  const std::string* value = find(name);
  if (value == nullptr) return otherwise;
  if (const auto date = Date::parse(*value)) return *date;
  fault(ErrorCode::bad_date, name, *value, "YYYY-MM-DD");
  return otherwise;
}

std::optional<std::vector<std::string>> Query::list(std::string_view name) {
  const std::string* value = find(name);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> out;
  for (std::string_view rest = *value; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    if (end == 0 || end + 1 == rest.size())
      fault(ErrorCode::bad_value, name, *value, "a,b,c");
    else
      out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::int64_t Query::whole(std::string_view name, std::int64_t low, std::int64_t high,
                          std::int64_t otherwise) {
  const std::string* value = find(name);
  if (value == nullptr) return otherwise;
  const auto number = parse_decimal(*value, 0);
  if (number && *number >= low && *number <= high) return *number;
  fault(ErrorCode::bad_value, name, *value, fmt::format("{} … {}", low, high));
  return otherwise;
}

}  // namespace yitong::api

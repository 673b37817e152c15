#include "base/id.h"

#include <algorithm>

namespace yitong {
namespace {

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_upper_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

char resident_check_digit(std::string_view first17) {
  if (first17.size() != 17 || !all_digits(first17)) return 0;
  int sum = 0;
  int weight = 1;
  for (int i = 16; i >= 0; --i) {
    weight = weight * 2 % 11;
    sum += weight * (first17[static_cast<std::size_t>(i)] - '0');
  }
  return "10X98765432"[sum % 11];
}

std::optional<ResidentId> ResidentId::parse(std::string_view text) {
  if (text.size() != 18 || !all_digits(text.substr(0, 17))) return std::nullopt;
  const char last = text[17] == 'x' ? 'X' : text[17];
  if (last != resident_check_digit(text.substr(0, 17))) return std::nullopt;
  const auto birth = Date::from_ymd(number(text.substr(6, 4)), number(text.substr(10, 2)),
                                    number(text.substr(12, 2)));
  if (!birth) return std::nullopt;
  return ResidentId{*birth, (text[16] - '0') % 2 == 0};
}

bool is_area_code(std::string_view text) {
  return text.size() == 6 && all_digits(text) && text[0] != '0';
}

bool is_institution_code(std::string_view text) {
  return text.size() == 12 && (text[0] == 'H' || text[0] == 'P') && all_digits(text.substr(1));
}

bool is_drug_code(std::string_view text) {
  return (text.size() == 23 || text.size() == 20) &&
         (text[0] == 'X' || text[0] == 'Z' || text[0] == 'T') &&
         std::ranges::all_of(text, is_upper_alnum);
}

bool is_token(std::string_view text, std::size_t max) {
  if (text.empty() || text.size() > max) return false;
  return std::ranges::all_of(text, [](char c) {
    return is_upper_alnum(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
  });
}

bool is_person_id(std::string_view text) {
  return text.size() == 17 && text[0] == 'p' && std::ranges::all_of(text.substr(1), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::int32_t bucket_of(std::string_view person_id) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : person_id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return static_cast<std::int32_t>(hash % kBuckets);
}

}  // namespace yitong

// Closed sets of values with their names, as constant tables.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace yitong::ledger {

template <class T>
using Names = std::pair<T, std::string_view>;

template <class Table>
auto find_value(const Table& table, std::string_view name) {
  for (const auto& [value, text] : table)
    if (text == name) return std::optional(value);
  return decltype(std::optional(table[0].first))();
}

template <class Table, class T>
std::string_view find_name(const Table& table, T wanted) {
  for (const auto& [value, text] : table)
    if (value == wanted) return text;
  YT_CHECK(false);
}

template <class Table>
auto find_letter(const Table& table, std::string_view letter) {
  for (const auto& [value, text] : table)
    if (letter.size() == 1 && static_cast<char>(value) == letter[0]) return std::optional(value);
  return decltype(std::optional(table[0].first))();
}

}  // namespace yitong::ledger

#include "policy/reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace yitong {

Place Reading::at(const toml::node& node) const {
  const auto& begin = node.source().begin;
  return Place{file, static_cast<std::uint32_t>(begin.line),
               static_cast<std::uint32_t>(begin.column)};
}

void Reading::fault(ErrorCode code, Place place, std::string found, std::string rule,
                    std::string remedy) {
  // What seems to be missing may have stood on a line that was dropped.
  const bool absence = code == ErrorCode::missing_field || code == ErrorCode::unsourced_figure;
  if (recovered && absence) return;
  faults.push_back(Fault{
      Severity::error, code, place, std::move(found), std::move(rule), std::move(remedy), {}});
}

std::string describe(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string: return fmt::format("\"{}\"", node.as_string()->get());
    case toml::node_type::integer: return fmt::format("{}", node.as_integer()->get());
    case toml::node_type::floating_point: return "a float";
    case toml::node_type::boolean: return node.as_boolean()->get() ? "true" : "false";
    case toml::node_type::array: return "a list";
    case toml::node_type::table: return "a table";
    case toml::node_type::date: return "a date";
    default: return "a date or time";
  }
}

const toml::node* TableReader::take(std::string_view key) {
  taken_.emplace(key);
  return table_.get(key);
}

const toml::node* TableReader::need(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr) reading_.fault(ErrorCode::missing_field, place_, std::string(key));
  return node;
}

std::string TableReader::text(std::string_view key, bool required, std::size_t max) {
  const toml::node* node = required ? need(key) : take(key);
  if (node == nullptr) return {};
  const auto* value = node->as_string();
  if (value == nullptr) {
    reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                   fmt::format("{} = {}", key, describe(*node)), "a text in quotes");
    return {};
  }
  if (value->get().empty() || value->get().size() > max) {
    reading_.fault(ErrorCode::bad_value, reading_.at(*node),
                   fmt::format("{} has {} bytes", key, value->get().size()),
                   fmt::format("1 to {} bytes", max));
    return {};
  }
  return value->get();
}

std::vector<std::string> TableReader::texts(std::string_view key, bool required) {
  const toml::node* node = required ? need(key) : take(key);
  std::vector<std::string> out;
  if (node == nullptr) return out;
  if (const auto* one = node->as_string()) return {one->get()};
  const auto* list = node->as_array();
  if (list == nullptr || list->empty()) {
    reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                   fmt::format("{} = {}", key, describe(*node)),
                   "a text, or a list of texts that is not empty");
    return out;
  }
  for (const toml::node& item : *list) {
    if (const auto* text = item.as_string())
      out.push_back(text->get());
    else
      reading_.fault(ErrorCode::wrong_type, reading_.at(item), describe(item), "a text in quotes");
  }
  return out;
}

bool TableReader::flag(std::string_view key, bool otherwise) {
  const toml::node* node = take(key);
  if (node == nullptr) return otherwise;
  if (const auto* value = node->as_boolean()) return value->get();
  reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                 fmt::format("{} = {}", key, describe(*node)), "true or false");
  return otherwise;
}

std::int64_t TableReader::integer(std::string_view key, std::int64_t otherwise) {
  const toml::node* node = take(key);
  if (node == nullptr) return otherwise;
  if (const auto* value = node->as_integer()) return value->get();
  reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                 fmt::format("{} = {}", key, describe(*node)), "a whole number");
  return otherwise;
}

Date TableReader::date(std::string_view key, bool required) {
  const toml::node* node = required ? need(key) : take(key);
  if (node == nullptr) return {};
  if (const auto* value = node->as_date()) {
    const toml::date& raw = value->get();
    if (const auto date = Date::from_ymd(raw.year, raw.month, raw.day)) return *date;
  }
  reading_.fault(ErrorCode::bad_date, reading_.at(*node),
                 fmt::format("{} = {}", key, describe(*node)), "a date such as 2025-03-20");
  return {};
}

Words TableReader::words(std::string_view key, bool required) {
  const toml::node* node = required ? need(key) : take(key);
  if (node == nullptr) return {};
  const auto* both = node->as_table();
  if (both == nullptr) {
    reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                   fmt::format("{} = {}", key, describe(*node)),
                   "both languages: { zh = \"…\", en = \"…\" }");
    return {};
  }
  TableReader inner(reading_, *both, reading_.at(*node));
  Words out{inner.text("zh"), inner.text("en")};
  inner.finish();
  return out;
}

int TableReader::one_of(std::string_view key, std::span<const std::string_view> names,
                        int otherwise) {
  const toml::node* node = take(key);
  if (node == nullptr) return otherwise;
  if (const auto* value = node->as_string()) {
    const auto found = std::ranges::find(names, std::string_view(value->get()));
    if (found != names.end()) return static_cast<int>(found - names.begin());
  }
  reading_.fault(ErrorCode::bad_value, reading_.at(*node),
                 fmt::format("{} = {}", key, describe(*node)),
                 fmt::format("one of: {}", fmt::join(names, ", ")));
  return otherwise;
}

const toml::table* TableReader::table(std::string_view key, bool required) {
  const toml::node* node = required ? need(key) : take(key);
  if (node == nullptr) return nullptr;
  if (const auto* value = node->as_table()) return value;
  reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                 fmt::format("{} = {}", key, describe(*node)), "a table");
  return nullptr;
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
  const toml::node* node = take(key);
  std::vector<const toml::table*> out;
  if (node == nullptr) return out;
  const auto* list = node->as_array();
  if (list == nullptr) {
    reading_.fault(ErrorCode::wrong_type, reading_.at(*node),
                   fmt::format("{} = {}", key, describe(*node)), "a list of tables");
    return out;
  }
  for (const toml::node& item : *list) {
    if (const auto* table = item.as_table())
      out.push_back(table);
    else
      reading_.fault(ErrorCode::wrong_type, reading_.at(item), describe(item), "a table");
  }
  return out;
}

std::vector<std::string> TableReader::rest() const {
  std::vector<std::string> out;
  for (const auto& [key, value] : table_)
    if (!taken_.contains(key.str())) out.emplace_back(key.str());
  return out;
}

void TableReader::finish() {
  for (const std::string& key : rest()) {
    const toml::node* node = table_.get(key);
    reading_.fault(ErrorCode::unknown_field, reading_.at(*node), key,
                   fmt::format("known here: {}", fmt::join(taken_, ", ")));
  }
}

}  // namespace yitong

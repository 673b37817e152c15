// Reads TOML tables key by key, collecting every fault: wrong types, missing and unknown keys.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "policy/toml_text.h"

namespace yitong {

/// What all readers of one text share.
struct Reading {
  std::uint32_t file;
  Faults& faults;
  bool recovered =
      false;  ///< lines were dropped after syntax faults: missing keys are not reported

  Place at(const toml::node& node) const;
  void fault(ErrorCode code, Place place, std::string found, std::string rule = {},
             std::string remedy = {});
};

class TableReader {
 public:
  TableReader(Reading& reading, const toml::table& table, Place place)
      : reading_(reading), table_(table), place_(place) {}

  Place place() const { return place_; }
  Reading& reading() { return reading_; }
  bool has(std::string_view key) const { return table_.contains(key); }
  /// The node of a key, marking it as known; null when absent.
  const toml::node* take(std::string_view key);
  const toml::node* need(std::string_view key);
  std::string text(std::string_view key, bool required = true, std::size_t max = 400);
  std::vector<std::string> texts(std::string_view key, bool required = false);
  bool flag(std::string_view key, bool otherwise);
  std::int64_t integer(std::string_view key, std::int64_t otherwise);
  Date date(std::string_view key, bool required);
  Words words(std::string_view key, bool required);
  /// One of `names`, as its index; `otherwise` when absent.
  int one_of(std::string_view key, std::span<const std::string_view> names, int otherwise);
  int one_of(std::string_view key, std::initializer_list<std::string_view> names, int otherwise) {
    return one_of(key, std::span(names.begin(), names.size()), otherwise);
  }
  const toml::table* table(std::string_view key, bool required = false);
  /// The tables of an array; anything else in it is a fault.
  std::vector<const toml::table*> tables(std::string_view key);
  /// Keys not taken so far, in the order of the file's bytes.
  std::vector<std::string> rest() const;
  /// Reports every key not taken.
  void finish();

 private:
  Reading& reading_;
  const toml::table& table_;
  Place place_;
  std::set<std::string, std::less<>> taken_;
};

std::string describe(const toml::node& node);

}  // namespace yitong

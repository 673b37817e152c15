// What follows '?' in an address, read with the same care as a body: every fault is listed with the
// path "?name".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/faults.h"
#include "base/date.h"

namespace yitong::api {

/// Undoes %XX (and, in queries, '+'); nothing when malformed, not UTF-8, or holding control
/// characters.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

class Query {
 public:
  /// `known`: the names that this address takes; others and repeated ones are faults.
  Query(std::string_view text, std::span<const std::string_view> known, FaultList& faults);

  /// "" when absent. Adds a fault when present and not taken by `accepts`.
  std::string token(std::string_view name, bool (*accepts)(std::string_view),
                    std::string_view rule);
  /// The same for one that must be there.
  std::string required(std::string_view name, bool (*accepts)(std::string_view),
                       std::string_view rule);
  Date date(std::string_view name, Date otherwise);
  /// Parts between commas, none of them empty; an empty value is an empty list. Nothing when
  /// absent.
  std::optional<std::vector<std::string>> list(std::string_view name);
  std::int64_t whole(std::string_view name, std::int64_t low, std::int64_t high,
                     std::int64_t otherwise);

 private:
  const std::string* find(std::string_view name) const;
  void fault(ErrorCode code, std::string_view name, std::string_view found, std::string_view rule);

  FaultList& faults_;
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace yitong::api

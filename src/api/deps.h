// What the handlers answer from. Immutable and shared by all workers; who owns it replaces it as a
// whole.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/contract.h"
#include "verbs/register.h"

namespace yitong::api {

struct Deps {
  std::shared_ptr<const verbs::Rules> rules;
  Contract contract;
  /// Where people reach these pages, without a slash at the end: "https://yitong.example". Printed
  /// sheets lead there.
  std::string public_address;
  /// Set where the register is reached by messages, not within the transaction.
  std::shared_ptr<const verbs::Desk> desk;
  /// The reply of GET /v1/demo/people: area ("" for all) and limit to JSON. Empty outside demo
  /// mode.
  std::function<std::string(std::string_view area, std::size_t limit)> demo_people;
};

}  // namespace yitong::api

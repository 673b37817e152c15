// Demo mode: made-up people in the store, and the address that lists them.
#pragma once

#include "api/deps.h"
#include "store/store.h"

namespace yitong::server {

struct DemoDeps {
  decltype(api::Deps::demo_people) people;
  std::string accounts;
};

/// Puts the made-up people and accounts into `store` unless they are there; gives what the
/// addresses under /v1/demo answer from.
Result<DemoDeps> make_demo(store::Store& store, std::shared_ptr<const verbs::Rules> rules,
                           Instant now);

}  // namespace yitong::server

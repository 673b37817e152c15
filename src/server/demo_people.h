// Demo mode: made-up people in the store, and the address that lists them.
#pragma once

#include "api/deps.h"
#include "store/store.h"

namespace yitong::server {

/// Puts the made-up people into `store` unless they are there; gives what GET /v1/demo/people
/// answers from.
Result<decltype(api::Deps::demo_people)> make_demo(store::Store& store,
                                                   std::shared_ptr<const verbs::Rules> rules,
                                                   Instant now);

}  // namespace yitong::server

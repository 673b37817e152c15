// A verb's answer, kept only if its commit holds.
#pragma once

#include "store/store.h"

namespace yitong::verbs {

/// Runs `decide` in a write transaction; what it refuses is rolled back.
template <class Decide>
auto in_transaction(store::Store& store, Decide decide) -> decltype(decide()) {
  store.database().begin_write();
  auto answer = decide();
  if (!answer) {
    const auto fault = store.database().take_fault();
    store.database().rollback();
    return fault ? std::move(answer) : fail(fault.error());
  }
  if (auto committed = store.database().commit(); !committed)
    return fail(std::move(committed.error()));
  return answer;
}

}  // namespace yitong::verbs

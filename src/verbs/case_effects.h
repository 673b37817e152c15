// What an action on a case writes beside it, one function an effect.
#pragma once

#include "verbs/cases.h"

namespace yitong::verbs {

struct EffectCall {
  store::Store& store;
  const std::shared_ptr<const Rules>& rules;
  const RenderResettled& render;  ///< replies of a claim's settlements, as they are kept
  const LoadedCase& loaded;
  const cases::Case& after;  ///< with the action done: state, form, materials
  const cases::Setting& setting;
  const ledger::ActedBy by;
  Instant now;
};

/// What the effects would refuse, without a write.
Errors faults_of_effects(const EffectCall& call, cases::Set<cases::Effect> effects);

struct Effected {
  std::string wrote;            ///< "filing/3 settlement/s0303-17"
  std::optional<Money> amount;  ///< decided; nothing: as the form asks
  std::string settlement;       ///< of the claim, where one was made
};
/// Runs them in the order of the enum. Errors: a refusal of the first may come before anything is
/// written; a later one is for the caller to roll back.
Result<Effected> run_effects(const EffectCall& call, cases::Set<cases::Effect> effects);

/// What approving a claim would owe beside what has left already; nothing for other kinds and where
/// it cannot be worked out. Negative: the person would owe it.
std::optional<Money> due_of(store::Store& store, const Rules& rules, const LoadedCase& loaded,
                            const cases::Case& one, Instant now);

/// Number that an earlier event of the case wrote: "filing/" gives 3. Nothing: none did.
std::optional<std::string> wrote_before(const LoadedCase& loaded, std::string_view what);

}  // namespace yitong::verbs

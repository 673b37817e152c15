#include "sim/witness.h"

#include <fmt/format.h>

#include "base/id.h"
#include "store/ledger_rows.h"

namespace yitong::sim {
namespace {

std::string name(const ledger::MessageKey& key) {
  return fmt::format("{} of {} from {}", key.message_id, key.person, key.institution);
}

Check failure(const char* invariant, const ledger::MessageKey& key, std::string_view what) {
  return Failure{invariant, fmt::format("{}: {}", name(key), what)};
}

}  // namespace

bool is_of_the_disk(ErrorCode code) {
  return code == ErrorCode::store_failed || code == ErrorCode::disk_full;
}

bool is_later(ErrorCode code, bool disk_failed) {
  return code == ErrorCode::overloaded || (is_of_the_disk(code) && disk_failed);
}

void Witness::arrived(const Event& event, const ledger::MessageKey& original) {
  if (event.kind == Event::Kind::settle) told_[original].variants.insert(event.variant);
  if (event.kind != Event::Kind::reverse) return;
  const std::string id = message_id_of(event);
  told_[original].reversals_arrived.insert(id);
  reversals_[{original.person, original.institution, id}].originals.insert(original.message_id);
}

/// Not known yet, or refused after that: for good, and always in the same words.
Check Witness::waited(const ledger::MessageKey& key, std::size_t variant,
                      const verbs::Answer& answer, Told& told) {
  const bool refused = answer.kind == verbs::Answer::Kind::refused;
  if (told.settled || ((told.tombstone || told.refused) && !refused))
    return failure(kLostAnswer, key, "answered, then no longer");
  if ((told.unknown || told.refused) && told.variant != variant)
    return failure(kOneBody, key, "two bodies were answered");
  if ((refused ? told.refused : told.unknown) && told.reply != answer.reply)
    return failure(kReply, key, "another reply than before");
  (refused ? told.refused : told.unknown) = true;
  told.variant = variant, told.reply = answer.reply;
  return {};
}

Check Witness::settled(const ledger::MessageKey& key, std::size_t variant,
                       const Result<verbs::Answer>& answer, bool disk_failed) {
  Told& told = told_[key];
  if (answer && answer->kind != verbs::Answer::Kind::settled)
    return waited(key, variant, *answer, told);
  if (answer) {
    if (told.refused) return failure(kTwice, key, "settled after it was refused");
    if (told.unknown && told.variant != variant)
      return failure(kOneBody, key, "two bodies were answered");
    if (told.tombstone) return failure(kTwice, key, "settled after its tombstone was answered");
    if (told.settled && told.variant != variant)
      return failure(kOneBody, key, "two bodies were answered");
    if (told.settled && !answer->replayed) return failure(kTwice, key, "answered as new again");
    if (told.settled && told.reply != answer->reply)
      return failure(kReply, key, "another reply than before");
    told.settled = true, told.variant = variant, told.reply = answer->reply;
    return {};
  }
  const ErrorCode code = answer.error()[0].code;
  if (is_later(code, disk_failed)) return {};
  if (is_of_the_disk(code)) return failure(kAnswers, key, answer.error()[0].str(false));
  if (told.settled && told.variant == variant)
    return failure(kLostAnswer, key, "settled, then " + answer.error()[0].str(false));
  if (told.settled && code != ErrorCode::same_key_other_body)
    return failure(kOneBody, key, "another body, answered " + answer.error()[0].str(false));
  // What was refused, and then reversed in vain, keeps its body: another one is told so.
  const bool of_refused = by_message_ && code == ErrorCode::same_key_other_body;
  if (told.tombstone && code != ErrorCode::reversed_before_arrival && !of_refused)
    return failure(kAnswers, key, "a tombstone, then " + answer.error()[0].str(false));
  if (code == ErrorCode::same_key_other_body && told.variants.size() < 2)
    return failure(kAnswers, key, "another body, where there was one only");
  if ((told.unknown || told.refused) && told.variant == variant)
    return failure(kLostAnswer, key, "answered, then " + answer.error()[0].str(false));
  if (code == ErrorCode::reversed_before_arrival && told.reversals_arrived.empty() && !by_message_)
    return failure(kAnswers, key, "reversed by nobody");
  return {};
}

Check Witness::reversed(const ledger::MessageKey& key, const ledger::MessageKey& original,
                        const Result<verbs::ReverseAnswer>& answer, bool disk_failed) {
  ToldReversal& known = reversals_[key];
  Told& told = told_[original];
  if (answer) {
    if (known.told && known.original != original.message_id)
      return failure(kOneBody, key, "two reversals were answered");
    if (known.told && !answer->replayed) return failure(kTwice, key, "answered as new again");
    if (known.told && known.reply != answer->reply)
      return failure(kReply, key, "another reply than before");
    if (answer->tombstone && told.settled)
      return failure(kLostAnswer, original, "settled, but not known to its reversal");
    if (!answer->tombstone && !answer->replayed && told.reversed)
      return failure(kTwice, original, "reversed twice");
    known.told = true, known.original = original.message_id, known.reply = answer->reply;
    (answer->tombstone ? told.tombstone : told.reversed) = true;
    return {};
  }
  const ErrorCode code = answer.error()[0].code;
  if (is_later(code, disk_failed)) return {};
  const bool another = code == ErrorCode::same_key_other_body;
  if (known.told && (!another || known.original == original.message_id))
    return failure(kLostAnswer, key, "answered, then " + answer.error()[0].str(false));
  if (another && known.originals.size() > 1) return {};
  if (code == ErrorCode::already_reversed && told.reversals_arrived.size() > 1) return {};
  if (code == ErrorCode::outcome_unknown && by_message_) return {};
  return failure(kAnswers, key, answer.error()[0].str(false));
}

Check Witness::looked_up(const ledger::MessageKey& key,
                         const Result<verbs::LookedUp>& answer) const {
  const auto at = told_.find(key);
  if (!answer) {
    if (answer.error()[0].code != ErrorCode::unknown_settlement)
      return failure(kAnswers, key, answer.error()[0].str(false));
    if (at != told_.end() && (at->second.settled || at->second.tombstone || at->second.unknown))
      return failure(kLostAnswer, key, "answered, then unknown");
    return {};
  }
  if (at == told_.end()) return failure(kAnswers, key, "known, though it never arrived");
  const Told& told = at->second;
  if (told.settled && told.reply != answer->reply)
    return failure(kLostAnswer, key, "another reply than was given: " + answer->reply);
  if (told.reversed && answer->state != "reversed")
    return failure(kLostAnswer, key, "reversed, then " + answer->state);
  if (told.refused && (answer->state != "refused" || answer->reply.empty()))
    return failure(kLostAnswer, key, "refused, then " + answer->state);
  if (answer->state == "unknown" && told.settled)
    return failure(kLostAnswer, key, "settled, then unknown");
  // The reversal of a message that was refused is answered like that of an unknown one.
  const bool refused = by_message_ && answer->state == "refused";
  if (told.tombstone && !refused && answer->state != "tombstone")
    return failure(kLostAnswer, key, "a tombstone, then " + answer->state);
  return {};
}

Check Witness::all_kept(store::Store& store) const {
  for (const auto& [key, told] : told_)
    if (told.settled || told.tombstone || told.refused || told.unknown)
      if (auto broken = looked_up(key, verbs::look_up(store, key))) return broken;
  for (const auto& [key, told] : reversals_) {
    if (!told.told) continue;
    const auto message = store::find_message(store.database(), bucket_of(key.person), key);
    if (!message || message->reply != told.reply)
      return failure(kLostAnswer, key, message ? "another reply" : "an answered reversal is gone");
  }
  return {};
}

}  // namespace yitong::sim

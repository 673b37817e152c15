// The two ends of the register's messages (verbs/register.h).
#include <algorithm>

#include "base/id.h"
#include "store/answer_rows.h"
#include "store/ledger_rows.h"
#include "store/record.h"
#include "store/register_rows.h"
#include "verbs/decide.h"
#include "verbs/record.h"
#include "verbs/register.h"
#include "verbs/replay.h"
#include "verbs/request_bytes.h"

namespace yitong::verbs {
namespace {

using ledger::HeldThing;
using ledger::MessageRole;
using ledger::RegisterAction;
using ledger::RegisterEvent;
using store::Errand;

constexpr const char* kGranted = "granted";

Parcel acknowledged(const RegisterEvent& event) {
  return {Parcel::Kind::acknowledgement, event, {}, {}, {}};
}

Parcel errand_of(RegisterEvent event) {
  return {Parcel::Kind::errand, std::move(event), {}, {}, {}};
}

/// At the thing: a hold is answered as it was the first time.
Parcel answer_hold(store::Database& database, RegisterEvent hold, Instant now) {
  Parcel out{Parcel::Kind::answer, hold, {}, {}, {}};
  const auto known = store::find_holding(database, hold.thing, hold.holder);
  if (known && known->counts()) {
    out.answer = kGranted, out.granted = known->amount;
    return out;
  }
  Result<Money> offered =
      known ? fail(ErrorCode::reversed_before_arrival, "/message_id", hold.holder.message_id)
            : offer(database, hold, now);
  if (!offered) {
    const Error& error = offered.error().front();
    out.answer = text_of(error.code).code, out.found = error.found;
    return out;
  }
  out.answer = kGranted, out.granted = *offered;
  hold.amount = *offered;
  hold.expires = {now.micros + kHoldMicros}, hold.at = now;
  store::record(database, std::move(hold));
  return out;
}

std::optional<Parcel> at_thing(store::Database& database, const RegisterEvent& event, Instant now) {
  if (event.action == RegisterAction::hold) return answer_hold(database, event, now);
  RegisterEvent happens = event;
  happens.at = now;
  store::record(database, happens);
  return acknowledged(event);
}

void send(store::Database& database, const ledger::MessageKey& holder, const ledger::Thing& thing,
          RegisterAction action, Money amount) {
  store::put_errand(database, {{{}, thing, action, holder, {}, amount, {}, {}, {}}, {}, {}, {}});
}

/// The errands of a settlement that was refused, or holds less than it asked for, give back.
void follow_up(store::Database& database, const ledger::MessageKey& holder,
               const std::vector<Errand>& errands, const std::vector<HeldThing>& things) {
  for (const Errand& errand : errands) {
    const auto held = std::ranges::find_if(
        things, [&](const HeldThing& each) { return each.thing == errand.event.thing; });
    const bool holds = held != things.end();
    send(database, holder, errand.event.thing,
         holds ? RegisterAction::confirm : RegisterAction::release, holds ? held->amount : Money());
  }
}

Error refusal_of(const Errand& errand) {
  for (const ErrorText& text : all_errors())
    if (text.code == errand.answer)
      return {text.id,
              errand.event.thing.kind == ledger::ThingKind::invoice ? "/invoice"
                                                                    : "/account/family_payer",
              errand.found,
              {},
              {}};
  return {ErrorCode::corrupt, "outbox", errand.answer, "a code of the table of errors", {}};
}

/// Everything has been answered: the settlement that waited is made, or refused for good.
class Conclusion {
 public:
  Conclusion(store::Store& store, const Desk& desk, Instant now)
      : store_(store), database_(store.database()), desk_(desk), now_(now) {}

  void conclude(const ledger::Message& message, const std::vector<Errand>& errands) {
    const auto pending = store::find_answer(database_, message.entry);
    auto request = pending ? decode_request(pending->request) : std::nullopt;
    if (!request)
      return database_.set_fault(
          {ErrorCode::corrupt, "pending/" + message.key.message_id, "request", {}, {}});
    Errors errors;
    Money family;
    for (const Errand& errand : errands) {
      if (errand.answer != kGranted) errors.push_back(refusal_of(errand));
      if (errand.answer == kGranted) family += errand.granted;
    }
    if (!errors.empty()) return refuse(message, errands, errors);
    // What was known when it came in decides, though the clock may have gone back meanwhile.
    now_ = std::max(now_, pending->at);
    auto prepared = prepare_settlement(std::move(*request), *desk_.rules, now_);
    if (!prepared) return refuse(message, errands, prepared.error());
    if (!prepared->classified) return refuse(message, errands, prepared->classified.error());
    auto decided = decide(store_, *prepared, *desk_.rules, family, now_);
    if (database_.failed()) return;
    if (!decided) return refuse(message, errands, decided.error());
    store::withdraw_pending(database_, message.key);
    if (!record_decided(store_, *decided, message.body, prepared->message, desk_.settled)) return;
    follow_up(database_, message.key, errands, things_of(decided->entry));
  }

 private:
  void refuse(const ledger::Message& message, const std::vector<Errand>& errands,
              const Errors& errors) {
    store::withdraw_pending(database_, message.key);
    const store::Place place = store::next_place(database_, bucket_of(message.key.person));
    store::record_refusal(database_, place,
                          {place.id,
                           message.key,
                           now_,
                           message.body,
                           {},
                           refusal_bytes(errors, desk_.by_message.refused(errors))},
                          MessageRole::refusal);
    follow_up(database_, message.key, errands, {});
  }

  store::Store& store_;
  store::Database& database_;
  const Desk& desk_;
  Instant now_;
};

/// At the person: an answer to a hold. One that comes again, or after the decision, changes
/// nothing.
void at_person(store::Store& store, const Parcel& parcel, const Desk& desk, Instant now) {
  store::Database& database = store.database();
  const ledger::MessageKey& holder = parcel.event.holder;
  const auto message = store::find_message(database, bucket_of(holder.person), holder);
  if (!message || message->role != MessageRole::pending) return;
  auto errands = store::errands_of(database, holder);
  bool all = true;
  for (Errand& errand : errands) {
    if (errand.event.thing == parcel.event.thing && errand.answer.empty()) {
      errand.answer = parcel.answer, errand.granted = parcel.granted, errand.found = parcel.found;
      store::put_errand(database, errand);
    }
    all = all && !errand.answer.empty();
  }
  if (all) Conclusion(store, desk, now).conclude(*message, errands);
}

/// What became of the message that holds; one that is not known is never to settle.
std::optional<Parcel> tell(store::Database& database, const RegisterEvent& about, Instant now) {
  const ledger::MessageKey& holder = about.holder;
  const std::int32_t bucket = bucket_of(holder.person);
  const auto message = store::find_message(database, bucket, holder);
  if (database.failed()) return std::nullopt;
  RegisterEvent out{{}, about.thing, RegisterAction::release, holder, {}, {}, {}, {}, {}};
  if (!message) {
    const store::Place place = store::next_place(database, bucket);
    store::record_refusal(database, place, {place.id, holder, now, {}, {}, {}},
                          MessageRole::tombstone);
    return errand_of(std::move(out));
  }
  if (message->role == MessageRole::pending) return std::nullopt;
  if (message->role != MessageRole::settlement) return errand_of(std::move(out));
  const auto settlement = store::find_settlement(database, message->entry);
  if (!settlement || settlement->state == ledger::State::reversed) return errand_of(std::move(out));
  for (const HeldThing& each : things_of(*settlement))
    if (each.thing == about.thing) out.action = RegisterAction::confirm, out.amount = each.amount;
  return errand_of(std::move(out));
}

}  // namespace

DeliverWork::DeliverWork(Parcel parcel, std::shared_ptr<const Desk> desk, Send send)
    : parcel_(std::move(parcel)), desk_(std::move(desk)), send_(std::move(send)) {}

void DeliverWork::execute(store::Store& store, Instant now) {
  store::Database& database = store.database();
  reply_.reset();
  switch (parcel_.kind) {
    case Parcel::Kind::errand: reply_ = at_thing(database, parcel_.event, now); return;
    case Parcel::Kind::question: reply_ = tell(database, parcel_.event, now); return;
    case Parcel::Kind::answer: return at_person(store, parcel_, *desk_, now);
    case Parcel::Kind::acknowledgement: return store::remove_errand(database, parcel_.event);
  }
}

void DeliverWork::resolve(const Result<void>& committed) {
  if (committed && reply_) send_(std::move(*reply_));
}

}  // namespace yitong::verbs

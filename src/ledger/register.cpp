#include "ledger/register.h"

#include <array>
#include <utility>

#include "base/check.h"
#include "base/id.h"
#include "ledger/names.h"

namespace yitong::ledger {
namespace {

constexpr std::array<Names<ThingKind>, 2> kThingKinds{
    {{ThingKind::invoice, "invoice"}, {ThingKind::account, "account"}}};
constexpr std::array<Names<RegisterAction>, 5> kActions{{{RegisterAction::hold, "hold"},
                                                         {RegisterAction::confirm, "confirm"},
                                                         {RegisterAction::release, "release"},
                                                         {RegisterAction::take, "take"},
                                                         {RegisterAction::move, "move"}}};
constexpr std::array<Names<HoldState>, 3> kHoldStates{{{HoldState::held, "held"},
                                                       {HoldState::confirmed, "confirmed"},
                                                       {HoldState::released, "released"}}};

/// The account gets back what the holding had of it.
void give_back(Change& change) {
  if (change.after.state == HoldState::held) change.held -= change.after.amount;
  if (change.after.state == HoldState::confirmed) change.balance += change.after.amount;
  change.after.state = HoldState::released;
}

}  // namespace

std::optional<ThingKind> parse_thing_kind(std::string_view name) {
  return find_value(kThingKinds, name);
}
std::string_view name_of(ThingKind kind) { return find_name(kThingKinds, kind); }
std::optional<RegisterAction> parse_register_action(std::string_view name) {
  return find_value(kActions, name);
}
std::string_view name_of(RegisterAction action) { return find_name(kActions, action); }
std::optional<HoldState> parse_hold_state(std::string_view name) {
  return find_value(kHoldStates, name);
}
std::string_view name_of(HoldState state) { return find_name(kHoldStates, state); }

std::int32_t bucket_of(const Thing& thing) {
  if (thing.kind == ThingKind::account) return yitong::bucket_of(thing.name);
  return yitong::bucket_of(std::string(name_of(thing.kind)) + "/" + thing.name);
}

Change change_by(const RegisterEvent& event, const std::optional<Holding>& before,
                 const std::optional<Holding>& heir) {
  Change out;
  if (before) out.after = *before;
  switch (event.action) {
    case RegisterAction::hold:
    case RegisterAction::take: {
      if (before) return out;
      const bool taken = event.action == RegisterAction::take;
      out.after = {event.thing,  event.holder, taken ? HoldState::confirmed : HoldState::held,
                   event.amount, event.on,     event.expires};
      if (taken) out.balance -= event.amount;
      if (!taken) out.held += event.amount;
      return out;
    }
    case RegisterAction::confirm:
      if (!before || before->state != HoldState::held) return out;
      out.held -= before->amount;
      out.balance -= event.amount;
      out.after.amount = event.amount;
      out.after.state = HoldState::confirmed;
      return out;
    case RegisterAction::release:
    case RegisterAction::move:
      if (!before) out.after = {event.thing, event.holder, HoldState::released, {}, event.on, {}};
      if (before) give_back(out);
      if (event.action == RegisterAction::release || heir) return out;
      out.heir =
          Holding{event.thing,          {event.holder.person, event.holder.institution, event.heir},
                  HoldState::confirmed, event.amount,
                  out.after.on,         {}};
      out.balance -= event.amount;
      return out;
  }
  YT_CHECK(false);
}

std::vector<Posting> postings_of(const Thing& thing, const MessageKey& holder, Money balance) {
  if (thing.kind != ThingKind::account || balance == Money()) return {};
  return {{"account/" + thing.name, balance}, {"family/" + holder.person, -balance}};
}

std::vector<Posting> postings_of(const Inflow& inflow) {
  return {{"account/" + inflow.person, inflow.amount}, {"inflow/" + inflow.source, -inflow.amount}};
}

}  // namespace yitong::ledger

// The register: what is unique across persons, or shared between them. A thing (an invoice, a
// person's account) lives in a bucket of its own, and settlements hold it there:
//
//   hold -> held -> confirm -> confirmed -> release -> released
//                -> release -> released     (a release of what was never held stands all the same,
//                                            so that a hold which comes late is refused)
//   take          held and confirmed in one step, where both buckets are in one database
//   move          from a settlement to the one that takes its place, at most as much
//
// The settlement in the person's bucket is the only decision. What happens here follows it, in
// events that are only ever inserted; holdings and balances are their fold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/entry.h"
#include "ledger/posting.h"

namespace yitong::ledger {

enum class ThingKind : char { invoice = 'i', account = 'a' };
std::optional<ThingKind> parse_thing_kind(std::string_view name);
std::string_view name_of(ThingKind kind);

/// What can be held. An invoice's name is "code/number"; of an account it is its person.
struct Thing {
  ThingKind kind = ThingKind::invoice;
  std::string name;
  auto operator<=>(const Thing&) const = default;
};
/// Where the thing is registered: by a hash of kind and name. An account is where its person is, so
/// that its own person's use needs no register.
std::int32_t bucket_of(const Thing& thing);

/// Whose entries speak of it: the account's person, or nobody.
inline std::string person_of(const Thing& thing) {
  return thing.kind == ThingKind::account ? thing.name : std::string();
}

enum class RegisterAction : char {
  hold = 'h',
  confirm = 'c',
  release = 'r',
  take = 't',
  move = 'm'
};
std::optional<RegisterAction> parse_register_action(std::string_view name);
std::string_view name_of(RegisterAction action);

struct RegisterEvent {
  EntryId id;
  Thing thing;
  RegisterAction action = RegisterAction::hold;
  MessageKey holder;  ///< the message of the settlement that holds
  std::string heir;   ///< move: the message id that takes over, from the same institution
  Money amount;       ///< hold, take, confirm, move: of an account; zero for an invoice
  Date on;            ///< hold, take: day of the bill
  Instant expires;    ///< hold: when its settlement is asked what became of it
  Instant at;
};

enum class HoldState : char { held = 'h', confirmed = 'c', released = 'r' };
std::optional<HoldState> parse_hold_state(std::string_view name);
std::string_view name_of(HoldState state);

struct Holding {
  Thing thing;
  MessageKey holder;
  HoldState state = HoldState::held;
  Money amount;
  Date on;
  Instant expires;
  bool counts() const { return state != HoldState::released; }
  bool operator==(const Holding&) const = default;
};

/// What a settlement counts on: that it holds the thing, and how much of an account.
struct HeldThing {
  Thing thing;
  Money amount;
};

/// What a person's account holds.
struct Account {
  Money balance;  ///< not yet paid out, what is held included
  Money held;     ///< promised to settlements that have not confirmed yet
  Money free() const { return balance - held; }
  bool operator==(const Account&) const = default;
};

/// What an event makes of its holding, and of the account it is about.
struct Change {
  Holding after;
  std::optional<Holding> heir;  ///< move: the new holding, unless the heir has one already
  Money balance, held;          ///< by how much the account changes
};
/// `before`, `heir`: the holdings of the event's holder and heir, where there are any. A confirm or
/// hold that comes again, or late, changes nothing.
Change change_by(const RegisterEvent& event, const std::optional<Holding>& before,
                 const std::optional<Holding>& heir);

/// Money that comes into an account.
struct Inflow {
  EntryId id;
  std::string person;
  std::string source;  ///< of the payer's own naming, once for each person: "contribution-2025-06"
  Money amount;
  Instant at;
  bool operator==(const Inflow&) const = default;
};

/// Double entry of what moves money here: "account/<payer>" pays into "family/<person>", which the
/// settlement pays from; an inflow fills the account from "inflow/<source>".
std::vector<Posting> postings_of(const Thing& thing, const MessageKey& holder, Money balance);
std::vector<Posting> postings_of(const Inflow& inflow);

}  // namespace yitong::ledger

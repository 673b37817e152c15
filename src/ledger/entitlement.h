// What stands behind an entitlement: contributions, cards, and credentials shown at a counter.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ledger/entry.h"
#include "ledger/period.h"

namespace yitong::ledger {

/// What was paid, for which days. Bitemporal and insert-only, like a coverage.
struct Contribution {
  std::int64_t no = 0;  ///< from 1, within one person
  std::string area, insurance;
  Period in_force;  ///< the days it pays for
  Instant known_since;
  std::int64_t replaces = 0;
  Date paid_on;
  std::string basis;  ///< one of kContributionBases
  Money amount;
  Money base;              ///< monthly, of employees; zero: not recorded
  std::string situations;  ///< codes between commas: "newborn,orphan"
  bool operator==(const Contribution&) const = default;
};
inline constexpr std::array<std::string_view, 3> kContributionBases{"paid", "supported", "retired"};

/// The rows believed at the instant, in order of the first day.
std::vector<Contribution> contributions_at(std::span<const Contribution> rows, Instant known_at);
/// As for coverages; only those of one insurance clash.
Result<void> may_add(std::span<const Contribution> rows, const Contribution& added);

enum class CardAction : char { issued = 'i', reported = 'l', released = 'r' };
std::optional<CardAction> parse_card_action_letter(std::string_view letter);
std::string_view name_of(CardAction action);

enum class CardState : char { active = 'a', frozen = 'f', replaced = 'x' };
std::optional<CardState> parse_card_state_letter(std::string_view letter);
std::string_view name_of(CardState state);

/// What happened to a card. The number of the card stands elsewhere, so that it can be erased.
struct CardEvent {
  std::int64_t no = 0;    ///< from 1, within one person
  std::int64_t card = 0;  ///< from 1, within one person
  CardAction action = CardAction::issued;
  std::string by;   ///< who did it: an account or a clerk, a token
  std::string how;  ///< released: how the person was verified, and what the clerk noted
  Instant at;
  bool operator==(const CardEvent&) const = default;
};
/// States of cards 1 to n after the events; nothing if they cannot have happened in that order. A
/// new card replaces all earlier ones.
std::optional<std::vector<CardState>> states_of(std::span<const CardEvent> events);

/// How a credential that was shown at a counter fared. Refusals are kept too.
struct CredentialCheck {
  EntryId id;
  std::string person;  ///< empty where nobody could be told
  std::string institution;
  std::string credential;  ///< e_credential, card or resident_id
  std::string nonce;       ///< 16 bytes of an e-credential whose signature holds, else empty
  std::string outcome;     ///< accepted, or the code of the refusal
  Instant at;
  bool operator==(const CredentialCheck&) const = default;
};
inline constexpr std::string_view kAccepted = "accepted";

Digest digest_of(const std::string& person, const Contribution& contribution);
Digest digest_of(const std::string& person, const CardEvent& event);
Digest digest_of(const CredentialCheck& check);

}  // namespace yitong::ledger

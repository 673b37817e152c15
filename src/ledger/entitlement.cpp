#include "ledger/entitlement.h"

#include "ledger/bitemporal.h"
#include "ledger/bytes.h"
#include "ledger/names.h"

namespace yitong::ledger {
namespace {

constexpr std::array<Names<CardAction>, 3> kCardActions{{{CardAction::issued, "issued"},
                                                         {CardAction::reported, "reported_lost"},
                                                         {CardAction::released, "released"}}};
constexpr std::array<Names<CardState>, 3> kCardStates{{{CardState::active, "active"},
                                                       {CardState::frozen, "frozen"},
                                                       {CardState::replaced, "replaced"}}};

constexpr std::uint8_t kRowVersion = 1;

ByteWriter begin_row(std::string_view table) {
  ByteWriter out;
  out.u8(kRowVersion).bytes(table);
  return out;
}

}  // namespace

std::optional<CardAction> parse_card_action_letter(std::string_view letter) {
  return find_letter(kCardActions, letter);
}
std::string_view name_of(CardAction action) { return find_name(kCardActions, action); }
std::optional<CardState> parse_card_state_letter(std::string_view letter) {
  return find_letter(kCardStates, letter);
}
std::string_view name_of(CardState state) { return find_name(kCardStates, state); }

std::optional<std::vector<CardState>> states_of(std::span<const CardEvent> events) {
  std::vector<CardState> out;
  for (const CardEvent& event : events) {
    const auto count = static_cast<std::int64_t>(out.size());
    switch (event.action) {
      case CardAction::issued:
        if (event.card != count + 1) return std::nullopt;
        for (CardState& earlier : out) earlier = CardState::replaced;
        out.push_back(CardState::active);
        break;
      case CardAction::reported:
        if (event.card != count || out.back() != CardState::active) return std::nullopt;
        out.back() = CardState::frozen;
        break;
      case CardAction::released:
        if (event.card != count || out.back() != CardState::frozen) return std::nullopt;
        out.back() = CardState::active;
        break;
      default: return std::nullopt;
    }
  }
  return out;
}

Digest digest_of(const std::string& person, const Contribution& row) {
  ByteWriter out = begin_row("contribution");
  out.bytes(person).zigzag(row.no).bytes(row.area).bytes(row.insurance);
  out.zigzag(row.in_force.from.days()).zigzag(row.in_force.to.days());
  out.zigzag(row.known_since.micros).zigzag(row.replaces).zigzag(row.paid_on.days());
  out.bytes(row.basis).zigzag(row.amount.fen()).zigzag(row.base.fen()).bytes(row.situations);
  return sm3(out.str());
}

Digest digest_of(const std::string& person, const CardEvent& event) {
  ByteWriter out = begin_row("card_event");
  out.bytes(person).zigzag(event.no).zigzag(event.card).u8(static_cast<std::uint8_t>(event.action));
  out.bytes(event.by).bytes(event.how).zigzag(event.at.micros);
  return sm3(out.str());
}

Digest digest_of(const CredentialCheck& check) {
  ByteWriter out = begin_row("credential_check");
  out.varint(static_cast<std::uint64_t>(check.id.bucket)).zigzag(check.id.seq);
  out.bytes(check.person).bytes(check.institution).bytes(check.credential).bytes(check.nonce);
  out.bytes(check.outcome).zigzag(check.at.micros);
  return sm3(out.str());
}

std::vector<Contribution> contributions_at(std::span<const Contribution> rows, Instant known_at) {
  std::vector<Contribution> out = believed(rows, known_at);
  std::ranges::stable_sort(out, {}, [](const Contribution& row) { return row.in_force.from; });
  return out;
}

Result<void> may_add(std::span<const Contribution> rows, const Contribution& added) {
  return may_add_row(rows, added,
                     [&](const Contribution& row) { return row.insurance == added.insurance; });
}

}  // namespace yitong::ledger

#include "ledger/entry.h"

#include <array>
#include <charconv>
#include <utility>

#include "base/id.h"
#include "ledger/names.h"

namespace yitong::ledger {
namespace {

constexpr std::array<Names<EntryKind>, 25> kEntryKinds{
    {{EntryKind::settlement, "settlement"},
     {EntryKind::reversal, "reversal"},
     {EntryKind::tombstone, "tombstone"},
     {EntryKind::coverage, "coverage"},
     {EntryKind::filing, "filing"},
     {EntryKind::inflow, "inflow"},
     {EntryKind::consent, "consent"},
     {EntryKind::holding, "holding"},
     {EntryKind::pending, "pending"},
     {EntryKind::refusal, "refusal"},
     {EntryKind::resettlement, "resettlement"},
     {EntryKind::login, "login"},
     {EntryKind::delegation, "delegation"},
     {EntryKind::lockout, "lockout"},
     {EntryKind::contribution, "contribution"},
     {EntryKind::card, "card"},
     {EntryKind::credential, "credential"},
     {EntryKind::document, "document"},
     {EntryKind::document_event, "document_event"},
     {EntryKind::case_event, "case_event"},
     {EntryKind::grant, "grant"},
     {EntryKind::payment, "payment"},
     {EntryKind::payment_batch, "payment_batch"},
     {EntryKind::login_link, "login_link"},
     {EntryKind::refused_access, "refused_access"}}};
constexpr std::array<Names<MessageRole>, 6> kMessageRoles{
    {{MessageRole::settlement, "settlement"},
     {MessageRole::reversal, "reversal"},
     {MessageRole::tombstone, "tombstone"},
     {MessageRole::pending, "pending"},
     {MessageRole::refusal, "refusal"},
     {MessageRole::resettlement, "resettlement"}}};
constexpr std::array<Names<State>, 2> kStates{
    {{State::settled, "settled"}, {State::reversed, "reversed"}}};

template <class T>
bool parse_digits(std::string_view text, T& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && text.front() >= '0' &&
         text.front() <= '9';
}

}  // namespace

std::optional<EntryKind> parse_entry_kind(std::string_view name) {
  return find_value(kEntryKinds, name);
}
std::string_view name_of(EntryKind kind) { return find_name(kEntryKinds, kind); }
std::optional<MessageRole> parse_message_role(std::string_view name) {
  return find_value(kMessageRoles, name);
}
std::string_view name_of(MessageRole role) { return find_name(kMessageRoles, role); }
std::optional<State> parse_state(std::string_view name) { return find_value(kStates, name); }
std::string_view name_of(State state) { return find_name(kStates, state); }

std::optional<EntryKind> parse_entry_kind_letter(std::string_view letter) {
  return find_letter(kEntryKinds, letter);
}
std::optional<MessageRole> parse_message_role_letter(std::string_view letter) {
  return find_letter(kMessageRoles, letter);
}
std::optional<State> parse_state_letter(std::string_view letter) {
  return find_letter(kStates, letter);
}

std::string number_of(EntryKind kind, EntryId id) {
  YT_CHECK(id.bucket >= 0 && id.bucket < kBuckets && id.seq > 0);
  static_assert(kBuckets <= 10'000);
  std::string out(1, static_cast<char>(kind));
  for (std::int32_t power = 1000; power > 0; power /= 10)
    out += static_cast<char>('0' + id.bucket / power % 10);
  out += '-';
  return out += std::to_string(id.seq);
}

std::optional<EntryId> parse_number(EntryKind kind, std::string_view text) {
  EntryId id;
  if (text.size() < 7 || text.size() > 24 || text[0] != static_cast<char>(kind) || text[5] != '-')
    return std::nullopt;
  if (!parse_digits(text.substr(1, 4), id.bucket) || !parse_digits(text.substr(6), id.seq))
    return std::nullopt;
  if (id.bucket >= kBuckets || id.seq <= 0 || number_of(kind, id) != text) return std::nullopt;
  return id;
}

Money Payers::funds_paid() const {
  Money sum;
  for (const Fund& fund : funds) sum += fund.paid;
  return sum;
}

Money Payers::commercial_paid() const {
  Money sum;
  for (const Fund& fund : funds)
    if (fund.fund == kCommercialCover) sum += fund.paid;
  return sum;
}

bool Payers::adds_up() const {
  return total == funds_paid() + account + family_account + cash + institution;
}

}  // namespace yitong::ledger

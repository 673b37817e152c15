#include "verbs/credential.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "ledger/bytes.h"
#include "store/person_rows.h"
#include "verbs/in_transaction.h"

namespace yitong::verbs {
namespace {

constexpr std::string_view kTokenHead = "YT1.";
constexpr std::uint8_t kTokenVersion = 1;
constexpr std::size_t kKeyIdBytes = 8, kNonceBytes = 16, kMaxTokenText = 600;
constexpr std::int64_t kMicrosASecond = 1'000'000;

std::string capital_hex(std::string_view bytes) {
  std::string out = to_hex(bytes);
  for (char& c : out)
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::optional<std::string> from_capital_hex(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'a' && c <= 'f') return std::nullopt;  // one text a token, and no other
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  return from_hex(lower);
}

std::string payload_of(const CredentialDesk& desk, const ECredential& credential) {
  ledger::ByteWriter out;
  out.u8(kTokenVersion).raw(desk.key_id).bytes(credential.person);
  out.zigzag(credential.issued.micros).zigzag(credential.expires.micros).raw(credential.nonce);
  return out.take();
}

std::unexpected<Errors> forged(std::string rule) {
  return fail(Error{ErrorCode::credential_forged, "/token", {}, std::move(rule), {}});
}

/// What a credential leads to, before anything is written.
struct Found {
  std::string person, nonce;
  std::optional<Error> refusal;
};

Result<Found> by_token(store::Store& store, const CredentialDesk& desk,
                       const ShownCredential& shown, Instant now) {
  Found out;
  const auto opened = open_token(desk, shown.token);
  if (!opened) {
    out.refusal = opened.error().front();
    return out;
  }
  out.person = opened->person, out.nonce = opened->nonce;
  if (opened->expires < now)
    out.refusal =
        Error{ErrorCode::credential_expired, "/token", opened->expires.str(), "shown by then", {}};
  else if (const auto use = store::find_use(store.database(), out.person, out.nonce))
    out.refusal = Error{
        ErrorCode::credential_used, "/token", use->institution + " " + use->at.str(), "once", {}};
  return out;
}

Found by_card(store::Store& store, const ShownCredential& shown) {
  const auto holder = store::find_card(store, shown.card);
  if (!holder) return {{}, {}, Error{ErrorCode::unknown_person, "/card", {}, "a card issued", {}}};
  Found out{holder->person, {}, {}};
  if (holder->state != ledger::CardState::active)
    out.refusal =
        Error{ErrorCode::card_frozen, "/card", std::string(name_of(holder->state)), "active", {}};
  return out;
}

Found by_resident_id(store::Store& store, const ShownCredential& shown) {
  if (auto person = store::find_person(store, shown.resident_id))
    return {std::move(*person), {}, {}};
  return {{}, {}, Error{ErrorCode::unknown_person, "/resident_id", {}, "an enrolled person", {}}};
}

Errors form_of(const ShownCredential& shown) {
  Errors errors;
  const bool known =
      shown.clerk.empty() ? is_institution_code(shown.institution) : shown.institution.empty();
  if (!known) errors.push_back({ErrorCode::bad_value, "/institution", shown.institution, {}, {}});
  const auto given = [](const std::string& text) { return text.empty() ? 0 : 1; };
  if (given(shown.token) + given(shown.card) + given(shown.resident_id) != 1)
    errors.push_back({ErrorCode::bad_value, {}, {}, "one of token, card, resident_id", {}});
  return errors;
}

/// What the journal has for the place. A window is never taken for an institution: no code of
/// one has a slash.
std::string place_of(const ShownCredential& shown) {
  return shown.clerk.empty() ? shown.institution : "window/" + shown.clerk;
}

}  // namespace

std::string credential_key_id(std::string_view public_pem) {
  return std::string(bytes_of(sm3(public_pem)).substr(0, kKeyIdBytes));
}

Result<IssuedCredential> issue_credential(store::Store& store, const CredentialDesk& desk,
                                          const std::string& person, Instant now) {
  store::Database& database = store.database();
  database.begin_read();
  const auto data = store::open_person(store, person);
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!data) return fail(data.error());
  const CredentialNonce nonce = desk.fresh();
  const ECredential credential{
      person,
      now,
      {now.micros + desk.life_seconds * kMicrosASecond},
      std::string(reinterpret_cast<const char*>(nonce.data()), nonce.size())};
  const std::string payload = payload_of(desk, credential);
  const auto signature = desk.signing.sign(payload);
  if (!signature) return fail(signature.error());
  return IssuedCredential{
      std::string(kTokenHead) + capital_hex(payload) + "." + capital_hex(*signature), now,
      credential.expires};
}

Result<ECredential> open_token(const CredentialDesk& desk, std::string_view token) {
  if (token.size() > kMaxTokenText || !token.starts_with(kTokenHead)) return forged("YT1.….…");
  token.remove_prefix(kTokenHead.size());
  const std::size_t dot = std::min(token.find('.'), token.size());
  const auto payload = from_capital_hex(token.substr(0, dot));
  const auto signature =
      dot == token.size() ? std::nullopt : from_capital_hex(token.substr(dot + 1));
  if (!payload || !signature) return forged("YT1.….…");
  ledger::ByteReader in(*payload);
  if (in.u8() != kTokenVersion) in.fail();
  const std::string key_id(in.raw(kKeyIdBytes));
  ECredential out;
  out.person = in.bytes(64);
  out.issued = {in.zigzag()}, out.expires = {in.zigzag()};
  out.nonce = in.raw(kNonceBytes);
  if (!in.done()) return forged("YT1.….…");
  if (key_id != desk.key_id)
    return fail(
        Error{ErrorCode::credential_foreign, "/token", to_hex(key_id), to_hex(desk.key_id), {}});
  if (!desk.verifying.verifies(*payload, *signature)) return forged("SM2");
  return out;
}

Result<CheckedCredential> check_credential_now(store::Store& store, const CredentialDesk& desk,
                                               const ShownCredential& shown, Instant now) {
  if (auto faults = form_of(shown); !faults.empty()) return fail(std::move(faults));
  CheckedCredential out;
  out.credential = !shown.token.empty()  ? "e_credential"
                   : !shown.card.empty() ? "card"
                                         : "resident_id";
  auto found = !shown.token.empty()
                   ? by_token(store, desk, shown, now)
                   : Result<Found>(!shown.card.empty() ? by_card(store, shown)
                                                       : by_resident_id(store, shown));
  if (!found) return fail(std::move(found.error()));
  out.refusal = std::move(found->refusal);
  if (!out.refusal) {
    const auto data = store::open_person(store, found->person);
    if (!data && data.error().front().code != ErrorCode::unknown_person) return fail(data.error());
    if (data) out.person = found->person, out.masked_name = masked(data->name);
    if (!data)
      out.refusal = Error{ErrorCode::unknown_person, {}, {}, "a person who was not erased", {}};
  }
  if (store.database().failed()) return fail(ErrorCode::store_failed);
  const std::string outcome(out.refusal ? text_of(out.refusal->code).code : ledger::kAccepted);
  const ledger::EntryId id = store::record(store.database(), {{},
                                                              found->person,
                                                              place_of(shown),
                                                              std::string(out.credential),
                                                              found->nonce,
                                                              outcome,
                                                              now});
  out.check = number_of(ledger::EntryKind::credential, id);
  return out;
}

Result<CheckedCredential> check_credential(store::Store& store, const CredentialDesk& desk,
                                           const ShownCredential& shown, Instant now) {
  return in_transaction(store, [&] { return check_credential_now(store, desk, shown, now); });
}

std::string masked(std::string_view name) {
  std::vector<std::string_view> letters;
  for (std::size_t at = 0; at < name.size();) {
    std::size_t end = at + 1;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) ++end;
    letters.push_back(name.substr(at, end - at));
    at = end;
  }
  if (letters.empty()) return {};
  std::string out(letters.front());
  for (std::size_t i = 1; i < std::max<std::size_t>(letters.size(), 2); ++i)
    out += i > 1 && i + 1 == letters.size() ? letters[i] : "*";
  return out;
}

}  // namespace yitong::verbs

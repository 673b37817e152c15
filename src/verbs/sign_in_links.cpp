#include "verbs/sign_in_links.h"

#include <algorithm>

#include "identity/json_value.h"
#include "ledger/bytes.h"
#include "store/session_rows.h"
#include "verbs/attempt.h"

namespace yitong::verbs {
namespace {

using ledger::LoginLink;

constexpr std::uint8_t kTicketVersion = 1;
constexpr std::string_view kTicketContext = "sign-in ticket";
constexpr std::size_t kMaxTicket = 2048;

/// Insured persons may come from any provider; staff from one that is for their agency and
/// territories.
bool is_for(const identity::Provider& provider, const ledger::Login& login) {
  if (!login.person.empty()) return true;
  if (!provider.agency.empty() && provider.agency != login.agency) return false;
  if (provider.areas.empty()) return true;
  const auto areas = ledger::words_of(login.areas);
  return !areas.empty() && std::ranges::all_of(areas, [&](const std::string& area) {
    return std::ranges::any_of(provider.areas, [&](const std::string& territory) {
      return identity::covers(territory, area);
    });
  });
}

std::unexpected<Errors> refuse(store::Store& store, const Attempt& attempt, Instant now,
                               Error error) {
  note_failure(store, attempt, false, now);
  return fail(std::move(error));
}

}  // namespace

Result<LoginLink> link_now(store::Store& store, const LinkRequest& request,
                           const identity::Actor& by, Instant now) {
  if (!usable_login(store, request.account))
    return fail(ErrorCode::not_found, "/account", request.account,
                "an account that somebody can sign in with");
  const Digest subject = subject_digest(store, request.issuer, request.subject);
  return store::insert_link(store.database(),
                            {request.account, 0, request.provider, subject, 0, now, by.account});
}

Result<void> unlink_now(store::Store& store, const std::string& account, std::int64_t no,
                        const identity::Actor& by, Instant now) {
  const auto rows = store::find_links(store.database(), account);
  const auto row = std::ranges::find(rows, no, &LoginLink::no);
  if (row == rows.end() || !holds(rows, *row))
    return fail(ErrorCode::not_found, "/no", std::to_string(no), "a link that holds");
  LoginLink end = *row;
  end.replaces = no, end.at = now, end.by = by.account;
  if (const auto ended = store::insert_link(store.database(), std::move(end)); !ended)
    return fail(ended.error());
  store::delete_sessions(store.database(), account);
  return {};
}

std::vector<LoginLink> links_that_hold(store::Store& store, const std::string& account) {
  const auto rows = store::find_links(store.database(), account);
  std::vector<LoginLink> out;
  for (const LoginLink& row : rows)
    if (holds(rows, row)) out.push_back(row);
  return out;
}

Digest subject_digest(store::Store& store, std::string_view issuer, std::string_view subject) {
  return store.key().blind("sign-in subject " + std::string(issuer) + " " + std::string(subject));
}

Result<SignedIn> sign_in_proven_now(store::Store& store, const identity::Provider& provider,
                                    const ProvenIdentity& proven, const std::string& code,
                                    const std::string& address, const identity::TokenBytes& bytes,
                                    Instant now) {
  Attempt attempt = attempt_from(store, address);
  if (auto fine = demand_unlocked(store, attempt, now); !fine) return fail(std::move(fine.error()));
  const auto link = store::link_of_subject(store.database(), proven.subject);
  const auto login = link ? usable_login(store, link->account) : std::nullopt;
  if (!login) return refuse(store, attempt, now, {ErrorCode::unknown_subject, {}, {}, {}, {}});
  attempt = attempt_of(store, login->account, {}, address);
  if (auto fine = demand_unlocked(store, attempt, now); !fine) return fail(std::move(fine.error()));
  if (!is_for(provider, *login))
    return fail(ErrorCode::not_permitted, "/provider", provider.name,
                "for " + provider.agency + " " + (provider.areas.empty() ? "" : provider.areas[0]));
  if (!proven.second_factor)
    if (auto fine = demand_second_factor(store, attempt, *login, code, now); !fine)
      return fail(std::move(fine.error()));
  store::forget_failures(store.database(), attempt.account_subject);
  return begin_session(store, attempt, *login, provider.name, bytes, now);
}

void note_provider_failure(store::Store& store, const std::string& address, Instant now) {
  note_failure(store, attempt_from(store, address), false, now);
}

std::string seal_ticket(store::Store& store, const SignInTicket& ticket, std::string_view nonce) {
  ledger::ByteWriter out;
  out.u8(kTicketVersion).bytes(ticket.provider).bytes(ticket.secrets.state);
  out.bytes(ticket.secrets.nonce).bytes(ticket.secrets.verifier);
  const ProvenIdentity proven = ticket.proven.value_or(ProvenIdentity());
  out.u8(ticket.proven ? 1 : 0).raw(bytes_of(proven.subject)).u8(proven.second_factor ? 1 : 0);
  out.zigzag(ticket.expires.micros);
  return identity::to_base64url(seal(store.key().wrapping(), nonce, kTicketContext, out.str()));
}

std::optional<SignInTicket> open_ticket(store::Store& reader, std::string_view text, Instant now) {
  const auto sealed = text.size() > kMaxTicket ? std::nullopt : identity::from_base64url(text);
  const auto plain =
      sealed ? unseal(reader.key().wrapping(), kTicketContext, *sealed) : std::nullopt;
  if (!plain) return std::nullopt;
  ledger::ByteReader in(*plain);
  if (in.u8() != kTicketVersion) in.fail();
  SignInTicket out;
  out.provider = in.bytes(ledger::kMaxName);
  out.secrets.state = in.bytes(ledger::kMaxName);
  out.secrets.nonce = in.bytes(ledger::kMaxName);
  out.secrets.verifier = in.bytes(ledger::kMaxName);
  const bool is_proven = in.u8() == 1;
  ProvenIdentity proven;
  std::ranges::transform(in.raw(proven.subject.size()), proven.subject.begin(),
                         [](char c) { return static_cast<std::uint8_t>(c); });
  proven.second_factor = in.u8() == 1;
  if (is_proven) out.proven = proven;
  out.expires = {in.zigzag()};
  if (!in.done() || out.expires <= now) return std::nullopt;
  return out;
}

}  // namespace yitong::verbs

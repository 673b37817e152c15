// Signing in by an identity provider (OpenID Connect, authorization code flow with PKCE):
//
//   POST /v1/provider-requests   { provider }      ->  where the browser goes; a ticket as cookie
//     … the provider sends the browser to /my/signed-in?code=…&state=…, whose page posts on …
//   POST /v1/provider-sessions   { code, state }   ->  a session, or second_factor_needed
//   POST /v1/provider-sessions   { second_factor } ->  a session
//
// Both of the first wait for the provider, so they run aside. The ticket binds the browser: without
// it nothing is asked of the provider.
#include <array>

#include "api/access.h"
#include "api/commit_of.h"
#include "api/handlers.h"
#include "api/session_reply.h"
#include "api/sign_in_bodies.h"
#include "identity/json_value.h"
#include "verbs/attempt.h"

namespace yitong::api {
namespace {

using identity::Provider;
using Providers = std::shared_ptr<const ProviderDesk>;
using verbs::ProvenIdentity;
using verbs::SignInTicket;

constexpr std::string_view kTicketCookie = "yitong_ticket";
constexpr std::size_t kSecretBytes = 32, kNonceBytes = 24;
constexpr std::int64_t kMicrosecondsASecond = 1'000'000;

struct TicketNonce {
  std::array<std::uint8_t, kNonceBytes> bytes{};
  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

std::string fresh_secret(const Door& door) {
  std::array<std::uint8_t, kSecretBytes> bytes{};
  door.random(bytes);
  return identity::to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void set_ticket(Response& response, std::string_view ticket, bool secure) {
  response.headers.emplace_back(
      "Set-Cookie",
      cookie_of(kTicketCookie, ticket, ticket.empty() ? 0 : verbs::kTicketSeconds, secure));
}

/// Asks the provider where to go.
class Departure final : public Aside {
 public:
  Departure(Providers desk, const Provider& provider, SignInTicket ticket, TicketNonce nonce,
            bool secure)
      : desk_(std::move(desk)),
        provider_(provider),
        ticket_(std::move(ticket)),
        nonce_(nonce),
        secure_(secure) {
    waits_for_others = true;
  }

  Done run(store::Store& reader, Instant now) override {
    const auto places = desk_->places(provider_, now);
    if (!places) return problem(places.error());
    std::string out;
    JsonWriter(out)
        .begin_object()
        .key("url")
        .string(identity::authorization_address(provider_, *places, ticket_.secrets, desk_->back))
        .end_object();
    Response response = replied(std::move(out), false);
    set_ticket(response, seal_ticket(reader, ticket_, nonce_.text()), secure_);
    return response;
  }

 private:
  const Providers desk_;
  const Provider& provider_;  // the desk's
  const SignInTicket ticket_;
  const TicketNonce nonce_;
  const bool secure_;
};

/// What the decision in the commit queue needs, whoever asks for it.
struct Arrival {
  Providers desk;
  const Provider* provider = nullptr;
  std::string address, code;
  identity::TokenBytes bytes{};
  TicketNonce nonce;
  Welcome by;
};

/// Where our second factor is still missing, the ticket says from then on who was proven.
Response ask_second_factor(const Arrival& at, store::Store& store, const ProvenIdentity& proven,
                           const Errors& errors, Instant now) {
  Response response = problem(errors);
  const Instant expires{now.micros + verbs::kTicketSeconds * kMicrosecondsASecond};
  const SignInTicket ticket{at.provider->name, {}, proven, expires};
  set_ticket(response, seal_ticket(store, ticket, at.nonce.text()), at.by.secure_cookies);
  return response;
}

std::unique_ptr<Commit> decide_arrival(Arrival at, Result<ProvenIdentity> proven, Error unlinked) {
  const auto decide = [at = std::move(at), proven = std::move(proven),
                       unlinked = std::move(unlinked)](store::Store& store,
                                                       Instant now) -> Result<Response> {
    if (!proven) {
      verbs::note_provider_failure(store, at.address, now);
      return fail(proven.error());
    }
    const auto signed_in =
        verbs::sign_in_proven_now(store, *at.provider, *proven, at.code, at.address, at.bytes, now);
    if (!signed_in) {
      const ErrorCode code = signed_in.error().front().code;
      if (code == ErrorCode::second_factor_needed)
        return ask_second_factor(at, store, *proven, signed_in.error(), now);
      if (code == ErrorCode::unknown_subject) return fail(unlinked);
      return fail(signed_in.error());
    }
    Response response = welcomed(at.by, store, *signed_in, now);
    set_ticket(response, {}, at.by.secure_cookies);
    return response;
  };
  return std::make_unique<CommitCall<std::remove_const_t<decltype(decide)>>>(decide);
}

/// Asks the provider who came back.
class Return final : public Aside {
 public:
  Return(Arrival at, SignInTicket ticket, ProviderReturn returned)
      : at_(std::move(at)), ticket_(std::move(ticket)), returned_(std::move(returned)) {
    waits_for_others = true;
  }

  Done run(store::Store& reader, Instant now) override {
    const auto token = proven_token(now);
    if (!token && token.error().front().code == ErrorCode::provider_unreachable)
      return problem(token.error());
    Error unlinked{ErrorCode::unknown_subject, "/id_token/sub", {}, at_.provider->issuer, {}};
    if (!token) return decide_arrival(std::move(at_), fail(token.error()), std::move(unlinked));
    unlinked.found = token->subject;
    const ProvenIdentity proven{verbs::subject_digest(reader, at_.provider->issuer, token->subject),
                                identity::stands_for_second_factor(*at_.provider, *token)};
    return decide_arrival(std::move(at_), proven, std::move(unlinked));
  }

 private:
  Result<identity::IdToken> proven_token(Instant now) const {
    const ProviderDesk& desk = *at_.desk;
    const Provider& provider = *at_.provider;
    if (returned_.state != ticket_.secrets.state) return fail(ErrorCode::wrong_state, "/state");
    if (!returned_.issuer.empty() && returned_.issuer != provider.issuer)
      return fail(ErrorCode::wrong_issuer, "/issuer", excerpt(returned_.issuer), provider.issuer);
    if (!returned_.error.empty())
      return fail(ErrorCode::provider_refused, "/error", excerpt(returned_.error));
    const auto places = desk.places(provider, now);
    if (!places) return fail(places.error());
    const auto reply =
        desk.exchange(provider, *places,
                      identity::token_request(returned_.code, ticket_.secrets.verifier, desk.back));
    if (!reply) return fail(reply.error());
    const auto token = identity::id_token_in(*reply);
    if (!token) return fail(token.error());
    const auto key = identity::signing_key_of(*token);
    if (!key) return fail(key.error());
    const auto keys = desk.keys(provider, *places, *key, now);
    if (!keys) return fail(keys.error());
    return identity::check_id_token(*token, *keys,
                                    {provider.issuer, provider.client, ticket_.secrets.nonce}, now);
  }

  Arrival at_;
  const SignInTicket ticket_;
  const ProviderReturn returned_;
};

Response unknown_provider(std::string_view name) {
  return problem(Error{ErrorCode::unknown_provider, "/provider", std::string(name), {}, {}});
}

std::optional<Response> from_elsewhere(const Call& call) {
  if (made_by_us(call.request)) return std::nullopt;
  return problem(Error{ErrorCode::cross_site, {}, {}, "X-Yitong: 1", {}});
}

}  // namespace

Answer list_providers(Call& call) {
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("providers").begin_array();
  if (call.deps.providers)
    for (const Provider& each : call.deps.providers->providers) {
      json.begin_object().key("name").string(each.name);
      json.key("label").text(each.label_zh, each.label_en).end_object();
    }
  json.end_array().end_object();
  return response;
}

Answer post_provider_request(Call& call) {
  FaultList faults;
  const std::string name = read_provider_request(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = from_elsewhere(call)) return std::move(*refused);
  const Providers& desk = call.deps.providers;
  const Provider* provider = desk ? desk->find(name) : nullptr;
  if (provider == nullptr) return unknown_provider(name);
  const Door& door = call.deps.door;
  TicketNonce nonce;
  door.random(nonce.bytes);
  SignInTicket ticket{name,
                      {fresh_secret(door), fresh_secret(door), fresh_secret(door)},
                      {},
                      {call.now.micros + verbs::kTicketSeconds * kMicrosecondsASecond}};
  return std::make_unique<Departure>(desk, *provider, std::move(ticket), nonce,
                                     door.secure_cookies);
}

Answer post_provider_session(Call& call) {
  FaultList faults;
  ProviderReturn returned = read_provider_return(call.bench.parser, call.request.body, faults);
  if (!faults.empty()) return problem(faults);
  if (auto refused = from_elsewhere(call)) return std::move(*refused);
  auto ticket = verbs::open_ticket(
      *call.bench.reader, identity::cookie_value(call.request.header("Cookie"), kTicketCookie),
      call.now);
  const bool second = !returned.second_factor.empty();
  if (!ticket || ticket->proven.has_value() != second)
    return problem(Error{ErrorCode::wrong_state, "/state", {}, {}, {}});
  const auto attempt = verbs::attempt_from(*call.bench.reader, std::string(call.request.address));
  if (auto fine = verbs::demand_unlocked(*call.bench.reader, attempt, call.now); !fine)
    return problem(fine.error());
  Arrival at;
  at.desk = call.deps.providers;
  at.provider = at.desk ? at.desk->find(ticket->provider) : nullptr;
  if (at.provider == nullptr) return unknown_provider(ticket->provider);
  at.address = call.request.address, at.code = returned.second_factor;
  call.deps.door.random(at.bytes);
  call.deps.door.random(at.nonce.bytes);
  at.by = welcome_of(call.deps);
  if (second)
    return decide_arrival(std::move(at), *ticket->proven,
                          {ErrorCode::unknown_subject, {}, {}, {}, {}});
  return std::make_unique<Return>(std::move(at), std::move(*ticket), std::move(returned));
}

}  // namespace yitong::api

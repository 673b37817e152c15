#include "identity/id_token.h"

#include <algorithm>
#include <optional>

#include "identity/json_value.h"

namespace yitong::identity {
namespace {

constexpr std::int64_t kMicrosecondsASecond = 1'000'000;
constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31
constexpr std::size_t kMaxShown = 64;

std::unexpected<Errors> refused(ErrorCode code, std::string_view claim, std::string found,
                                std::string rule) {
  found.resize(std::min(found.size(), kMaxShown));
  return fail(code, "/id_token/" + std::string(claim), std::move(found), std::move(rule));
}
std::unexpected<Errors> malformed(std::string rule) {
  return fail(ErrorCode::bad_id_token, "/id_token", {}, std::move(rule));
}

struct Parts {
  JsonTree head, claims;
  std::string_view is_signed;
  std::string signature;
};

std::optional<JsonTree> object_in(std::string_view part) {
  const auto bytes = from_base64url(part);
  auto tree = bytes ? parse_tree(*bytes) : std::nullopt;
  if (!tree || tree->type != JsonTree::Type::object) return std::nullopt;
  return tree;
}

Result<Parts> parts_of(std::string_view token) {
  if (token.empty() || token.size() > kMaxIdToken) return malformed("1 to 16384 bytes");
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return malformed("head.claims.signature");
  auto head = object_in(token.substr(0, first));
  auto claims = object_in(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!head || !claims || !signature) return malformed("base64url of JSON objects");
  return Parts{std::move(*head), std::move(*claims), token.substr(0, second),
               std::move(*signature)};
}

Result<void> check_signature(const Parts& parts, std::span<const ProviderKey> keys) {
  const std::string name = parts.head.string("alg").value_or("none");
  const auto algorithm = parse_token_algorithm(name);
  if (!algorithm)
    return refused(ErrorCode::bad_id_token, "alg", name, "RS256, PS256, ES256, EdDSA");
  if (parts.head.find("crit") != nullptr)
    return refused(ErrorCode::bad_id_token, "crit", {}, "no extension that must be understood");
  const std::string id = parts.head.string("kid").value_or(std::string());
  std::vector<const ProviderKey*> candidates;
  for (const ProviderKey& key : keys)
    if (key.fits(*algorithm) && (id.empty() || key.id() == id)) candidates.push_back(&key);
  // Without a name only a single key can be meant.
  if (candidates.empty() || (id.empty() && candidates.size() > 1))
    return refused(ErrorCode::unknown_signing_key, "kid", id, "a key of the provider for " + name);
  const bool fits = std::ranges::any_of(candidates, [&](const ProviderKey* key) {
    return key->verifies(*algorithm, parts.is_signed, parts.signature);
  });
  if (!fits) return refused(ErrorCode::bad_id_token, "signature", {}, "by the provider's key");
  return {};
}

Result<void> check_audience(const JsonTree& claims, const std::string& client) {
  const auto audience = claims.strings("aud");
  const std::string rule = "for " + client;
  if (!audience || std::ranges::find(*audience, client) == audience->end())
    return refused(ErrorCode::wrong_audience, "aud",
                   audience && !audience->empty() ? audience->front() : std::string(), rule);
  const auto party = claims.string("azp");
  if ((audience->size() > 1 && !party) || (party && *party != client) ||
      (!party && claims.find("azp") != nullptr))
    return refused(ErrorCode::wrong_audience, "azp", party.value_or(std::string()), rule);
  return {};
}

/// Seconds since 1970; nothing for what no clock shows.
std::optional<std::int64_t> second_of(const JsonTree& claims, std::string_view claim) {
  const auto second = claims.number(claim);
  return second && *second >= 0 && *second <= kLastSecond ? second : std::nullopt;
}

Result<void> check_times(const JsonTree& claims, Instant now) {
  const std::int64_t second = now.micros / kMicrosecondsASecond;
  const auto expires = second_of(claims, "exp"), issued = second_of(claims, "iat");
  const auto late = [](std::string_view claim, std::optional<std::int64_t> at, std::string rule) {
    return refused(ErrorCode::id_token_expired, claim, at ? std::to_string(*at) : "",
                   std::move(rule));
  };
  const std::string at = std::to_string(second) + ", 60 s off at most";
  if (!expires || *expires + kClockSkewSeconds <= second)
    return late("exp", expires, "after " + at);
  if (!issued || *issued - kClockSkewSeconds > second) return late("iat", issued, "before " + at);
  if (claims.find("nbf") == nullptr) return {};
  const auto begins = second_of(claims, "nbf");
  if (!begins || *begins - kClockSkewSeconds > second) return late("nbf", begins, "before " + at);
  return {};
}

}  // namespace

Result<std::string> signing_key_of(std::string_view token) {
  const auto parts = parts_of(token);
  if (!parts) return fail(parts.error());
  return parts->head.string("kid").value_or(std::string());
}

Result<IdToken> check_id_token(std::string_view token, std::span<const ProviderKey> keys,
                               const IdTokenWanted& wanted, Instant now) {
  const auto parts = parts_of(token);
  if (!parts) return fail(parts.error());
  const JsonTree& claims = parts->claims;
  if (auto fine = check_signature(*parts, keys); !fine) return fail(std::move(fine.error()));
  const std::string issuer = claims.string("iss").value_or(std::string());
  if (issuer != wanted.issuer)
    return refused(ErrorCode::wrong_issuer, "iss", issuer, wanted.issuer);
  if (auto fine = check_audience(claims, wanted.client); !fine)
    return fail(std::move(fine.error()));
  if (auto fine = check_times(claims, now); !fine) return fail(std::move(fine.error()));
  const auto nonce = claims.string("nonce");
  if (!nonce || wanted.nonce.empty() || *nonce != wanted.nonce)
    return refused(ErrorCode::wrong_nonce, "nonce", {}, "the one that this sign-in began with");
  const auto subject = claims.string("sub");
  if (!subject || subject->empty() || subject->size() > kMaxSubject)
    return refused(ErrorCode::bad_id_token, "sub", {}, "1 to 255 bytes");
  return IdToken{*subject, claims.strings("amr").value_or(std::vector<std::string>()),
                 claims.string("acr").value_or(std::string())};
}

}  // namespace yitong::identity

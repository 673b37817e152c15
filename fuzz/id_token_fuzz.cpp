// What identity providers send: tokens, key sets, discovery documents. A token by nobody's key is
// never taken.
#include "base/check.h"
#include "identity/id_token.h"
#include "identity/json_value.h"
#include "identity/provider.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace yitong;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto keys = identity::parse_key_set(text);
  const Instant now{1'800'000'000'000'000};
  const auto token =
      identity::check_id_token(text, keys ? *keys : std::vector<identity::ProviderKey>(),
                               {"https://id.example", "yitong", "n"}, now);
  YT_CHECK(!token && !token.error().empty());
  (void)identity::signing_key_of(text);
  (void)identity::id_token_in(text);
  identity::Provider provider;
  provider.issuer = "https://id.example";
  (void)identity::parse_places(text, provider);
  (void)identity::parse_providers(text);
  if (const auto bytes = identity::from_base64url(text))
    YT_CHECK(identity::to_base64url(*bytes) == text);
  return 0;
}

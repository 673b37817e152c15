#include "server/provider_desk.h"

#include <curl/curl.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "identity/json_value.h"

namespace yitong::server {
namespace {

using identity::Provider;
using identity::ProviderKey;
using identity::ProviderPlaces;

constexpr long kConnectMilliseconds = 2'000, kFetchMilliseconds = 3'000;
constexpr std::int64_t kProviderSecond = 1'000'000;
constexpr std::int64_t kPlacesSeconds = 3'600, kKeysSeconds = 600;
/// Between two askings for a key that the provider does not have.
constexpr std::int64_t kUnknownKeySeconds = 60;
constexpr std::size_t kMaxSecretFile = 4'096, kMaxProviderFile = 64 << 10;

struct CurlFree {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* to) {
  auto& out = *static_cast<std::string*>(to);
  if (out.size() + size * count > identity::kMaxDocumentBytes) return 0;  // which ends the transfer
  out.append(bytes, size * count);
  return size * count;
}

std::unexpected<Errors> unreachable(const std::string& address, std::string why) {
  return fail(ErrorCode::provider_unreachable, address, std::move(why));
}

/// What is asked of a provider. Without a form it is a GET.
struct Asking {
  std::string address;
  const std::string* form = nullptr;
  std::string credentials;
};
struct Said {
  long status = 0;
  std::string body;
};

Result<Said> fetch(const Asking& asking) {
  const std::unique_ptr<CURL, CurlFree> curl(curl_easy_init());
  const std::unique_ptr<curl_slist, CurlFree> headers(
      curl_slist_append(nullptr, "Accept: application/json"));
  if (!curl || !headers) return unreachable(asking.address, "no memory");
  Said out;
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_URL, asking.address.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");  // http on loopback alone: is_allowed_address()
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  set(CURLOPT_CONNECTTIMEOUT_MS, kConnectMilliseconds);
  set(CURLOPT_TIMEOUT_MS, kFetchMilliseconds);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_WRITEFUNCTION, take_bytes);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&out.body));
  if (asking.form != nullptr) {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(asking.form->size()));
    set(CURLOPT_POSTFIELDS, asking.form->c_str());
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERPWD, asking.credentials.c_str());
  }
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return unreachable(asking.address, curl_easy_strerror(code));
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &out.status);
  return out;
}

Result<std::string> fetch_document(const std::string& address) {
  auto said = fetch({address, nullptr, {}});
  if (!said) return fail(std::move(said.error()));
  if (said->status != 200) return unreachable(address, "status " + std::to_string(said->status));
  return std::move(said->body);
}

class CurlProviderDesk final : public api::ProviderDesk {
 public:
  Result<ProviderPlaces> places(const Provider& provider, Instant now) const override {
    {
      const std::scoped_lock lock(mutex_);
      const Known& known = known_[provider.name];
      if (known.places && now.micros < known.places_until) return *known.places;
    }
    const auto text = fetch_document(identity::discovery_address(provider));
    if (!text) return fail(text.error());
    auto places = identity::parse_places(*text, provider);
    if (!places) return places;
    const std::scoped_lock lock(mutex_);
    Known& known = known_[provider.name];
    known.places = *places, known.places_until = now.micros + kPlacesSeconds * kProviderSecond;
    return places;
  }

  Result<std::string> exchange(const Provider& provider, const ProviderPlaces& places,
                               const std::string& form) const override {
    auto said = fetch({places.token, &form, identity::client_credentials(provider)});
    if (!said) return fail(std::move(said.error()));
    // A refusal is JSON, too, and says why (RFC 6749, 5.2).
    const bool readable = said->status == 200 || said->status == 400 || said->status == 401;
    if (!readable) return unreachable(places.token, "status " + std::to_string(said->status));
    return std::move(said->body);
  }

  Result<std::vector<ProviderKey>> keys(const Provider& provider, const ProviderPlaces& places,
                                        std::string_view key, Instant now) const override {
    {
      const std::scoped_lock lock(mutex_);
      Known& known = known_[provider.name];
      const bool fresh = known.keys && now.micros < known.keys_until;
      const bool has = key.empty() || (known.keys && has_key(*known.keys, key));
      if (fresh && (has || now.micros < known.ask_again)) return *known.keys;
      if (fresh) known.ask_again = now.micros + kUnknownKeySeconds * kProviderSecond;
    }
    const auto text = fetch_document(places.keys);
    if (!text) return fail(text.error());
    auto keys = identity::parse_key_set(*text);
    if (!keys) return keys;
    const std::scoped_lock lock(mutex_);
    Known& known = known_[provider.name];
    known.keys = *keys, known.keys_until = now.micros + kKeysSeconds * kProviderSecond;
    return keys;
  }

  std::string sign_out_address(const Provider& provider) const override {
    const std::scoped_lock lock(mutex_);
    const Known& known = known_[provider.name];
    return known.places ? identity::sign_out_address(provider, *known.places, home) : std::string();
  }

 private:
  struct Known {
    std::optional<ProviderPlaces> places;
    std::optional<std::vector<ProviderKey>> keys;
    std::int64_t places_until = 0, keys_until = 0, ask_again = 0;
  };
  static bool has_key(const std::vector<ProviderKey>& keys, std::string_view id) {
    for (const ProviderKey& each : keys)
      if (each.id() == id) return true;
    return false;
  }

  mutable std::mutex mutex_;
  mutable std::map<std::string, Known> known_;
};

Result<std::string> read_small(const std::filesystem::path& path, std::size_t most) {
  std::ifstream in(path, std::ios::binary);
  std::string out(most + 1, '\0');
  if (!in) return fail(ErrorCode::io_failed, path.string());
  in.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(in.gcount()));
  if (out.size() > most)
    return fail(ErrorCode::bad_value, path.string(), "a longer file",
                "at most " + std::to_string(most) + " bytes");
  return out;
}

Result<void> read_secrets(std::vector<Provider>& providers, const std::filesystem::path& folder) {
  Errors errors;
  for (Provider& each : providers) {
    const std::filesystem::path path = folder / each.secret_file;
    auto secret = read_small(path, kMaxSecretFile);
    if (secret)
      while (!secret->empty() && (secret->back() == '\n' || secret->back() == '\r'))
        secret->pop_back();
    if (!secret)
      errors.push_back(secret.error().front());
    else if (secret->empty())
      errors.push_back({ErrorCode::bad_value, path.string(), "nothing", "a client secret", {}});
    else
      each.secret = std::move(*secret);
  }
  if (!errors.empty()) return fail(std::move(errors));
  return {};
}

}  // namespace

Result<std::shared_ptr<const api::ProviderDesk>> open_providers(const std::string& path,
                                                                const std::string& address) {
  if (!identity::is_allowed_address(address) || address.ends_with('/'))
    return fail(ErrorCode::bad_value, "--public-address", address,
                "with --oidc: https://…, or http:// on loopback, no slash at the end");
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) return fail(ErrorCode::io_failed, "libcurl");
  const auto text = read_small(path, kMaxProviderFile);
  if (!text) return fail(text.error());
  auto providers = identity::parse_providers(*text);
  if (!providers) {
    for (Error& each : providers.error()) each.path = path + each.path;
    return fail(std::move(providers.error()));
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (auto fine = read_secrets(*providers, folder); !fine) return fail(std::move(fine.error()));
  auto desk = std::make_shared<CurlProviderDesk>();
  desk->providers = std::move(*providers);
  desk->back = address + "/my/signed-in", desk->home = address + "/my";
  return desk;
}

}  // namespace yitong::server

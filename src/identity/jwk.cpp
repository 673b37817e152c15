#include "identity/jwk.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "identity/json_value.h"

namespace yitong::identity {
namespace {

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* what) const {
    Free(what);
  }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeBy<EVP_MD_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, FreeBy<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, FreeBy<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, FreeBy<BN_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, FreeBy<ECDSA_SIG_free>>;

constexpr int kMinRsaBits = 2048, kMaxRsaBits = 8192;
constexpr std::size_t kFieldBytes = 32;  // of P-256 and of Ed25519

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

KeyHandle built(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return KeyHandle(key);
}

std::string bytes_in(const JsonTree& key, std::string_view name) {
  const auto text = key.string(name);
  return text ? from_base64url(*text).value_or(std::string()) : std::string();
}

KeyHandle rsa_key(const JsonTree& key) {
  const std::string modulus = bytes_in(key, "n"), exponent = bytes_in(key, "e");
  if (modulus.empty() || exponent.empty() || modulus.size() > kMaxRsaBits / 8 ||
      exponent.size() > 8)
    return nullptr;
  const Number n = number_of(modulus), e = number_of(exponent);
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || BN_num_bits(n.get()) < kMinRsaBits || !BN_is_odd(e.get()) || BN_is_one(e.get()) ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return built("RSA", builder.get());
}

KeyHandle p256_key(const JsonTree& key) {
  const std::string x = bytes_in(key, "x"), y = bytes_in(key, "y");
  if (x.size() != kFieldBytes || y.size() != kFieldBytes) return nullptr;
  const std::string point = '\x04' + x + y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  KeyHandle out = built("EC", builder.get());
  const KeyContext context(out ? EVP_PKEY_CTX_new(out.get(), nullptr) : nullptr);
  return context && EVP_PKEY_public_check(context.get()) == 1 ? std::move(out) : nullptr;
}

KeyHandle ed25519_key(const JsonTree& key) {
  const std::string x = bytes_in(key, "x");
  if (x.size() != kFieldBytes) return nullptr;
  return KeyHandle(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(x), x.size()));
}

/// r and s, as tokens have them, in the form that the library knows.
std::string der_of(std::string_view signature) {
  if (signature.size() != 2 * kFieldBytes) return {};
  const EcSignature pair(ECDSA_SIG_new());
  Number r = number_of(signature.substr(0, kFieldBytes)), s = number_of(signature.substr(32));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release()), static_cast<void>(s.release());  // the pair owns them
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &bytes);
  std::string out(reinterpret_cast<const char*>(bytes),
                  size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(bytes);
  return out;
}

struct Read {
  ProviderKey::Kind kind;
  KeyHandle key;
};
Read read_key(const JsonTree& tree) {
  const std::string type = tree.string("kty").value_or(""), curve = tree.string("crv").value_or("");
  if (type == "RSA") return {ProviderKey::Kind::rsa, rsa_key(tree)};
  if (type == "EC" && curve == "P-256") return {ProviderKey::Kind::p256, p256_key(tree)};
  if (type == "OKP" && curve == "Ed25519") return {ProviderKey::Kind::ed25519, ed25519_key(tree)};
  return {ProviderKey::Kind::rsa, nullptr};
}

}  // namespace

struct ProviderKey::Opened {
  KeyHandle key;
};

std::optional<TokenAlgorithm> parse_token_algorithm(std::string_view name) {
  if (name == "RS256") return TokenAlgorithm::rs256;
  if (name == "PS256") return TokenAlgorithm::ps256;
  if (name == "ES256") return TokenAlgorithm::es256;
  if (name == "EdDSA") return TokenAlgorithm::eddsa;
  return std::nullopt;
}

ProviderKey::ProviderKey(std::string id, Kind kind, std::optional<TokenAlgorithm> only,
                         std::shared_ptr<const Opened> opened)
    : id_(std::move(id)), kind_(kind), only_(only), opened_(std::move(opened)) {}

bool ProviderKey::fits(TokenAlgorithm algorithm) const {
  if (only_ && *only_ != algorithm) return false;
  switch (algorithm) {
    case TokenAlgorithm::rs256:
    case TokenAlgorithm::ps256: return kind_ == Kind::rsa;
    case TokenAlgorithm::es256: return kind_ == Kind::p256;
    case TokenAlgorithm::eddsa: return kind_ == Kind::ed25519;
  }
  return false;
}

bool ProviderKey::verifies(TokenAlgorithm algorithm, std::string_view bytes,
                           std::string_view signature) const {
  if (!fits(algorithm)) return false;
  const bool hashed = algorithm != TokenAlgorithm::eddsa;
  const std::string der = algorithm == TokenAlgorithm::es256 ? der_of(signature) : std::string();
  if (algorithm == TokenAlgorithm::es256) signature = der;
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* how = nullptr;
  if (signature.empty() || !context ||
      EVP_DigestVerifyInit(context.get(), &how, hashed ? EVP_sha256() : nullptr, nullptr,
                           opened_->key.get()) != 1)
    return false;
  if (algorithm == TokenAlgorithm::ps256 &&
      (EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes),
                          bytes.size()) == 1;
}

Result<std::vector<ProviderKey>> parse_key_set(std::string_view text) {
  const auto tree = parse_tree(text);
  const JsonTree* list = tree ? tree->find("keys") : nullptr;
  if (list == nullptr || list->type != JsonTree::Type::array ||
      list->elements.size() > kMaxProviderKeys)
    return fail(ErrorCode::bad_id_token, "jwks", {}, "a key set of at most 64 keys");
  std::vector<ProviderKey> out;
  for (const JsonTree& each : list->elements) {
    const auto use = each.string("use"), algorithm = each.string("alg");
    const auto only = algorithm ? parse_token_algorithm(*algorithm) : std::nullopt;
    if ((use && *use != "sig") || (algorithm && !only)) continue;
    auto [kind, key] = read_key(each);
    if (!key) continue;
    out.emplace_back(each.string("kid").value_or(std::string()), kind, only,
                     std::make_shared<const ProviderKey::Opened>(std::move(key)));
  }
  return out;
}

}  // namespace yitong::identity

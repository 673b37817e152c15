#include "base/crypto.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/check.h"

namespace yitong {
namespace {

const EVP_MD* sm3_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SM3", nullptr);
  YT_CHECK(algorithm != nullptr);
  return algorithm;
}

struct DigestContext {
  EVP_MD_CTX* const raw = EVP_MD_CTX_new();
  ~DigestContext() { EVP_MD_CTX_free(raw); }
};

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

}  // namespace

Digest sm3(std::string_view a, std::string_view b) {
  thread_local DigestContext context;
  Digest out{};
  YT_CHECK(EVP_DigestInit_ex2(context.raw, sm3_algorithm(), nullptr) == 1);
  YT_CHECK(EVP_DigestUpdate(context.raw, a.data(), a.size()) == 1);
  YT_CHECK(EVP_DigestUpdate(context.raw, b.data(), b.size()) == 1);
  YT_CHECK(EVP_DigestFinal_ex(context.raw, out.data(), nullptr) == 1);
  return out;
}

Digest sm3(std::string_view bytes) { return sm3(bytes, {}); }

Digest hmac_sm3(std::string_view key, std::string_view bytes) {
  Digest out{};
  unsigned length = 0;
  YT_CHECK(HMAC(sm3_algorithm(), key.data(), static_cast<int>(key.size()), data(bytes),
                bytes.size(), out.data(), &length) != nullptr);
  YT_CHECK(length == out.size());
  return out;
}

std::string seal(std::string_view key, std::string_view nonce, std::string_view context,
                 std::string_view plain) {
  YT_CHECK(key.size() == kKey && nonce.size() == kNonce);
  std::string out(nonce);
  out.resize(kNonce + plain.size() + kTag);
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(out.data()) + kNonce,
                                             &length, data(plain), plain.size(), data(context),
                                             context.size(), nullptr, data(nonce), data(key));
  return out;
}

std::optional<std::string> unseal(std::string_view key, std::string_view context,
                                  std::string_view sealed) {
  if (key.size() != kKey || sealed.size() < kNonce + kTag) return std::nullopt;
  std::string out(sealed.size() - kNonce - kTag, '\0');
  unsigned long long length = 0;
  const int status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(out.data()), &length, nullptr, data(sealed) + kNonce,
      sealed.size() - kNonce, data(context), context.size(), data(sealed), data(key));
  if (status != 0) return std::nullopt;
  return out;
}

}  // namespace yitong

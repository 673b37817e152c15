#include "base/crypto.h"

#include <gcrypt.h>
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

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// Of the libraries at hand it has the fastest SM3, and it is used for nothing else: it needs no
/// memory for keys.
bool begin_gcrypt() {
  if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) return true;
  if (gcry_check_version(GCRYPT_VERSION) == nullptr) return false;
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
  return true;
}

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKey = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

}  // namespace

Digest sm3(std::string_view a, std::string_view b) {
  static const bool ready = begin_gcrypt();
  YT_CHECK(ready);
  gcry_buffer_t parts[2]{};
  parts[0].data = const_cast<char*>(a.data()), parts[0].len = a.size();
  parts[1].data = const_cast<char*>(b.data()), parts[1].len = b.size();
  Digest out{};
  YT_CHECK(gcry_md_hash_buffers(GCRY_MD_SM3, 0, out.data(), parts, b.empty() ? 1 : 2) == 0);
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

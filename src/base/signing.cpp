#include "base/signing.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/file.h"

namespace yitong {
namespace {

struct FreePkey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Pkey = std::unique_ptr<EVP_PKEY, FreePkey>;
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::io_failed, path, std::strerror(errno));
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace

struct SigningKey::Key {
  Pkey key;
};
struct VerifyingKey::Key {
  Pkey key;
};

SigningKey::SigningKey(std::unique_ptr<Key> key) : key_(std::move(key)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;
VerifyingKey::VerifyingKey(std::unique_ptr<Key> key) : key_(std::move(key)) {}
VerifyingKey::VerifyingKey(VerifyingKey&&) noexcept = default;
VerifyingKey& VerifyingKey::operator=(VerifyingKey&&) noexcept = default;
VerifyingKey::~VerifyingKey() = default;

Result<SigningKey> SigningKey::create(const std::string& path) {
  Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2"));
  const Bio secret(BIO_new(BIO_s_mem()));
  if (!key || !secret ||
      PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return fail(ErrorCode::io_failed, path, "no key could be made");
  if (auto written = create_file(path, text_of(secret.get()), 0600); !written)
    return fail(std::move(written.error()));
  SigningKey made(std::make_unique<Key>(Key{std::move(key)}));
  if (auto published = made.publish(path + ".pub"); !published)
    return fail(std::move(published.error()));
  return made;
}

Result<void> SigningKey::publish(const std::string& path) const {
  const Bio open(BIO_new(BIO_s_mem()));
  if (!open || PEM_write_bio_PUBKEY(open.get(), key_->key.get()) != 1)
    return fail(ErrorCode::io_failed, path, "the library refuses the key");
  return create_file(path, text_of(open.get()), 0644);
}

Result<SigningKey> SigningKey::load(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return fail(text.error());
  const Bio bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Pkey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(ErrorCode::bad_value, path, "another form", "a private key in PEM");
  return SigningKey(std::make_unique<Key>(Key{std::move(key)}));
}

Result<std::string> SigningKey::sign(std::string_view bytes) const {
  const Context context(EVP_MD_CTX_new());
  std::size_t length = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sm3(), nullptr, key_->key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, unsigned_bytes(bytes), bytes.size()) != 1)
    return fail(ErrorCode::io_failed, "signature", "the library refuses the key");
  std::string out(length, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                     unsigned_bytes(bytes), bytes.size()) != 1)
    return fail(ErrorCode::io_failed, "signature", "the library refuses to sign");
  out.resize(length);
  return out;
}

Result<VerifyingKey> VerifyingKey::load(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return fail(text.error());
  const Bio bio(BIO_new_mem_buf(text->data(), static_cast<int>(text->size())));
  Pkey key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return fail(ErrorCode::bad_value, path, "another form", "a public key in PEM");
  return VerifyingKey(std::make_unique<Key>(Key{std::move(key)}));
}

bool VerifyingKey::verifies(std::string_view bytes, std::string_view signature) const {
  const Context context(EVP_MD_CTX_new());
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sm3(), nullptr, key_->key.get()) == 1 &&
         EVP_DigestVerify(context.get(), unsigned_bytes(signature), signature.size(),
                          unsigned_bytes(bytes), bytes.size()) == 1;
}

}  // namespace yitong

#include "server/credential_key.h"

#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace yitong::server {
namespace {

verbs::CredentialNonce fresh_nonce() {
  verbs::CredentialNonce out{};
  randombytes_buf(out.data(), out.size());
  return out;
}

/// Whoever was stopped between the two files of a key finds the public one missing.
Result<SigningKey> open_credential_key(const std::string& path) {
  namespace fs = std::filesystem;
  auto key = fs::exists(path) ? SigningKey::load(path) : SigningKey::create(path);
  if (!key || fs::exists(path + ".pub")) return key;
  if (auto published = key->publish(path + ".pub"); !published)
    return fail(std::move(published.error()));
  return key;
}

}  // namespace

Result<std::shared_ptr<const verbs::CredentialDesk>> open_credential_desk(
    const std::string& database, std::int64_t seconds) {
  if (sodium_init() < 0) return fail(ErrorCode::io_failed, "random source");
  const std::string path = database + ".credential-key";
  auto signing = open_credential_key(path);
  if (!signing) return fail(std::move(signing.error()));
  auto verifying = VerifyingKey::load(path + ".pub");
  if (!verifying) return fail(std::move(verifying.error()));
  std::ifstream in(path + ".pub", std::ios::binary);
  std::ostringstream pem;
  pem << in.rdbuf();
  return std::make_shared<const verbs::CredentialDesk>(
      verbs::CredentialDesk{std::move(*signing), std::move(*verifying),
                            verbs::credential_key_id(pem.str()), seconds, fresh_nonce});
}

}  // namespace yitong::server

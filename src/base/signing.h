// Signatures by SM2 over SM3 (GB/T 32918), with the private key in a file of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace yitong {

class SigningKey {
 public:
  /// Makes a key and its file (PEM, readable by its owner alone), and beside it the public key as
  /// path + ".pub". Refuses to overwrite. Errors: as create_file().
  static Result<SigningKey> create(const std::string& path);
  /// Errors: io_failed; bad_value for bytes that are no private key.
  static Result<SigningKey> load(const std::string& path);

  /// Makes the file of the public key. Refuses to overwrite. Errors: as create_file().
  Result<void> publish(const std::string& path) const;

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  /// DER, some 70 bytes; never twice the same. Errors: io_failed when the library refuses.
  Result<std::string> sign(std::string_view bytes) const;

 private:
  struct Key;
  explicit SigningKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

class VerifyingKey {
 public:
  /// A public key in PEM. Errors: io_failed, bad_value.
  static Result<VerifyingKey> load(const std::string& path);

  VerifyingKey(VerifyingKey&&) noexcept;
  VerifyingKey& operator=(VerifyingKey&&) noexcept;
  ~VerifyingKey();

  bool verifies(std::string_view bytes, std::string_view signature) const;

 private:
  struct Key;
  explicit VerifyingKey(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

}  // namespace yitong

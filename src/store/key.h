// The master key: 32 bytes in a file outside the database. It wraps each person's key and makes the
// blind indexes. Whoever has the database alone can read no personal data; whoever destroys a
// person's key has erased the person.
#pragma once

#include <span>
#include <string>

#include "base/crypto.h"
#include "base/error.h"
#include "base/sm3_lanes.h"

namespace yitong::store {

class MasterKey {
 public:
  /// 64 hex digits, white space after them allowed. Errors: bad_value.
  static Result<MasterKey> parse(std::string_view hex);
  /// Reads a file that only its owner may read. Errors: io_failed, bad_value.
  static Result<MasterKey> load(const std::string& path);
  /// Makes the file, readable by its owner alone, from 32 fresh random bytes; refuses to overwrite.
  /// Errors: as create_file().
  static Result<MasterKey> create(const std::string& path, std::string_view random32);

  /// Kept in the database, so that it is never opened with another key.
  Digest fingerprint() const;
  /// 32 bytes: the key that wraps persons' keys.
  std::string_view wrapping() const { return bytes_of(wrapping_); }
  /// The blind value of a resident id.
  Digest blind(std::string_view resident_id) const;
  /// Of many at once.
  void blind_each(std::span<const Hashed> resident_ids) const;
  /// Blind values stand in the journal, so their key outlives the master key that it was made of
  /// (store/rotate.h): that of `earlier` sealed under this one, and back.
  std::string reseal_blinding(const MasterKey& earlier, std::string_view nonce24) const;
  /// Errors: corrupt.
  Result<MasterKey> with_blinding(std::string_view sealed) const;
  /// Of what we printed, so that a paper can be known as ours.
  Digest of_print(std::string_view bytes) const;

 private:
  explicit MasterKey(std::string_view bytes);
  Digest wrapping_, blinding_, check_;
};

}  // namespace yitong::store

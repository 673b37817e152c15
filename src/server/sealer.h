// Seals the heads of all chains once a minute, and once more when it ends.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/ticker.h"
#include "store/seals.h"
#include "store/store.h"

namespace yitong::server {

class Sealer {
 public:
  /// Keeps `<database>.seals`; the key is `<database>.seal-key`, made when there is none. `failed`
  /// hears what went wrong; sealing goes on the next minute. Errors: as SigningKey.
  static Result<std::unique_ptr<Sealer>> start(store::Store reader, const std::string& database,
                                               std::function<void(const Error&)> failed);
  ~Sealer();

 private:
  Sealer(store::Store reader, std::string path, SigningKey key,
         std::function<void(const Error&)> failed);
  void seal();
  Result<void> append_seal();

  store::Store reader_;
  const std::string path_;
  const SigningKey key_;
  const std::function<void(const Error&)> failed_;
  Digest sealed_{};  ///< root of the last seal
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace yitong::server

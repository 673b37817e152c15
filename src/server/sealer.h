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
  using Outcome = std::function<void(const Result<void>&)>;

  /// Keeps `<database>.seals`; the key is `<database>.seal-key`, made when there is none: the seals
  /// of a lost key then get a number. `sealed`
  /// hears how each seal went; sealing goes on the next minute. Errors: as SigningKey; corrupt when
  /// the database lacks what the newest seal names.
  static Result<std::unique_ptr<Sealer>> start(store::Store reader, const std::string& database,
                                               Outcome sealed);
  ~Sealer();

 private:
  Sealer(store::Store reader, std::string path, SigningKey key, const store::SealFile& seals,
         Outcome sealed);
  Result<void> append_seal();

  store::Store reader_;
  const std::string path_;
  const SigningKey key_;
  const Outcome sealed_;
  std::size_t whole_ = 0;  ///< bytes of the file up to its last whole line
  Digest previous_{};      ///< what the next seal links to
  Digest root_{};          ///< of the last seal that this process wrote
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace yitong::server

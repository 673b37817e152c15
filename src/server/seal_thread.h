// Seals the heads of all chains once a minute, and once more when it stops.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/seals.h"
#include "store/store.h"

namespace yitong::server {

class SealThread {
 public:
  /// Keeps `<database>.seals`; the key is `<database>.seal-key`, made when there is none. `failed`
  /// hears what went wrong; sealing goes on the next minute. Errors: as SigningKey.
  static Result<std::unique_ptr<SealThread>> start(store::Store reader, const std::string& database,
                                                   std::function<void(const Error&)> failed);
  ~SealThread();
  SealThread(const SealThread&) = delete;
  SealThread& operator=(const SealThread&) = delete;

 private:
  SealThread(store::Store reader, std::string path, SigningKey key,
             std::function<void(const Error&)> failed);
  void run();
  Result<void> seal();

  store::Store reader_;
  const std::string path_;
  const SigningKey key_;
  const std::function<void(const Error&)> failed_;
  Digest sealed_{};  ///< root of the last seal
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace yitong::server

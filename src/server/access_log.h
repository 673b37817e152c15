// One JSON line a request, without anything that the client wrote.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/date.h"
#include "server/http_server.h"

namespace spdlog {
class logger;
}

namespace yitong::server {

class AccessLog {
 public:
  /// To standard output, or nowhere when `enabled` is false.
  explicit AccessLog(bool enabled);
  ~AccessLog();

  /// {"at":…,"event":"request","id":…,"method":…,"route":…,"status":…,"code":…,
  /// "micros":…,"in":…,"out":…}
  void request(const Exchange& exchange, Instant at);
  /// {"at":…,"event":event,"text":text}; `text` is ours, never a client's.
  void event(std::string_view event, std::string_view text, Instant at);
  void flush();

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace yitong::server

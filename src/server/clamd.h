// ClamAV's daemon, asked over its socket (INSTREAM, clamd(8)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace yitong::server {

class Clamd {
 public:
  /// "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310". Errors: bad_value.
  static Result<Clamd> parse(std::string_view address);
  /// Waits for the answer. Errors: infected_document (`found` is the name ClamAV gives),
  /// document_unchecked (it is not reachable, or does not scan it).
  Result<void> scan(std::string_view bytes) const;

 private:
  std::string path_;  ///< of a Unix socket
  std::string host_;
  std::uint16_t port_ = 0;
};

}  // namespace yitong::server

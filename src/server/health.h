// Whether a chore of the server goes well. Faults are told once, when they begin, change and end:
// whoever watches standard error sees a disk fill and empty, not a line a request.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.h"

namespace yitong::server {

/// Hears a sentence for the operator.
using Tell = std::function<void(const std::string& sentence)>;

class Health {
 public:
  /// `chore` begins the sentences, for instance "writing".
  Health(std::string chore, Tell tell) : chore_(std::move(chore)), tell_(std::move(tell)) {}

  /// From any thread.
  void note(const Result<void>& outcome);
  bool well() const { return code_.load() == kWell; }
  /// Of the fault, such as "disk_full"; empty when all is well.
  std::string_view code() const;

 private:
  static constexpr int kWell = -1;

  const std::string chore_;
  const Tell tell_;
  std::atomic<int> code_{kWell};
  std::mutex telling_;
};

}  // namespace yitong::server

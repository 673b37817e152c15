// All the faults of one request, with the place of each as a JSON pointer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace yitong::api {

/// Where in the body we are. Frames live on the stack of the reader; the pointer is rendered only
/// for a fault.
struct JsonPlace {
  const JsonPlace* parent = nullptr;
  std::string_view key;     ///< of an object's member
  std::int64_t index = -1;  ///< of an array's element, when not negative
  /// "/bill/lines/3/amount" (RFC 6901); "" for the whole body.
  std::string pointer() const;
};

/// Every fault is counted; the first kMaxListed are kept, so that a hostile body cannot make a
/// reply of any size.
class FaultList {
 public:
  static constexpr std::size_t kMaxListed = 1000;

  void add(Error error) {
    ++count_;
    if (listed_.size() < kMaxListed) listed_.push_back(std::move(error));
  }
  void add(ErrorCode code, const JsonPlace& place, std::string found = {}, std::string rule = {},
           std::string remedy = {}) {
    ++count_;
    if (listed_.size() < kMaxListed)
      listed_.push_back(
          {code, place.pointer(), std::move(found), std::move(rule), std::move(remedy)});
  }
  bool empty() const { return count_ == 0; }
  std::size_t count() const { return count_; }
  const Errors& listed() const { return listed_; }

 private:
  Errors listed_;
  std::size_t count_ = 0;
};

/// At most 64 bytes of `text`, cut between characters, with "…" where something is left out.
std::string excerpt(std::string_view text);

}  // namespace yitong::api

// What the handlers of documents need of the world around: where files lie, who looks into an
// upload, chance.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "documents/inspect.h"
#include "store/document_files.h"

namespace yitong::api {

/// Bytes of documents on their way to slow readers, of all requests together.
class OutgoingBytes {
 public:
  static constexpr std::size_t kMost = 256u << 20;
  /// The bytes, counted until the last owner lets go of them; null when there is no room.
  std::shared_ptr<const std::string> hold(std::string bytes) const;

 private:
  std::shared_ptr<std::atomic<std::size_t>> held_ = std::make_shared<std::atomic<std::size_t>>(0);
};

struct DocumentDesk {
  store::DocumentFolder folder;
  /// May take seconds. Errors: as documents::inspect(); document_unchecked.
  std::function<Result<documents::Inspected>(std::string_view, documents::Purpose)> inspect;
  /// Empty where no scanner is configured. Errors: infected_document, document_unchecked.
  std::function<Result<void>(std::string_view)> scan;
  std::function<void(std::span<std::uint8_t>)> random;
  OutgoingBytes outgoing = {};
};

}  // namespace yitong::api

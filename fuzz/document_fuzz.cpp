// Any bytes: looking into an upload ends, what it keeps is what it looked for, and what the
// inspector's process says is read without belief.
#include <cstdint>

#include "base/check.h"
#include "documents/inspect.h"
#include "documents/limits.h"
#include "documents/materials.h"
#include "documents/pdf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yitong;
  if (size > 64 << 10) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto inspected = documents::inspect(bytes);
  if (inspected && inspected->type == documents::KeptType::jpeg) {
    YT_CHECK(inspected->width <= documents::kKeptSide && inspected->height <= documents::kKeptSide);
    YT_CHECK(inspected->content.starts_with("\xFF\xD8\xFF"));
    YT_CHECK(documents::inspect(inspected->content).has_value());
  }
  const auto again = documents::decode_report(documents::encode_report(inspected));
  YT_CHECK(again.has_value() == inspected.has_value());
  const auto report = documents::decode_report(bytes);
  if (report) YT_CHECK(documents::encode_report(*report) == bytes);
  const auto pages = documents::check_pdf(bytes);
  if (pages) YT_CHECK(*pages >= 1 && *pages <= documents::kMaxPages);
  return 0;
}

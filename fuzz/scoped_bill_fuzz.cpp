// Any bytes as a scoped bill or a policy bundle: refused, or the same bill when written again.
#include "adjudication/scoped_bill.h"
#include "base/check.h"
#include "policy/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto bill = yitong::decode_scoped_bill(bytes)) {
    const std::string again = yitong::encode(*bill);
    YT_CHECK(*yitong::decode_scoped_bill(again) == *bill);
    if (bytes[4] == 2) YT_CHECK(again == bytes);  // older versions are written as the newest
  }
  if (size < 1 << 14) (void)yitong::unbundle(bytes);
  return 0;
}

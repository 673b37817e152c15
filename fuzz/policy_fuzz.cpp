// Any bytes as a policy text: parsed, compiled and shown without harm.
#include "policy/book.h"
#include "policy/show.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size > 1 << 16) return 0;
  const auto loaded = yitong::PlanBook::from_texts(
      {{"fuzz.toml", std::string(reinterpret_cast<const char*>(data), size)}});
  for (const auto& entry : loaded.book.entries()) {
    const yitong::Policy& policy = *entry.plans.exact->policy;
    yitong::render(yitong::show(policy), policy, true);
  }
  return 0;
}

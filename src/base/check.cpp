#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace yitong {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "check failed: %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace yitong

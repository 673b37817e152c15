#include "store/sqlite/dialect.h"

namespace yitong::store {

std::string sqlite_dialect(std::string_view text) {
  constexpr std::string_view kClustered = "-- clustered";
  std::string out(text);
  for (std::size_t at = out.find(kClustered); at != std::string::npos;
       at = out.find(kClustered, at))
    out.replace(at, kClustered.size(), "WITHOUT ROWID");
  return out;
}

}  // namespace yitong::store

#include "catalogue/code_index.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace yitong {

void CodeIndex::build(std::span<const CatalogueItem> items) {
  YT_CHECK(items.size() < kIndexMask);
  items_ = items;
  // At most half full: probes stay short, and the slots of 20,000 items are 256 KiB.
  slots_.assign(std::bit_ceil(std::max<std::size_t>(items.size() * 2, 16)), 0);
  mask_ = slots_.size() - 1;
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    if (items[i].code_length == 0) continue;
    const std::uint64_t hash = hash_of(items[i].code());
    std::size_t at = hash & mask_;
    while (slots_[at] != 0) at = (at + 1) & mask_;
    slots_[at] = tag_of(hash) | (i + 1);
  }
}

}  // namespace yitong

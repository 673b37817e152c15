// Codes to items: open addressing over 32-bit slots, so that the table of a national catalogue
// stays in the L2 cache and a look-up costs one further cache line, the item's own.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"

namespace yitong {

class CodeIndex {
 public:
  /// Indexes the items that have a code. The items must stay where they are. No two may share a
  /// code.
  void build(std::span<const CatalogueItem> items);

  const CatalogueItem* find(std::string_view code) const {
    if (code.empty() || code.size() > CatalogueItem::kMaxCode || slots_.empty()) return nullptr;
    const std::uint64_t hash = hash_of(code);
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const std::uint32_t slot = slots_[at];
      if (slot == 0) return nullptr;
      if ((slot & kTagMask) != tag) continue;
      const CatalogueItem& item = items_[(slot & kIndexMask) - 1];
      const bool has_size = item.code_length == code.size();
      if (has_size && is_same(item.code_bytes.data(), code.data(), code.size())) return &item;
    }
  }

 private:
  static constexpr std::uint32_t kIndexMask = 0x00FF'FFFF;  // index + 1; 0 is an empty slot
  static constexpr std::uint32_t kTagMask = 0xFF00'0000;    // eight more bits of the hash

  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 32) & kTagMask;
  }
  static std::uint64_t load(const char* at, std::size_t size = 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, size);
    return word;
  }
  /// Codes have at most 32 bytes, so four overlapping words cover one; cheaper than a call of
  /// memcmp.
  static bool is_same(const char* a, const char* b, std::size_t size) {
    if (size < 8) return load(a, size) == load(b, size);
    std::uint64_t differs = (load(a) ^ load(b)) | (load(a + size - 8) ^ load(b + size - 8));
    if (size > 16)
      differs |= (load(a + 8) ^ load(b + 8)) | (load(a + size - 16) ^ load(b + size - 16));
    return differs == 0;
  }
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  /// Words may overlap: with the length mixed in, every byte still counts.
  static std::uint64_t hash_of(std::string_view code) {
    constexpr std::uint64_t kA = 0x9E37'79B9'7F4A'7C15, kB = 0xD6E8'FEB8'6659'FD93,
                            kC = 0xA076'1D64'78BD'642F;
    const char* at = code.data();
    const std::size_t size = code.size();
    if (size < 8) return fold(load(at, size) ^ kA, size ^ kB);
    std::uint64_t hash = fold(load(at) ^ kA, load(at + size - 8) ^ kB ^ size);
    if (size > 16) hash = fold(hash ^ load(at + 8), load(at + size - 16) ^ kC);
    return hash;
  }

  std::span<const CatalogueItem> items_;
  std::vector<std::uint32_t> slots_;
  std::size_t mask_ = 0;
};

}  // namespace yitong

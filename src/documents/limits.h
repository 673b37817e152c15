// What an upload may be, and what is kept of it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yitong::documents {

inline constexpr std::size_t kMaxUploadBytes = 20u << 20;
inline constexpr std::int64_t kMaxPixels = 64'000'000;
inline constexpr int kMaxSide = 20'000;     ///< pixels
inline constexpr int kKeptSide = 3'000;     ///< pixels of the longest side of what is kept
inline constexpr int kThumbnailSide = 320;  ///< pixels
inline constexpr int kMaxPages = 200;
inline constexpr std::size_t kMaxPdfObjects = 200'000;
inline constexpr std::size_t kMaxThumbnailBytes = 256u << 10;

}  // namespace yitong::documents

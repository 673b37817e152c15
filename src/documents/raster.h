// A picture as rows of red, green, blue bytes, top to bottom.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.h"

namespace yitong::documents {

struct Raster {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  ///< 3 * width * height

  Raster() = default;
  Raster(int wide, int high)
      : width(wide), height(high), rgb(std::size_t{3} * std::size_t(wide) * std::size_t(high)) {}
  const std::uint8_t* at(int x, int y) const {
    return &rgb[3 * (std::size_t(y) * std::size_t(width) + std::size_t(x))];
  }
  std::uint8_t* at(int x, int y) {
    return &rgb[3 * (std::size_t(y) * std::size_t(width) + std::size_t(x))];
  }
};

/// Before anything is allocated for a picture. Errors: too_large, damaged_document.
Result<void> demand_fair_size(std::int64_t width, std::int64_t height);

/// Averages areas, so that the longest side has at most `side` pixels; smaller ones stay.
Raster shrunk(Raster raster, int side);

/// Turned and mirrored as Exif's orientation says: 1 to 8; others mean 1.
Raster upright(Raster raster, int orientation);

}  // namespace yitong::documents

#include "documents/raster.h"

#include <algorithm>
#include <numeric>

#include "documents/limits.h"

namespace yitong::documents {
namespace {

/// One side from `from` to `to` samples: sample i covers [i*to, (i+1)*to), cell j [j*from,
/// (j+1)*from) on a common scale, so that every weight is a whole number and they sum to `from`.
template <class Read, class Write>
void shrink_line(int from, int to, Read read, Write write) {
  std::int64_t sample = 0;
  for (std::int64_t cell = 0; cell < to; ++cell) {
    const std::int64_t begin = cell * from, end = begin + from;
    std::int64_t sum[3] = {0, 0, 0};
    for (sample = begin / to; sample * to < end; ++sample) {
      const std::int64_t weight = std::min(end, (sample + 1) * to) - std::max(begin, sample * to);
      const std::uint8_t* pixel = read(static_cast<int>(sample));
      for (int c = 0; c < 3; ++c) sum[c] += weight * pixel[c];
    }
    std::uint8_t* out = write(static_cast<int>(cell));
    for (int c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>((sum[c] + from / 2) / from);
  }
}

}  // namespace

Result<void> demand_fair_size(std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0)
    return fail(ErrorCode::damaged_document, {}, "a picture without extent");
  const std::string found = std::to_string(width) + " x " + std::to_string(height);
  if (width > kMaxSide || height > kMaxSide || width * height > kMaxPixels)
    return fail(ErrorCode::too_large, {}, found,
                "<= 64,000,000 pixels, no side longer than 20,000");
  return {};
}

Raster shrunk(Raster raster, int side) {
  const int longest = std::max(raster.width, raster.height);
  if (longest <= side) return raster;
  const auto scaled = [&](int extent) {
    return static_cast<int>(std::max<std::int64_t>(1, std::int64_t{extent} * side / longest));
  };
  Raster narrow(scaled(raster.width), raster.height);
  for (int y = 0; y < raster.height; ++y)
    shrink_line(
        raster.width, narrow.width, [&](int x) { return raster.at(x, y); },
        [&](int x) { return narrow.at(x, y); });
  raster.rgb = {};
  Raster out(narrow.width, scaled(raster.height));
  for (int x = 0; x < out.width; ++x)
    shrink_line(
        narrow.height, out.height, [&](int y) { return narrow.at(x, y); },
        [&](int y) { return out.at(x, y); });
  return out;
}

Raster upright(Raster raster, int orientation) {
  if (orientation < 2 || orientation > 8) return raster;
  const bool turned = orientation >= 5;  // rows become columns
  const int last_x = raster.width - 1, last_y = raster.height - 1;
  Raster out(turned ? raster.height : raster.width, turned ? raster.width : raster.height);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const int a = turned ? y : x, b = turned ? x : y;
      const bool mirror_a =
          orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
      const bool mirror_b =
          orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
      const std::uint8_t* from = raster.at(mirror_a ? last_x - a : a, mirror_b ? last_y - b : b);
      std::copy_n(from, 3, out.at(x, y));
    }
  return out;
}

}  // namespace yitong::documents

#include <turbojpeg.h>

#include <algorithm>
#include <memory>

#include "documents/codecs.h"
#include "documents/exif.h"
#include "documents/limits.h"

namespace yitong::documents {
namespace {

struct Destroy {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Turbo = std::unique_ptr<void, Destroy>;

/// The largest size the decoder gives by itself that is not longer than what is kept: it costs
/// nothing, and no second pass blurs the letters.
tjscalingfactor scale_for(int width, int height) {
  int count = 0;
  const tjscalingfactor* factors = tjGetScalingFactors(&count);
  const int longest = std::max(width, height);
  tjscalingfactor best{1, 8};
  for (int i = 0; i < count; ++i) {
    const tjscalingfactor each = factors[i];
    const bool fits = each.num <= each.denom && TJSCALED(longest, each) <= kKeptSide;
    if (fits && each.num * best.denom > best.num * each.denom) best = each;
  }
  return best;
}

std::unexpected<Errors> damaged_jpeg(tjhandle handle) {
  return fail(ErrorCode::damaged_document, {}, std::string("JPEG: ") + tjGetErrorStr2(handle));
}

}  // namespace

Result<Raster> decode_jpeg(std::string_view bytes) {
  const Turbo turbo(tjInitDecompress());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, sampling = 0, space = 0;
  if (tjDecompressHeader3(turbo.get(), data, bytes.size(), &width, &height, &sampling, &space) != 0)
    return damaged_jpeg(turbo.get());
  if (auto fair = demand_fair_size(width, height); !fair) return fail(fair.error());
  if (space == TJCS_CMYK || space == TJCS_YCCK)
    return fail(ErrorCode::unsupported_document, {}, "JPEG in CMYK", "JPEG in RGB or grey");
  const tjscalingfactor factor = scale_for(width, height);
  Raster out(TJSCALED(width, factor), TJSCALED(height, factor));
  // A warning means that the decoder filled in what was missing.
  if (tjDecompress2(turbo.get(), data, bytes.size(), out.rgb.data(), out.width, 0, out.height,
                    TJPF_RGB, TJFLAG_LIMITSCANS) != 0)
    return damaged_jpeg(turbo.get());
  return upright(std::move(out), orientation_of_jpeg(bytes));
}

Result<std::string> encode_jpeg(const Raster& raster, int quality) {
  const Turbo turbo(tjInitCompress());
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(turbo.get(), raster.rgb.data(), raster.width, 0, raster.height,
                                 TJPF_RGB, &bytes, &size, TJSAMP_420, quality, TJFLAG_ACCURATEDCT);
  std::string out;
  if (failed == 0) out.assign(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  if (failed != 0) return fail(ErrorCode::too_large, {}, tjGetErrorStr2(turbo.get()));
  return out;
}

}  // namespace yitong::documents

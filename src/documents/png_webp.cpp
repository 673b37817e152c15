#include <png.h>
#include <webp/decode.h>

#include "documents/codecs.h"
#include "documents/limits.h"

namespace yitong::documents {
namespace {

constexpr std::uint8_t kPaper = 255;

std::uint8_t on_paper(unsigned colour, unsigned opacity) {
  return static_cast<std::uint8_t>((colour * opacity + kPaper * (255 - opacity) + 127) / 255);
}

}  // namespace

Result<Raster> decode_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const auto damaged = [&]() -> std::unexpected<Errors> {
    std::string why = std::string("PNG: ") + image.message;
    png_image_free(&image);
    return fail(ErrorCode::damaged_document, {}, std::move(why));
  };
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return damaged();
  if (auto fair = demand_fair_size(image.width, image.height); !fair) {
    png_image_free(&image);
    return fail(fair.error());
  }
  image.format = PNG_FORMAT_RGB;
  Raster out(static_cast<int>(image.width), static_cast<int>(image.height));
  const png_color paper{kPaper, kPaper, kPaper};
  if (png_image_finish_read(&image, &paper, out.rgb.data(), 0, nullptr) == 0) return damaged();
  return out;
}

Result<Raster> decode_webp(std::string_view bytes) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(data, bytes.size(), &features) != VP8_STATUS_OK)
    return fail(ErrorCode::damaged_document, {}, "WebP: no readable header");
  if (features.has_animation != 0)
    return fail(ErrorCode::unsupported_document, {}, "animated WebP",
                "a picture that stands still");
  if (auto fair = demand_fair_size(features.width, features.height); !fair)
    return fail(fair.error());
  Raster out(features.width, features.height);
  std::vector<std::uint8_t> rgba(out.rgb.size() / 3 * 4);
  if (WebPDecodeRGBAInto(data, bytes.size(), rgba.data(), rgba.size(), 4 * out.width) == nullptr)
    return fail(ErrorCode::damaged_document, {}, "WebP: incomplete or damaged");
  for (std::size_t from = 0, to = 0; from < rgba.size(); from += 4, to += 3)
    for (std::size_t c = 0; c < 3; ++c) out.rgb[to + c] = on_paper(rgba[from + c], rgba[from + 3]);
  return out;
}

}  // namespace yitong::documents

#include <libheif/heif.h>

#include <algorithm>
#include <memory>

#include "documents/codecs.h"
#include "documents/limits.h"

namespace yitong::documents {
namespace {

template <auto Release>
struct Releasing {
  template <class T>
  void operator()(T* pointer) const {
    Release(pointer);
  }
};
using Context = std::unique_ptr<heif_context, Releasing<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Releasing<heif_image_handle_release>>;
using Image = std::unique_ptr<heif_image, Releasing<heif_image_release>>;

std::unexpected<Errors> damaged_heic(const heif_error& error) {
  return fail(ErrorCode::damaged_document, {}, std::string("HEIC: ") + error.message);
}

Raster copied(const heif_image& image) {
  int stride = 0;
  const std::uint8_t* rows =
      heif_image_get_plane_readonly(&image, heif_channel_interleaved, &stride);
  Raster out(heif_image_get_width(&image, heif_channel_interleaved),
             heif_image_get_height(&image, heif_channel_interleaved));
  for (int y = 0; y < out.height; ++y)
    std::copy_n(rows + std::ptrdiff_t{y} * stride, std::size_t{3} * std::size_t(out.width),
                out.at(0, y));
  return out;
}

}  // namespace

Result<Raster> decode_heic(std::string_view bytes) {
  const Context context(heif_context_alloc());
  heif_context_set_maximum_image_size_limit(context.get(), kMaxSide);
  heif_context_set_max_decoding_threads(context.get(), 0);
  if (const heif_error error = heif_context_read_from_memory_without_copy(
          context.get(), bytes.data(), bytes.size(), nullptr);
      error.code != heif_error_Ok)
    return damaged_heic(error);
  heif_image_handle* raw_handle = nullptr;
  if (const heif_error error = heif_context_get_primary_image_handle(context.get(), &raw_handle);
      error.code != heif_error_Ok)
    return damaged_heic(error);
  const Handle handle(raw_handle);
  if (auto fair = demand_fair_size(heif_image_handle_get_width(handle.get()),
                                   heif_image_handle_get_height(handle.get()));
      !fair)
    return fail(fair.error());
  heif_image* raw_image = nullptr;
  if (const heif_error error = heif_decode_image(handle.get(), &raw_image, heif_colorspace_RGB,
                                                 heif_chroma_interleaved_RGB, nullptr);
      error.code != heif_error_Ok)
    return damaged_heic(error);
  const Image image(raw_image);
  if (auto fair = demand_fair_size(heif_image_get_width(image.get(), heif_channel_interleaved),
                                   heif_image_get_height(image.get(), heif_channel_interleaved));
      !fair)
    return fail(fair.error());
  return copied(*image);
}

}  // namespace yitong::documents

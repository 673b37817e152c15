// Pictures from bytes and back. The decoders are the dangerous part of an upload: they run in a
// process of their own (tools/inspect).
#pragma once

#include <string>
#include <string_view>

#include "documents/raster.h"
#include "documents/sniff.h"

namespace yitong::documents {

/// `type` is a picture's. Upright. Errors: damaged_document, too_large, unsupported_document.
Result<Raster> decode(FileType type, std::string_view bytes);

Result<Raster> decode_jpeg(std::string_view bytes);
Result<Raster> decode_png(std::string_view bytes);
Result<Raster> decode_webp(std::string_view bytes);
Result<Raster> decode_heic(std::string_view bytes);

/// Without any metadata. Errors: too_large.
Result<std::string> encode_jpeg(const Raster& raster, int quality);

}  // namespace yitong::documents

#include "documents/inspect.h"

#include "documents/codecs.h"
#include "documents/limits.h"
#include "documents/pdf.h"
#include "documents/workbook.h"

namespace yitong::documents {
namespace {

constexpr int kKeptQuality = 85, kThumbnailQuality = 75;
Result<Inspected> inspect_picture(FileType type, std::string_view bytes) {
  auto decoded = decode(type, bytes);
  if (!decoded) return fail(std::move(decoded.error()));
  const Raster kept = shrunk(std::move(*decoded), kKeptSide);
  Inspected out;
  out.width = kept.width, out.height = kept.height;
  auto content = encode_jpeg(kept, kKeptQuality);
  if (!content) return fail(std::move(content.error()));
  auto thumbnail = encode_jpeg(shrunk(kept, kThumbnailSide), kThumbnailQuality);
  if (!thumbnail) return fail(std::move(thumbnail.error()));
  out.content = std::move(*content), out.thumbnail = std::move(*thumbnail);
  return out;
}

}  // namespace

Result<Raster> decode(FileType type, std::string_view bytes) {
  switch (type) {
    case FileType::jpeg: return decode_jpeg(bytes);
    case FileType::png: return decode_png(bytes);
    case FileType::webp: return decode_webp(bytes);
    case FileType::heic: return decode_heic(bytes);
    case FileType::pdf: break;
  }
  return fail(ErrorCode::unsupported_document, {}, std::string(name_of(type)), "a picture");
}

std::string_view name_of(Purpose purpose) { return purpose == Purpose::list ? "list" : "document"; }

Result<Inspected> inspect(std::string_view bytes, Purpose purpose) {
  if (purpose == Purpose::list) {
    auto sheet = read_sheet(bytes);
    if (!sheet) return fail(std::move(sheet.error()));
    return Inspected{KeptType::list, 0, 0, 1, std::move(sheet->csv), {}, std::move(sheet->notes)};
  }
  const auto type = sniff(bytes);
  if (!type) return fail(type.error());
  if (*type != FileType::pdf) return inspect_picture(*type, bytes);
  const auto pages = check_pdf(bytes);
  if (!pages) return fail(pages.error());
  return Inspected{KeptType::pdf, 0, 0, *pages, {}, {}, {}};
}

}  // namespace yitong::documents

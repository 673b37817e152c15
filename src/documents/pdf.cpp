#include "documents/pdf.h"

#include <algorithm>

#include "documents/pdf_reader.h"

namespace yitong::documents {
namespace {

/// Readers look for the end from behind and pass over what follows it, so that another file fits.
bool ends_as_pdf(std::string_view bytes) {
  const std::size_t end = bytes.rfind("%%EOF");
  if (end == bytes.npos) return false;
  const std::string_view rest = bytes.substr(end + 5);
  return rest.size() <= 1024 && std::ranges::all_of(rest, [](char c) {
           return c == '\r' || c == '\n' || c == ' ' || c == 0;
         });
}

}  // namespace

Result<int> check_pdf(std::string_view bytes) {
  if (!ends_as_pdf(bytes))
    return fail(bytes.find("%%EOF") == bytes.npos ? ErrorCode::damaged_document
                                                  : ErrorCode::unsafe_document,
                {}, "PDF: no end, or more behind it", "%%EOF as the last line");
  PdfSeen seen = look_into_pdf(bytes);
  switch (seen.kind) {
    case PdfSeen::Kind::fine: return seen.pages;
    case PdfSeen::Kind::damaged: return fail(ErrorCode::damaged_document, {}, seen.found);
    case PdfSeen::Kind::encrypted:
      return fail(ErrorCode::unsafe_document, {}, seen.found,
                  "a PDF that opens without a password");
    case PdfSeen::Kind::active:
      return fail(ErrorCode::unsafe_document, {}, seen.found,
                  "no scripts, actions, forms that send, media or embedded files");
    case PdfSeen::Kind::too_large: break;
  }
  return fail(ErrorCode::too_large, {}, seen.found, "<= 200 pages, <= 200,000 objects");
}

}  // namespace yitong::documents

// What the PDF library says of a file. Its headers want the language of 2017, so that this and its
// .cpp stay within it.
#pragma once

#include <string>
#include <string_view>

namespace yitong::documents {

struct PdfSeen {
  enum class Kind { fine, damaged, encrypted, active, too_large } kind = Kind::fine;
  std::string found;  ///< what is wrong, for people
  int pages = 0;
};

/// Reads all of it; no file, however broken, throws or ends the process.
PdfSeen look_into_pdf(std::string_view bytes);

}  // namespace yitong::documents

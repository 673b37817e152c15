// Whether a PDF does nothing but show pages. It is kept as it came, because electronic invoices are
// signed.
#pragma once

#include <string_view>

#include "base/error.h"

namespace yitong::documents {

/// Returns the number of pages. Errors: unsafe_document (script, launch, form submission, embedded
/// files, encryption, bytes behind the end), damaged_document, too_large (pages, objects).
Result<int> check_pdf(std::string_view bytes);

}  // namespace yitong::documents

// An upload turned into what is kept: pictures decoded and encoded anew, PDF files checked.
#pragma once

#include "documents/report.h"

namespace yitong::documents {

/// Errors: as sniff(), decode() and check_pdf().
Result<Inspected> inspect(std::string_view bytes);

}  // namespace yitong::documents

// An upload turned into what is kept: pictures decoded and encoded anew, PDF files checked.
#pragma once

#include "documents/report.h"

namespace yitong::documents {

/// What the file is for; the inspector's first argument is its name.
enum class Purpose : std::uint8_t { document, list };
/// "document", "list".
std::string_view name_of(Purpose purpose);

/// Errors: as sniff(), decode() and check_pdf(); of a list as read_sheet().
Result<Inspected> inspect(std::string_view bytes, Purpose purpose = Purpose::document);

}  // namespace yitong::documents

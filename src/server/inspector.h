// Looks into an upload in a process of its own (tools/inspect), so that a file which breaks a
// decoder breaks nothing else.
#pragma once

#include <string>
#include <string_view>

#include "documents/inspect.h"

namespace yitong::server {

/// Waits for it: at most 20 seconds. Errors: as documents::inspect(); unsafe_document when the
/// process was stopped by its limits; document_unchecked when it could not be started.
Result<documents::Inspected> inspect_elsewhere(
    const std::string& program, std::string_view bytes,
    documents::Purpose purpose = documents::Purpose::document);

}  // namespace yitong::server

// The world around the handlers of documents: the folder, the inspector's process, ClamAV, chance.
#pragma once

#include "api/document_desk.h"
#include "server/app.h"

namespace yitong::server {

/// Errors: bad_value (an address of clamd that is none).
Result<std::shared_ptr<const api::DocumentDesk>> open_documents(const AppOptions& options);

}  // namespace yitong::server

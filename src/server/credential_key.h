// The key that signs e-credentials: a file beside the database, made when there is none.
#pragma once

#include <memory>
#include <string>

#include "verbs/credential.h"

namespace yitong::server {

/// `<database>.credential-key` and its public part with ".pub". `seconds`: how long a credential
/// lives. Errors: as SigningKey.
Result<std::shared_ptr<const verbs::CredentialDesk>> open_credential_desk(
    const std::string& database, std::int64_t seconds);

}  // namespace yitong::server

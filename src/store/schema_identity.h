// Migration 5: accounts, sessions, failures to sign in, delegations.
#pragma once

namespace yitong::store {

extern const char* const kIdentitySchema;

}  // namespace yitong::store

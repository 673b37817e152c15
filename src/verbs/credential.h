// Credentials at the counter: the e-credential 医保码, the card, the resident id. Each is shown
// once per visit, checked, and what became of it is journaled, refusals too.
//
//   token     = "YT1." , HEX( payload ) , "." , HEX( signature ) ;      capitals: QR alphanumeric
//   payload   = u8 1 , raw key_id(8) , bytes person , zigzag issued , zigzag expires ,
//               raw nonce(16) ;                                          ledger/bytes.h
//   signature = SM2 over SM3 of the payload, DER ;
//
// key_id: the first bytes of the SM3 of the public key's file.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/signing.h"
#include "store/card_rows.h"
#include "store/store.h"

namespace yitong::verbs {

using CredentialNonce = std::array<std::uint8_t, 16>;

/// What issues and checks e-credentials. Shared by all workers.
struct CredentialDesk {
  SigningKey signing;
  VerifyingKey verifying;
  std::string key_id;  ///< 8 bytes
  std::int64_t life_seconds = 60;
  std::function<CredentialNonce()> fresh;  ///< random, never twice
};
/// Of the public key's PEM.
std::string credential_key_id(std::string_view public_pem);

struct ECredential {
  std::string person;
  Instant issued, expires;
  std::string nonce;  ///< 16 bytes
};

struct IssuedCredential {
  std::string token;
  Instant issued, expires;
};
/// For a person who is there. Changes nothing; what counts is the check. Opens a read transaction.
/// Errors: unknown_person, store faults, io_failed.
Result<IssuedCredential> issue_credential(store::Store& store, const CredentialDesk& desk,
                                          const std::string& person, Instant now);
/// The signed content, whatever the time. Errors: credential_forged, credential_foreign.
Result<ECredential> open_token(const CredentialDesk& desk, std::string_view token);

struct ShownCredential {
  std::string institution;               ///< empty at the window of an agency
  std::string token, card, resident_id;  ///< one of them, the others empty
  std::string clerk = {};                ///< at a window: the account there; else empty
};
struct CheckedCredential {
  std::string check;  ///< "q0303-17": the entry
  std::string person, masked_name;
  std::string_view credential;
  std::optional<Error> refusal;  ///< journaled all the same
};
/// Inside the caller's transaction, which must be committed with a refusal too. Errors (nothing is
/// written): bad_value, store faults.
Result<CheckedCredential> check_credential_now(store::Store& store, const CredentialDesk& desk,
                                               const ShownCredential& shown, Instant now);
Result<CheckedCredential> check_credential(store::Store& store, const CredentialDesk& desk,
                                           const ShownCredential& shown, Instant now);

/// "王*", "欧*明": enough to compare with the person at the counter.
std::string masked(std::string_view name);

}  // namespace yitong::verbs

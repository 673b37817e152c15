// Signing in by an identity provider: links of its subjects to accounts, and the session that a
// proven identity gets. No account is ever made by it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/actor.h"
#include "identity/provider.h"
#include "store/link_rows.h"
#include "verbs/sign_in.h"

namespace yitong::verbs {

struct LinkRequest {
  std::string account;
  std::string provider, issuer;
  std::string subject;  ///< as the provider names them
};
/// Inside the caller's transaction. Errors: not_found (no such account), subject_linked, bad_value.
Result<ledger::LoginLink> link_now(store::Store& store, const LinkRequest& request,
                                   const identity::Actor& by, Instant now);
/// Inside the caller's transaction: from now on no longer; the account's sessions end. Errors:
/// not_found.
Result<void> unlink_now(store::Store& store, const std::string& account, std::int64_t no,
                        const identity::Actor& by, Instant now);
/// Those that hold. Inside the caller's transaction.
std::vector<ledger::LoginLink> links_that_hold(store::Store& store, const std::string& account);

/// Somebody whom a provider has named, and whose token was checked.
struct ProvenIdentity {
  Digest subject{};  ///< keyed hash of issuer and subject
  bool second_factor = false;
};
Digest subject_digest(store::Store& store, std::string_view issuer, std::string_view subject);

/// Inside the caller's transaction; writes also where it refuses. `code`: of our second factor,
/// where the provider had none that counts. Errors: too_many_attempts, unknown_subject,
/// not_permitted (staff of another agency or territory than the provider is for),
/// second_factor_needed, wrong_code, store faults.
Result<SignedIn> sign_in_proven_now(store::Store& store, const identity::Provider& provider,
                                    const ProvenIdentity& proven, const std::string& code,
                                    const std::string& address, const identity::TokenBytes& bytes,
                                    Instant now);
/// Inside the caller's transaction: what failed before it could be decided here counts for the
/// address.
void note_provider_failure(store::Store& store, const std::string& address, Instant now);

/// What a browser keeps between leaving for a provider and coming back, and then, where a second
/// factor is still asked for, until that is given. Sealed, so that it is ours and nobody reads it.
///
///   ticket = base64url(seal(u8 1 , bytes provider , bytes state , bytes nonce , bytes verifier ,
///                           u8 proven , raw subject , u8 second_factor , zigzag expires)) ;
struct SignInTicket {
  std::string provider;
  identity::SignInSecrets secrets;
  std::optional<ProvenIdentity> proven;
  Instant expires;
};
inline constexpr std::int64_t kTicketSeconds = 600;
/// `nonce`: 24 fresh random bytes.
std::string seal_ticket(store::Store& store, const SignInTicket& ticket, std::string_view nonce);
/// Nothing for what is not ours, or has expired.
std::optional<SignInTicket> open_ticket(store::Store& reader, std::string_view text, Instant now);

}  // namespace yitong::verbs

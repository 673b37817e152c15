// What the handlers answer from. Immutable and shared by all workers; who owns it replaces it as a
// whole.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "api/contract.h"
#include "api/document_desk.h"
#include "api/provider_desk.h"
#include "identity/token.h"
#include "verbs/credential.h"
#include "verbs/register.h"

namespace yitong::api {

/// What stands between the callers and the handlers.
struct Door {
  /// Callers without a session may do what the table of rights calls open: demonstrations only.
  bool open = false;
  bool secure_cookies = true;  ///< false where the server is reached over loopback alone
  std::function<void(std::span<std::uint8_t>)> random;
  /// Passwords that may be checked at the same time, less those that are.
  std::shared_ptr<std::atomic<int>> hashing;
  /// A session was used, and some time has passed since that was written down. May be empty.
  std::function<void(const identity::TokenKey&)> used;
};

struct Deps {
  std::shared_ptr<const verbs::Rules> rules;
  Contract contract;
  /// Where people reach these pages, without a slash at the end: "https://yitong.example". Printed
  /// sheets lead there.
  std::string public_address;
  /// Set where the register is reached by messages, not within the transaction.
  std::shared_ptr<const verbs::Desk> desk;
  /// What issues and checks e-credentials; null: this server does neither.
  std::shared_ptr<const verbs::CredentialDesk> credentials;
  /// Null where nobody signs in by an identity provider.
  std::shared_ptr<const ProviderDesk> providers;
  /// Null where nothing can be uploaded.
  std::shared_ptr<const DocumentDesk> documents;
  /// The reply of GET /v1/demo/people: area ("" for all) and limit to JSON. Empty outside demo
  /// mode.
  std::function<std::string(std::string_view area, std::size_t limit)> demo_people;
  std::string demo_accounts;  ///< the reply of GET /v1/demo/accounts; empty outside demo mode
  Door door;
};

}  // namespace yitong::api

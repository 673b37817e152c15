// What the handlers need of identity providers: what the operator says of them, and what only a
// network can say. Calls may take seconds, so they run aside (api::Aside).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "identity/provider.h"

namespace yitong::api {

class ProviderDesk {
 public:
  virtual ~ProviderDesk() = default;

  const identity::Provider* find(std::string_view name) const {
    for (const identity::Provider& each : providers)
      if (each.name == name) return &each;
    return nullptr;
  }
  /// Where providers send the browser back, and where it goes after signing out there.
  std::string back, home;
  std::vector<identity::Provider> providers;

  /// Errors of all: provider_unreachable; wrong_issuer.
  virtual Result<identity::ProviderPlaces> places(const identity::Provider& provider,
                                                  Instant now) const = 0;
  /// The reply of the token endpoint.
  virtual Result<std::string> exchange(const identity::Provider& provider,
                                       const identity::ProviderPlaces& places,
                                       const std::string& form) const = 0;
  /// The provider's keys, asked for anew, within limits, where `key` is none of those known.
  virtual Result<std::vector<identity::ProviderKey>> keys(const identity::Provider& provider,
                                                          const identity::ProviderPlaces& places,
                                                          std::string_view key,
                                                          Instant now) const = 0;
  /// Without waiting: what is known already. Empty: nowhere.
  virtual std::string sign_out_address(const identity::Provider& provider) const = 0;
};

}  // namespace yitong::api

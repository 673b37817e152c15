// What signing in is answered with: who one is, and the cookie.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "api/deps.h"
#include "api/http.h"
#include "verbs/sign_in.h"

namespace yitong::api {

/// One password at a time and place: each costs a worker some 20 ms and 19 MiB.
class HashingPlace {
 public:
  explicit HashingPlace(std::atomic<int>* places) : places_(places) {
    taken_ = places_ == nullptr || places_->fetch_sub(1) > 0;
  }
  ~HashingPlace() {
    if (places_ != nullptr) places_->fetch_add(1);
  }
  HashingPlace(const HashingPlace&) = delete;
  HashingPlace& operator=(const HashingPlace&) = delete;
  bool taken() const { return taken_; }

 private:
  std::atomic<int>* const places_;
  bool taken_ = false;
};
Response too_many_at_once();

/// HttpOnly and SameSite=Strict.
std::string cookie_of(std::string_view name, std::string_view value, std::int64_t seconds,
                      bool secure);

/// Inside the caller's transaction.
std::string render_me(store::Store& store, const verbs::Session& session,
                      const ProviderDesk* providers, Instant now);

/// What a reply that is made in the commit queue takes along.
struct Welcome {
  bool secure_cookies = true;
  std::shared_ptr<const ProviderDesk> providers;
};
inline Welcome welcome_of(const Deps& deps) { return {deps.door.secure_cookies, deps.providers}; }
/// The reply of a sign-in, once it is on disk. Systems that keep no cookies get the token itself.
Response welcomed(const Welcome& by, store::Store& store, const verbs::SignedIn& signed_in,
                  Instant now);

}  // namespace yitong::api

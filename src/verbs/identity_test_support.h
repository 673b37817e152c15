// What the tests of accounts share: a store in which everything is asked and written one by one.
#pragma once

#include "identity/password.h"
#include "identity/totp.h"
#include "store/login_rows.h"
#include "verbs/sign_in.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs::testing {

using identity::Role;

inline constexpr std::string_view kGoodPassword = "a good password";
inline const Instant kMorning{1'763'800'000'000'000};
inline Instant seconds_on(std::int64_t seconds) { return {kMorning.micros + seconds * 1'000'000}; }

/// A store with persons and accounts, in which everything is asked and written one by one.
class Office {
 public:
  Office()
      : folder_(std::filesystem::temp_directory_path() /
                ("yitong_identity_" + std::to_string(::getpid()) + "_" + std::to_string(++count_))),
        store_([this] {
          std::filesystem::create_directories(folder_);
          return store::Store::open(store::open_sqlite({.path = folder_ / "x.db"}).value(),
                                    store::MasterKey::parse(std::string(64, '5')).value())
              .value();
        }()) {}
  ~Office() { std::filesystem::remove_all(folder_); }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  store::Store& store() { return store_; }

  std::string add_person(int number, std::string area = "990100") {
    store::PersonSecrets secrets{};
    secrets.fill(static_cast<std::uint8_t>(number));
    const std::string person =
        enrol_person(store_, {resident_id(number), "测试", ""}, secrets).value();
    const ledger::Period always{*Date::from_ymd(2020, 1, 1), ledger::kNoEnd};
    EXPECT_TRUE(add_coverage(store_, person, {0, std::move(area), "310", always, {1}, 0, ""}, {1}));
    return person;
  }
  static std::string resident_id(int number) {
    const std::string id = "9901011955031" + std::to_string(1000 + number);
    return id + resident_check_digit(id);
  }

  void add_login(const std::string& account, Role role, const std::string& person = {},
                 const std::string& secret = {}, const std::string& areas = {}) {
    ledger::Login login;
    login.account = account, login.role = text_of(role).name, login.person = person;
    login.password = identity::hash_password(kGoodPassword, identity::Salt{1});
    login.areas = areas, login.at = {5}, login.by = "-";
    if (!secret.empty()) login.totp = sm3(secret);
    write([&] {
      if (!secret.empty()) store::put_login_secret(store_, account, secret, std::string(24, 'n'));
      return store::insert_login(store_.database(), login);
    });
  }

  template <class Do>
  auto write(Do act) -> decltype(act()) {
    store_.database().begin_write();
    auto out = act();
    EXPECT_TRUE(store_.database().commit());
    return out;
  }

  Result<SignedIn> sign_in(const std::string& account, std::string_view password, Instant now,
                           const std::string& code = {}, const std::string& address = "192.0.2.1") {
    const auto checked =
        check_sign_in(store_, {account, {}, std::string(password), code, address}, now);
    if (!checked) return fail(checked.error());
    identity::TokenBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(++tokens_),
    bytes[1] = static_cast<std::uint8_t>(tokens_ >> 8);
    return write([&] { return sign_in_now(store_, *checked, bytes, now); });
  }
  int lockouts(std::string_view subject) {
    store::Rows rows =
        store_.database().query(store::kSelectLockouts, {store::integer(bucket_of(subject))});
    int out = 0;
    while (rows.next()) out += store::lockout_of(rows).subject == subject ? 1 : 0;
    return out;
  }
  /// Nothing: it worked.
  std::optional<ErrorCode> refusal(const std::string& account, std::string_view password,
                                   Instant now, const std::string& code = {},
                                   const std::string& address = "192.0.2.1") {
    const auto got = sign_in(account, password, now, code, address);
    return got ? std::nullopt : std::optional(got.error()[0].code);
  }

 private:
  static inline std::atomic<int> count_ = 0;
  const std::filesystem::path folder_;
  store::Store store_;
  int tokens_ = 0;
};

}  // namespace yitong::verbs::testing

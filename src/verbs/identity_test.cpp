#include "identity/password.h"
#include "identity/totp.h"
#include "store/account_rows.h"
#include "store/notice_rows.h"
#include "verbs/delegates.h"
#include "verbs/relation.h"
#include "verbs/sign_in.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs {
namespace {

using identity::Action;
using identity::Relation;
using identity::Role;

constexpr std::string_view kGoodPassword = "a good password";
const Instant kMorning{1'763'800'000'000'000};
Instant seconds_on(std::int64_t seconds) { return {kMorning.micros + seconds * 1'000'000}; }

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
                 const std::string& secret = {}) {
    ledger::Login login;
    login.account = account, login.role = text_of(role).name, login.person = person;
    login.password = identity::hash_password(kGoodPassword, identity::Salt{1});
    login.at = {5}, login.by = "-";
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

TEST(SignIn, GivesASessionThatEnds) {
  Office office;
  const std::string person = office.add_person(1);
  office.add_login("somebody", Role::insured, person);
  const auto signed_in = office.sign_in("somebody", kGoodPassword, kMorning);
  ASSERT_TRUE(signed_in);
  const auto session = find_session(office.store(), signed_in->token, seconds_on(60));
  ASSERT_TRUE(session);
  EXPECT_EQ(session->actor.person, person);
  EXPECT_EQ(session->actor.role, Role::insured);
  const auto last = find_session(office.store(), signed_in->token, seconds_on(12 * 3600 - 1));
  EXPECT_TRUE(last);
  const auto ended = find_session(office.store(), signed_in->token, seconds_on(12 * 3600));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error()[0].code, ErrorCode::session_expired);
  std::string other = signed_in->token;
  other.back() = other.back() == '0' ? '1' : '0';
  EXPECT_EQ(find_session(office.store(), other, seconds_on(60)).error()[0].code,
            ErrorCode::no_session);
}

TEST(SignIn, FromANewNetworkIsToldToThePerson) {
  Office office;
  const std::string person = office.add_person(1);
  office.add_login("somebody", Role::insured, person);
  const auto told = [&] { return store::notices_of(office.store().database(), person).size(); };
  EXPECT_FALSE(office.refusal("somebody", kGoodPassword, kMorning, {}, "192.0.2.1"));
  EXPECT_FALSE(office.refusal("somebody", kGoodPassword, seconds_on(1), {}, "192.0.77.5"));
  EXPECT_EQ(told(), 0u);  // the first place is new to nobody, its neighbours are the same
  EXPECT_FALSE(office.refusal("somebody", kGoodPassword, seconds_on(2), {}, "2001:db8:1::9"));
  EXPECT_EQ(told(), 1u);
  EXPECT_FALSE(office.refusal("somebody", kGoodPassword, seconds_on(3), {}, "2001:db8:2::8"));
  EXPECT_FALSE(office.refusal("somebody", kGoodPassword, seconds_on(4), {}, "192.0.2.1"));
  EXPECT_EQ(told(), 1u);
  EXPECT_TRUE(office.refusal("somebody", "a wrong password", seconds_on(5), {}, "203.0.113.1"));
  EXPECT_EQ(told(), 1u);
}

TEST(SignIn, EndsAtOnceWhenOneSignsOutOrTheAccountChanges) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  const auto first = office.sign_in("clerk", kGoodPassword, kMorning);
  const auto second = office.sign_in("clerk", kGoodPassword, kMorning);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  office.write([&] {
    sign_out_now(office.store(), first->token);
    return 0;
  });
  EXPECT_FALSE(find_session(office.store(), first->token, seconds_on(1)));
  EXPECT_TRUE(find_session(office.store(), second->token, seconds_on(1)));
  office.add_login("clerk", Role::auditor);
  const auto stale = find_session(office.store(), second->token, seconds_on(1));
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error()[0].code, ErrorCode::session_expired);
}

TEST(SignIn, SaysTheSameOfAWrongPasswordAndOfNobody) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  EXPECT_EQ(office.refusal("clerk", "wrong password", kMorning), ErrorCode::wrong_credentials);
  EXPECT_EQ(office.refusal("nobody", kGoodPassword, kMorning), ErrorCode::wrong_credentials);
  for (int i = 0; i < 4; ++i) {
    office.refusal("clerk", "wrong password", kMorning);
    office.refusal("nobody", kGoodPassword, kMorning);
  }
  EXPECT_EQ(office.refusal("clerk", kGoodPassword, kMorning), ErrorCode::too_many_attempts);
  EXPECT_EQ(office.refusal("nobody", kGoodPassword, kMorning), ErrorCode::too_many_attempts);
}

TEST(SignIn, LockEndsAfterAQuarterOfAnHour) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(office.refusal("clerk", "wrong password", seconds_on(i)),
              ErrorCode::wrong_credentials);
  const auto locked = office.sign_in("clerk", kGoodPassword, seconds_on(5), {}, "192.0.2.9");
  ASSERT_FALSE(locked) << "from any address";
  EXPECT_EQ(locked.error()[0].found, std::to_string(15 * 60 - 1));
  EXPECT_EQ(office.lockouts("clerk"), 1) << "journaled once";
  EXPECT_EQ(office.refusal("clerk", kGoodPassword, seconds_on(4 + 15 * 60)), std::nullopt);
  EXPECT_EQ(office.refusal("clerk", "wrong password", seconds_on(5 + 15 * 60)),
            ErrorCode::wrong_credentials);
}

TEST(SignIn, OneAddressCannotTryManyAccounts) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(office.refusal("person" + std::to_string(i), "123456789a", seconds_on(i)),
              ErrorCode::wrong_credentials);
  EXPECT_EQ(office.refusal("clerk", kGoodPassword, seconds_on(30)), ErrorCode::too_many_attempts);
  EXPECT_EQ(office.refusal("clerk", kGoodPassword, seconds_on(30), {}, "192.0.2.2"), std::nullopt)
      << "another address is not hurt";
}

/// Between the slow check and the decision others may have used the attempts up.
TEST(SignIn, AGuessThatWasCheckedBeforeTheLockIsNotHeardAfterIt) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  const auto checked =
      check_sign_in(office.store(), {"clerk", {}, std::string(kGoodPassword), {}, "a"}, kMorning);
  ASSERT_TRUE(checked);
  ASSERT_TRUE(checked->password_fits);
  for (int i = 0; i < 5; ++i) office.refusal("clerk", "wrong password", kMorning);
  const auto got =
      office.write([&] { return sign_in_now(office.store(), *checked, {}, kMorning); });
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error()[0].code, ErrorCode::too_many_attempts);
}

TEST(SignIn, SecondFactorIsAskedForAndWorksOnce) {
  Office office;
  const std::string secret(20, 's');
  office.add_login("auditor", Role::auditor, {}, secret);
  const std::string code = identity::totp_code(secret, identity::totp_step(kMorning));
  EXPECT_EQ(office.refusal("auditor", kGoodPassword, kMorning), ErrorCode::second_factor_needed);
  EXPECT_EQ(office.refusal("auditor", "wrong password", kMorning), ErrorCode::wrong_credentials)
      << "who has no password does not hear of a second factor";
  EXPECT_EQ(office.refusal("auditor", kGoodPassword, kMorning, "000000"), ErrorCode::wrong_code);
  EXPECT_EQ(office.refusal("auditor", kGoodPassword, kMorning, code), std::nullopt);
  EXPECT_EQ(office.refusal("auditor", kGoodPassword, seconds_on(1), code), ErrorCode::wrong_code);
  const std::string next = identity::totp_code(secret, identity::totp_step(seconds_on(31)));
  EXPECT_EQ(office.refusal("auditor", kGoodPassword, seconds_on(31), next), std::nullopt);
}

TEST(SignIn, OfAPersonByResidentIdUntilErased) {
  Office office;
  const std::string person = office.add_person(1);
  office.add_login(person, Role::insured, person);
  const SignIn wanted{{}, Office::resident_id(1), std::string(kGoodPassword), {}, "a"};
  const auto checked = check_sign_in(office.store(), wanted, kMorning);
  ASSERT_TRUE(checked);
  EXPECT_TRUE(checked->password_fits);
  ASSERT_TRUE(verbs::erase_person(office.store(), person));
  const auto erased = check_sign_in(office.store(), wanted, kMorning);
  ASSERT_TRUE(erased);
  EXPECT_FALSE(erased->password_fits);
  EXPECT_EQ(office.refusal(person, kGoodPassword, kMorning), ErrorCode::wrong_credentials);
}

TEST(SignIn, KeepsAtMostEightSessionsOfAnAccount) {
  Office office;
  office.add_login("clerk", Role::window_clerk);
  std::vector<std::string> tokens;
  for (int i = 0; i < 9; ++i)
    tokens.push_back(office.sign_in("clerk", kGoodPassword, seconds_on(i)).value().token);
  EXPECT_FALSE(find_session(office.store(), tokens[0], seconds_on(10)));
  for (int i = 1; i < 9; ++i)
    EXPECT_TRUE(find_session(office.store(), tokens[static_cast<std::size_t>(i)], seconds_on(10)))
        << i;
}

identity::Relations relations(Office& office, const identity::Actor& actor, Action action,
                              const std::string& person, Instant now) {
  const Rules rules{};
  return relations_of(
      actor, complete_record(office.store(), rules, actor, action, {.person = person}, now));
}

TEST(Delegates, ActFromDayToDayForWhatWasAllowed) {
  Office office;
  const std::string child = office.add_person(1), parent = office.add_person(2);
  const identity::Actor by{Role::window_clerk, "clerk", {}, {}, {}, {}};
  const identity::Actor actor{Role::insured, "parent", parent, {}, {}, {}};
  const Date today = kMorning.date();
  const DelegateRequest request{
      child, {}, Office::resident_id(2), {Action::read_account}, {today, today.plus_days(10)}};
  const auto made =
      office.write([&] { return let_act_now(office.store(), request, by, kMorning); });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->delegate, parent);
  const auto may = [&](Action action, Instant now) {
    return relations(office, actor, action, child, now).has(Relation::delegate);
  };
  EXPECT_TRUE(may(Action::read_account, kMorning));
  EXPECT_FALSE(may(Action::read_settlement, kMorning)) << "only what was allowed";
  EXPECT_TRUE(may(Action::read_account, seconds_on(10 * 86'400)));
  EXPECT_FALSE(may(Action::read_account, seconds_on(11 * 86'400))) << "only so long";
  EXPECT_EQ(principals_of(office.store(), parent, kMorning).size(), 1u);
  EXPECT_TRUE(principals_of(office.store(), child, kMorning).empty());
  ASSERT_TRUE(office.write(
      [&] { return withdraw_now(office.store(), child, made->no, by, seconds_on(60)); }));
  for (const std::string& each : {child, parent})  // both were told that it began and ended
    EXPECT_EQ(store::notices_of(office.store().database(), each).size(), 2u);
  EXPECT_FALSE(may(Action::read_account, seconds_on(61))) << "and no longer than wanted";
  EXPECT_TRUE(delegates_of(office.store(), child, seconds_on(61)).empty());
  const auto twice = office.write(
      [&] { return withdraw_now(office.store(), child, made->no, by, seconds_on(62)); });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error()[0].code, ErrorCode::not_found);
}

TEST(Delegates, RefusesOneselfStrangersAndTheSameTwice) {
  Office office;
  const std::string child = office.add_person(1), parent = office.add_person(2);
  const identity::Actor by{Role::insured, "child", child, {}, {}, {}};
  const Date today = kMorning.date();
  const auto refusal = [&](DelegateRequest request) {
    const auto got =
        office.write([&] { return let_act_now(office.store(), request, by, kMorning); });
    return got ? std::nullopt : std::optional(got.error()[0].code);
  };
  const ledger::Period year{today, today.plus_days(364)};
  const std::vector<Action> actions{Action::read_account};
  EXPECT_EQ(refusal({child, child, {}, actions, year}), ErrorCode::bad_value);
  EXPECT_EQ(refusal({child, {}, Office::resident_id(9), actions, year}), ErrorCode::unknown_person);
  EXPECT_EQ(refusal({child, "p0000000000000000", {}, actions, year}), ErrorCode::unknown_person);
  EXPECT_EQ(refusal({child, parent, {}, actions, {today, today.plus_months(61)}}),
            ErrorCode::date_out_of_range);
  EXPECT_EQ(refusal({child, parent, {}, actions, {today.plus_days(-9), today.plus_days(-1)}}),
            ErrorCode::date_out_of_range);
  EXPECT_EQ(refusal({child, parent, {}, actions, year}), std::nullopt);
  EXPECT_EQ(refusal({child, parent, {}, actions, year}), ErrorCode::overlapping_periods);
}

TEST(Relation, OfStaffIsTheAreaThatThePersonIsInsuredInNow) {
  Office office;
  const std::string here = office.add_person(1), there = office.add_person(2, "990200");
  const identity::Actor reviewer{Role::reviewer, "r", {}, "agency", {"990100"}, {}};
  EXPECT_TRUE(
      relations(office, reviewer, Action::read_person, here, kMorning).has(Relation::own_area));
  EXPECT_FALSE(
      relations(office, reviewer, Action::read_person, there, kMorning).has(Relation::own_area));
  EXPECT_FALSE(relations(office, reviewer, Action::read_person, "p0000000000000000", kMorning)
                   .has(Relation::own_area));
}

}  // namespace
}  // namespace yitong::verbs

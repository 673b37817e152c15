#include "verbs/add_login.h"

#include "base/id.h"
#include "identity/rights.h"
#include "store/person_rows.h"
#include "verbs/in_transaction.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

constexpr std::string_view kOperator = "-";
constexpr std::string_view kWholeCountry = "000000";  // identity::covers()

void check_scope(const ledger::Login& login, const identity::RoleText& role, Errors& errors) {
  const bool insured = role.role == identity::Role::insured;
  const bool of_agency = !insured && !role.of_institution;
  const auto add = [&](const char* path, const std::string& found, const char* rule) {
    errors.push_back({ErrorCode::bad_value, path, found, rule, {}});
  };
  if (insured != is_person_id(login.person))
    add("person", login.person, "a person's number, for insured persons and nobody else");
  if (role.of_institution != is_institution_code(login.institution))
    add("institution", login.institution, "an institution's code, for its staff and nobody else");
  if (of_agency == login.areas.empty())
    add("areas", login.areas, "territories, for an agency's staff and nobody else");
  for (const std::string& each : ledger::words_of(login.areas))
    if (!is_area_code(each) && each != kWholeCountry)
      add("areas", each, "^[0-9]{6}$; 000000 is the whole country");
}

Errors login_faults(const NewLogin& wanted) {
  const ledger::Login& login = wanted.login;
  Errors errors;
  // Who signs in by resident id has the person's number as account, so nobody else may.
  if (!is_token(login.account) || (is_person_id(login.account) && login.account != login.person))
    errors.push_back({ErrorCode::bad_value,
                      "account",
                      login.account,
                      "^[A-Za-z0-9._-]{1,64}$; a person's number for that person alone",
                      {}});
  const auto role = identity::parse_role(login.role);
  if (!role || *role == identity::Role::anonymous)
    errors.push_back({ErrorCode::bad_value, "role", login.role, "a role of `yitong roles`", {}});
  else
    check_scope(login, text_of(*role), errors);
  if (auto fine = identity::check_password(wanted.password, login.account, "password"); !fine)
    errors.push_back(fine.error().front());
  return errors;
}

}  // namespace

Result<std::int64_t> add_login(store::Store& store, const NewLogin& wanted,
                               const LoginSecrets& secrets, Instant now) {
  if (auto errors = login_faults(wanted); !errors.empty()) return fail(std::move(errors));
  ledger::Login login = wanted.login;
  login.password = identity::hash_password(wanted.password, secrets.salt);
  if (login.password.empty()) return fail(ErrorCode::io_failed, "password", "no memory to hash it");
  login.totp = wanted.secret.empty() ? Digest{} : sm3(wanted.secret);
  login.at = now, login.by = std::string(kOperator);
  return in_transaction(store, [&]() -> Result<std::int64_t> {
    if (!login.person.empty() && !store::person_exists(store, login.person))
      return fail(ErrorCode::unknown_person, "person", login.person);
    if (!wanted.secret.empty())
      store::put_login_secret(store, login.account, wanted.secret, secrets.nonce);
    const auto no = store::insert_login(store.database(), login);
    if (no && *no > 1 && !login.person.empty())
      tell_person(store, login.person, {NoticeKind::password_changed, {}, {}}, now);
    return no;
  });
}

}  // namespace yitong::verbs

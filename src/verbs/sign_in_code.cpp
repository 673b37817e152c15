#include "verbs/sign_in_code.h"

#include "store/person_rows.h"
#include "store/session_rows.h"
#include "verbs/attempt.h"

namespace yitong::verbs {
namespace {

Digest code_digest(store::Store& store, const std::string& account, std::string_view code) {
  return store.key().blind("sign-in code " + account + " " + std::string(code));
}

Result<IssuedCode> give_code(store::Store& store, ledger::Login login, const identity::Actor& by,
                             const identity::SignInCodeBytes& bytes, Instant now) {
  const std::string code = identity::make_sign_in_code(bytes);
  const Instant expires{now.micros + identity::kSignInCodeSeconds * 1'000'000};
  login.password =
      identity::text_of(identity::KeptCode{expires, code_digest(store, login.account, code)});
  login.at = now, login.by = by.account;
  const auto no = store::insert_login(store.database(), login);
  if (!no) return fail(no.error());
  store::delete_sessions(store.database(), login.account);
  return IssuedCode{login.account, identity::shown_sign_in_code(code), expires};
}

bool fits_code(store::Store& store, const ledger::Login& login, const std::string& said,
               Instant now) {
  const auto kept = identity::parse_kept_code(login.password);
  const auto code = identity::parse_sign_in_code(said);
  return kept && code && now < kept->expires &&
         code_digest(store, login.account, *code) == kept->hash;
}

}  // namespace

Result<IssuedCode> give_person_code_now(store::Store& store, const std::string& person,
                                        const identity::Actor& by,
                                        const identity::SignInCodeBytes& bytes, Instant now) {
  if (const auto data = store::open_person(store, person); !data) return fail(data.error());
  ledger::Login login = store::find_login(store.database(), person).value_or(ledger::Login());
  login.account = login.person = person;
  login.role = text_of(identity::Role::insured).name;
  return give_code(store, std::move(login), by, bytes, now);
}

Result<IssuedCode> give_staff_code_now(store::Store& store, const std::string& account,
                                       const identity::Actor& by,
                                       const identity::SignInCodeBytes& bytes, Instant now) {
  auto login = store::find_login(store.database(), account);
  const auto role = login ? identity::parse_role(login->role) : std::nullopt;
  if (!role || !is_staff(*role))
    return fail(ErrorCode::not_found, "/account", account, "an account of staff");
  return give_code(store, std::move(*login), by, bytes, now);
}

Result<CheckedNewPassword> check_new_password(store::Store& reader, const NewPassword& wanted,
                                              const identity::Salt& salt, Instant now) {
  CheckedNewPassword out;
  out.attempt = attempt_of(reader, wanted.account, wanted.resident_id, wanted.address);
  const std::string& named = wanted.account.empty() ? wanted.resident_id : wanted.account;
  if (auto fine = identity::check_password(wanted.password, named, "/password"); !fine)
    return fail(std::move(fine.error()));
  if (auto fine = demand_unlocked(reader, out.attempt, now); !fine)
    return fail(std::move(fine.error()));
  out.login = usable_login(reader, out.attempt.account);
  out.code_fits = out.login && fits_code(reader, *out.login, wanted.code, now);
  if (auto fine = reader.database().take_fault(); !fine) return fail(std::move(fine.error()));
  if (!out.code_fits) return out;
  out.hash = identity::hash_password(wanted.password, salt);
  if (out.hash.empty()) return fail(ErrorCode::io_failed, "/password", "no memory to hash it");
  return out;
}

Result<std::string> set_password_now(store::Store& store, const CheckedNewPassword& checked,
                                     Instant now) {
  const Attempt& attempt = checked.attempt;
  if (auto fine = demand_unlocked(store, attempt, now); !fine) return fail(std::move(fine.error()));
  auto login = store::find_login(store.database(), attempt.account);
  const bool changed = checked.login && (!login || login->no != checked.login->no);
  if (!checked.code_fits || changed) {
    note_failure(store, attempt, checked.login.has_value(), now);
    return fail(ErrorCode::wrong_sign_in_code, "/code");
  }
  login->password = checked.hash;
  login->at = now, login->by = login->account;
  if (const auto no = store::insert_login(store.database(), *login); !no) return fail(no.error());
  store::forget_failures(store.database(), attempt.account_subject);
  return attempt.account;
}

std::optional<identity::Record> record_of_account(store::Store& reader, const Rules& rules,
                                                  const identity::Actor& actor,
                                                  const std::string& account, Instant now) {
  const auto login = store::find_login(reader.database(), account);
  if (!login) return std::nullopt;
  identity::Record out;
  if (!login->institution.empty()) {
    const auto catalogue = rules.editions.on(now.date());
    const auto* facts = catalogue ? catalogue->institution(login->institution) : nullptr;
    if (facts != nullptr) out.area = facts->area;
    return out;
  }
  if (login->agency != actor.agency) return out;
  for (const std::string& each : ledger::words_of(login->areas)) {
    out.area = each;
    if (!actor.answers_for(each)) break;
  }
  return out;
}

}  // namespace yitong::verbs

#include "verbs/account.h"

#include "base/id.h"
#include "store/person_rows.h"
#include "verbs/in_transaction.h"

namespace yitong::verbs {

Result<Credited> credit_now(store::Store& store, const InflowRequest& request, Instant now) {
  Errors errors;
  if (!is_token(request.source))
    errors.push_back(
        {ErrorCode::bad_value, "/source", request.source, "1 to 64 letters, digits, . _ -", {}});
  if (request.amount <= Money() || request.amount > kMaxFromOutside)
    errors.push_back({ErrorCode::bad_value,
                      "/amount",
                      request.amount.str(),
                      "more than 0.00, at most " + kMaxFromOutside.str(),
                      {}});
  if (!errors.empty()) return fail(std::move(errors));
  store::Database& database = store.database();
  if (!store::person_exists(store, request.person))
    return fail(ErrorCode::unknown_person, "/person", request.person);
  const auto known = store::find_inflow(database, request.person, request.source);
  if (known && known->amount != request.amount)
    return fail(ErrorCode::same_key_other_body, "/source", request.source, known->amount.str());
  if (!known)
    store::record(database,
                  ledger::Inflow{{}, request.person, request.source, request.amount, now});
  return Credited{store::find_account(database, request.person).value_or(ledger::Account()),
                  known.has_value()};
}

Result<std::int64_t> let_use_now(store::Store& store, const ConsentRequest& request, Instant now) {
  ledger::Consent consent = request.consent;
  Errors errors;
  if (!is_person_id(consent.relative) || consent.relative == request.person)
    errors.push_back(
        {ErrorCode::bad_value, "/relative", consent.relative, "another person's number", {}});
  if (consent.yearly_limit && consent.yearly_limit->is_negative())
    errors.push_back(
        {ErrorCode::negative_amount, "/yearly_limit", consent.yearly_limit->str(), {}, {}});
  if (!errors.empty()) return fail(std::move(errors));
  consent.known_since = now;
  return store::insert_consent(store, request.person, std::move(consent));
}

Result<Credited> credit(store::Store& store, const InflowRequest& request, Instant now) {
  return in_transaction(store, [&] { return credit_now(store, request, now); });
}

Result<std::int64_t> let_use(store::Store& store, const ConsentRequest& request, Instant now) {
  return in_transaction(store, [&] { return let_use_now(store, request, now); });
}

Result<AccountView> view_account(store::Store& store, const std::string& person) {
  store::Database& database = store.database();
  database.begin_read();
  const bool known = store::person_exists(store, person);
  AccountView out{store::find_account(database, person).value_or(ledger::Account()),
                  store::inflows_of(database, person), store::find_consents(database, person)};
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!known) return fail(ErrorCode::unknown_person, "/person", person);
  return out;
}

}  // namespace yitong::verbs

// Accounts that people sign in with, and when failures kept somebody out. Journaled; the newest row
// of an account counts.
#pragma once

#include <optional>
#include <string>

#include "ledger/login.h"
#include "store/entry_rows.h"
#include "store/store.h"

namespace yitong::store {

std::optional<ledger::Login> find_login(Database& database, std::string_view account);
/// Adds a row, numbering it, in force at once. Errors: bad_value for texts beyond their limits.
Result<std::int64_t> insert_login(Database& database, ledger::Login added);
/// The row that starts at a column of the current row of a query, in the order of the table.
ledger::Login login_of(Rows& rows, int first);
extern const Sql kSelectLogins;  ///< by bucket: entry_seq, then the row from account to by_account

/// Journaled in the bucket of the subject; `seq` is given here.
void record(Database& database, ledger::Lockout lockout);
ledger::Lockout lockout_of(Rows& rows);
extern const Sql kSelectLockouts;  ///< by bucket: the row from seq to until_micros

/// The second factor's secret and the newest step that was used; nothing where there is none or its
/// seal is broken, which is a fault (corrupt).
struct LoginSecret {
  std::string secret;
  std::int64_t last_step = 0;
};
std::optional<LoginSecret> find_login_secret(Store& store, std::string_view account);
extern const Sql kSelectSecretsOf;  ///< by bucket: account
extern const Sql kSelectFactorsOf;  ///< by bucket: account, each once
/// `nonce`: 24 fresh random bytes. What the account had is replaced.
void put_login_secret(Store& store, std::string_view account, std::string_view secret,
                      std::string_view nonce);
void use_step(Database& database, std::string_view account, std::int64_t step);

}  // namespace yitong::store

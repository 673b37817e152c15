// The audit's part about accounts to sign in with and delegations.
#include <algorithm>

#include "store/audit_register.h"
#include "store/delegation_rows.h"
#include "store/login_rows.h"

namespace yitong::store {

using ledger::EntryKind;

void RegisterAudit::read_rights(std::int32_t bucket) {
  {
    Rows rows = database_.query(kSelectLogins, {integer(bucket)});
    while (rows.next()) {
      const std::int64_t seq = rows.integer(0);
      const ledger::Login login = login_of(rows, 1);
      if (!fault_found(path_of("login", {bucket, seq})))
        rows_[{EntryKind::login, seq}] = {login.account, digest_of(login), {}};
    }
  }
  {
    Rows rows = database_.query(kSelectLockouts, {integer(bucket)});
    while (rows.next()) {
      const ledger::Lockout lockout = lockout_of(rows);
      if (!fault_found(path_of("lockout", {bucket, lockout.seq})))
        rows_[{EntryKind::lockout, lockout.seq}] = {lockout.subject, digest_of(lockout), {}};
    }
  }
  Rows rows = database_.query(kSelectDelegations, {integer(bucket)});
  while (rows.next()) {
    const std::int64_t seq = rows.integer(0);
    std::string person(rows.text(1));
    const ledger::Delegation delegation = delegation_of(rows, 2);
    const Digest digest = digest_of(person, delegation);
    if (fault_found(path_of("delegation", {bucket, seq}))) continue;
    const auto principals = find_principals(database_, delegation.delegate);
    if (std::ranges::find(principals, person) == principals.end())
      find_("delegation_index/" + delegation.delegate, "missing", person);
    rows_[{EntryKind::delegation, seq}] = {std::move(person), digest, {}};
  }
}

/// The index has nobody whom no delegation names.
void RegisterAudit::check_delegates(std::int32_t bucket) {
  std::vector<std::pair<std::string, std::string>> indexed;
  {
    Rows rows = database_.query(kSelectDelegates, {integer(bucket)});
    while (rows.next()) indexed.emplace_back(rows.text(0), rows.text(1));
  }
  for (const auto& [delegate, person] : indexed) {
    const auto rows = find_delegations(database_, person);
    if (std::ranges::find(rows, delegate, &ledger::Delegation::delegate) == rows.end())
      find_("delegation_index/" + delegate, person, "a delegation of that person");
  }
}

}  // namespace yitong::store

// The audit's part about accounts to sign in with and delegations.
#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "store/audit_register.h"
#include "store/delegation_rows.h"
#include "store/link_rows.h"
#include "store/login_rows.h"
#include "store/refused_rows.h"

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
  read_links(bucket);
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

void RegisterAudit::read_links(std::int32_t bucket) {
  {
    Rows rows = database_.query(kSelectLinks, {integer(bucket)});
    while (rows.next()) {
      const std::int64_t seq = rows.integer(0);
      const ledger::LoginLink link = link_of(rows, 1);
      if (fault_found(path_of("login_link", {bucket, seq}))) continue;
      const auto indexed = indexed_accounts(database_, link.subject);
      if (std::ranges::find(indexed, link.account) == indexed.end())
        find_("login_link_index/" + link.account, "missing", "the subject of a link");
      rows_[{EntryKind::login_link, seq}] = {link.account, digest_of(link), {}};
    }
  }
  Rows rows = database_.query(kSelectRefused, {integer(bucket)});
  while (rows.next()) {
    const ledger::RefusedAccess refused = refused_of(rows);
    if (!fault_found(path_of("refused_access", {bucket, refused.seq})))
      rows_[{EntryKind::refused_access, refused.seq}] = {refused.owner(), digest_of(refused), {}};
  }
}

/// The index has no account that no link of the subject names.
void RegisterAudit::check_link_index(std::int32_t bucket) {
  std::vector<std::pair<Digest, std::string>> indexed;
  {
    Rows rows = database_.query(kSelectLinkIndex, {integer(bucket)});
    while (rows.next()) indexed.emplace_back(rows.digest(0), rows.text(1));
  }
  for (const auto& [subject, account] : indexed) {
    const auto rows = find_links(database_, account);
    if (std::ranges::find(rows, subject, &ledger::LoginLink::subject) == rows.end())
      find_("login_link_index/" + account, "a subject", "a link of that subject");
  }
}

void audit_login_secrets(Store& store, std::int32_t bucket, const RegisterAudit::Find& find) {
  Database& database = store.database();
  const auto accounts = [&](const Sql& sql) {
    std::vector<std::string> out;
    Rows rows = database.query(sql, {integer(bucket)});
    while (rows.next()) out.emplace_back(rows.text(0));
    return out;
  };
  auto named = accounts(kSelectSecretsOf);
  for (std::string& each : accounts(kSelectFactorsOf))
    if (std::ranges::find(named, each) == named.end()) named.push_back(std::move(each));
  for (const std::string& account : named) {
    const std::string path = "login_secret/" + account;
    if (bucket_of(account) != bucket)
      find(path, fmt::format("bucket {}", bucket), "the account's bucket");
    const auto secret = find_login_secret(store, account);
    if (const auto fine = database.take_fault(); !fine) {
      find(path, fine.error()[0].found, fine.error()[0].rule);
      continue;
    }
    const auto login = find_login(database, account);
    const bool wanted = login && login->totp != Digest{};
    if (!secret && wanted) find(path, "missing", "the second factor that the account has");
    if (secret && !login) find(path, "a secret", "an account");
    if (secret && wanted && sm3(secret->secret) != login->totp)
      find(path, "another secret", "the one whose hash the journal has");
  }
}

}  // namespace yitong::store

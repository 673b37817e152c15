// Identities at other providers, and the accounts that they may sign in as. Journaled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/login.h"
#include "store/entry_rows.h"

namespace yitong::store {

inline constexpr std::size_t kMaxLinks = 100;  ///< rows of one account, ended ones too

/// Every row of an account, in order of its number.
std::vector<ledger::LoginLink> find_links(Database& database, std::string_view account);
/// The link by which the subject may sign in.
std::optional<ledger::LoginLink> link_of_subject(Database& database, const Digest& subject);
/// Adds a row, numbering it. Errors: bad_value (too many); subject_linked, where the subject has
/// another link that holds.
Result<ledger::LoginLink> insert_link(Database& database, ledger::LoginLink added);

/// The row that starts at a column of the current row of a query, in the order of the table.
ledger::LoginLink link_of(Rows& rows, int first);
extern const Sql kSelectLinks;      ///< by bucket: entry_seq, then the row from account
extern const Sql kSelectLinkIndex;  ///< by bucket: subject, account
/// Accounts that the index has for the subject.
std::vector<std::string> indexed_accounts(Database& database, const Digest& subject);

}  // namespace yitong::store

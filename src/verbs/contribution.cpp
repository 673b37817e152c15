#include "verbs/contribution.h"

#include <algorithm>

#include "base/id.h"
#include "store/person_rows.h"
#include "verbs/in_transaction.h"

namespace yitong::verbs {
namespace {

constexpr std::size_t kMaxSituations = 256;

Errors faults_of(const ledger::Contribution& row, Date today) {
  Errors errors;
  if (!is_area_code(row.area))
    errors.push_back({ErrorCode::bad_value, "/area", row.area, "six digits", {}});
  if (!is_token(row.insurance, 8))
    errors.push_back({ErrorCode::bad_value, "/insurance", row.insurance, {}, {}});
  if (today < row.paid_on)
    errors.push_back({ErrorCode::date_out_of_range,
                      "/paid_on",
                      row.paid_on.str(),
                      "not after " + today.str(),
                      {}});
  const auto& bases = ledger::kContributionBases;
  if (std::ranges::find(bases, row.basis) == bases.end())
    errors.push_back({ErrorCode::bad_value, "/basis", row.basis, "paid, supported or retired", {}});
  for (const auto& [path, amount] :
       {std::pair("/amount", row.amount), std::pair("/base", row.base)})
    if (amount.is_negative() || amount > kMaxFromOutside)
      errors.push_back({ErrorCode::bad_value, path, amount.str(), "0.00 or more", {}});
  if (row.situations.size() > kMaxSituations ||
      row.situations.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_,") !=
          std::string::npos)
    errors.push_back({ErrorCode::bad_value, "/situations", {}, "codes of the policy", {}});
  return errors;
}

}  // namespace

Result<std::int64_t> add_contribution_now(store::Store& store, std::string_view person,
                                          ledger::Contribution contribution, Instant now) {
  if (auto faults = faults_of(contribution, now.date()); !faults.empty())
    return fail(std::move(faults));
  contribution.known_since = now;
  return store::insert_contribution(store, person, std::move(contribution));
}

Result<std::int64_t> add_contribution(store::Store& store, std::string_view person,
                                      ledger::Contribution contribution, Instant now) {
  return in_transaction(store,
                        [&] { return add_contribution_now(store, person, contribution, now); });
}

Result<std::vector<ledger::Contribution>> view_contributions(store::Store& store,
                                                             const std::string& person,
                                                             Instant now) {
  store::Database& database = store.database();
  database.begin_read();
  const bool known = store::person_exists(store, person);
  auto rows = contributions_at(store::find_contributions(database, person), now);
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  if (!known) return fail(ErrorCode::unknown_person, {}, person);
  return rows;
}

}  // namespace yitong::verbs

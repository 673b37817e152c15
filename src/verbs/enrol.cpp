#include "verbs/enrol.h"

#include <algorithm>

#include "base/id.h"
#include "base/text.h"
#include "store/period_rows.h"
#include "verbs/in_transaction.h"

namespace yitong::verbs {
namespace {

Errors faults_of(const ledger::Coverage& coverage) {
  Errors errors;
  if (!is_area_code(coverage.area))
    errors.push_back({ErrorCode::bad_value, "/area", coverage.area, "six digits", {}});
  if (!is_token(coverage.insurance, 8))
    errors.push_back({ErrorCode::bad_value, "/insurance", coverage.insurance, {}, {}});
  if (!is_utf8(coverage.facts) || coverage.facts.size() > 4096)
    errors.push_back(
        {ErrorCode::bad_value, "/facts", {}, "key=value lines of UTF-8, at most 4096 bytes", {}});
  return errors;
}

Errors faults_of(const ledger::Filing& filing) {
  Errors errors;
  if (std::ranges::find(ledger::kFilingKinds, filing.kind) == ledger::kFilingKinds.end())
    errors.push_back({ErrorCode::bad_value,
                      "/kind",
                      filing.kind,
                      "long_term, referral, emergency or other_temporary",
                      {}});
  if (!is_area_code(filing.target))
    errors.push_back({ErrorCode::bad_value, "/target", filing.target, "six digits", {}});
  return errors;
}

}  // namespace

Result<std::string> enrol_person(store::Store& store, const store::PersonalData& person,
                                 const store::PersonSecrets& secrets) {
  return in_transaction(store, [&] { return store::insert_person(store, person, secrets); });
}

Result<std::int64_t> add_coverage(store::Store& store, std::string_view person,
                                  ledger::Coverage coverage, Instant now) {
  if (auto faults = faults_of(coverage); !faults.empty()) return fail(std::move(faults));
  coverage.known_since = now;
  return in_transaction(store, [&] { return store::insert_coverage(store, person, coverage); });
}

Result<std::int64_t> add_filing(store::Store& store, std::string_view person, ledger::Filing filing,
                                Instant now) {
  if (auto faults = faults_of(filing); !faults.empty()) return fail(std::move(faults));
  filing.known_since = now;
  return in_transaction(store, [&] { return store::insert_filing(store, person, filing); });
}

Result<void> erase_person(store::Store& store, std::string_view person) {
  return in_transaction(store, [&] { return store::erase_person(store, person); });
}

}  // namespace yitong::verbs

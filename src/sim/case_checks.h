// What the store holds of cases, held against itself: each case against its own events, and what
// cases wrote against the cases.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/book.h"
#include "store/document_rows.h"
#include "store/period_rows.h"
#include "store/payment_rows.h"
#include "verbs/case_view.h"

namespace yitong::sim {

inline constexpr const char* kCaseFold = "a case is the fold of its events";
inline constexpr const char* kCaseStep = "each step of a case is a row of the table";
inline constexpr const char* kCaseVersion = "a case's version rises by one";
inline constexpr const char* kFourEyes = "who decides has not reviewed";
inline constexpr const char* kGranted = "what a case grants stands exactly while it grants it";
inline constexpr const char* kClaimPaid = "a claim is settled and owed exactly once";
inline constexpr const char* kPapersHeld = "papers are held exactly while a case uses them";

/// A failure that names the case.
Check of_case(const char* invariant, const verbs::LoadedCase& loaded, std::string_view what);
/// The file is what its events make of it, and each event follows the one before.
Check check_case_fold(const verbs::LoadedCase& loaded);
/// Each event is a row of the table, and who decides has not reviewed.
Check check_case_steps(const verbs::LoadedCase& loaded);

/// Filings, grants, settlements, payments and papers of one person: of each case those that it
/// calls for, and none that no case calls for.
class CaseEffects {
 public:
  /// Reads them in the transaction that is open.
  CaseEffects(store::Database& database, const std::string& person);
  /// Of a claim, grant or filing what it wrote, and its papers; once for every case.
  Check check(const verbs::LoadedCase& loaded);
  /// Behind the last case: nothing is left over.
  Check check_rest() const;
  const std::vector<store::KeptDocument>& documents() const { return documents_; }

 private:
  Check check_grants(const verbs::LoadedCase& loaded);
  Check check_claim(const verbs::LoadedCase& loaded);
  Check check_papers(const verbs::LoadedCase& loaded) const;

  store::Database& database_;
  const std::string person_;
  const std::vector<ledger::Filing> filings_;
  const std::vector<ledger::Grant> grants_;
  const std::vector<store::KeptPayment> payments_;
  const std::vector<store::KeptDocument> documents_;
  std::set<std::int64_t> filings_seen_, grants_seen_;
  std::size_t payments_seen_ = 0;
};

}  // namespace yitong::sim

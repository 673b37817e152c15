// The audit's part about cases: every event against its entry and its seal, a case as the fold of
// its events, the way from a word to the case, drafts, and the desk's counts.
#pragma once

#include <map>
#include <set>
#include <string>

#include "store/audit_register.h"
#include "store/case_rows.h"

namespace yitong::store {

class CaseAudit {
 public:
  using Find = RegisterAudit::Find;
  CaseAudit(Store& store, Find find)
      : store_(store), database_(store.database()), find_(std::move(find)) {}

  /// Before the chain of a bucket.
  void begin(std::int32_t bucket);
  /// An entry whose row is here; nothing if the row is missing.
  std::optional<RegisterAudit::Checked> check(const ledger::EntryHead& head);
  /// After the chain.
  void finish(std::int32_t bucket);
  /// Counts and figures of days, over all buckets: once.
  void check_counts();

 private:
  void check_event(const ledger::CaseEvent& event);
  void check_seal(const ledger::CaseEvent& event);
  void check_files(std::int32_t bucket);
  void check_file(const ledger::CaseFile& file, std::string_view blinds);
  void check_way(const ledger::CaseFile& file, std::string_view blinds);
  void check_drafts(std::int32_t bucket);
  void check_blinds(std::int32_t bucket);
  void check_places(std::int32_t bucket);
  bool fault_found(const std::string& path);
  const CaseKeys* keys_of(const std::string& person);

  Store& store_;
  Database& database_;
  const Find find_;
  struct Row {
    std::string person;
    Digest digest{};
  };
  std::map<std::int64_t, Row> rows_;                     ///< events by seq
  std::map<std::int64_t, ledger::CaseFile> folds_;       ///< by seq of the opening
  std::map<std::string, std::optional<CaseKeys>> keys_;  ///< nothing: erased
};

}  // namespace yitong::store

// What was said about cases: each answer is held against all earlier ones, and what the store holds
// against all answers.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sim/book.h"
#include "sim/case_checks.h"
#include "sim/script.h"
#include "verbs/cases.h"

namespace yitong::sim {

inline constexpr const char* kCaseLost = "no acknowledged action is lost";
inline constexpr const char* kCaseTwice = "no action is done twice";

/// What a request about a case is answered.
struct CaseReply {
  ledger::EntryId id;  ///< of the case, where it is about one
  std::int64_t version = 0;
  std::string state;
  std::int64_t draft = 0;  ///< revision of what is saved and not handed in
  bool replayed = false;
  std::string str() const;
};

class CaseBook {
 public:
  explicit CaseBook(const Town& town) : town_(town) {}
  /// A request has reached the server.
  void arrived(const Event& event);
  /// `seen`: the version that the sender acted on. `disk_failed`: in this story, so that errors of
  /// the disk are answers.
  Check answered(const Event& event, std::int64_t seen, const Result<CaseReply>& reply,
                 bool disk_failed);
  /// Reads all about a person, in a transaction of its own.
  Check compare(store::Store& store, const std::string& person) const;
  Check compare_all(store::Store& store) const;

 private:
  struct Opening {
    std::set<std::size_t> variants;  ///< that arrived
    bool told = false;
    std::size_t variant = 0;
    ledger::EntryId id;
  };
  struct Step {
    bool told = false;
    std::int64_t version = 0;  ///< 0: told only that it was done
    std::string state;
    ledger::EntryId id;
  };
  struct Draft {
    std::int64_t version = 0, revision = 0;
  };
  Check opened(const Event& event, const CaseReply& reply);
  Check stepped(const Event& event, std::int64_t seen, const CaseReply& reply);
  Check refused(const Event& event, const Error& error, bool disk_failed) const;
  Check compare_now(store::Store& store, const std::string& person) const;
  Check compare_told(const verbs::LoadedCase& loaded) const;
  Check compare_openings(const std::string& person,
                         const std::vector<verbs::LoadedCase>& all) const;

  const Town& town_;
  std::map<std::pair<std::string, std::string>, Opening> openings_;  ///< person, name
  std::map<std::size_t, Step> steps_;                                ///< by number, that arrived
  std::map<ledger::EntryId, Draft> drafts_;
  std::set<std::string> dropped_;  ///< documents
};

}  // namespace yitong::sim

// Plans and catalogues as settlements recorded them: read from the store by hash, kept while the
// object lives. Nothing is searched for in such a catalogue.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "adjudication/settle.h"
#include "catalogue/catalogue.h"
#include "ledger/entry.h"
#include "store/store.h"

namespace yitong::verbs {

struct KnownRules {
  std::map<std::pair<Digest, std::string>, std::shared_ptr<const Plan>> plans;
  std::map<Digest, std::shared_ptr<const Catalogue>> catalogues;
};

/// What several threads have read, each with a connection of its own to one database: a text is
/// compiled once for all.
struct SharedRules {
  std::mutex lock;
  KnownRules known;
};

class RecordedRules {
 public:
  explicit RecordedRules(store::Database& database, SharedRules* shared = nullptr)
      : database_(database), shared_(shared) {}
  /// Null where the text is not kept or does not compile.
  std::shared_ptr<const Plan> plan_of(const Digest& hash, const std::string& insurance);
  std::shared_ptr<const Catalogue> catalogue_of(const Digest& hash);

 private:
  store::Database& database_;
  SharedRules* const shared_;  ///< asked where `known_` has nothing; null: nothing is shared
  KnownRules known_;
};

}  // namespace yitong::verbs

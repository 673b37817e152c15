// Plans and catalogues as settlements recorded them: read from the store by hash, kept while the
// object lives.
#pragma once

#include <map>
#include <memory>

#include "adjudication/settle.h"
#include "catalogue/catalogue.h"
#include "ledger/entry.h"
#include "store/store.h"

namespace yitong::verbs {

class RecordedRules {
 public:
  explicit RecordedRules(store::Database& database) : database_(database) {}
  /// Null where the text is not kept or does not compile.
  std::shared_ptr<const Plan> plan_of(const Digest& hash, const std::string& insurance);
  std::shared_ptr<const Catalogue> catalogue_of(const Digest& hash);

 private:
  store::Database& database_;
  std::map<std::pair<Digest, std::string>, std::shared_ptr<const Plan>> plans_;
  std::map<Digest, std::shared_ptr<const Catalogue>> catalogues_;
};

}  // namespace yitong::verbs

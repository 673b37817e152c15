#include "verbs/recorded_rules.h"

#include "policy/book.h"
#include "store/text_rows.h"

namespace yitong::verbs {

std::shared_ptr<const Plan> RecordedRules::plan_of(const Digest& hash,
                                                   const std::string& insurance) {
  auto [at, is_new] = plans_.try_emplace({hash, insurance});
  if (!is_new) return at->second;
  const auto text = store::find_text(database_, hash);
  const auto policy = text ? unbundle(*text) : fail(ErrorCode::corrupt);
  if (!policy) return nullptr;
  Faults faults;
  auto plan = std::make_shared<Plan>(compile(*policy, insurance, Assume::nothing, faults));
  plan->hash = hash;
  if (!has_errors(faults)) at->second = std::move(plan);
  return at->second;
}

std::shared_ptr<const Catalogue> RecordedRules::catalogue_of(const Digest& hash) {
  auto [at, is_new] = catalogues_.try_emplace(hash);
  if (!is_new) return at->second;
  const auto text = store::find_text(database_, hash);
  auto catalogue = text ? Catalogue::parse(*text) : fail(ErrorCode::corrupt);
  if (catalogue) at->second = std::make_shared<Catalogue>(std::move(*catalogue));
  return at->second;
}

}  // namespace yitong::verbs

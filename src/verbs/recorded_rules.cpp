#include "verbs/recorded_rules.h"

#include "policy/book.h"
#include "store/text_rows.h"

namespace yitong::verbs {

namespace {

std::shared_ptr<const Plan> read_plan(store::Database& database, const Digest& hash,
                                      const std::string& insurance) {
  const auto text = store::find_text(database, hash);
  const auto policy = text ? unbundle(*text) : fail(ErrorCode::corrupt);
  if (!policy) return nullptr;
  Faults faults;
  auto plan = std::make_shared<Plan>(compile(*policy, insurance, Assume::nothing, faults));
  plan->hash = hash;
  return has_errors(faults) ? nullptr : std::move(plan);
}

std::shared_ptr<const Catalogue> read_catalogue(store::Database& database, const Digest& hash) {
  const auto text = store::find_text(database, hash);
  auto catalogue =
      text ? Catalogue::parse(*text, Catalogue::Search::none) : fail(ErrorCode::corrupt);
  return catalogue ? std::make_shared<Catalogue>(std::move(*catalogue)) : nullptr;
}

/// The value of `key`, which `read` gives where nobody has asked for it before.
template <class Map, class Read>
Map::mapped_type ask(Map& known, const typename Map::key_type& key, const Read& read) {
  auto [at, is_new] = known.try_emplace(key);
  if (is_new) at->second = read();
  return at->second;
}

}  // namespace

std::shared_ptr<const Plan> RecordedRules::plan_of(const Digest& hash,
                                                   const std::string& insurance) {
  const std::pair key(hash, insurance);
  const auto read = [&] { return read_plan(database_, hash, insurance); };
  return ask(known_.plans, key, [&] {
    if (shared_ == nullptr) return read();
    const std::lock_guard guard(shared_->lock);
    return ask(shared_->known.plans, key, read);
  });
}

std::shared_ptr<const Catalogue> RecordedRules::catalogue_of(const Digest& hash) {
  const auto read = [&] { return read_catalogue(database_, hash); };
  return ask(known_.catalogues, hash, [&] {
    if (shared_ == nullptr) return read();
    const std::lock_guard guard(shared_->lock);
    return ask(shared_->known.catalogues, hash, read);
  });
}

}  // namespace yitong::verbs

#include <algorithm>

#include "catalogue/catalogue.h"

namespace yitong {
namespace {

Date start_of(const std::shared_ptr<const Catalogue>& edition) {
  return edition->facts().in_force_from;
}

}  // namespace

Result<void> Editions::add(std::shared_ptr<const Catalogue> edition) {
  const Date start = start_of(edition);
  const auto after = std::ranges::lower_bound(editions_, start, std::less(), start_of);
  if (after != editions_.end() && start_of(*after) == start)
    return fail(ErrorCode::overlapping_periods, edition->facts().name, start.str(),
                (*after)->facts().name);
  editions_.insert(after, std::move(edition));
  return {};
}

std::shared_ptr<const Catalogue> Editions::on(Date date) const {
  const auto after = std::ranges::upper_bound(editions_, date, std::less(), start_of);
  return after == editions_.begin() ? nullptr : *(after - 1);
}

std::shared_ptr<const Catalogue> Editions::by_hash(std::string_view hash_hex) const {
  for (const auto& edition : editions_)
    if (edition->hash_hex() == hash_hex) return edition;
  return nullptr;
}

}  // namespace yitong

#include "api/sheet_words.h"

#include "base/id.h"

namespace yitong::api {

std::string masked_id(std::string_view resident_id) {
  if (resident_id.size() != 18) return {};
  return std::string(resident_id.substr(0, 4)) + "**********" + std::string(resident_id.substr(14));
}

std::string masked_phone(std::string_view telephone) {
  if (telephone.size() < 8) return {};
  return std::string(telephone.substr(0, 3)) + "****" +
         std::string(telephone.substr(telephone.size() - 4));
}

Words sex_words(std::string_view resident_id) {
  const auto id = ResidentId::parse(resident_id);
  if (!id) return {};
  return id->female ? Words{"女", "female"} : Words{"男", "male"};
}

Words period_words(const ledger::Period& period) {
  const std::string from = period.from.str();
  if (!period.to.is_set() || period.to == ledger::kNoEnd) return {from + " 起", "from " + from};
  return {from + " 至 " + period.to.str(), from + " to " + period.to.str()};
}

Words source_words(const Policy& policy, int source) {
  if (source < 0) return {};
  const Source& from = policy.sources[static_cast<std::size_t>(source)];
  const std::string grade(1, from.grade);
  return {"《" + from.document + "》" + from.clause + "（依据 " + grade + " 级）",
          "\"" + from.document + "\" " + from.clause + " (evidence " + grade + ")"};
}

}  // namespace yitong::api

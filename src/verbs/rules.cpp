#include "verbs/rules.h"

#include <algorithm>
#include <iterator>

#include "adjudication/year_end.h"
#include "catalogue/edition_text.h"
#include "store/text_rows.h"
#include "verbs/scope.h"

namespace yitong::verbs {

Result<std::shared_ptr<const Rules>> load_rules(const std::vector<std::string>& policy_paths,
                                                const std::vector<std::string>& catalogue_folders,
                                                const std::string& calendar_file) {
  auto rules = std::make_shared<Rules>();
  Errors errors;
  Loaded loaded = PlanBook::load(policy_paths);
  for (const Loaded::Finding& finding : loaded.findings)
    if (finding.severity == Severity::error) errors.push_back(finding.error);
  rules->plans = std::move(loaded.book);
  for (const std::string& folder : catalogue_folders) {
    auto text = Catalogue::read_text(folder);
    auto catalogue = Catalogue::load(folder);
    auto added = catalogue && text
                     ? rules->editions.add(std::make_shared<Catalogue>(std::move(*catalogue)))
                     : Result<void>();
    if (!text) errors.insert(errors.end(), text.error().begin(), text.error().end());
    if (!catalogue) errors.insert(errors.end(), catalogue.error().begin(), catalogue.error().end());
    if (!added) errors.insert(errors.end(), added.error().begin(), added.error().end());
    if (text) rules->catalogue_texts.push_back(std::move(*text));
  }
  if (!calendar_file.empty()) {
    const auto text = read_file(calendar_file);
    auto calendar = text ? cases::Calendar::parse(*text) : fail(text.error());
    if (!calendar) std::ranges::move(calendar.error(), std::back_inserter(errors));
    if (calendar) rules->calendar = std::move(*calendar);
  }
  if (!errors.empty()) return fail(std::move(errors));
  return rules;
}

Result<void> keep_rules(store::Store& store, const Rules& rules) {
  store::Database& database = store.database();
  database.begin_write();
  for (const PlanBook::Entry& entry : rules.plans.entries())
    store::keep_text(database, "plan", bundle(*entry.plans.exact->policy));
  for (const std::string& text : rules.catalogue_texts)
    store::keep_text(database, "catalogue", text);
  return database.commit();
}

Result<Facts> facts_of(const Plan& plan, const StatedFacts& stated, Date on) {
  Facts facts = default_facts();
  facts.month = static_cast<std::uint8_t>(benefit_month(*plan.policy, on));
  Errors errors;
  for (const auto& [key, text] : stated) {
    if (is_for_record(key)) continue;
    const auto dim = dim_of(key);
    const bool asked = !dim || (plan.used_dims >> static_cast<unsigned>(*dim) & 1) != 0;
    if (!asked) continue;
    if (set_fact(plan, facts, key, text, {})) continue;
    const auto refused = set_fact(plan, facts, key, text, "/person/" + key);
    errors.insert(errors.end(), refused.error().begin(), refused.error().end());
  }
  if (!errors.empty()) return fail(std::move(errors));
  return facts;
}

Moment moment_of(const StatedFacts& stated, Date on, std::string_view institution) {
  Moment out{on, {}, std::string(institution)};
  for (const auto& [key, text] : stated)
    if (key == "stay") out.stay = text;
  return out;
}

Result<PlanSet> plans_of(const Rules& rules, std::string_view area, std::string_view insurance,
                         const Bill& bill) {
  auto found = rules.plans.find(area, insurance, bill.on);
  if (!found) return found;
  const Policy& policy = *found->exact->policy;
  if (crosses_year_end(policy, bill.admitted, bill.on))
    return fail(ErrorCode::stay_crosses_year, "/admitted_on",
                bill.admitted.str() + " – " + bill.on.str(),
                parts_in_words(policy, bill.admitted, bill.on));
  const Date deciding = deciding_day(policy, bill.admitted, bill.on);
  return deciding == bill.on ? std::move(found) : rules.plans.find(area, insurance, deciding);
}

std::string scope_of(std::string_view area, std::string_view insurance) {
  return std::string(area) + "/" + std::string(insurance);
}

}  // namespace yitong::verbs

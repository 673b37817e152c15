#include "verbs/scope.h"

#include <algorithm>
#include <charconv>

#include "ledger/entry.h"
#include "ledger/grant.h"

namespace yitong::verbs {

bool is_for_record(std::string_view key) {
  constexpr std::string_view kAll[] = {"stay",    kTreatedAt, kCatalogueArea, kRefusedLines,
                                       kHandedIn, kDoctor,    kGrants};
  return std::ranges::find(kAll, key) != std::end(kAll);
}

const std::string& fact_in(const StatedFacts& facts, std::string_view key) {
  static const std::string untold;
  for (const auto& [name, text] : facts)
    if (name == key) return text;
  return untold;
}

const std::string& institution_of(const StatedFacts& facts, const ledger::MessageKey& key) {
  return key.institution == ledger::kClaimDesk ? fact_in(facts, kTreatedAt) : key.institution;
}

std::string shown_institution(const ledger::SettlementEntry& settlement) {
  if (settlement.key.institution != ledger::kClaimDesk) return settlement.key.institution;
  const auto input = decode_input(settlement.input);
  const std::string treated = input ? fact_in(input->facts, kTreatedAt) : std::string();
  return treated.empty() ? std::string(ledger::kClaimDesk) : treated;
}

void set_refused(StatedFacts& facts, const std::vector<RefusedLine>& refused) {
  std::string text;
  for (const RefusedLine& each : refused)
    text += (text.empty() ? "" : ",") + std::to_string(each.line) + "=" + each.reason;
  std::erase_if(facts, [](const auto& fact) { return fact.first == kRefusedLines; });
  if (text.empty()) return;
  const auto behind =
      std::ranges::find_if(facts, [](const auto& fact) { return fact.first > kRefusedLines; });
  facts.emplace(behind, kRefusedLines, std::move(text));
}

std::map<std::int32_t, std::string> refused_lines(const StatedFacts& facts) {
  std::map<std::int32_t, std::string> out;
  for (const std::string& item : ledger::chosen_of(fact_in(facts, kRefusedLines))) {
    std::int32_t line = -1;
    const std::size_t equals = std::min(item.size(), item.find('='));
    std::from_chars(item.data(), item.data() + equals, line);
    if (line >= 0 && equals < item.size()) out[line] = item.substr(equals + 1);
  }
  return out;
}

bool changes_split(const StatedFacts& facts) {
  return std::ranges::any_of(facts, [](const auto& fact) {
    return fact.first == kCatalogueArea || fact.first == kRefusedLines || fact.first == kGrants;
  });
}

void apply_facts(const Bill& bill, const StatedFacts& facts, ScopedBill& scoped) {
  const auto granted = ledger::chosen_of(fact_in(facts, kGrants));
  const auto is_granted = [&](const std::string& code) {
    return !code.empty() && std::ranges::find(granted, code) != granted.end();
  };
  for (std::size_t i = 0; i < scoped.lines.size() && !granted.empty(); ++i) {
    ScopedLine& line = scoped.lines[i];
    const bool by_group = line.group > 0 && is_granted(scoped.groups[line.group - 1u]);
    if (by_group || (i < bill.lines.size() && is_granted(bill.lines[i].code))) line.granted = 1;
  }
  for (const auto& [at, reason] : refused_lines(facts))
    if (static_cast<std::size_t>(at) < scoped.lines.size()) {
      ScopedLine& line = scoped.lines[static_cast<std::size_t>(at)];
      line.full_self_pay = line.amount;
      line.over_limit = line.self_pay_first = 0;
    }
}

Result<ScopedBill> scope(const Bill& bill, const StatedFacts& facts,
                         std::string_view treatment_area, const Catalogue& catalogue) {
  Result<ScopedBill> out(std::in_place);
  if (auto done = scope_into(bill, facts, treatment_area, catalogue, *out); !done)
    out = fail(std::move(done.error()));
  return out;
}

Result<void> scope_into(const Bill& bill, const StatedFacts& facts, std::string_view treatment_area,
                        const Catalogue& catalogue, ScopedBill& out) {
  const std::string_view other = fact_in(facts, kCatalogueArea);
  auto done = classify_into(bill, catalogue.in_area(other.empty() ? treatment_area : other), out);
  if (done) apply_facts(bill, facts, out);
  return done;
}

}  // namespace yitong::verbs

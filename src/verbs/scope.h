// A bill split by the catalogue as the settlement's recorded facts want it: by whose area, which
// drugs are granted, which lines staff refused. Counter, restatement and audit all split here.
#pragma once

#include <map>

#include "adjudication/scoped_bill.h"
#include "verbs/settlement.h"

namespace yitong::verbs {

/// Facts that are recorded and that no plan asks about.
inline constexpr std::string_view kTreatedAt = "treated_at";          ///< a claim's institution
inline constexpr std::string_view kCatalogueArea = "catalogue_area";  ///< where not the treatment's
inline constexpr std::string_view kRefusedLines = "refused_lines";    ///< "3=reason,17=reason"
inline constexpr std::string_view kHandedIn = "handed_in";
inline constexpr std::string_view kDoctor = "doctor";
inline constexpr std::string_view kGrants = "grants";  ///< codes of drugs and groups: "a,b"
bool is_for_record(std::string_view key);

/// Empty where it is not told. Lives as long as the facts.
const std::string& fact_in(const StatedFacts& facts, std::string_view key);
/// Where the treatment was: of a claim as its facts have it, else as the message has it.
const std::string& institution_of(const StatedFacts& facts, const ledger::MessageKey& key);
/// For people: the institution, or "claim" where the claim's place is in no catalogue.
std::string shown_institution(const ledger::SettlementEntry& settlement);
/// In the place of what the facts say of refused lines, behind facts of smaller keys.
void set_refused(StatedFacts& facts, const std::vector<RefusedLine>& refused);
/// Reasons by line, from 0.
std::map<std::int32_t, std::string> refused_lines(const StatedFacts& facts);

/// True if the split of the treatment area's catalogue is not all.
bool changes_split(const StatedFacts& facts);
/// Errors: those of classify().
Result<ScopedBill> scope(const Bill& bill, const StatedFacts& facts,
                         std::string_view treatment_area, const Catalogue& catalogue);
/// The same into `out`, whose memory is used again.
Result<void> scope_into(const Bill& bill, const StatedFacts& facts, std::string_view treatment_area,
                        const Catalogue& catalogue, ScopedBill& out);
/// To a split that was made already.
void apply_facts(const Bill& bill, const StatedFacts& facts, ScopedBill& scoped);

}  // namespace yitong::verbs

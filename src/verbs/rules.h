// The rules that the verbs decide by: all plans and all catalogue editions, immutable, shared by
// all threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adjudication/accumulate.h"
#include "adjudication/bill.h"
#include "cases/calendar.h"
#include "catalogue/catalogue.h"
#include "policy/book.h"
#include "store/store.h"
#include "verbs/record.h"

namespace yitong::verbs {

struct Rules {
  PlanBook plans;
  Editions editions;
  std::vector<std::string>
      catalogue_texts;  ///< of the editions, as Catalogue::read_text() gives them
  std::optional<cases::Calendar> calendar;  ///< nothing: terms in working days show no day
};

/// Loads policies below the paths, the catalogue editions in the folders and the calendar of
/// working days, if a file is named. Errors: all faults of all files.
Result<std::shared_ptr<const Rules>> load_rules(const std::vector<std::string>& policy_paths,
                                                const std::vector<std::string>& catalogue_folders,
                                                const std::string& calendar_file = {});

/// Keeps the text of every plan and edition in the store. Once at start and after each reload,
/// before the first settlement: a settlement under rules whose text is not kept is refused. Opens
/// its own transaction.
Result<void> keep_rules(store::Store& store, const Rules& rules);

/// The engine's form of what is known. Keys that the plan never asks about are left out, so that a
/// person may carry facts that only other areas use. Errors: bad_value, unknown_field with path
/// "/person/<key>".
Result<Facts> facts_of(const Plan& plan, const StatedFacts& stated, Date on);
/// What counts over time depend on: the day, the institution, and the fact "stay".
Moment moment_of(const StatedFacts& stated, Date on, std::string_view institution);

/// The version of the policy that a bill is settled by. Errors: those of PlanBook::find;
/// stay_crosses_year where the area settles the parts of such a stay on their own.
Result<PlanSet> plans_of(const Rules& rules, std::string_view area, std::string_view insurance,
                         const Bill& bill);

/// "110000/310".
std::string scope_of(std::string_view area, std::string_view insurance);

}  // namespace yitong::verbs

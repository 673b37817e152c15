// A form of a case 业务表单, filled in: the sections that src/cases/printed.cpp describes, from the
// case and from what stands beside it.
#pragma once

#include <optional>

#include "cases/printed.h"
#include "sheet/case_sheet.h"
#include "store/payment_rows.h"
#include "store/person_rows.h"
#include "verbs/case_view.h"
#include "verbs/explain.h"

namespace yitong::api {

/// What stands beside the case; of a person who was erased less is there.
struct Beside {
  std::optional<store::PersonalData> person;
  std::optional<ledger::Filing> filing;
  std::optional<ledger::Grant> grant;
  std::optional<store::KeptPayment> payment;
  std::optional<verbs::Explained> settled;
};

/// The form with all that is known, and empty boxes for the rest; without a code to check it by.
/// Names come from the case's policy and from `catalogue`, either of which may be missing.
CaseSheet fill_form(const verbs::CaseView& view, const cases::PrintedForm& form,
                    const Beside& beside, const Catalogue* catalogue);

}  // namespace yitong::api

// A form of src/cases/printed.cpp filled in from a case, as it is printed.
#pragma once

#include "cases/printed.h"
#include "sheet/case_sheet.h"
#include "store/period_rows.h"
#include "store/payment_rows.h"
#include "store/person_rows.h"
#include "verbs/case_view.h"
#include "verbs/explain.h"

namespace yitong::api {

/// What stands beside the case, read in one transaction.
struct Beside {
  std::optional<store::PersonalData> person;
  std::optional<ledger::Filing> filing;
  std::optional<ledger::Grant> grant;
  std::optional<store::KeptPayment> payment;
};

/// `catalogue` and `settled` may be null: no edition of the day; nothing was settled.
CaseSheet filled_form(const verbs::CaseView& view, const cases::PrintedForm& form,
                      const Beside& beside, const Catalogue* catalogue,
                      const verbs::Explained* settled);

}  // namespace yitong::api

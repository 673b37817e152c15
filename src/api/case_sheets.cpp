// A case on paper: the address, and what is read for the form.
#include <algorithm>

#include "api/deps.h"
#include "api/filled_form.h"
#include "api/handlers.h"
#include "api/paper_reply.h"
#include "api/problem.h"
#include "api/query.h"
#include "store/period_rows.h"
#include "verbs/case_effects.h"
#include "verbs/sheet_check.h"

namespace yitong::api {
namespace {

using verbs::CaseHappened;

/// The row with the number that an event of the case wrote last.
template <class Row>
std::optional<Row> written(const verbs::LoadedCase& loaded, std::string_view what,
                           const std::vector<Row>& rows) {
  const auto number = verbs::wrote_before(loaded, what);
  const auto row = std::ranges::find_if(
      rows, [&](const Row& each) { return number && std::to_string(each.no) == *number; });
  return row == rows.end() ? std::nullopt : std::optional<Row>(*row);
}

Result<Beside> beside(store::Store& store, const verbs::LoadedCase& loaded) {
  Beside out;
  const std::string& person = loaded.file.person;
  store::Database& database = store.database();
  database.begin_read();
  if (auto data = store::open_person(store, person)) out.person = std::move(*data);
  out.filing = written(loaded, "filing/", store::find_filings(database, person));
  out.grant = written(loaded, "grant/", store::find_grants(database, person));
  if (const auto no = verbs::wrote_before(loaded, "payment/"))
    out.payment = store::find_payment(database, person, std::stoll(*no));
  if (auto fine = database.commit(); !fine) return fail(std::move(fine.error()));
  return out;
}

bool is_form_name(std::string_view text) {
  return std::ranges::any_of(cases::printed_forms(),
                             [&](const cases::PrintedForm& form) { return form.name == text; });
}

const ledger::CaseEvent& newest_event(const verbs::LoadedCase& loaded) {
  const CaseHappened* out = &loaded.timeline.front();
  for (const CaseHappened& each : loaded.timeline)
    if (each.event.outcome.empty()) out = &each;
  return out->event;
}

}  // namespace

Answer get_case_sheet(Call& call) {
  constexpr std::string_view kKnown[] = {"form", "language"};
  FaultList faults;
  Query query(call.request.query, kKnown, faults);
  const std::string name = query.token("form", is_form_name, "a form of GET /v1/case-kinds");
  const bool chinese = paper_language(query);
  if (!faults.empty()) return problem(faults);
  const auto id = ledger::parse_case_number(call.param[0]);
  if (!id) return problem(Error{ErrorCode::unknown_case, {}, excerpt(call.param[0]), {}, {}});
  store::Store& reader = *call.bench.reader;
  const auto view = verbs::view_handed_in(reader, *call.deps.rules, *id, call.actor.role, call.now);
  if (!view) return problem(view.error());
  const cases::PrintedForm* const form = cases::find_form(view->loaded.one.kind, name);
  if (form == nullptr)
    return problem(Error{ErrorCode::bad_value, "?form", name, "a form of the case's kind", {}});
  const auto written_beside = beside(reader, view->loaded);
  if (!written_beside) return problem(written_beside.error());
  std::optional<verbs::Explained> settled;
  if (const auto number = verbs::wrote_before(view->loaded, "settlement/"))
    if (auto explained = verbs::explain(reader, *call.deps.rules, *number))
      settled = std::move(*explained);
  const auto catalogue = call.deps.rules->editions.on(call.now.date());
  CaseSheet sheet =
      filled_form(*view, *form, *written_beside, catalogue.get(), settled ? &*settled : nullptr);
  if (!view->loaded.one.events.empty()) {
    sheet.check_code = verbs::form_code(reader.key(), *form, newest_event(view->loaded));
    sheet.check_address = public_address(call) + "/sheet-check?sheet=" + sheet.check_code;
  }
  const std::string file = std::string(form->name) + "-" + sheet.number;
  return paper_reply([sheet = std::move(sheet), chinese] { return case_pdf(sheet, chinese); },
                     file);
}

}  // namespace yitong::api

#include "verbs/case_notices.h"

#include "cases/kinds.h"
#include "verbs/tell.h"

namespace yitong::verbs {
namespace {

using cases::Action;

std::optional<NoticeKind> notice_of(Action action) {
  switch (action) {
    case Action::submit:
    case Action::appeal: return NoticeKind::case_submitted;
    case Action::return_to_person:
    case Action::ask_for_originals:
    case Action::record_failed: return NoticeKind::case_returned;
    case Action::correct_payee:
    case Action::receive_originals: return NoticeKind::case_accepted;
    case Action::send_to_expert: return NoticeKind::case_assigned_expert;
    case Action::approve:
    case Action::refuse:
    case Action::uphold:
    case Action::end:
    case Action::close: return NoticeKind::case_decided;
    case Action::record_paid: return NoticeKind::case_paid;
    default: return std::nullopt;
  }
}

/// The reason of the list with the words beside it; without one, what was done.
NoticeValue why_of(const ledger::CaseEvent& event, Action action, const std::string& remark) {
  const cases::Reason* const reason = cases::find_reason(event.reason);
  const cases::ActionText& text = cases::text_of(action);
  NoticeValue out{"why", std::string(reason ? reason->zh : text.zh),
                  std::string(reason ? reason->en : text.en)};
  if (!remark.empty()) out.zh += "，" + remark, out.en += ": " + remark;
  return out;
}

}  // namespace

void tell_case(store::Store& store, const ledger::CaseFile& file, const ledger::CaseEvent& event,
               const std::string& remark, Money paid, Instant now) {
  const auto kind = cases::parse_kind(file.kind);
  const auto action = cases::parse_action(event.action);
  const auto state = cases::parse_state(event.after.state);
  const auto notice_kind = action ? notice_of(*action) : std::nullopt;
  if (!kind || !state || !notice_kind) return;
  const cases::KindText& name = cases::text_of(*kind);
  const std::string number = ledger::case_number(file.id);
  Notice notice{*notice_kind,
                {{"kind", std::string(name.zh), std::string(name.en)}, {"case", number, {}}},
                number};
  // What takes effect at once is decided when it is submitted.
  const cases::StateText& stands = cases::text_of(*state);
  if (*action == Action::submit && stands.turn == identity::Role::anonymous && !stands.personal)
    notice.kind = NoticeKind::case_decided;
  if (event.after.due_day != ledger::kNoDueDay)
    notice.values.push_back({"due", store::date_of(event.after.due_day).str(), {}});
  // What was upheld may have been paid long ago.
  const cases::StateText& outcome =
      *action == Action::uphold ? cases::text_of(cases::State::upheld) : stands;
  if (notice.kind == NoticeKind::case_decided)
    notice.values.push_back({"outcome", std::string(outcome.zh), std::string(outcome.en)});
  const bool has_why = !event.reason.empty() || notice.kind == NoticeKind::case_returned;
  if (has_why) notice.values.push_back(why_of(event, *action, remark));
  if (notice.kind == NoticeKind::case_paid)
    notice.values.push_back({"amount", paid.str(), {}});
  tell_person(store, file.person, notice, now);
}

}  // namespace yitong::verbs

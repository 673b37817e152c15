#include "cases/guards.h"

#include <algorithm>

#include "base/id.h"
#include "base/planted.h"
#include "cases/particulars.h"

namespace yitong::cases {
namespace {

Error fault(ErrorCode code, std::string path, std::string found = {}, std::string rule = {}) {
  return {code, std::move(path), std::move(found), std::move(rule), {}};
}

bool acted(const Case& one, const std::string& account, Set<Action> actions) {
  return std::ranges::any_of(one.events, [&](const Happened& each) {
    return each.by.account == account && actions.has(each.action);
  });
}

/// Values that only the area's policy can judge.
Errors form(const Case& one, const Setting& setting) {
  Errors out = faults_of_gaps(one.kind, one.form, Action::submit, "/form");
  for (Errors more : {faults_of_references(one, setting), faults_of_particulars(one, setting)})
    std::ranges::move(more, std::back_inserter(out));
  return out;
}

std::string names_of(const GuideMaterial& wanted) {
  std::string out;
  for (const auto& choice : wanted.choices) {
    std::string papers;
    for (const GuideRow& paper : choice)
      papers += (papers.empty() ? "" : "、") + row_words(*paper.row).zh;
    out += (out.empty() ? "" : " / ") + papers;
  }
  return out;
}

Errors materials(const Case& one, const Setting& setting) {
  Errors out;
  for (const GuideMaterial& wanted : setting.guide.materials)
    if (is_certain(wanted) && !is_answered(wanted, one.materials))
      out.push_back(fault(ErrorCode::material_missing, "/materials",
                          wanted.choices.front().front().row->id, names_of(wanted)));
  return out;
}

bool wants_original(const ServiceRow& row) {
  return has(row, "form", "original") || has(row, "form", "original_and_copy");
}

/// A paper that has another in its place needs no original of its own.
Errors originals(const Case& one, const Setting& setting) {
  Errors out;
  for (const GuideMaterial& wanted : setting.guide.materials)
    for (const auto& choice : wanted.choices)
      for (const GuideRow& paper : choice) {
        if (!wants_original(*paper.row)) continue;
        const auto handed = std::ranges::find(one.materials, paper.row->id, &Handed::row);
        if (handed != one.materials.end() && !handed->original_seen)
          out.push_back(fault(ErrorCode::original_missing, "/materials/" + paper.row->id, {},
                              row_words(*paper.row).zh));
      }
  return out;
}

Errors reason(const Attempt& attempt) {
  const Reason* const found = find_reason(attempt.reason);
  Errors out;
  if (found == nullptr || !found->actions.has(attempt.action)) {
    std::string rule;
    for (const Reason& each : reasons())
      if (each.actions.has(attempt.action))
        rule += (rule.empty() ? "" : " | ") + std::string(each.code);
    out.push_back(fault(ErrorCode::bad_value, "/reason", attempt.reason, rule));
  } else if (found->remark && attempt.remark.empty()) {
    out.push_back(fault(ErrorCode::missing_field, "/remark", {}, "words beside this reason"));
  }
  return out;
}

Errors remark(const Attempt& attempt) {
  if (!attempt.remark.empty()) return {};
  return {fault(ErrorCode::missing_field, "/remark")};
}

Errors four_eyes(const Case& one, const Attempt& attempt, Set<Action> actions) {
  if (!acted(one, attempt.by.account, actions)) return {};
  return {fault(ErrorCode::four_eyes, "/action", attempt.by.account)};
}

Errors in_charge(const Case& one, const Attempt& attempt) {
  if (one.assignee.empty() || one.assignee == attempt.by.account) return {};
  return {fault(ErrorCode::case_taken, "/action", one.assignee)};
}

Errors in_time(const Setting& setting) {
  Errors out;
  for (const GuideTerm& term : setting.guide.terms)
    if (term.column->key == "deadline" && term.ends && *term.ends < setting.today)
      out.push_back(
          fault(ErrorCode::past_deadline, "/form/on", setting.today.str(), term.ends->str()));
  return out;
}

/// From the day on which it was approved.
Errors change_interval(const Case& one, const Setting& setting) {
  const GuideTerm* const term = find_term(setting.guide, "change_after");
  if (term == nullptr || !term->length) return {};
  for (const Happened& each : one.events) {
    if (each.to != State::approved) continue;
    const auto end = term->length->end(each.at.date());
    if (end && setting.today < *end)
      return {fault(ErrorCode::too_soon, "/action", setting.today.str(), end->str())};
  }
  return {};
}

/// From the decision on, and once: what was upheld stands.
Errors appeal_time(const Case& one, const Setting& setting) {
  Date decided = one.state_since.date();
  for (const Happened& each : one.events) {
    if (each.action == Action::approve || each.action == Action::refuse) decided = each.at.date();
    if (each.action == Action::uphold)
      return {fault(ErrorCode::wrong_case_state, "/action", each.at.date().str(),
                    "an appeal is decided once")};
  }
  const GuideTerm* const term = find_term(setting.guide, "appeal");
  if (term == nullptr || !term->length) return {};
  const auto end = term->length->end(decided);
  if (!end || setting.today <= *end) return {};
  return {fault(ErrorCode::past_deadline, "/action", setting.today.str(), end->str())};
}

Errors used_invoices(const Setting& setting, bool by_others) {
  Errors out;
  for (const UsedInvoice& each : setting.used) {
    if (by_others != (each.of == UsedInvoice::Of::other_person)) continue;
    const bool settled = each.of == UsedInvoice::Of::settlement;
    out.push_back(fault(settled ? ErrorCode::invoice_used : ErrorCode::invoice_claimed,
                        "/form/invoices/" + std::to_string(each.row) + "/number", each.by,
                        settled ? "an invoice that no settlement counts"
                                : "an invoice that no claim before this one names"));
  }
  return out;
}

/// Who assessed last; empty: nobody.
std::string assessor_of(const Case& one) {
  std::string out;
  for (const Happened& each : one.events)
    if (each.action == Action::assess_drug) out = each.by.account;
  return out;
}

/// A doctor's account is called by the doctor's code.
Errors named_doctor(const Case& one, const Attempt& attempt) {
  const std::string_view named = value(one.form, "doctor");
  if (named == attempt.by.account) return {};
  return {fault(ErrorCode::other_doctor, "/form/doctor", attempt.by.account, std::string(named))};
}

/// The bank's word is the payments', and the case follows it.
Errors bank_said(bool said) {
  if (said) return {};
  return {fault(ErrorCode::wrong_payment_state, "/action", {}, "as the bank's result says")};
}

Errors given(const Case& one, std::initializer_list<std::string_view> fields) {
  Errors out;
  for (const std::string_view each : fields)
    if (value(one.form, each).empty())
      out.push_back(fault(ErrorCode::missing_field, "/form/" + std::string(each)));
  return out;
}

Errors payee(const Case& one, const Setting& setting) {
  Errors out = given(one, {"payee", "payee_name", "payee_bank", "payee_account"});
  return out.empty() ? setting.payee : out;
}

}  // namespace

const ServiceRow* named_row(const std::vector<GuideRow>& rows, std::string_view id) {
  for (const GuideRow& each : rows)
    if (each.row->id == id) return each.row;
  return nullptr;
}

const GuideTerm* find_term(const Guide& guide, std::string_view column) {
  const auto found = std::ranges::find_if(
      guide.terms, [&](const GuideTerm& term) { return term.column->key == column; });
  return found == guide.terms.end() ? nullptr : &*found;
}

Errors faults_of(Guard guard, const Case& one, const Attempt& attempt, const Setting& setting) {
  switch (guard) {
    case Guard::form: return form(one, setting);
    case Guard::materials: return materials(one, setting);
    case Guard::declaration: return given(one, {"declaration"});
    case Guard::reason: return reason(attempt);
    case Guard::remark: return remark(attempt);
    case Guard::not_reviewer:
      if (planted(11)) return four_eyes(one, attempt, {Action::pass});
      return four_eyes(one, attempt, {Action::pass, Action::propose_refusal});
    case Guard::not_decider:
      return four_eyes(one, attempt,
                       {Action::pass, Action::propose_refusal, Action::approve, Action::refuse});
    case Guard::in_charge: return in_charge(one, attempt);
    case Guard::opinion: return faults_of_opinion(one, attempt, setting);
    case Guard::tests: return faults_of_tests(one, setting);
    case Guard::originals: return originals(one, setting);
    case Guard::lines: return faults_of_lines(one);
    case Guard::ground: return faults_of_ground(one, setting);
    case Guard::in_time: return in_time(setting);
    case Guard::change_interval: return change_interval(one, setting);
    case Guard::appeal_time: return appeal_time(one, setting);
    case Guard::tracking: return given(one, {"tracking"});
    case Guard::change_of_drug: return faults_of_change(one, setting);
    case Guard::payee: return payee(one, setting);
    case Guard::invoices: return used_invoices(setting, false);
    case Guard::one_claim: return used_invoices(setting, true);
    case Guard::named_doctor: return named_doctor(one, attempt);
    case Guard::listed_drug: return faults_of_drug(one, setting);
    case Guard::bank_paid: return bank_said(setting.payments && setting.payments->all_paid);
    case Guard::bank_failed: return bank_said(setting.payments && setting.payments->came_back);
  }
  return {};
}

bool is_known(Guard guard, const Setting& setting) {
  if (guard == Guard::listed_drug) return !setting.drugs.empty();
  return guard != Guard::in_time ||
         std::ranges::any_of(setting.guide.terms, [](const GuideTerm& term) {
           return term.column->key == "deadline" && term.ends;
         });
}

bool holds(When when, const Case& one, const Setting& setting) {
  switch (when) {
    case When::at_once: {
      const ServiceRow* const kind =
          named_row(setting.guide.filings, value(one.form, "filing_kind"));
      return kind != nullptr && has(*kind, "takes_effect", "at_once");
    }
    case When::assessed:
      return !value(one.form, "conclusion").empty() &&
             assessor_of(one) == value(one.form, "doctor");
    case When::nothing_due: return setting.due && *setting.due <= Money();
    case When::came_back: return setting.payments && setting.payments->came_back;
    case When::under_way: return setting.payments && setting.payments->under_way;
    case When::was_paid:
      return std::ranges::any_of(one.events, [](const Happened& each) {
        return each.to == State::to_be_paid || each.to == State::paid;
      });
  }
  return false;
}

}  // namespace yitong::cases

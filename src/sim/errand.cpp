// What is written on the way of an errand: forms, papers, reasons, names of requests.
#include "sim/errand.h"

#include <fmt/format.h>

namespace yitong::sim {
namespace {

using cases::Action;
using identity::Role;

cases::Form claim_form(const Event& event, const Town& town, bool own_invoices, Random& random) {
  const std::size_t quantity = 20 + random.below(400) + event.variant;
  const Money amount = Money::yuan(static_cast<std::int64_t>(50 * quantity));
  const Date on = kStart.date().plus_days(-1 - static_cast<int>(random.below(100)));
  const std::string invoice = own_invoices ? fmt::format("own{}x{}", event.person, event.message)
                                           : fmt::format("inv{}", random.below(10));
  return {{"ground", "no_network"},
          {"visit", "21"},
          {"admitted", on.plus_days(-static_cast<int>(random.below(10))).str()},
          {"on", on.str()},
          {"place", town.away},
          {"institution", town.there},
          {"total", amount.str()},
          {"lines.0.code", "009900000000001"},
          {"lines.0.name", "检查"},
          {"lines.0.quantity", std::to_string(quantity)},
          {"lines.0.price", "50"},
          {"lines.0.amount", amount.str()},
          {"invoices.0.number", invoice},
          {"invoices.0.amount", amount.str()},
          {"payee", "self"},
          {"payee_name", "推演"},
          {"payee_bank", "推演银行"},
          {"payee_account", "6200000000000000"},
          {"declaration", "yes"}};
}

cases::Form form_of_errand(const Event& event, const Town& town, bool own_invoices) {
  Random random(event.person * 4099 + event.message * 17 + static_cast<std::size_t>(event.errand));
  cases::Form out;
  switch (event.errand) {
    case Errand::resident:
    case Errand::referral:
      out = {{"filing_kind", std::string(name_of(event.errand))},
             {"target", town.away},
             {"from", kStart.date().plus_days(1).str()},
             {"declaration", "yes"}};
      if (random.percent(70)) {  // made good, in hospital already
        const Date admitted = kStart.date().plus_days(-static_cast<int>(random.below(60)));
        out["from"] = out["admitted"] = admitted.str();
      }
      if (event.variant == 1) out["reason"] = "另一原因";
      break;
    case Errand::recognition:
      out = {{"disease", random.percent(50) ? "hypertension" : "diabetes"},
             {"institutions.0.code", town.institutions[0]},
             {"declaration", "yes"}};
      if (event.variant == 1) out["remark"] = "另一说明";
      break;
    case Errand::claim: out = claim_form(event, town, own_invoices, random); break;
    case Errand::report:
      out = {{"subject", "other"},
             {"what", event.variant == 1 ? "另一情况" : "情况"},
             {"declaration", "yes"}};
      break;
  }
  return out;
}

std::string_view paper_of(Errand errand) {
  switch (errand) {
    case Errand::referral: return "referral_form";
    case Errand::recognition: return "medical_record";
    case Errand::claim: return "receipt";
    case Errand::resident:
    case Errand::report: break;
  }
  return {};
}

std::string_view reason_of(Action action) {
  switch (action) {
    case Action::return_to_person:
    case Action::send_back: return "form_wrong";
    case Action::propose_refusal:
    case Action::refuse:
    case Action::uphold: return "other_reason";
    case Action::end: return "entered_by_mistake";
    case Action::record_failed: return "wrong_account";
    case Action::close: return "unfounded";
    default: return {};
  }
}

cases::Form fields_of_action(const Event& event) {
  switch (event.action) {
    case Action::give_opinion: return {{"opinion", "meets"}};
    case Action::pass:
      if (event.errand == Errand::recognition) return {{"opinion", "meets"}};
      return {};
    case Action::tell_tracking: return {{"carrier", "推演快递"}, {"tracking", "T1"}};
    case Action::correct_payee:
      return {{"payee", "self"},
              {"payee_name", "推演"},
              {"payee_bank", "另一银行"},
              {"payee_account", "6200000000000018"}};
    default: return {};
  }
}

}  // namespace

std::string_view name_of(Errand errand) {
  constexpr std::string_view kNames[] = {"resident", "referral", "recognition", "claim", "report"};
  return kNames[static_cast<std::size_t>(errand)];
}

std::string describe_errand(const Event& event, const Town& town) {
  const std::string who = event.role == Role::insured
                              ? town.people[event.person].number
                              : actor_of(event, town).account + " as " +
                                    std::string(identity::text_of(event.role).name);
  const std::string what = fmt::format("errand {} ({}) of {}", event.message, name_of(event.errand),
                                       town.people[event.person].number);
  const char* const other = event.variant == 1 ? ", another body" : "";
  switch (event.kind) {
    case Event::Kind::open_case: return fmt::format("{} opens {}{}", who, what, other);
    case Event::Kind::save_draft: return fmt::format("{} saves {}{}", who, what, other);
    case Event::Kind::make_batch: return who + " makes a batch for the bank";
    case Event::Kind::bank_result: return who + " hands in the bank's answer";
    case Event::Kind::drop_document:
      return fmt::format("{} takes document {} back", who, event.variant);
    default: break;
  }
  return fmt::format("{}: {} {}{}", who, cases::text_of(event.action).name, what,
                     event.keyed ? "" : ", without a name for the request");
}

identity::Actor actor_of(const Event& event, const Town& town) {
  identity::Actor out;
  out.role = event.role;
  if (event.role == Role::insured) {
    out.person = town.people[event.person].number;
    out.account = "of-" + out.person;
  } else {
    out.account = fmt::format("clerk-{}", event.actor), out.areas = {town.home};
  }
  return out;
}

std::string opening_key(const Event& event) { return fmt::format("open-{}", event.message); }

verbs::OpenCase opening_of(const Event& event, const Town& town, bool own_invoices) {
  const Citizen& person = town.people[event.person];
  verbs::OpenCase out;
  out.person = person.number, out.area = person.area, out.insurance = person.insurance;
  out.kind = event.errand == Errand::recognition ? cases::Kind::recognition
             : event.errand == Errand::claim     ? cases::Kind::claim
             : event.errand == Errand::report    ? cases::Kind::report
                                                 : cases::Kind::filing;
  out.body.form = form_of_errand(event, town, own_invoices);
  const std::string_view paper = paper_of(event.errand);
  if (!paper.empty())
    out.body.materials = {
        {std::string(paper), {person.documents[event.message % person.documents.size()]}, false}};
  out.key = opening_key(event);
  out.words = {"name/推演"};
  return out;
}

verbs::ActOnCase action_of(const Event& event) {
  verbs::ActOnCase out;
  out.action = event.action, out.reason = reason_of(event.action);
  out.remark = remark_of(event.number), out.fields = fields_of_action(event);
  if (event.keyed) out.key = fmt::format("act-{}", event.number);
  return out;
}

std::string remark_of(std::size_t number) { return fmt::format("request {}", number); }

}  // namespace yitong::sim

#include "verbs/case_effects.h"

#include <algorithm>
#include <set>

#include "base/planted.h"
#include "cases/guards.h"
#include "cases/particulars.h"
#include "store/document_rows.h"
#include "store/period_rows.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"
#include "verbs/case_claim.h"
#include "verbs/grant.h"

namespace yitong::verbs {
namespace {

using cases::Effect;
using cases::value;

/// How long a row's result stands, as far as policy knows.
Date last_day_of(const ServiceRow& row, Date from) {
  const ServiceValue& valid = ::yitong::value(row, "valid");
  if (!valid.figure || valid.figure->rows.size() != 1) return ledger::kNoEnd;
  const Amount& amount = valid.figure->rows[0].values[0];
  if (amount.state != Amount::State::known) return ledger::kNoEnd;
  return Term::unpack(amount.value).end(from).value_or(ledger::kNoEnd);
}

std::optional<ledger::Filing> filing_in(const EffectCall& call) {
  const cases::Form& form = call.after.form;
  const ServiceRow* const row =
      cases::named_row(call.setting.guide.filings, value(form, "filing_kind"));
  const auto from = Date::parse(value(form, "from"));
  if (row == nullptr || !from) return std::nullopt;
  const auto& counts = ::yitong::value(*row, "counts_as").texts;
  if (counts.empty()) return std::nullopt;
  ledger::Filing out;
  out.kind = counts.front(), out.target = value(form, "target");
  out.in_force = {*from, last_day_of(*row, *from)};
  if (const auto to = Date::parse(value(form, "to")))
    out.in_force.to = std::min(out.in_force.to, *to);
  out.known_since = call.now;
  return out;
}

/// A filing made good counts until the stay is settled.
Errors faults_of_settled_stay(const EffectCall& call, const ledger::Filing& filing) {
  const std::string& person = call.loaded.file.person;
  if (call.now.date() <= filing.in_force.from) return {};
  const auto catalogue = call.rules->editions.on(call.now.date());
  for (const ledger::SettlementEntry& each :
       store::settlements_of(call.store.database(), person, 0)) {
    if (each.state != ledger::State::settled || !filing.in_force.contains(each.on)) continue;
    const InstitutionFacts* const place =
        catalogue ? catalogue->institution(each.key.institution) : nullptr;
    if (place != nullptr && !ledger::target_contains(filing.target, place->area)) continue;
    return {{ErrorCode::past_deadline,
             "/form/from",
             filing.in_force.from.str(),
             "before the settlement " + number_of(ledger::EntryKind::settlement, each.id) + " of " +
                 each.on.str(),
             {}}};
  }
  return {};
}

Errors faults_of_filing(const EffectCall& call) {
  const auto filing = filing_in(call);
  if (!filing)
    return {{ErrorCode::bad_value,
             "/form/filing_kind",
             std::string(value(call.after.form, "filing_kind")),
             "a kind of the area",
             {}}};
  Errors out = faults_of_settled_stay(call, *filing);
  ledger::Filing added = *filing;
  const auto rows = store::find_filings(call.store.database(), call.loaded.file.person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const ledger::Filing>(rows), added); !fine)
    for (Error& each : fine.error()) {
      each.path = "/form/from";
      out.push_back(std::move(each));
    }
  return out;
}

Result<std::string> file(const EffectCall& call) {
  const auto filing = filing_in(call);
  if (!filing) return fail(ErrorCode::bad_value, "/form/filing_kind");
  const auto no = store::insert_filing(call.store, call.loaded.file.person, *filing);
  if (!no) return fail(no.error());
  return "filing/" + std::to_string(*no);
}

/// From today on the filing is no longer; what was settled under it stays.
Result<std::string> end_filing(const EffectCall& call) {
  const auto number = wrote_before(call.loaded, "filing/");
  const auto rows = store::find_filings(call.store.database(), call.loaded.file.person);
  const auto row = std::ranges::find_if(rows, [&](const ledger::Filing& each) {
    return number && std::to_string(each.no) == *number;
  });
  if (row == rows.end()) return fail(ErrorCode::corrupt, "filing", number.value_or("none"));
  ledger::Filing ended = *row;
  ended.replaces = row->no, ended.known_since = call.now;
  if (!planted(12)) ended.in_force.to = std::min(row->in_force.to, call.now.date().plus_days(-1));
  const auto no = store::insert_filing(call.store, call.loaded.file.person, ended);
  if (!no) return fail(no.error());
  return "filing/" + std::to_string(*no);
}

std::vector<std::string> chosen_in(const cases::Form& form) {
  std::vector<std::string> out;
  for (std::size_t row = 0; row < cases::rows_of(form, "institutions"); ++row)
    out.emplace_back(value(form, "institutions." + std::to_string(row) + ".code"));
  if (out.empty() && !value(form, "institution").empty())
    out.emplace_back(value(form, "institution"));
  std::ranges::sort(out);
  return out;
}

/// As long as the matter's rule says; from tomorrow's end of one that is in force, where it renews.
ledger::Grant grant_in(const EffectCall& call) {
  const cases::Form& form = call.after.form;
  ledger::Grant out;
  out.area = call.loaded.file.area, out.known_since = call.now;
  out.case_number = ledger::case_number(call.loaded.file.id);
  out.institutions = chosen_in(form);
  const bool of_drug = !value(form, "drug").empty();
  out.kind = of_drug ? ledger::kSpecialDrug : ledger::kRecognition;
  out.code = value(form, of_drug ? "drug" : "disease");
  if (of_drug) {
    out.disease = value(form, "disease"), out.doctor = value(form, "doctor");
    out.pharmacy = value(form, "pharmacy");
  }
  Date from = std::max(call.now.date(), Date::parse(value(form, "from")).value_or(call.now.date()));
  for (const ledger::Grant& each :
       grants_at(store::find_grants(call.store.database(), call.loaded.file.person), call.now))
    if (each.area == out.area && each.kind == out.kind && each.code == out.code &&
        from <= each.in_force.to && each.in_force.to != ledger::kNoEnd)
      from = each.in_force.to.plus_days(1);
  const GuideTerm* const valid = cases::find_term(call.setting.guide, "valid");
  const auto end = valid != nullptr && valid->length ? valid->length->end(from) : std::nullopt;
  out.in_force = {from, end.value_or(ledger::kNoEnd)};
  return out;
}

Errors faults_of_grant(const EffectCall& call) {
  ledger::Grant added = grant_in(call);
  Errors out = faults_of(added);
  // Approved days after it was passed: what it changes may have ended since.
  std::ranges::move(cases::faults_of_change(call.after, call.setting), std::back_inserter(out));
  const auto rows = store::find_grants(call.store.database(), call.loaded.file.person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const ledger::Grant>(rows), added); !fine)
    std::ranges::move(fine.error(), std::back_inserter(out));
  return out;
}

/// From a day on it is no longer; what was settled under it stays.
Result<std::string> end_one(const EffectCall& call, ledger::Grant ended, Date first_without) {
  ended.replaces = ended.no;
  ended.in_force.to = std::min(ended.in_force.to, first_without.plus_days(-1));
  const auto no = add_grant_now(call.store, call.loaded.file.person, ended, call.now);
  if (!no) return fail(no.error());
  return "grant/" + std::to_string(*no);
}

/// A change of drug ends what it changes, the day before: in the same transaction. The new one is
/// the last that is written.
Result<std::string> grant(const EffectCall& call) {
  const ledger::Grant added = grant_in(call);
  std::string wrote;
  for (const ledger::Grant& old :
       cases::changed_by(call.after.form, call.setting, added.in_force.from)) {
    const auto ended = end_one(call, old, added.in_force.from);
    if (!ended) return fail(ended.error());
    wrote += *ended + " ";
  }
  const auto no = add_grant_now(call.store, call.loaded.file.person, added, call.now);
  if (!no) return fail(no.error());
  return wrote + "grant/" + std::to_string(*no);
}

/// What the case granted and still reaches to today: a change of drug may have ended it before.
/// What was granted a moment ago counts also where the clock was set back since.
Result<std::string> end_grant(const EffectCall& call) {
  const std::string number = ledger::case_number(call.loaded.file.id);
  const auto rows = store::find_grants(call.store.database(), call.loaded.file.person);
  Instant newest = call.now;
  for (const ledger::Grant& each : rows) newest = std::max(newest, each.known_since);
  std::string wrote;
  for (const ledger::Grant& each : grants_at(rows, newest)) {
    if (each.case_number != number || each.in_force.to < call.now.date()) continue;
    const auto ended = end_one(call, each, call.now.date());
    if (!ended) return fail(ended.error());
    wrote += (wrote.empty() ? "" : " ") + *ended;
  }
  return wrote;
}

/// A payee who may not be paid now, though the form was let in.
Errors faults_of_payee(const EffectCall& call) {
  const PayeeStanding standing =
      payee_standing(call.store, call.loaded.file.person, call.after, call.now.date());
  return faults_of(payee_in(call.after.form), standing.minor, standing.dead);
}

Errors faults_of_claim(const EffectCall& call, bool pays) {
  const auto request = claim_in(call.loaded.file, call.after);
  if (!request) return request.error();
  const auto quoted = quote_claim(call.store, *request, *call.rules, call.now);
  if (!quoted) return quoted.error();
  if (!pays || quoted->payable == Money()) return {};
  return faults_of_payee(call);
}

Result<std::string> settle_it(const EffectCall& call, Effected& out) {
  const auto request = claim_in(call.loaded.file, call.after);
  if (!request) return fail(request.error());
  const auto settled =
      settle_claim(call.store, *request, call.rules, call.render.settled, call.now);
  if (!settled) return fail(settled.error());
  out.amount = settled->payable, out.settlement = settled->settlement_id;
  return "settlement/" + settled->settlement_id;
}

/// How often the case was settled.
std::size_t times_settled(const LoadedCase& loaded) {
  return static_cast<std::size_t>(std::ranges::count_if(
      loaded.timeline,
      [](const CaseHappened& each) { return each.event.wrote.starts_with("settlement/"); }));
}

/// Of the claim as it stands now. Errors: corrupt, where the case wrote none.
Result<ClaimAgain> claim_again_in(store::Store& store, const LoadedCase& loaded,
                                  const cases::Case& one, const std::string& by) {
  const auto number = wrote_before(loaded, "settlement/");
  const auto id = number ? ledger::parse_number(ledger::EntryKind::settlement, *number)
                         : std::optional<ledger::EntryId>();
  if (!id) return fail(ErrorCode::corrupt, "settlement", number.value_or("none"));
  return ClaimAgain{
      standing_settlement(store.database(), *id),
      ledger::case_number(loaded.file.id) + "." + std::to_string(times_settled(loaded) + 1),
      refused_in(one.form), by};
}

/// While the bank has a payment of the case, nobody knows what has left.
Errors faults_of_claim_again(const EffectCall& call) {
  const std::string& person = call.loaded.file.person;
  for (const store::KeptPayment& each :
       payments_of_case(call.store.database(), person, ledger::case_number(call.loaded.file.id)))
    if (each.state == ledger::PaymentState::in_batch)
      return {{ErrorCode::wrong_payment_state,
               "/action",
               payment_number(person, each.payment.no),
               "the bank's result of this payment first",
               {}}};
  const auto again = claim_again_in(call.store, call.loaded, call.after, call.by.account);
  if (!again) return again.error();
  const auto quoted = quote_claim_again(call.store, person, *again, *call.rules, call.now);
  return quoted ? Errors() : quoted.error();
}

Result<std::string> settle_it_again(const EffectCall& call, Effected& out) {
  const auto again = claim_again_in(call.store, call.loaded, call.after, call.by.account);
  if (!again) return fail(again.error());
  const auto settled = settle_claim_again(call.store, call.loaded.file.person, *again, call.rules,
                                          call.render, call.now);
  if (!settled) return fail(settled.error());
  out.amount = settled->payable, out.settlement = settled->settlement_id;
  return "settlement/" + settled->settlement_id;
}

/// A settlement made again has brought its payment along, unless it is the first that is due.
Result<std::string> queue_payment(const EffectCall& call, const Effected& done) {
  if (done.settlement.empty()) return fail(ErrorCode::corrupt, "payment", done.wrote);
  const std::string& person = call.loaded.file.person;
  const std::string number = ledger::case_number(call.loaded.file.id);
  for (const store::KeptPayment& each : payments_of_case(call.store.database(), person, number))
    if (ledger::EntryId id{call.loaded.file.id.bucket, each.payment.settlement_seq};
        number_of(ledger::EntryKind::settlement, id) == done.settlement)
      return "payment/" + std::to_string(each.payment.no);
  const PayeeStanding standing = payee_standing(call.store, person, call.after, call.now.date());
  const auto no =
      open_payment(call.store, person, number, done.settlement, payee_in(call.after.form),
                   standing.minor, standing.dead, call.by.account, call.now);
  if (!no) return fail(no.error());
  return "payment/" + std::to_string(*no);
}

/// All that came back wait again, for the account that the form has now.
Result<std::string> requeue_payment(const EffectCall& call) {
  const std::string& person = call.loaded.file.person;
  const PayeeStanding standing = payee_standing(call.store, person, call.after, call.now.date());
  std::string out;
  for (const store::KeptPayment& each :
       payments_of_case(call.store.database(), person, ledger::case_number(call.loaded.file.id))) {
    if (!ledger::after(each.state, ledger::PaymentAction::readdressed)) continue;
    if (auto again =
            readdress_payment(call.store, person, each.payment.no, payee_in(call.after.form),
                              standing.minor, standing.dead, call.by.account, call.now);
        !again)
      return fail(std::move(again.error()));
    out += (out.empty() ? "payment/" : " payment/") + std::to_string(each.payment.no);
  }
  if (out.empty())
    return fail(ErrorCode::wrong_payment_state, "/action", {}, "a payment that came back");
  return out;
}

std::set<std::int64_t> documents_in(const std::vector<cases::Handed>& materials) {
  std::set<std::int64_t> out;
  for (const cases::Handed& each : materials)
    for (const std::string& number : each.documents)
      if (const auto id = ledger::parse_document_number(number)) out.insert(id->seq);
  return out;
}

/// The case uses these and no others.
void hold_documents(const EffectCall& call, const std::set<std::int64_t>& wanted) {
  const std::string number = ledger::case_number(call.loaded.file.id);
  for (const store::KeptDocument& kept :
       store::documents_of(call.store.database(), call.loaded.file.person)) {
    const bool is_used = kept.used_by.contains(number);
    const bool is_wanted = wanted.contains(kept.document.id.seq);
    if (is_used == is_wanted || kept.removed) continue;
    ledger::DocumentEvent event;
    event.person = call.loaded.file.person, event.document_seq = kept.document.id.seq;
    event.action = is_wanted ? ledger::DocumentAction::used : ledger::DocumentAction::released;
    event.by = call.by, event.reference = number, event.at = call.now;
    store::record(call.store.database(), std::move(event));
  }
}

Result<std::string> run_effect(const EffectCall& call, Effect effect, Effected& out) {
  switch (effect) {
    case Effect::file: return file(call);
    case Effect::end_filing: return end_filing(call);
    case Effect::grant: return grant(call);
    case Effect::end_grant: return end_grant(call);
    case Effect::settle_claim: return settle_it(call, out);
    case Effect::queue_payment: return queue_payment(call, out);
    case Effect::requeue_payment: return requeue_payment(call);
    case Effect::use_documents:
    case Effect::keep_evidence: hold_documents(call, documents_in(call.after.materials)); return "";
    case Effect::release_documents: hold_documents(call, {}); return "";
    case Effect::resettle_claim: return settle_it_again(call, out);
  }
  return fail(ErrorCode::unsupported, "/action");
}

}  // namespace

Errors faults_of_effects(const EffectCall& call, cases::Set<cases::Effect> effects) {
  if (effects.has(Effect::file)) return faults_of_filing(call);
  if (effects.has(Effect::grant)) return faults_of_grant(call);
  if (effects.has(Effect::settle_claim))
    return faults_of_claim(call, effects.has(Effect::queue_payment));
  if (effects.has(Effect::resettle_claim)) return faults_of_claim_again(call);
  return {};
}

Result<Effected> run_effects(const EffectCall& call, cases::Set<cases::Effect> effects) {
  Effected out;
  for (const cases::EffectText& each : cases::all_effects()) {
    if (!effects.has(each.effect)) continue;
    auto wrote = run_effect(call, each.effect, out);
    if (!wrote) return fail(std::move(wrote.error()));
    if (!wrote->empty()) out.wrote += (out.wrote.empty() ? "" : " ") + *wrote;
  }
  return out;
}

std::optional<Money> due_of(store::Store& store, const Rules& rules, const LoadedCase& loaded,
                            const cases::Case& one, Instant now) {
  const bool asked = std::ranges::any_of(cases::transitions(), [&](const cases::Transition& row) {
    return row.kind == one.kind && row.from == one.state && row.when.has(cases::When::nothing_due);
  });
  if (!asked) return std::nullopt;
  if (wrote_before(loaded, "settlement/")) {
    const auto again = claim_again_in(store, loaded, one, {});
    const auto quoted = again ? quote_claim_again(store, loaded.file.person, *again, rules, now)
                              : Result<Money>(fail(again.error()));
    if (!quoted) return std::nullopt;
    return *quoted - has_left(payments_of_case(store.database(), loaded.file.person,
                                               ledger::case_number(loaded.file.id)));
  }
  const auto request = claim_in(loaded.file, one);
  const auto quoted = request ? quote_claim(store, *request, rules, now)
                              : Result<ClaimQuoted>(fail(request.error()));
  if (!quoted) return std::nullopt;
  return quoted->payable;
}

std::optional<std::string> wrote_before(const LoadedCase& loaded, std::string_view what) {
  std::optional<std::string> out;
  for (const CaseHappened& each : loaded.timeline) {
    std::string_view rest = each.event.wrote;
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      if (word.starts_with(what)) out = word.substr(what.size());
    }
  }
  return out;
}

}  // namespace yitong::verbs

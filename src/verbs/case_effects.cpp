#include "verbs/case_effects.h"

#include <algorithm>
#include <set>

#include "cases/guards.h"
#include "store/document_rows.h"
#include "store/ledger_rows.h"
#include "store/person_rows.h"

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
  if (const auto to = Date::parse(value(form, "to"))) out.in_force.to = std::min(out.in_force.to, *to);
  out.known_since = call.now;
  return out;
}

/// A filing made good counts until the stay is settled.
Errors faults_of_settled_stay(const EffectCall& call, const ledger::Filing& filing) {
  const std::string& person = call.loaded.file.person;
  if (call.now.date() <= filing.in_force.from) return {};
  const auto catalogue = call.rules->editions.on(call.now.date());
  for (const ledger::SettlementEntry& each : store::settlements_of(
           call.store.database(), call.loaded.file.id.bucket, person, 0)) {
    if (each.state != ledger::State::settled || !filing.in_force.contains(each.on)) continue;
    const InstitutionFacts* const place =
        catalogue ? catalogue->institution(each.key.institution) : nullptr;
    if (place != nullptr && !ledger::target_contains(filing.target, place->area)) continue;
    return {{ErrorCode::past_deadline, "/form/from", filing.in_force.from.str(),
             "before the settlement " +
                 number_of(ledger::EntryKind::settlement, each.id) + " of " + each.on.str(),
             {}}};
  }
  return {};
}

Errors faults_of_filing(const EffectCall& call) {
  const auto filing = filing_in(call);
  if (!filing)
    return {{ErrorCode::bad_value, "/form/filing_kind",
             std::string(value(call.after.form, "filing_kind")), "a kind of the area", {}}};
  Errors out = faults_of_settled_stay(call, *filing);
  ledger::Filing added = *filing;
  const auto rows = store::find_filings(call.store.database(), call.loaded.file.person);
  added.no = static_cast<std::int64_t>(rows.size()) + 1;
  if (auto fine = may_add(std::span<const ledger::Filing>(rows), added); !fine)
    std::ranges::move(fine.error(), std::back_inserter(out));
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
  ended.in_force.to = std::min(row->in_force.to, call.now.date().plus_days(-1));
  const auto no = store::insert_filing(call.store, call.loaded.file.person, ended);
  if (!no) return fail(no.error());
  return "filing/" + std::to_string(*no);
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

Result<std::string> run(const EffectCall& call, Effect effect) {
  switch (effect) {
    case Effect::file: return file(call);
    case Effect::end_filing: return end_filing(call);
    case Effect::use_documents:
    case Effect::keep_evidence: hold_documents(call, documents_in(call.after.materials)); return "";
    case Effect::release_documents: hold_documents(call, {}); return "";
    default: break;
  }
  return fail(ErrorCode::unsupported, "/action", std::string(cases::all_effects()[static_cast<std::size_t>(effect)].name));
}

}  // namespace

Errors faults_of_effects(const EffectCall& call, cases::Set<cases::Effect> effects) {
  if (effects.has(Effect::file)) return faults_of_filing(call);
  return {};
}

Result<Effected> run_effects(const EffectCall& call, cases::Set<cases::Effect> effects) {
  Effected out;
  for (const cases::EffectText& each : cases::all_effects()) {
    if (!effects.has(each.effect)) continue;
    auto wrote = run(call, each.effect);
    if (!wrote) return fail(std::move(wrote.error()));
    if (!wrote->empty()) out.wrote += (out.wrote.empty() ? "" : " ") + *wrote;
  }
  return out;
}

std::optional<Money> due_of(store::Store&, const std::shared_ptr<const Rules>&, const LoadedCase&,
                            const cases::Case&, Instant) {
  return std::nullopt;
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

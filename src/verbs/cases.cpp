#include "verbs/cases.h"

#include <algorithm>

#include "base/id.h"
#include "ledger/bytes.h"
#include "store/case_index.h"
#include "store/document_rows.h"
#include "store/period_rows.h"
#include "store/person_rows.h"
#include "verbs/case_acting.h"
#include "verbs/case_claim.h"
#include "verbs/case_invoices.h"
#include "verbs/case_notices.h"
#include "verbs/case_writing.h"
#include "verbs/relation.h"

namespace yitong::verbs {
namespace {

using cases::Action;
using identity::Role;
using ledger::CaseEvent;

constexpr std::string_view kOpening = "open";

Digest hash_of(const store::CaseKeys& keys, const OpenCase& request) {
  ledger::ByteWriter out;
  out.bytes(cases::text_of(request.kind).name).bytes(request.area).bytes(request.insurance);
  out.bytes(encode(CaseContent{{}, request.body}));
  return keys.hash("case-request/open", out.str());
}

/// Nothing: not answered before.
Result<std::optional<CaseEvent>> answered_before(store::Store& store, std::string_view person,
                                                 std::string_view key, const Digest& request) {
  if (key.empty()) return std::nullopt;
  auto known = store::find_case_request(store.database(), person, key);
  if (known && known->request != request)
    return fail(ErrorCode::same_key_other_body, {}, std::string(key));
  return known;
}

Error wrong_step(const cases::Case& one, Role role) {
  std::string rule;
  for (const Action each : cases::possible(one, role))
    rule += (rule.empty() ? "" : " | ") + std::string(cases::text_of(each).name);
  return {ErrorCode::wrong_case_state,
          "/action",
          std::string(cases::text_of(one.state).name),
          rule.empty() ? "nothing" : rule,
          {}};
}

Result<CaseAnswer> answer_of(store::Store& store, const Rules& rules, ledger::EntryId id, Role role,
                             Instant now, bool replayed) {
  auto view = view_case_now(store, rules, id, role, now);
  if (!view) return fail(std::move(view.error()));
  return CaseAnswer{std::move(*view), replayed, {}};
}

Errors faults_of_opening(store::Store& store, const OpenCase& request, Role role) {
  Errors out = faults_of_size(request.body);
  if (!is_area_code(request.area))
    out.push_back({ErrorCode::bad_value, "/area", request.area, "six digits", {}});
  if (!is_token(request.insurance, 8))
    out.push_back({ErrorCode::bad_value, "/insurance", request.insurance, {}, {}});
  cases::Case one;
  one.kind = request.kind;
  if (!may_write(one, role))
    out.push_back({ErrorCode::not_permitted,
                   "/kind",
                   std::string(identity::text_of(role).name),
                   std::string(cases::text_of(request.kind).name),
                   {}});
  std::ranges::move(faults_of_materials(store, request.person, request.body.materials),
                    std::back_inserter(out));
  const auto coverages = store::find_coverages(store.database(), request.person);
  if (std::ranges::none_of(coverages, [&](const ledger::Coverage& each) {
        return each.area == request.area && each.insurance == request.insurance;
      }))
    out.push_back(
        {ErrorCode::no_coverage, "/area", request.area + "/" + request.insurance, {}, {}});
  const auto known = store::cases_of(store.database(), request.person, 0, kMaxCasesOfPerson);
  if (known.size() >= kMaxCasesOfPerson)
    out.push_back(
        {ErrorCode::too_many_cases, "/person", std::to_string(known.size()), "<= 300", {}});
  return out;
}

/// A doctor acts for the patient who is there: whose credential was checked at the institution on
/// this day. "check/q0303-17" is kept with the opening.
Result<std::string> shown_to(store::Store& store, const OpenCase& request,
                             const identity::Actor& actor, Instant now) {
  if (actor.role != Role::doctor) return std::string();
  const auto shown = shown_today(store.database(), request.person, actor.institution, now);
  if (!shown)
    return fail(ErrorCode::credential_needed, "/person", request.person, actor.institution);
  return "check/" + number_of(ledger::EntryKind::credential, shown->id);
}

}  // namespace

Result<CaseAnswer> open_case_now(store::Store& store, const Rules& rules, const OpenCase& request,
                                 const identity::Actor& actor, Instant now) {
  const auto keys = store::case_keys(store, request.person);
  if (!keys) return fail(keys.error());
  const Digest asked = hash_of(*keys, request);
  const auto known = answered_before(store, request.person, request.key, asked);
  if (!known) return fail(known.error());
  if (*known)
    return answer_of(store, rules, {bucket_of(request.person), (*known)->case_seq}, actor.role, now,
                     true);
  Errors faults = faults_of_opening(store, request, actor.role);
  const auto shown = shown_to(store, request, actor, now);
  if (!shown) std::ranges::copy(shown.error(), std::back_inserter(faults));
  if (!faults.empty()) return fail(std::move(faults));
  cases::Case one;
  one.kind = request.kind, one.area = request.area, one.insurance = request.insurance;
  one.form = request.body.form;
  if (auto setting = setting_for(store, rules, request.person, one, now); !setting)
    return fail(std::move(setting.error()));
  CaseEvent event;
  event.person = request.person, event.kind = cases::text_of(request.kind).name;
  event.area = request.area, event.insurance = request.insurance, event.action = kOpening;
  event.after.state = cases::text_of(cases::State::draft).name;
  event.after.institution = institution_in(request.kind, request.body.form);
  event.after.amount = amount_in(request.body.form);
  event.by = {std::string(identity::text_of(actor.role).name), actor.account};
  event.for_another = is_for_another(actor, request.person);
  event.request_key = request.key, event.request = asked, event.at = now;
  event.wrote = *shown;
  CaseBody body = request.body;
  forget_unseen(body.materials, {}, actor.role);
  ledger::CaseFile file;
  store::record(store, *keys, file, event, encode(CaseContent{{}, std::move(body)}));
  store::index_case(store, file, request.words);
  return answer_of(store, rules, file.id, actor.role, now, false);
}

Result<CaseAnswer> save_case_draft_now(store::Store& store, const Rules& rules,
                                       const SaveDraft& request, const identity::Actor& actor,
                                       Instant now) {
  auto loaded = load_case(store, request.id);
  if (!loaded) return fail(std::move(loaded.error()));
  Errors faults = faults_of_version(*loaded, request.version);
  if (faults.empty() && !may_write(loaded->one, actor.role))
    faults.push_back(wrong_step(loaded->one, actor.role));
  const std::string& person = loaded->file.person;
  CaseBody body = request.body;
  drop_foreign(loaded->one.kind, body.form, loaded->handed_in.form);
  for (Errors more : {faults_of_size(body), faults_of_materials(store, person, body.materials)})
    std::ranges::move(more, std::back_inserter(faults));
  if (!faults.empty()) return fail(std::move(faults));
  forget_unseen(
      body.materials,
      loaded->one.materials.empty() ? loaded->handed_in : CaseBody{{}, loaded->one.materials},
      actor.role);
  body.form = merged(loaded->one.kind, std::move(body.form), loaded->handed_in.form);
  store::keep_case_draft(store.database(), loaded->keys, loaded->file,
                         encode(CaseContent{{}, std::move(body)}), now);
  return answer_of(store, rules, request.id, actor.role, now, false);
}

Result<CaseAnswer> act_on_case_now(store::Store& store, const std::shared_ptr<const Rules>& rules,
                                   const RenderResettled& render, const ActOnCase& request,
                                   const identity::Actor& actor, Instant now) {
  auto loaded = load_case(store, request.id);
  if (!loaded) return fail(std::move(loaded.error()));
  const bool had_draft = loaded->draft.has_value();
  const bool hands_in = request.action == Action::submit;
  if (!hands_in) hide_draft(*loaded);
  const auto known =
      answered_before(store, loaded->file.person, request.key, hash_of(loaded->keys, request));
  if (!known) return fail(known.error());
  if (*known) return answer_of(store, *rules, request.id, actor.role, now, true);
  auto done = act(store, rules, render, *loaded, request, actor, now);
  if (!done) {
    CaseEvent refused = event_of(*loaded, request, actor, now);
    refused.outcome = text_of(done.error().front().code).code;
    store::record_refusal(store, loaded->keys, loaded->file, std::move(refused), {});
    return CaseAnswer{{}, false, std::move(done.error())};
  }
  const std::string clear = done->content.empty() ? std::string() : encode(done->content);
  store::record(store, loaded->keys, loaded->file, done->event, clear);
  if (had_draft) store::drop_case_draft(store.database(), request.id);
  if (hands_in && loaded->one.kind == cases::Kind::claim)
    index_invoices(store, loaded->file, loaded->handed_in.form, done->after.form);
  tell_case(store, loaded->file, done->event, request.remark, request.paid, now);
  if (done->content.body) loaded->handed_in = std::move(*done->content.body);
  loaded->draft.reset();
  loaded->one = std::move(done->after);
  loaded->one.assignee = loaded->file.now.assignee;
  loaded->timeline.push_back({std::move(done->event), request.remark});
  // What the action wrote into the form can change what policy asks.
  std::optional<cases::Setting> setting = std::move(done->setting);
  if (!request.fields.empty())
    if (auto anew = setting_for(store, *rules, loaded->file.person, loaded->one, now)) {
      setting = std::move(*anew);
      add_claim_facts(store, loaded->file, loaded->one, *setting);
    }
  return CaseAnswer{
      view_of(store, *rules, std::move(*loaded), std::move(setting), actor.role, now), false, {}};
}

Result<CasePage> cases_of_person(store::Store& store, const std::string& person,
                                 std::string_view before, std::size_t limit) {
  std::int64_t before_seq = 0;
  if (!before.empty()) {
    const auto id = ledger::parse_case_number(before);
    if (!id || id->bucket != bucket_of(person))
      return fail(ErrorCode::bad_value, "?before", std::string(before),
                  "`next` of a page of this person's cases");
    before_seq = id->seq;
  }
  store.database().begin_read();
  CasePage out;
  const bool there = store::person_exists(store, person);
  if (there) out.cases = store::cases_of(store.database(), person, before_seq, limit + 1);
  if (auto fine = store.database().commit(); !fine) return fail(std::move(fine.error()));
  if (!there) return fail(ErrorCode::unknown_person, "person", person);
  out.more = out.cases.size() > limit;
  if (out.more) out.cases.pop_back();
  return out;
}

}  // namespace yitong::verbs

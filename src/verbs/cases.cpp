#include "verbs/cases.h"

#include <algorithm>

#include "base/id.h"
#include "base/planted.h"
#include "ledger/bytes.h"
#include "store/document_rows.h"
#include "store/person_rows.h"
#include "verbs/case_claim.h"
#include "verbs/case_effects.h"
#include "verbs/case_notices.h"
#include "verbs/case_writing.h"
#include "verbs/relation.h"

namespace yitong::verbs {
namespace {

using cases::Action;
using identity::Role;
using ledger::CaseEvent;

constexpr std::string_view kOpening = "open";

std::string name_of_role(Role role) { return std::string(identity::text_of(role).name); }

bool same_bytes(const CaseBody& one, const CaseBody& other) {
  return encode(CaseContent{{}, one}) == encode(CaseContent{{}, other});
}

Digest hash_of(const store::CaseKeys& keys, const OpenCase& request) {
  ledger::ByteWriter out;
  out.bytes(cases::text_of(request.kind).name).bytes(request.area).bytes(request.insurance);
  out.bytes(encode(CaseContent{{}, request.body}));
  return keys.hash("case-request/open", out.str());
}

Digest hash_of(const store::CaseKeys& keys, const ActOnCase& request) {
  ledger::ByteWriter out;
  out.bytes(ledger::case_number(request.id)).bytes(cases::text_of(request.action).name);
  out.bytes(request.reason).bytes(request.remark).bytes(cases::encode(request.fields));
  for (const std::string& each : request.originals) out.bytes(each);
  return keys.hash("case-request/act", out.str());
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

Errors faults_of_version(const LoadedCase& loaded, std::int64_t version) {
  if (version == loaded.file.version || planted(10)) return {};
  std::string who = "version " + std::to_string(loaded.file.version);
  for (const CaseHappened& each : loaded.timeline)
    if (each.event.no == loaded.file.version)
      who += ": " + each.event.action + " by " + each.event.by.role + " " + each.event.by.account +
             " at " + each.event.at.str();
  return {{ErrorCode::case_moved, "/version", std::to_string(version), std::move(who), {}}};
}

CaseEvent event_of(const LoadedCase& loaded, const ActOnCase& request, const identity::Actor& actor,
                   Instant now) {
  CaseEvent out;
  const ledger::CaseFile& file = loaded.file;
  out.person = file.person, out.case_seq = file.id.seq;
  out.kind = file.kind, out.area = file.area, out.insurance = file.insurance;
  out.action = cases::text_of(request.action).name, out.from = file.now.state;
  out.after = file.now, out.by = {name_of_role(actor.role), actor.account};
  out.for_another = is_for_another(actor, file.person);
  out.reason = request.reason.substr(0, ledger::kMaxName), out.at = now;
  out.request = hash_of(loaded.keys, request);
  return out;
}

struct Done {
  CaseEvent event;
  CaseContent content;
  cases::Case after;
  cases::Setting setting;
};

/// What the action makes of the papers.
std::vector<cases::Handed> materials_after(const LoadedCase& loaded, const ActOnCase& request,
                                           Role role) {
  std::vector<cases::Handed> out = loaded.one.materials;
  forget_unseen(out, loaded.handed_in, role);
  if (!identity::is_staff(role)) return out;
  const bool all = request.action == Action::receive_originals && request.originals.empty();
  for (cases::Handed& each : out)
    each.original_seen |=
        all || std::ranges::find(request.originals, each.row) != request.originals.end();
  for (const std::string& row : request.originals)
    if (std::ranges::find(out, row, &cases::Handed::row) == out.end())
      out.push_back({row, {}, true});
  return out;
}

std::string assignee_after(const LoadedCase& loaded, const ActOnCase& request,
                           const cases::Step& step, const std::string& account) {
  if (request.action == Action::take) return account;
  const bool moved = cases::text_of(step.to).name != loaded.file.now.state;
  return moved || request.action == Action::give_back ? std::string() : loaded.file.now.assignee;
}

cases::Case case_after(const LoadedCase& loaded, const ActOnCase& request, const cases::Step& step,
                       const CaseEvent& event, std::vector<cases::Handed> materials,
                       const cases::Actor& by) {
  cases::Case out = loaded.one;
  out.form = step.form, out.materials = std::move(materials);
  out.events.push_back(
      {loaded.file.version + 1, request.action, out.state, step.to, by, event.reason, event.at});
  if (out.state != step.to) out.state_since = event.at;
  out.state = step.to;
  return out;
}

class Acting {
 public:
  Acting(store::Store& store, const std::shared_ptr<const Rules>& rules,
         const RenderResettled& render, LoadedCase& loaded, const ActOnCase& request,
         const identity::Actor& actor, Instant now)
      : store_(store),
        rules_(rules),
        render_(render),
        loaded_(loaded),
        request_(request),
        actor_(actor),
        now_(now) {
    by_ = {actor.role, actor.account};
  }

  /// Decides and runs the effects.
  Result<Done> run() {
    if (auto moved = faults_of_version(loaded_, request_.version); !moved.empty())
      return fail(std::move(moved));
    auto setting = setting_for(store_, *rules_, loaded_.file.person, loaded_.one, now_);
    if (!setting) return fail(std::move(setting.error()));
    cases::Case asked = loaded_.one;
    asked.form = cases::with_fields(std::move(asked.form), request_.fields);
    setting->due = due_of(store_, *rules_, loaded_, asked, now_);
    add_claim_facts(store_, loaded_.file, asked, *setting);
    auto step = decide(*setting);
    if (!step) return fail(std::move(step.error()));
    return write(*step, *setting);
  }

 private:
  /// A submission hands in the whole draft, field by field.
  Result<cases::Step> decide(const cases::Setting& setting) {
    cases::Attempt attempt{request_.action, by_, request_.reason, request_.remark, request_.fields};
    cases::Case one = loaded_.one;
    one.materials = materials_after(loaded_, request_, actor_.role);
    const bool hands_in = request_.action == Action::submit;
    if (hands_in) {
      for (const auto& [path, text] : loaded_.one.form)
        if (written_by_applicant(one.kind, path)) attempt.fields.emplace(path, text);
      std::erase_if(one.form,
                    [&](const auto& entry) { return written_by_applicant(one.kind, entry.first); });
    }
    auto step = cases::step(one, attempt, setting);
    Errors faults = step ? Errors() : std::move(step.error());
    if (hands_in)
      for (Error& each : faults)
        if (each.path.starts_with("/fields/")) each.path.replace(0, 7, "/form");
    if (step) faults = faults_of_materials(store_, loaded_.file.person, one.materials);
    // Who reads a case reads all its events.
    if (step && step->to == one.state && loaded_.file.version >= ledger::kMaxCaseEvents)
      faults.push_back({ErrorCode::too_large,
                        "/action",
                        std::to_string(loaded_.file.version),
                        "at most 500 steps; then only what moves the case on",
                        {}});
    if (!faults.empty()) return fail(std::move(faults));
    return step;
  }

  Result<Done> write(const cases::Step& step, const cases::Setting& setting) {
    Done out;
    out.event = event_of(loaded_, request_, actor_, now_);
    if (!planted(9)) out.event.request_key = request_.key;
    const cases::Case after = case_after(loaded_, request_, step, out.event,
                                         materials_after(loaded_, request_, actor_.role), by_);
    const EffectCall call{store_, rules_, render_, loaded_, after, setting, out.event.by, now_};
    if (auto faults = faults_of_effects(call, step.row->effects); !faults.empty())
      return fail(std::move(faults));
    auto effected = run_effects(call, step.row->effects);
    if (!effected) {
      // Something may be written already, and then nothing of this transaction may stay.
      if (!effected.error().empty()) store_.database().set_fault(effected.error().front());
      return fail(std::move(effected.error()));
    }
    out.event.wrote = std::move(effected->wrote);
    ledger::CaseStanding& standing = out.event.after;
    standing.state = cases::text_of(step.to).name;
    standing.assignee = assignee_after(loaded_, request_, step, actor_.account);
    standing.institution = institution_in(after.kind, after.form);
    standing.amount = effected->amount.value_or(loaded_.file.now.amount == Money() ||
                                                        request_.action == Action::submit
                                                    ? amount_in(after.form)
                                                    : loaded_.file.now.amount);
    const auto clock = cases::clock_of(after, setting);
    standing.due_day = clock && clock->day ? clock->day->days() : ledger::kNoDueDay;
    out.content.remark = request_.remark;
    out.after = after, out.setting = setting;
    CaseBody body{after.form, after.materials};
    if (!same_bytes(body, loaded_.handed_in)) out.content.body = std::move(body);
    return out;
  }

  store::Store& store_;
  const std::shared_ptr<const Rules>& rules_;
  const RenderResettled& render_;
  LoadedCase& loaded_;
  const ActOnCase& request_;
  const identity::Actor& actor_;
  const Instant now_;
  cases::Actor by_;
};

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
                   name_of_role(role),
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
  event.by = {name_of_role(actor.role), actor.account};
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
  if (request.action != Action::submit) hide_draft(*loaded);
  const auto known =
      answered_before(store, loaded->file.person, request.key, hash_of(loaded->keys, request));
  if (!known) return fail(known.error());
  if (*known) return answer_of(store, *rules, request.id, actor.role, now, true);
  auto done = Acting(store, rules, render, *loaded, request, actor, now).run();
  if (!done) {
    CaseEvent refused = event_of(*loaded, request, actor, now);
    refused.outcome = text_of(done.error().front().code).code;
    store::record_refusal(store, loaded->keys, loaded->file, std::move(refused), {});
    return CaseAnswer{{}, false, std::move(done.error())};
  }
  const std::string clear = done->content.empty() ? std::string() : encode(done->content);
  store::record(store, loaded->keys, loaded->file, done->event, clear);
  if (had_draft) store::drop_case_draft(store.database(), request.id);
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

#include "verbs/case_acting.h"

#include <algorithm>

#include "base/planted.h"
#include "ledger/bytes.h"
#include "verbs/case_claim.h"
#include "verbs/case_effects.h"
#include "verbs/case_writing.h"

namespace yitong::verbs {
namespace {

using cases::Action;
using identity::Role;
using ledger::CaseEvent;

bool same_bytes(const CaseBody& one, const CaseBody& other) {
  return encode(CaseContent{{}, one}) == encode(CaseContent{{}, other});
}

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
  Result<Acted> run() {
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

  Result<Acted> write(const cases::Step& step, const cases::Setting& setting) {
    Acted out;
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
    const bool counts_anew = standing.amount == Money() || request_.action == Action::submit;
    standing.amount =
        effected->amount.value_or(counts_anew ? amount_in(after.form) : standing.amount);
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

}  // namespace

Digest hash_of(const store::CaseKeys& keys, const ActOnCase& request) {
  ledger::ByteWriter out;
  out.bytes(ledger::case_number(request.id)).bytes(cases::text_of(request.action).name);
  out.bytes(request.reason).bytes(request.remark).bytes(cases::encode(request.fields));
  for (const std::string& each : request.originals) out.bytes(each);
  return keys.hash("case-request/act", out.str());
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
  out.after = file.now, out.by = {std::string(identity::text_of(actor.role).name), actor.account};
  out.for_another = is_for_another(actor, file.person);
  out.reason = request.reason.substr(0, ledger::kMaxName), out.at = now;
  out.request = hash_of(loaded.keys, request);
  return out;
}

Result<Acted> act(store::Store& store, const std::shared_ptr<const Rules>& rules,
                  const RenderResettled& render, LoadedCase& loaded, const ActOnCase& request,
                  const identity::Actor& actor, Instant now) {
  return Acting(store, rules, render, loaded, request, actor, now).run();
}

}  // namespace yitong::verbs

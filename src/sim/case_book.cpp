#include "sim/case_book.h"

#include <fmt/format.h>

#include "sim/errand.h"
#include "sim/witness.h"

namespace yitong::sim {
namespace {

using ledger::CaseEvent;
using verbs::LoadedCase;

/// A case that the bank's answer moved: nobody's step, so it has no remark of one. Whether the bank
/// said so is for CaseEffects.
bool moved_by_bank(const verbs::CaseHappened& happened) {
  const auto action = cases::parse_action(happened.event.action);
  return happened.remark.empty() &&
         (action == cases::Action::record_paid || action == cases::Action::record_failed);
}

}  // namespace

std::string CaseReply::str() const {
  if (id.seq == 0) return "done";
  return fmt::format("{} {} {}", ledger::case_number(id), version, state);
}

void CaseBook::arrived(const Event& event) {
  if (event.kind == Event::Kind::open_case)
    openings_[{town_.people[event.person].number, opening_key(event)}].variants.insert(
        event.variant);
  if (event.kind == Event::Kind::act) steps_.try_emplace(event.number);
}

Check CaseBook::refused(const Event& event, const Error& error, bool disk_failed) const {
  if (is_later(error.code, disk_failed)) return {};
  const std::string what = describe_errand(event, town_) + ": ";
  if (is_of_the_disk(error.code)) return Failure{kAnswers, what + error.str(false)};
  const bool other_body = error.code == ErrorCode::same_key_other_body;
  if (event.kind == Event::Kind::open_case) {
    const Opening& known = openings_.at({town_.people[event.person].number, opening_key(event)});
    if (known.told && known.variant == event.variant)
      return Failure{kCaseLost, what + "opened, then " + error.str(false)};
    if (known.told && !other_body) return Failure{kOneBody, what + error.str(false)};
    if (other_body && known.variants.size() < 2)
      return Failure{kAnswers, what + "another body, where there was one only"};
  }
  if (event.kind == Event::Kind::act && event.keyed && steps_.at(event.number).told)
    return Failure{kCaseLost, what + "done, then " + error.str(false)};
  return {};
}

Check CaseBook::opened(const Event& event, const CaseReply& reply) {
  Opening& known = openings_.at({town_.people[event.person].number, opening_key(event)});
  const std::string what = describe_errand(event, town_);
  if (known.told && known.variant != event.variant)
    return Failure{kOneBody, what + ": two bodies were answered"};
  if (known.told && (!reply.replayed || known.id != reply.id))
    return Failure{kCaseTwice, what + ": opened as " + ledger::case_number(known.id) + " and " +
                                   ledger::case_number(reply.id)};
  known.told = true, known.variant = event.variant, known.id = reply.id;
  return {};
}

Check CaseBook::stepped(const Event& event, std::int64_t seen, const CaseReply& reply) {
  Step& known = steps_.at(event.number);
  const std::string what = describe_errand(event, town_);
  if (reply.replayed && !event.keyed)
    return Failure{kAnswers, what + ": answered again, though it has no name"};
  if (reply.replayed) {
    known.told = true, known.id = reply.id;
    return {};
  }
  if (known.told) return Failure{kCaseTwice, what + ": answered as new again"};
  if (reply.version != seen + 1)
    return Failure{kCaseVersion, fmt::format("{}: version {} after {}", what, reply.version, seen)};
  known = {true, reply.version, reply.state, reply.id};
  return {};
}

Check CaseBook::answered(const Event& event, std::int64_t seen, const Result<CaseReply>& reply,
                         bool disk_failed) {
  if (!reply) return refused(event, reply.error()[0], disk_failed);
  switch (event.kind) {
    case Event::Kind::open_case: return opened(event, *reply);
    case Event::Kind::act: return stepped(event, seen, *reply);
    case Event::Kind::save_draft: drafts_[reply->id] = {reply->version, reply->draft}; return {};
    case Event::Kind::drop_document:
      dropped_.insert(town_.people[event.person].documents[event.variant]);
      return {};
    default: return {};
  }
}

Check CaseBook::compare_told(const LoadedCase& loaded) const {
  std::map<std::string, const CaseEvent*> done;
  for (const verbs::CaseHappened& each : loaded.timeline) {
    if (!each.event.outcome.empty() || each.event.no == 1 || moved_by_bank(each)) continue;
    if (!done.emplace(each.remark, &each.event).second)
      return of_case(kCaseTwice, loaded, each.remark + " was done twice");
  }
  std::size_t arrived = 0;
  for (const auto& [number, step] : steps_) {
    const auto at = done.find(remark_of(number));
    arrived += at != done.end();
    if (!step.told || step.id != loaded.file.id) continue;
    if (at == done.end())
      return of_case(kCaseLost, loaded, remark_of(number) + " was answered, and is not there");
    if (step.version != 0 &&
        (at->second->no != step.version || at->second->after.state != step.state))
      return of_case(
          kCaseLost, loaded,
          fmt::format("{} led to {}, version {}; now to {}, {}", remark_of(number), step.state,
                      step.version, at->second->after.state, at->second->no));
  }
  if (arrived != done.size()) return of_case(kAnswers, loaded, "something was done by nobody");
  const auto draft = drafts_.find(loaded.file.id);
  if (draft != drafts_.end() && draft->second.version == loaded.file.version &&
      loaded.draft_revision < draft->second.revision)
    return of_case(
        kCaseLost, loaded,
        fmt::format("saved as revision {}, now {}", draft->second.revision, loaded.draft_revision));
  return {};
}

Check CaseBook::compare_openings(const std::string& person,
                                 const std::vector<LoadedCase>& all) const {
  std::set<std::string> names;
  for (const LoadedCase& each : all) {
    const std::string& name = each.timeline.front().event.request_key;
    const auto at = openings_.find({person, name});
    if (at == openings_.end()) return of_case(kAnswers, each, "opened by nobody");
    if (!names.insert(name).second) return of_case(kCaseTwice, each, name + " opened another too");
    if (at->second.told && at->second.id != each.file.id)
      return of_case(kCaseLost, each, "told as " + ledger::case_number(at->second.id));
  }
  for (const auto& [key, opening] : openings_)
    if (key.first == person && opening.told && !names.contains(key.second))
      return Failure{kCaseLost, ledger::case_number(opening.id) + " was opened, and is not there"};
  return {};
}

Check CaseBook::compare_now(store::Store& store, const std::string& person) const {
  store::Database& database = store.database();
  std::vector<LoadedCase> cases;
  for (const ledger::CaseFile& file :
       store::cases_of(database, person, 0, verbs::kMaxCasesOfPerson)) {
    auto loaded = verbs::load_case(store, file.id);
    if (!loaded) return Failure{kCaseLost, loaded.error()[0].str(false)};
    cases.push_back(std::move(*loaded));
  }
  if (auto broken = compare_openings(person, cases)) return broken;
  CaseEffects effects(database, person);
  for (const LoadedCase& each : cases) {
    for (Check broken :
         {check_case_fold(each), check_case_steps(each), compare_told(each), effects.check(each)})
      if (broken) return broken;
  }
  if (auto broken = effects.check_rest()) return broken;
  for (const store::KeptDocument& each : effects.documents())
    if (!each.removed && dropped_.contains(ledger::document_number(each.document.id)))
      return Failure{kCaseLost, ledger::document_number(each.document.id) + " was taken back"};
  return {};
}

Check CaseBook::compare(store::Store& store, const std::string& person) const {
  store.database().begin_read();
  auto broken = compare_now(store, person);
  if (auto fine = store.database().commit(); !fine && !broken)
    return Failure{kAnswers, fine.error()[0].str(false)};
  return broken;
}

Check CaseBook::compare_all(store::Store& store) const {
  for (const Citizen& person : town_.people)
    if (auto broken = compare(store, person.number)) return broken;
  return {};
}

}  // namespace yitong::sim

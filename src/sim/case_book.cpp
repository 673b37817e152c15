#include "sim/case_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/id.h"
#include "sim/errand.h"
#include "sim/witness.h"
#include "store/document_rows.h"
#include "store/grant_rows.h"
#include "store/ledger_rows.h"
#include "store/payment_rows.h"

namespace yitong::sim {
namespace {

using cases::Action;
using cases::Kind;
using cases::State;
using ledger::CaseEvent;
using verbs::LoadedCase;

Check of_case(const char* invariant, const LoadedCase& loaded, std::string_view what) {
  return Failure{invariant, fmt::format("{} ({}): {}", ledger::case_number(loaded.file.id),
                                        loaded.file.kind, what)};
}

std::vector<const CaseEvent*> happened_in(const LoadedCase& loaded) {
  std::vector<const CaseEvent*> out;
  for (const verbs::CaseHappened& each : loaded.timeline)
    if (each.event.outcome.empty()) out.push_back(&each.event);
  return out;
}

Check check_case_fold(const LoadedCase& loaded) {
  ledger::CaseFile fold;
  for (const verbs::CaseHappened& each : loaded.timeline) {
    const CaseEvent& event = each.event;
    if (!event.outcome.empty()) {
      if (event.after.state != fold.now.state)
        return of_case(kCaseFold, loaded, "a refused attempt moved it to " + event.after.state);
      ++fold.refused;
      continue;
    }
    if (event.no != fold.version + 1)
      return of_case(kCaseVersion, loaded,
                     fmt::format("event {} follows {}", event.no, fold.version));
    if (event.from != fold.now.state)
      return of_case(kCaseFold, loaded,
                     fmt::format("{} from {} in {}", event.action, event.from, fold.now.state));
    if (event.after.state != event.from) fold.state_since = event.at;
    fold.version = event.no, fold.now = event.after, fold.updated = event.at;
  }
  const ledger::CaseFile& file = loaded.file;
  const bool kept_all = fold.refused < ledger::kMaxRefusedKept;
  if (file.version != fold.version || file.now != fold.now || file.updated != fold.updated ||
      file.state_since != fold.state_since || (kept_all && file.refused != fold.refused))
    return of_case(
        kCaseFold, loaded,
        fmt::format("{}, version {}, {} refused; its events make {}, {}, {}", file.now.state,
                    file.version, file.refused, fold.now.state, fold.version, fold.refused));
  return {};
}

Check check_case_steps(const LoadedCase& loaded) {
  const auto kind = cases::parse_kind(loaded.file.kind);
  std::set<std::string> reviewers, deciders;
  for (const CaseEvent* const event : happened_in(loaded)) {
    if (event->no == 1) continue;
    const auto role = identity::parse_role(event->by.role);
    const bool in_table =
        std::ranges::any_of(cases::transitions(), [&](const cases::Transition& row) {
          return row.kind == kind && role && row.who.has(*role) &&
                 cases::text_of(row.action).name == event->action &&
                 cases::text_of(row.from).name == event->from &&
                 cases::text_of(row.to).name == event->after.state;
        });
    const std::string step = fmt::format("{} by {} {}, {} to {}", event->action, event->by.role,
                                         event->by.account, event->from, event->after.state);
    if (!in_table) return of_case(kCaseStep, loaded, step);
    const std::string& who = event->by.account;
    const bool decides =
        event->action == "approve" || event->action == "refuse" || event->action == "uphold";
    if (event->from == "in_approval" && decides && reviewers.contains(who))
      return of_case(kFourEyes, loaded, step);
    if (event->from == "appealed" && decides && (reviewers.contains(who) || deciders.contains(who)))
      return of_case(kFourEyes, loaded, step);
    if (event->action == "pass" || event->action == "propose_refusal") reviewers.insert(who);
    if (event->action == "approve" || event->action == "refuse") deciders.insert(who);
  }
  return {};
}

/// "3" of "filing/3 settlement/s0303-17", of the last event that wrote such.
std::vector<std::string> written_by(const LoadedCase& loaded, std::string_view what) {
  std::vector<std::string> out;
  for (const CaseEvent* const event : happened_in(loaded)) {
    std::string_view rest = event->wrote;
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      if (word.starts_with(what)) out.emplace_back(word.substr(what.size()));
    }
  }
  return out;
}

/// Where the case led to and what is left of it.
struct Granted {
  bool approved = false, ended = false;
};
Granted granted_by(const LoadedCase& loaded) {
  Granted out;
  for (const CaseEvent* const event : happened_in(loaded)) {
    if (event->after.state == "approved" && event->from != "approved") out.approved = true;
    if (event->after.state == "ended") out.ended = true;
  }
  return out;
}

/// Rows that cases write and end: filings and grants. An approval writes one, an end replaces it by
/// one that is no longer in force; nothing else does.
template <class Row>
Check check_rows(const LoadedCase& loaded, const std::vector<Row>& rows, std::string_view what,
                 std::set<std::int64_t>& seen) {
  const Granted is = granted_by(loaded);
  const auto written = written_by(loaded, what);
  const std::size_t wanted = (is.approved ? 1U : 0U) + (is.ended ? 1U : 0U);
  if (written.size() != wanted)
    return of_case(
        kGranted, loaded,
        fmt::format("{}: {} rows for {} decisions", loaded.file.now.state, written.size(), wanted));
  std::int64_t before = 0;
  for (const std::string& number : written) {
    const auto row = std::ranges::find_if(
        rows, [&](const Row& each) { return std::to_string(each.no) == number; });
    if (row == rows.end() || !seen.insert(row->no).second)
      return of_case(kGranted, loaded, std::string(what) + number + " is not there, or another's");
    if (row->replaces != before)
      return of_case(kGranted, loaded,
                     fmt::format("{}{} replaces {}, not {}", what, number, row->replaces, before));
    before = row->no;
  }
  if (!is.ended && std::ranges::any_of(rows, [&](const Row& each) {
        return before != 0 && each.replaces == before;
      }))
    return of_case(kGranted, loaded, fmt::format("{}{} is replaced", what, before));
  return {};
}

Check check_filing_of(const LoadedCase& loaded, const std::vector<ledger::Filing>& rows) {
  const auto written = written_by(loaded, "filing/");
  if (written.empty()) return {};
  const auto first = std::ranges::find_if(
      rows, [&](const ledger::Filing& each) { return std::to_string(each.no) == written[0]; });
  const cases::Form& form = loaded.handed_in.form;
  const std::string_view kind = cases::value(form, "filing_kind");
  const bool same = first->target == cases::value(form, "target") &&
                    first->in_force.from.str() == cases::value(form, "from") &&
                    first->kind == (kind == "resident" ? "long_term" : kind);
  if (!same)
    return of_case(kGranted, loaded,
                   fmt::format("filed {} to {} from {}", first->kind, first->target,
                               first->in_force.from.str()));
  if (loaded.file.now.state != "ended") return {};
  const auto last = std::ranges::find_if(
      rows, [&](const ledger::Filing& each) { return std::to_string(each.no) == written.back(); });
  if (loaded.file.updated.date() <= last->in_force.to)
    return of_case(kGranted, loaded, "ended, and in force until " + last->in_force.to.str());
  return {};
}

Check check_grant_of(const LoadedCase& loaded, const std::vector<ledger::Grant>& rows) {
  for (const ledger::Grant& each : rows) {
    if (each.case_number != ledger::case_number(loaded.file.id)) continue;
    const bool same = each.code == cases::value(loaded.handed_in.form, "disease");
    if (!same) return of_case(kGranted, loaded, "grants " + each.code);
  }
  return {};
}

struct OfPerson {
  std::vector<ledger::Filing> filings;
  std::vector<ledger::Grant> grants;
  std::vector<store::KeptPayment> payments;
  std::vector<store::KeptDocument> documents;
  std::set<std::int64_t> filings_seen, grants_seen;
  std::size_t payments_seen = 0;
};

Check check_grants(const LoadedCase& loaded, OfPerson& all) {
  const auto kind = cases::parse_kind(loaded.file.kind);
  if (kind == Kind::filing) {
    if (auto broken = check_rows(loaded, all.filings, "filing/", all.filings_seen)) return broken;
    return check_filing_of(loaded, all.filings);
  }
  if (kind != Kind::recognition) return {};
  if (auto broken = check_rows(loaded, all.grants, "grant/", all.grants_seen)) return broken;
  return check_grant_of(loaded, all.grants);
}

/// Settlements of claims that stand, and whose message id begins with the case's number.
std::vector<ledger::SettlementEntry> standing_of_claim(store::Database& database,
                                                       const LoadedCase& loaded) {
  static constexpr store::Sql kSelect{
      "SELECT seq, message_id FROM entry WHERE bucket = $1 AND person_id = $2 AND institution = $3 "
      "AND kind = 's'"};
  const std::string number = ledger::case_number(loaded.file.id);
  std::vector<std::int64_t> places;
  {
    store::Rows rows =
        database.query(kSelect, {store::integer(loaded.file.id.bucket),
                                 store::text(loaded.file.person), store::text(ledger::kClaimDesk)});
    while (rows.next()) {
      const std::string_view id = rows.text(1);
      const bool longer =
          id.size() > number.size() && id[number.size()] >= '0' && id[number.size()] <= '9';
      if (id.starts_with(number) && !longer) places.push_back(rows.integer(0));
    }
  }
  std::vector<ledger::SettlementEntry> out;
  for (const std::int64_t seq : places)
    if (auto entry = store::find_settlement(database, {loaded.file.id.bucket, seq}))
      if (entry->state == ledger::State::settled) out.push_back(std::move(*entry));
  return out;
}

Check check_claim(store::Database& database, const LoadedCase& loaded, OfPerson& all) {
  if (cases::parse_kind(loaded.file.kind) != Kind::claim) return {};
  bool pays = false;
  for (const CaseEvent* const event : happened_in(loaded))
    pays = pays || event->after.state == "to_be_paid" || event->after.state == "paid";
  const auto standing = standing_of_claim(database, loaded);
  if (standing.size() != (pays ? 1U : 0U))
    return of_case(
        kClaimPaid, loaded,
        fmt::format("{}, and {} settlements stand", loaded.file.now.state, standing.size()));
  Money owed;
  for (const store::KeptPayment& each : all.payments) {
    if (each.payment.case_number != ledger::case_number(loaded.file.id)) continue;
    ++all.payments_seen;
    if (each.state != ledger::PaymentState::cancelled) owed += each.payment.amount;
  }
  const Money due = standing.empty() ? Money() : standing[0].payers.funds_paid();
  if (owed != due)
    return of_case(kClaimPaid, loaded,
                   fmt::format("{} is due, {} is owed by payments", due.str(), owed.str()));
  return {};
}

/// Nothing: nobody has said whether papers are held then.
std::optional<bool> holds_papers(const LoadedCase& loaded) {
  const std::string& state = loaded.file.now.state;
  if (state == "draft" || state == "withdrawn" || state == "ended") return false;
  if (state == "upheld") return std::nullopt;
  return true;
}

Check check_papers(const LoadedCase& loaded, const OfPerson& all) {
  const auto holds = holds_papers(loaded);
  if (!holds) return {};
  std::set<std::string> wanted;
  if (*holds)
    for (const cases::Handed& paper : loaded.handed_in.materials)
      wanted.insert(paper.documents.begin(), paper.documents.end());
  for (const store::KeptDocument& each : all.documents) {
    const std::string number = ledger::document_number(each.document.id);
    const bool held = each.used_by.contains(ledger::case_number(loaded.file.id));
    if (held != wanted.contains(number) || (held && each.removed))
      return of_case(kPapersHeld, loaded,
                     fmt::format("{}: {} is {}{}", loaded.file.now.state, number,
                                 held ? "held" : "not held", each.removed ? " and gone" : ""));
  }
  return {};
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
    if (!each.event.outcome.empty() || each.event.no == 1) continue;
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
  OfPerson all{store::find_filings(database, person),
               store::find_grants(database, person),
               store::payments_of(database, person),
               store::documents_of(database, person),
               {},
               {}};
  for (const LoadedCase& each : cases) {
    for (Check broken :
         {check_case_fold(each), check_case_steps(each), compare_told(each),
          check_grants(each, all), check_claim(database, each, all), check_papers(each, all)})
      if (broken) return broken;
  }
  if (all.filings_seen.size() != all.filings.size() || all.grants_seen.size() != all.grants.size())
    return Failure{kGranted, person + " has a filing or a grant that no case wrote"};
  if (all.payments_seen != all.payments.size())
    return Failure{kClaimPaid, person + " is owed a payment of no case"};
  for (const store::KeptDocument& each : all.documents)
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

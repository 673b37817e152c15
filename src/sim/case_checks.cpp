#include "sim/case_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/ledger_rows.h"
#include "store/period_rows.h"

namespace yitong::sim {
namespace {

using cases::Kind;
using ledger::CaseEvent;
using verbs::LoadedCase;

std::vector<const CaseEvent*> happened_in(const LoadedCase& loaded) {
  std::vector<const CaseEvent*> out;
  for (const verbs::CaseHappened& each : loaded.timeline)
    if (each.event.outcome.empty()) out.push_back(&each.event);
  return out;
}

}  // namespace

Check of_case(const char* invariant, const LoadedCase& loaded, std::string_view what) {
  return Failure{invariant, fmt::format("{} ({}): {}", ledger::case_number(loaded.file.id),
                                        loaded.file.kind, what)};
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

namespace {

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

/// Nothing: nobody has said whether papers are held then.
std::optional<bool> holds_papers(const LoadedCase& loaded) {
  const std::string& state = loaded.file.now.state;
  if (state == "draft" || state == "withdrawn" || state == "ended") return false;
  if (state == "upheld") return std::nullopt;
  return true;
}

}  // namespace

CaseEffects::CaseEffects(store::Database& database, const std::string& person)
    : database_(database),
      person_(person),
      filings_(store::find_filings(database, person)),
      grants_(store::find_grants(database, person)),
      payments_(store::payments_of(database, person)),
      documents_(store::documents_of(database, person)) {}

Check CaseEffects::check(const LoadedCase& loaded) {
  if (auto broken = check_grants(loaded)) return broken;
  if (auto broken = check_claim(loaded)) return broken;
  return check_papers(loaded);
}

Check CaseEffects::check_grants(const LoadedCase& loaded) {
  const auto kind = cases::parse_kind(loaded.file.kind);
  if (kind == Kind::filing) {
    if (auto broken = check_rows(loaded, filings_, "filing/", filings_seen_)) return broken;
    return check_filing_of(loaded, filings_);
  }
  if (kind != Kind::recognition) return {};
  if (auto broken = check_rows(loaded, grants_, "grant/", grants_seen_)) return broken;
  return check_grant_of(loaded, grants_);
}

Check CaseEffects::check_claim(const LoadedCase& loaded) {
  if (cases::parse_kind(loaded.file.kind) != Kind::claim) return {};
  bool pays = false;
  for (const CaseEvent* const event : happened_in(loaded))
    pays = pays || event->after.state == "to_be_paid" || event->after.state == "paid";
  const auto standing = standing_of_claim(database_, loaded);
  if (standing.size() != (pays ? 1U : 0U))
    return of_case(
        kClaimPaid, loaded,
        fmt::format("{}, and {} settlements stand", loaded.file.now.state, standing.size()));
  Money owed;
  for (const store::KeptPayment& each : payments_) {
    if (each.payment.case_number != ledger::case_number(loaded.file.id)) continue;
    ++payments_seen_;
    if (each.state == ledger::PaymentState::cancelled) continue;
    owed += each.payment.amount;
    if (loaded.file.now.state == "paid" && each.state != ledger::PaymentState::paid)
      return of_case(kClaimPaid, loaded,
                     fmt::format("paid, and a payment is {}", name_of(each.state)));
  }
  const Money due = standing.empty() ? Money() : standing[0].payers.funds_paid();
  if (owed != due)
    return of_case(kClaimPaid, loaded,
                   fmt::format("{} is due, {} is owed by payments", due.str(), owed.str()));
  return {};
}

Check CaseEffects::check_papers(const LoadedCase& loaded) const {
  const auto holds = holds_papers(loaded);
  if (!holds) return {};
  std::set<std::string> wanted;
  if (*holds)
    for (const cases::Handed& paper : loaded.handed_in.materials)
      wanted.insert(paper.documents.begin(), paper.documents.end());
  for (const store::KeptDocument& each : documents_) {
    const std::string number = ledger::document_number(each.document.id);
    const bool held = each.used_by.contains(ledger::case_number(loaded.file.id));
    if (held != wanted.contains(number) || (held && each.removed))
      return of_case(kPapersHeld, loaded,
                     fmt::format("{}: {} is {}{}", loaded.file.now.state, number,
                                 held ? "held" : "not held", each.removed ? " and gone" : ""));
  }
  return {};
}

Check CaseEffects::check_rest() const {
  if (filings_seen_.size() != filings_.size() || grants_seen_.size() != grants_.size())
    return Failure{kGranted, person_ + " has a filing or a grant that no case wrote"};
  if (payments_seen_ != payments_.size())
    return Failure{kClaimPaid, person_ + " is owed a payment of no case"};
  return {};
}

}  // namespace yitong::sim

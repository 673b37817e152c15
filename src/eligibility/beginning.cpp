#include "eligibility/beginning.h"

#include <algorithm>

#include <fmt/format.h>

#include "policy/show.h"
#include "policy/term.h"

namespace yitong {
namespace {

constexpr int kNewbornDays = 90;
constexpr int kFourYears = 4;

Date first_of_next_month(Date day) {
  return Date::from_ymd(day.year(), day.month(), 1)->plus_months(1);
}

/// The last day of a term that begins with the day, or on it. Nothing: it never ends.
std::optional<Date> last_day(Term term, Date from, bool counts_itself) {
  const auto last = term.end(from);
  return last && counts_itself ? std::optional(last->plus_days(-1)) : last;
}

/// What one cell says to the person: a term, its bounds, or nothing.
struct TermFor {
  bool set = false;
  std::optional<Term> low, high;  ///< equal: known
  std::vector<Dim> depends;
  Words text;
  bool known() const { return low && high && *low == *high; }
};

TermFor term_for(const ServiceRow& row, std::string_view column, const ServiceFacts& facts) {
  TermFor out;
  const ServiceValue& cell = value(row, column);
  if (!cell.set || !cell.figure) return out;
  const Picked picked = pick(*cell.figure, facts);
  out.depends = picked.depends;
  out.set = picked.row != nullptr || !picked.depends.empty();
  if (picked.row == nullptr) return out;
  const Amount& amount = picked.row->values[0];
  out.text = amount_words(amount, Unit::term);
  if (amount.state == Amount::State::known) out.low = out.high = Term::unpack(amount.value);
  if (amount.state == Amount::State::unknown && amount.low) out.low = Term::unpack(*amount.low);
  if (amount.state == Amount::State::unknown && amount.high) out.high = Term::unpack(*amount.high);
  return out;
}

void add_dims(std::vector<Dim>& to, const std::vector<Dim>& more) {
  for (const Dim dim : more)
    if (std::ranges::find(to, dim) == to.end()) to.push_back(dim);
}

Words counted(const Words& each, int count) {
  return {fmt::format("{} × {}", each.zh, count), fmt::format("{} x {}", each.en, count)};
}

}  // namespace

ServiceFacts Reckoner::facts_of(const PaidSpan& span) const {
  ServiceFacts facts = question_.told;
  facts[Dim::insurance] = {span.insurance};
  std::set<std::string>& now = facts[Dim::situation];
  now.insert(span.situations.begin(), span.situations.end());
  const PaidSpan* before = spans_.before(span);
  const int missed = spans_.missed_before(span, question_.on).years;
  if (before == nullptr) now.emplace(kNewEnrolment);
  if (before != nullptr && before->insurance != span.insurance &&
      before->insurance == kEmployeeInsurance)
    now.emplace(kFromEmployee);
  const bool months = span.insurance == kEmployeeInsurance;
  if (missed > 0 || (months && before != nullptr && before->to.plus_days(1) < span.from))
    now.emplace(kInterrupted);
  if (missed >= kFourYears) now.emplace(kFourMissedYears);
  const Date birth = question_.birth;
  if (birth.is_set() && birth <= span.paid_on && before == nullptr) {
    if (span.paid_on <= birth.plus_days(kNewbornDays))
      now.emplace(kNewborn);
    else if (span.paid_on <= birth.plus_months(12))
      now.emplace(kInfant);
  }
  return facts;
}

RowFor Reckoner::waiting_row(const ServiceFacts& facts, Date on) const {
  RowFor perhaps;
  for (const ServiceRow* row : services(policy_, ServiceTable::waiting, "", on)) {
    const Match match = matches(row->when, facts);
    if (match.truth == Truth::yes) return {row, {}};
    if (match.truth == Truth::maybe && perhaps.row == nullptr) perhaps = {row, match.depends};
  }
  return perhaps;
}

std::optional<Date> Reckoner::mendable_until(Date gap_from) const {
  ServiceFacts facts = question_.told;
  facts[Dim::insurance] = {question_.insurance};
  facts[Dim::situation].emplace(kInterrupted);
  const RowFor found = waiting_row(facts, gap_from);
  if (found.row == nullptr || value(*found.row, "pay_back").number == 0) return std::nullopt;
  const TermFor over = term_for(*found.row, "gap_over", facts);
  if (!over.known()) return std::nullopt;
  return last_day(*over.low, gap_from, true);
}

bool Reckoner::restored(const PaidSpan& span) const {
  const Date last = spans_.last_paid_before(span.from);
  if (!last.is_set()) return false;
  const auto until = mendable_until(last.plus_days(1));
  return until && span.paid_on <= *until;
}

Beginning Reckoner::at_once(Date day) {
  Beginning out;
  out.earliest = day, out.latest = day;
  return out;
}

Beginning Reckoner::beginning_of(const PaidSpan& span) const {
  if (span.basis == PaidBasis::retired) return at_once(span.from);
  return span.insurance == kEmployeeInsurance ? of_employee(span) : of_resident(span);
}

std::optional<Beginning> Reckoner::continued(const PaidSpan& span) const {
  const PaidSpan* before = nullptr;
  for (const PaidSpan& other : spans_.all())
    if (&other != &span && other.insurance == span.insurance && other.from < span.from &&
        span.from <= other.to.plus_days(1) && (!in_arrears(other) || restored(other)))
      before = &other;
  if (before == nullptr) return std::nullopt;
  Beginning out = beginning_of(*before);
  // No row makes who pays on in time wait anew, whatever was not known of the time before.
  if (!out.latest) out.latest = span.from, out.depends.clear();
  return out;
}

/// A break that changes nothing does not end a wait that was under way either.
Beginning Reckoner::after_short_break(const PaidSpan& span, const ServiceRow& row) const {
  Beginning out = at_once(span.from);
  out.rows.push_back(&row);
  const PaidSpan* before = spans_.before(span);
  if (before == nullptr || before->insurance != span.insurance) return out;
  const Beginning prior = beginning_of(*before);
  out.earliest = std::max(span.from, prior.earliest);
  out.latest = prior.latest ? std::optional(std::max(span.from, *prior.latest)) : std::nullopt;
  out.depends = prior.depends;
  return out;
}

Beginning Reckoner::of_employee(const PaidSpan& span) const {
  if (auto on = continued(span)) return std::move(*on);
  const Date last = spans_.last_paid_before(span.from);
  if (!last.is_set() || span.from <= last.plus_days(1)) return at_once(span.from);
  const ServiceFacts facts = facts_of(span);
  const RowFor found = waiting_row(facts, span.from);
  Beginning out = at_once(span.from);
  if (found.row == nullptr) {
    out.latest = std::nullopt;  // nobody states what a break does
    return out;
  }
  const TermFor over = term_for(*found.row, "gap_over", facts);
  const auto until = over.known() ? last_day(*over.low, last.plus_days(1), true) : std::nullopt;
  if (until && span.from <= until->plus_days(1)) return after_short_break(span, *found.row);
  out.rows.push_back(found.row);
  out.counts_itself = span.paid_on < span.from;
  out.counts_from = std::max(span.paid_on, span.from);
  count_from(out, *found.row, span);
  out.earliest = out.counts_from;
  add_dims(out.depends, found.depends);
  add_dims(out.depends, over.depends);
  wait(out, *found.row, facts, {});
  if (!found.depends.empty() || (over.set && !over.known())) out.earliest = out.counts_from;
  return out;
}

Reckoner::Payment Reckoner::payment_of(const PaidSpan& span, const ServiceFacts& facts) const {
  Payment out;
  const bool ahead = span.paid_on < span.from;
  bool regular_known = false, regular_over = true;
  for (const ServiceRow* row : services(policy_, ServiceTable::enrolment, "", span.from)) {
    if (value(*row, "year").number != span.from.year() ||
        matches(row->when, facts).truth != Truth::yes)
      continue;
    const bool regular = has(*row, "phase", "regular");
    const Date opens = value(*row, "opens").date, closes = value(*row, "closes").date;
    if (regular) regular_known = true, regular_over &= closes < span.paid_on;
    if (span.paid_on <= closes && (!value(*row, "opens").set || opens <= span.paid_on))
      if (out.period == nullptr || regular) out.period = row;
  }
  if (out.period != nullptr)
    out.in_time = has(*out.period, "phase", "regular") ? InTime::yes : InTime::no;
  else if (!ahead)
    out.in_time = regular_known ? (regular_over ? InTime::no : InTime::yes) : InTime::not_known;
  out.counts_itself = ahead;
  out.counts_from = out.without_wait = std::max(span.from, span.paid_on);
  const std::string_view begins =
      out.period == nullptr || value(*out.period, "begins").texts.empty()
          ? std::string_view()
          : value(*out.period, "begins").texts[0];
  if (begins == "next_day") out.without_wait = std::max(span.from, span.paid_on.plus_days(1));
  if (begins == "next_month") {
    out.counts_itself = true;
    out.counts_from = std::max(first_of_next_month(span.paid_on), span.from);
    out.without_wait = out.counts_from;
  }
  if (begins == "birth" || facts.at(Dim::situation).contains(std::string(kNewborn)))
    out.without_wait = span.from;  // the agency recorded from when the payment counts
  return out;
}

Beginning Reckoner::of_resident(const PaidSpan& span) const {
  const ServiceFacts facts = facts_of(span);
  const Payment payment = payment_of(span, facts);
  const Spans::Missed missed = spans_.missed_before(span, question_.on);
  if (payment.in_time == InTime::yes && missed.years == 0)
    if (auto on = continued(span)) return std::move(*on);
  Beginning out = at_once(payment.without_wait);
  if (payment.period != nullptr) out.rows.push_back(payment.period);
  const bool own_wait = payment.period != nullptr && value(*payment.period, "wait").set;
  const bool changed = facts.at(Dim::situation).contains(std::string(kFromEmployee));
  if (payment.in_time == InTime::yes && missed.years == 0 && !own_wait && !changed) return out;
  RowFor found = waiting_row(facts, out.earliest);
  if (own_wait) found = {payment.period, {}};
  if (found.row == nullptr) {
    const bool states = payment.period != nullptr && value(*payment.period, "begins").set;
    if (payment.in_time != InTime::yes && !states) out.latest = std::nullopt;
    return out;
  }
  out.counts_from = payment.counts_from, out.counts_itself = payment.counts_itself;
  if (found.row != payment.period) out.rows.push_back(found.row);
  count_from(out, *found.row, span);
  const Date without = out.earliest;
  add_dims(out.depends, found.depends);
  wait(out, *found.row, facts, missed);
  if (payment.in_time == InTime::not_known && missed.years == 0) out.earliest = without;
  if (!found.depends.empty()) out.earliest = without;
  return out;
}

void Reckoner::count_from(Beginning& out, const ServiceRow& row, const PaidSpan& span) {
  if (row.table != ServiceTable::waiting || !value(row, "begins").set) return;
  const bool next_month = has(row, "begins", "next_month");
  const Date first = next_month ? first_of_next_month(span.paid_on) : span.paid_on;
  out.counts_itself = next_month || span.paid_on < span.from;
  out.counts_from = std::max(first, span.from);
}

void Reckoner::wait(Beginning& out, const ServiceRow& row, const ServiceFacts& facts,
                    Spans::Missed missed) const {
  const Date without = out.earliest;
  const TermFor fixed = term_for(row, "wait", facts);
  add_dims(out.depends, fixed.depends);
  out.wait.push_back({"fixed", fixed.text, fixed.known(), &row});
  const auto day_of = [&](Term term, int more_months) -> std::optional<Date> {
    if (term.count == 0 && term.kind != Term::Kind::until && more_months == 0) return without;
    const bool months = term.kind == Term::Kind::months;
    if (months) term.count += more_months;
    const auto last = last_day(term, out.counts_from, out.counts_itself);
    if (!last) return std::nullopt;
    return std::max(without, last->plus_months(months ? 0 : more_months).plus_days(1));
  };
  int months = 0;
  bool known = true;
  if (row.table == ServiceTable::waiting && missed.years > 0) {
    const TermFor each = term_for(row, "each_missed_year", facts);
    const TermFor less = term_for(row, "repaid_by_year", facts);
    known = (!each.set || each.known()) && (!less.set || less.known());
    if (each.set)
      out.wait.push_back({"missed_years", counted(each.text, missed.years), each.known(), &row});
    if (less.set && missed.repaid > 0)
      out.wait.push_back({"repaid_years", counted(less.text, missed.repaid), less.known(), &row});
    const auto in_months = [&](const TermFor& term) {
      if (!term.known() || !term.set) return 0;
      known &= term.low->kind == Term::Kind::months;
      return term.low->count;
    };
    months = std::max(0, in_months(each) * missed.years - in_months(less) * missed.repaid);
  }
  out.earliest = fixed.low ? day_of(*fixed.low, known ? months : 0).value_or(without) : without;
  out.latest = fixed.high && known ? day_of(*fixed.high, months) : std::nullopt;
  if (row.table != ServiceTable::waiting) return;
  const TermFor least = term_for(row, "at_least", facts);
  if (!least.set) return;
  out.wait.push_back({"at_least", least.text, least.known(), &row});
  const auto last =
      least.known() ? last_day(*least.low, out.counts_from, out.counts_itself) : std::nullopt;
  const auto end = last ? std::optional(last->plus_days(1)) : std::nullopt;
  if (!end) out.latest = std::nullopt;
  if (end) out.earliest = std::max(out.earliest, *end);
  if (end && out.latest) out.latest = std::max(*out.latest, *end);
}

}  // namespace yitong

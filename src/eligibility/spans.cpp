#include "eligibility/spans.h"

#include <algorithm>

namespace yitong {

Spans::Spans(std::vector<PaidSpan> spans) : spans_(std::move(spans)) {
  std::ranges::stable_sort(spans_, {}, &PaidSpan::from);
}

const PaidSpan* Spans::at(Date day, std::string_view insurance) const {
  const PaidSpan* found = nullptr;
  for (const PaidSpan& span : spans_)
    if (span.insurance == insurance && span.from <= day && day <= span.to) found = &span;
  return found;
}

const PaidSpan* Spans::next_after(Date day, std::string_view insurance) const {
  for (const PaidSpan& span : spans_)
    if (span.insurance == insurance && day < span.from) return &span;
  return nullptr;
}

const PaidSpan* Spans::before(const PaidSpan& span) const {
  const PaidSpan* found = nullptr;
  for (const PaidSpan& other : spans_)
    if (&other != &span && other.from < span.from && !in_arrears(other) &&
        (found == nullptr || found->to < other.to))
      found = &other;
  return found;
}

Date Spans::last_paid_before(Date day) const {
  Date last;
  for (const PaidSpan& span : spans_)
    if (span.from < day && !in_arrears(span)) last = std::max(last, std::min(span.to, day));
  return last;
}

bool Spans::timely_in(int year) const {
  return std::ranges::any_of(spans_, [&](const PaidSpan& span) {
    return !in_arrears(span) && span.from.year() <= year && year <= span.to.year();
  });
}

Spans::Missed Spans::missed_before(const PaidSpan& span, Date known_on) const {
  Missed out;
  const Date last = last_paid_before(span.from);
  if (!last.is_set()) return out;
  for (int year = last.year() + 1; year < span.from.year(); ++year) {
    if (timely_in(year)) continue;
    ++out.years;
    out.repaid += std::ranges::any_of(spans_, [&](const PaidSpan& arrears) {
      return in_arrears(arrears) && arrears.paid_on <= known_on && arrears.from.year() <= year &&
             year <= arrears.to.year();
    });
  }
  return out;
}

}  // namespace yitong

// The guide 办事指南: what one person has to do for one errand, from policy data alone. Pure;
// nothing is stored, and no sentence about an area stands here.
#pragma once

#include <optional>

#include "policy/book.h"
#include "policy/service.h"
#include "policy/term.h"

namespace yitong {

struct GuideQuestion {
  std::string matter;          ///< one of matters()
  std::string area;            ///< insured here, six digits
  std::string insurance;       ///< 310, 390, or empty: not told
  std::string treatment_area;  ///< empty: not told
  Date on;                     ///< of the errand; not set: no dates are worked out
  Date today;                  ///< whose rules hold when the errand has no day yet
  ServiceFacts told;           ///< situation, filing_kind, ground, disease, …
};

/// Whether one has to file before treatment elsewhere.
enum class FilingNeed : std::uint8_t { not_told, at_home, exempt, deemed, needed };

/// On how much the answer stands.
enum class Known : std::uint8_t { own_policy, area_facts, province, nation };

struct GuideRow {
  const ServiceRow* row = nullptr;
  Truth truth = Truth::yes;  ///< yes, or maybe
  std::vector<Dim> depends;  ///< of maybe
};

/// Papers of which any one choice is enough; a choice may be several papers together.
struct GuideMaterial {
  std::vector<std::vector<GuideRow>> choices;
};

/// One deadline, processing time or validity.
struct GuideTerm {
  GuideRow of;
  const ServiceColumn* column = nullptr;
  Words text;                  ///< "30 个工作日"; of what depends: each case
  std::optional<Term> length;  ///< where it is known
  std::optional<Date> ends;    ///< of a deadline or validity, counted from the errand's day
  bool known = true;
};

/// A key that decides rows which only may apply, with the answers that it can have.
struct OpenQuestion {
  Dim key{};
  std::vector<std::pair<std::string, Words>> values;
};

struct Guide {
  std::shared_ptr<const Policy> policy;  ///< whose rows the pointers below are
  Known known = Known::nation;
  std::optional<std::int32_t> relation;  ///< value of Dim::relation
  FilingNeed filing = FilingNeed::not_told;
  std::vector<GuideRow> rules, steps, channels, filings, grounds, enrolments, waits, contributions,
      supports, criteria;
  std::vector<GuideMaterial> materials;
  std::vector<GuideTerm> terms;
  std::vector<OpenQuestion> questions;
};

/// Unknown matters and codes are faults with the path of the question's field; so is an area of
/// which nothing at all is loaded.
Result<Guide> guide(GuideQuestion question, const PlanBook& book);

}  // namespace yitong

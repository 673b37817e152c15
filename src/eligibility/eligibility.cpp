#include "eligibility/eligibility.h"

#include <algorithm>

#include <fmt/format.h>

#include "eligibility/beginning.h"

namespace yitong {
namespace {

class Deciding {
 public:
  Deciding(const EligibilityQuestion& question, const Policy& policy)
      : question_(question),
        policy_(policy),
        spans_(question.paid),
        reckoner_(policy, question, spans_) {}

  Eligibility run() {
    const PaidSpan* span = counting_span();
    if (span == nullptr)
      lapsed();
    else
      paid_for(*span);
    say();
    return std::move(out_);
  }

 private:
  /// Residents' arrears mend later waits, but not the days they pay for.
  const PaidSpan* counting_span() const {
    const PaidSpan* span = spans_.at(question_.on, question_.insurance);
    if (span == nullptr || !in_arrears(*span) || reckoner_.restored(*span)) return span;
    return nullptr;
  }

  void paid_for(const PaidSpan& span) {
    out_.begins = reckoner_.beginning_of(span);
    const Beginning& begins = *out_.begins;
    out_.ends = span.to;
    if (begins.latest && *begins.latest <= question_.on)
      out_.status = EligibilityStatus::eligible;
    else if (question_.on < begins.earliest)
      out_.status = EligibilityStatus::waiting;
    else
      out_.status = begins.depends.empty() ? EligibilityStatus::unknown : EligibilityStatus::may;
    if (out_.status == EligibilityStatus::eligible && begins.certain())
      out_.since = begins.earliest;
    const Spans::Missed missed = spans_.missed_before(span, question_.on);
    const Date last = spans_.last_paid_before(span.from);
    if (last.is_set() && last.plus_days(1) < span.from)
      out_.gap = ContributionGap{
          last.plus_days(1), span.from.plus_days(-1), missed.years, missed.repaid, false,
          std::nullopt};
    if (out_.gap && missed.years > missed.repaid &&
        std::ranges::any_of(begins.wait,
                            [](const WaitPart& part) { return part.key == "missed_years"; }))
      out_.gap->can_repair = out_.status != EligibilityStatus::eligible;
  }

  void lapsed() {
    const Date on = question_.on;
    const Date last = spans_.last_paid_before(on);
    if (last.is_set() && last < on) {
      out_.gap = ContributionGap{last.plus_days(1), on, 0, 0, false, std::nullopt};
      out_.gap->repair_until = reckoner_.mendable_until(last.plus_days(1));
      out_.gap->can_repair = out_.gap->repair_until && on <= *out_.gap->repair_until;
    }
    if (const PaidSpan* next = spans_.next_after(on, question_.insurance)) {
      out_.begins = reckoner_.beginning_of(*next);
      return;
    }
    // What would be paid on the day: for residents the calendar year, for employees from then on.
    PaidSpan now{question_.insurance, on, *Date::from_ymd(on.year(), 12, 31), on, {}, {}};
    std::vector<PaidSpan> with = question_.paid;
    with.push_back(now);
    const Spans spans(std::move(with));
    const PaidSpan* paid = spans.at(on, question_.insurance);
    if (paid != nullptr && paid->paid_on == on)
      out_.if_paid_on = Reckoner(policy_, question_, spans).beginning_of(*paid);
  }

  static Words from_to(const Beginning& begins) {
    if (begins.certain())
      return {fmt::format("{} 起享受待遇", begins.earliest.str()),
              fmt::format("benefits begin on {}", begins.earliest.str())};
    if (!begins.latest)
      return {fmt::format("最早 {} 起享受待遇，最晚何时政策未载明", begins.earliest.str()),
              fmt::format("benefits begin on {} at the earliest; how late at the latest is not "
                          "stated",
                          begins.earliest.str())};
    return {fmt::format("{} 至 {} 之间起享受待遇", begins.earliest.str(), begins.latest->str()),
            fmt::format("benefits begin between {} and {}", begins.earliest.str(),
                        begins.latest->str())};
  }

  void say() {
    Words& text = out_.text;
    switch (out_.status) {
      case EligibilityStatus::eligible:
        text = out_.since.is_set()
                   ? Words{fmt::format("{} 起享受待遇", out_.since.str()),
                           fmt::format("Covered with benefits since {}", out_.since.str())}
                   : Words{"享受待遇", "Covered with benefits"};
        return;
      case EligibilityStatus::waiting:
        text = {"在等待期内，" + from_to(*out_.begins).zh,
                "In the waiting period: " + from_to(*out_.begins).en};
        return;
      case EligibilityStatus::may:
        text = {"要看尚未说明的情况：" + from_to(*out_.begins).zh,
                "Depends on what was not told: " + from_to(*out_.begins).en};
        return;
      case EligibilityStatus::unknown:
        text = {"政策未载明，须问参保地经办机构：" + from_to(*out_.begins).zh,
                "The policy does not state it, the agency must say: " + from_to(*out_.begins).en};
        return;
      case EligibilityStatus::not_enrolled: break;
    }
    text = {"该日没有缴费", "Nothing is paid for that day"};
    const auto add = [&text](const Words& more) {
      text.zh += "；" + more.zh, text.en += "; " + more.en;
    };
    if (out_.gap && out_.gap->can_repair)
      add({fmt::format("{} 前补缴，待遇不受影响", out_.gap->repair_until->str()),
           fmt::format("arrears paid by {} restore the benefits", out_.gap->repair_until->str())});
    if (out_.begins) add(from_to(*out_.begins));
    if (out_.if_paid_on)
      add({"当日缴费的话，" + from_to(*out_.if_paid_on).zh,
           "if it is paid on that day, " + from_to(*out_.if_paid_on).en});
  }

  const EligibilityQuestion& question_;
  const Policy& policy_;
  const Spans spans_;
  const Reckoner reckoner_;
  Eligibility out_;
};

}  // namespace

std::string_view code_of(EligibilityStatus status) {
  switch (status) {
    case EligibilityStatus::eligible: return "eligible";
    case EligibilityStatus::waiting: return "waiting";
    case EligibilityStatus::not_enrolled: return "not_enrolled";
    case EligibilityStatus::may: return "may";
    case EligibilityStatus::unknown: break;
  }
  return "unknown";
}

Eligibility eligibility(const EligibilityQuestion& question, const Policy& policy) {
  return Deciding(question, policy).run();
}

ServiceFacts facts_of(const EligibilityQuestion& question, const Policy& policy) {
  const Spans spans(question.paid);
  if (const PaidSpan* span = spans.at(question.on, question.insurance))
    return Reckoner(policy, question, spans).facts_of(*span);
  ServiceFacts facts = question.told;
  facts[Dim::insurance] = {question.insurance};
  return facts;
}

}  // namespace yitong

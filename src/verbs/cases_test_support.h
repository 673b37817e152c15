// A made-up area with two kinds of filing: one takes effect at once, one waits for a reviewer.
#pragma once

#include "verbs/cases.h"
#include "verbs/in_transaction.h"
#include "verbs/name_words.h"
#include "verbs/verbs_test_support.h"

namespace yitong::verbs::testing {

inline constexpr const char* kCaseTables = R"toml(
[filing.resident]
name         = { zh = "长期居住", en = "Resident elsewhere" }
group        = "long_term"
counts_as    = "long_term"
valid        = { is = "indefinite", source = "s" }
takes_effect = "at_once"
late         = ["before_discharge"]
source       = "s"
[filing.referral]
name         = { zh = "转诊", en = "Referral" }
group        = "temporary"
counts_as    = "referral"
valid        = { is = "6 months", source = "s" }
takes_effect = "on_approval"
late         = ["before_discharge"]
source       = "s"
[rule.filing]
for          = "filing"
text         = { zh = "办理时限", en = "Processing" }
processing   = { is = "10 days", source = "s" }
source       = "s"
[material.referral_form]
for          = "filing"
name         = { zh = "转诊单", en = "Referral form" }
when         = { filing_kind = "referral" }
source       = "s"
)toml";

inline identity::Actor insured(const std::string& person) {
  identity::Actor out;
  out.role = identity::Role::insured, out.account = "account-of-" + person, out.person = person;
  return out;
}
inline identity::Actor staff(identity::Role role, const std::string& account) {
  identity::Actor out;
  out.role = role, out.account = account, out.areas = {"990000"};
  return out;
}

class CaseWorld : public World {
 public:
  CaseWorld() : World(std::string(kPolicy) + kCaseTables) {}

  Result<CaseAnswer> open(const OpenCase& request, const identity::Actor& by, Instant now = kNow) {
    return in_transaction(*store, [&] { return open_case_now(*store, *rules, request, by, now); });
  }
  Result<CaseAnswer> save(const SaveDraft& request, const identity::Actor& by, Instant now = kNow) {
    return in_transaction(*store,
                          [&] { return save_case_draft_now(*store, *rules, request, by, now); });
  }
  /// The first code that it was refused with comes as an error here too.
  Result<CaseAnswer> act(const ActOnCase& request, const identity::Actor& by, Instant now = kNow) {
    auto answer = in_transaction(*store, [&] {
      return act_on_case_now(*store, rules, testing::render_settled, request, by, now);
    });
    if (answer && !answer->refused.empty()) return fail(answer->refused);
    return answer;
  }

  OpenCase filing(const std::string& person, const std::string& kind = "resident",
                  const std::string& target = "980100") {
    OpenCase out;
    out.person = person, out.kind = cases::Kind::filing, out.area = "990100";
    out.insurance = "310";
    out.body.form = {{"filing_kind", kind},
                     {"target", target},
                     {"from", kNow.date().str()},
                     {"declaration", "yes"}};
    out.words = words_of_person(*store, person).value();
    return out;
  }
  /// A referral that waits for the reviewer.
  CaseView submitted(const std::string& person) {
    const auto by = insured(person);
    OpenCase request = filing(person, "referral");
    request.body.materials = {{"referral_form", {}, true}};
    const auto clerk = staff(identity::Role::window_clerk, "clerk");
    const auto opened = open(request, clerk);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error()[0].str(false));
    const auto done = act(step_of(opened->view, cases::Action::submit), clerk);
    EXPECT_TRUE(done) << (done ? "" : done.error()[0].str(false));
    return done->view;
  }
  static ActOnCase step_of(const CaseView& view, cases::Action action,
                           const std::string& reason = {}, const std::string& remark = {}) {
    ActOnCase out;
    out.id = view.loaded.file.id, out.version = view.loaded.file.version, out.action = action;
    out.reason = reason, out.remark = remark;
    return out;
  }
};

inline const identity::Actor kReviewerOne = staff(identity::Role::reviewer, "reviewer-1"),
                             kReviewerTwo = staff(identity::Role::reviewer, "reviewer-2");

}  // namespace yitong::verbs::testing

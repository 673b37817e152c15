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
whole        = ["980000"]
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
[material.evidence]
for          = "report"
name         = { zh = "证据", en = "Evidence" }
source       = "s"
[[choice.disease]]
code         = "gout"
name         = { zh = "痛风", en = "Gout" }
[rule.recognition]
for          = "recognition"
text         = { zh = "有效期", en = "Valid" }
valid        = { is = "2 years", source = "s" }
source       = "s"
[ground.no_network]
name         = { zh = "没有联网", en = "No network" }
admissible   = "yes"
source       = "s"
[rule.claim]
for            = "claim"
catalogue      = "insured"
deadline       = "6 months"
deadline_after = "discharge"
source         = "s"
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
  explicit CaseWorld(const std::string& more = {})
      : World(std::string(kPolicy) + kCaseTables + more) {}

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
      return act_on_case_now(*store, rules, testing::kRenders, request, by, now);
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
  OpenCase claim(const std::string& person) {
    OpenCase out = filing(person);
    out.kind = cases::Kind::claim;
    out.body.form = {{"ground", "no_network"},
                     {"visit", "21"},
                     {"admitted", "2025-03-01"},
                     {"on", "2025-03-20"},
                     {"place", "980100"},
                     {"institution", "H98010000001"},
                     {"total", "5000.00"},
                     {"lines.0.code", "009900000000001"},
                     {"lines.0.name", "检查"},
                     {"lines.0.quantity", "100"},
                     {"lines.0.price", "50"},
                     {"lines.0.amount", "5000.00"},
                     {"invoices.0.code", "0440"},
                     {"invoices.0.number", "77"},
                     {"invoices.0.amount", "5000.00"},
                     {"payee", "self"},
                     {"payee_name", "测试"},
                     {"payee_bank", "示例银行"},
                     {"payee_account", "6200000000000000"},
                     {"declaration", "yes"}};
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

inline const identity::Actor kApprover = staff(identity::Role::approver, "approver-1"),
                             kReviewerOne = staff(identity::Role::reviewer, "reviewer-1"),
                             kReviewerTwo = staff(identity::Role::reviewer, "reviewer-2");

}  // namespace yitong::verbs::testing

#include "cases/printed.h"

#include <algorithm>

namespace yitong::cases {
namespace {

using A = Action;

constexpr FormSection kPersonPart{Section::person, "参保人", "The insured person"};
constexpr FormSection kPapersPart{Section::papers, "所附材料", "Papers"};
constexpr FormSection kDeclarationPart{Section::declaration, "申请人声明", "Declaration"};
constexpr FormSection kOutcomePart{Section::outcome, "办理结果", "Outcome"};
constexpr FormSection kCoursePart{Section::course, "办理经过", "What was done by whom"};
constexpr FormSection kSignedPart{Section::signatures, "签章", "Signatures"};
constexpr FormSection kPayeePart{Section::fields, "收款账户", "Who is paid", A::correct_payee};

constexpr SignatureBox kApplicantBox{"申请人", "Applicant", {A::submit}};
constexpr SignatureBox kDoctorBox{"责任医师", "Responsible doctor", {A::assess_drug}};
constexpr SignatureBox kOfficeBox{
    "医院医保办", "Institution's insurance office", {A::confirm_drug}};
constexpr SignatureBox kExpertBox{"评审专家", "Expert", {A::give_opinion}};
constexpr SignatureBox kReviewerBox{"审核人", "Reviewer", {A::pass, A::propose_refusal}};
constexpr SignatureBox kDeciderBox{"复核人", "Approver", {A::approve, A::refuse, A::uphold}};
constexpr SignatureBox kFilerBox{"经办人", "Agency", {A::approve, A::refuse, A::uphold}};
constexpr SignatureBox kReceiverBox{"受理人", "Received by", {A::take, A::close}};

constexpr FormSection kFilingForm[] = {
    kPersonPart,  {Section::fields, "备案内容", "The filing", A::submit},
    kPapersPart,  kDeclarationPart,
    kOutcomePart, kCoursePart,
    kSignedPart};
constexpr SignatureBox kFilingSigned[] = {kApplicantBox, kFilerBox};
constexpr std::string_view kFilingFacts[] = {"filing_kind", "target", "from", "to"};

constexpr FormSection kRecognitionForm[] = {
    kPersonPart,
    {Section::fields, "申请内容", "The application", A::submit},
    kPapersPart,
    kDeclarationPart,
    {Section::fields, "评审意见", "Opinion", A::pass},
    kOutcomePart,
    kCoursePart,
    kSignedPart};
constexpr SignatureBox kRecognitionSigned[] = {kApplicantBox, kExpertBox, kReviewerBox,
                                               kDeciderBox};
constexpr std::string_view kRecognitionFacts[] = {"disease", "opinion"};

constexpr FormSection kDrugAppliedForm{Section::fields, "用药申请", "The application", A::submit};
constexpr FormSection kDrugAssessedForm{Section::fields, "责任医师评估", "The doctor's assessment",
                                        A::assess_drug};
constexpr FormSection kAssessmentForm[] = {kPersonPart, kDrugAppliedForm, kDrugAssessedForm,
                                           kPapersPart, kDeclarationPart, kCoursePart,
                                           kSignedPart};
constexpr SignatureBox kAssessmentSigned[] = {kApplicantBox, kDoctorBox};
constexpr FormSection kApprovalForm[] = {kPersonPart, kDrugAppliedForm, kDrugAssessedForm,
                                         kSignedPart, kOutcomePart};
constexpr SignatureBox kApprovalSigned[] = {kDoctorBox, kOfficeBox, kReviewerBox, kDeciderBox};
constexpr FormSection kDecisionForm[] = {kPersonPart, kDrugAppliedForm, kOutcomePart, kCoursePart,
                                         kSignedPart};
constexpr SignatureBox kDecisionSigned[] = {kReviewerBox, kDeciderBox};
constexpr std::string_view kDrugFacts[] = {"drug",   "disease",  "diagnosis", "institution",
                                           "doctor", "pharmacy", "from",      "conclusion"};

constexpr FormSection kClaimForm[] = {
    kPersonPart,
    {Section::fields, "费用与事由", "Costs and ground", A::submit},
    kPayeePart,
    kPapersPart,
    kDeclarationPart,
    {Section::fields, "审核登记", "Noted in review", A::pass},
    {Section::fields, "审核：不予支付的明细", "Lines not paid", A::approve},
    kOutcomePart,
    kCoursePart,
    kSignedPart};
constexpr SignatureBox kClaimSigned[] = {kApplicantBox, kReviewerBox, kDeciderBox};
constexpr std::string_view kClaimFacts[] = {"ground",           "on",   "place", "institution",
                                            "institution_name", "total"};

constexpr FormSection kReportForm[] = {
    kPersonPart, {Section::fields, "举报内容", "The report", A::submit},
    kPapersPart, kOutcomePart,
    kCoursePart, kSignedPart};
constexpr SignatureBox kReportSigned[] = {kReceiverBox};
constexpr std::string_view kReportFacts[] = {"subject", "on", "place", "institution"};

constexpr PrintedForm kPrintedForms[] = {
    {Kind::filing, "filing", "异地就医备案登记表", "Filing for care elsewhere", kFilingForm,
     kFilingSigned, kFilingFacts},
    {Kind::recognition, "recognition", "门诊慢特病病种待遇认定申请表",
     "Application for recognition of a chronic or special disease", kRecognitionForm,
     kRecognitionSigned, kRecognitionFacts},
    {Kind::special_drug, "approval", "特药使用审批单", "Approval of a special drug", kApprovalForm,
     kApprovalSigned, kDrugFacts},
    {Kind::special_drug, "assessment", "特药使用申请评估表", "Assessment for a special drug",
     kAssessmentForm, kAssessmentSigned, kDrugFacts},
    {Kind::special_drug, "decision", "特殊药品审批单", "The agency's decision on a special drug",
     kDecisionForm, kDecisionSigned, kDrugFacts},
    {Kind::claim, "claim", "手工报销申请与审核表", "Manual claim: application and review",
     kClaimForm, kClaimSigned, kClaimFacts},
    {Kind::report, "report", "举报受理回执", "Receipt of a report", kReportForm, kReportSigned,
     kReportFacts},
};

}  // namespace

std::span<const PrintedForm> printed_forms() { return kPrintedForms; }

const PrintedForm* find_form(Kind kind, std::string_view name) {
  const auto found = std::ranges::find_if(kPrintedForms, [&](const PrintedForm& form) {
    return form.kind == kind && (name.empty() || form.name == name);
  });
  return found == std::end(kPrintedForms) ? nullptr : found;
}

Action shown_with(const Field& field) {
  Action out{};
  for (const ActionText& each : all_actions())
    if (field.written_by.has(each.action)) out = each.action;
  return out;
}

}  // namespace yitong::cases

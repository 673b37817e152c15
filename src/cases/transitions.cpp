// What may be done in which state, by whom, on what conditions, with what effect. To change it,
// change a row here.
#include <algorithm>
#include <array>

#include "cases/kinds.h"

namespace yitong::cases {
namespace {

using identity::Role;
using enum Kind;
using enum State;
using A = Action;
using G = Guard;
using E = Effect;

using Roles = Set<Role>;
constexpr Roles kPerson{Role::insured, Role::window_clerk};
/// A hospital's office can file for an in-patient before discharge.
constexpr Roles kFiler{Role::insured, Role::window_clerk, Role::institution_office};
/// The responsible doctor can begin it for the patient who is there.
constexpr Roles kPrescribed{Role::insured, Role::window_clerk, Role::doctor};
constexpr Roles kReviewer{Role::reviewer};
constexpr Roles kAssessor{Role::assessor};
constexpr Roles kApprover{Role::approver};
constexpr Roles kDoctor{Role::doctor};
constexpr Roles kOffice{Role::institution_office};
constexpr Roles kFinance{Role::finance};
constexpr Roles kReceiver{Role::reviewer, Role::window_clerk};
constexpr Roles kEnder{Role::insured, Role::window_clerk, Role::reviewer};

constexpr Set<Guard> kSubmitted{G::form, G::materials, G::declaration};
constexpr Set<Guard> kDrugSubmitted{G::form, G::materials, G::declaration, G::listed_drug};
constexpr Set<Guard> kDecided{G::not_reviewer, G::in_charge};
constexpr Set<Guard> kDecidedWhy{G::not_reviewer, G::in_charge, G::reason};
constexpr Set<Guard> kCharge{G::in_charge};
constexpr Set<Guard> kChargeWhy{G::in_charge, G::reason};
constexpr Set<Guard> kObjected{G::appeal_time, G::remark};
constexpr Set<Guard> kOtherEyes{G::not_decider, G::in_charge};
constexpr Set<Guard> kOtherEyesWhy{G::not_decider, G::in_charge, G::reason};
constexpr Set<Guard> kClaimed{G::form,     G::materials, G::declaration, G::lines,
                              G::invoices, G::ground,    G::in_time,     G::payee};
constexpr Set<Guard> kDecidedLines{G::not_reviewer, G::in_charge, G::lines};
constexpr Set<Guard> kOtherEyesLines{G::not_decider, G::in_charge, G::lines};
constexpr Set<Guard> kBankPaid{G::bank_paid};
constexpr Set<Guard> kBankFailed{G::bank_failed, G::reason};

// Filing: in force at once where policy says so, else one reviewer decides.
constexpr Transition kFilings[] = {
    {filing,
     draft,
     A::submit,
     approved,
     kFiler,
     {When::at_once},
     kSubmitted,
     {E::use_documents, E::file}},
    {filing, draft, A::submit, in_review, kFiler, {}, kSubmitted, {E::use_documents}},
    {filing,
     returned,
     A::submit,
     approved,
     kFiler,
     {When::at_once},
     kSubmitted,
     {E::use_documents, E::file}},
    {filing, returned, A::submit, in_review, kFiler, {}, kSubmitted, {E::use_documents}},
    {filing, draft, A::withdraw, withdrawn, kFiler, {}, {}, {}},
    {filing, in_review, A::withdraw, withdrawn, kFiler, {}, {}, {E::release_documents}},
    {filing, returned, A::withdraw, withdrawn, kFiler, {}, {}, {E::release_documents}},
    {filing, in_review, A::take, in_review, kReviewer, {}, kCharge, {}},
    {filing, in_review, A::give_back, in_review, kReviewer, {}, kCharge, {}},
    {filing, in_review, A::return_to_person, returned, kReviewer, {}, kChargeWhy, {}},
    {filing, in_review, A::approve, approved, kReviewer, {}, kCharge, {E::file}},
    {filing, in_review, A::refuse, refused, kReviewer, {}, kChargeWhy, {}},
    {filing,
     approved,
     A::end,
     ended,
     kEnder,
     {},
     {G::change_interval, G::reason},
     {E::end_filing, E::release_documents}},
    {filing, refused, A::appeal, appealed, kPerson, {}, kObjected, {}},
    {filing, appealed, A::take, appealed, kApprover, {}, kOtherEyes, {}},
    {filing, appealed, A::give_back, appealed, kApprover, {}, kCharge, {}},
    {filing, appealed, A::approve, approved, kApprover, {}, kOtherEyes, {E::file}},
    {filing, appealed, A::uphold, upheld, kApprover, {}, kOtherEyesWhy, {E::release_documents}},
};

/// What follows a review that ends in a grant: a second person decides, the grant ends some day, a
/// refusal can be appealed.
constexpr auto granted_by_two(Kind kind) {
  return std::to_array<Transition>({
      {kind, in_approval, A::take, in_approval, kApprover, {}, kDecided, {}},
      {kind, in_approval, A::give_back, in_approval, kApprover, {}, kCharge, {}},
      {kind, in_approval, A::send_back, in_review, kApprover, {}, kChargeWhy, {}},
      {kind, in_approval, A::approve, approved, kApprover, {}, kDecided, {E::grant}},
      {kind, in_approval, A::refuse, refused, kApprover, {}, kDecidedWhy, {}},
      {kind,
       approved,
       A::end,
       ended,
       kEnder,
       {},
       {G::reason},
       {E::end_grant, E::release_documents}},
      {kind, refused, A::appeal, appealed, kPerson, {}, kObjected, {}},
      {kind, appealed, A::take, appealed, kApprover, {}, kOtherEyes, {}},
      {kind, appealed, A::give_back, appealed, kApprover, {}, kCharge, {}},
      {kind, appealed, A::approve, approved, kApprover, {}, kOtherEyes, {E::grant}},
      {kind, appealed, A::uphold, upheld, kApprover, {}, kOtherEyesWhy, {E::release_documents}},
  });
}

// Recognition: reviewer, expert where wanted, approver.
constexpr Transition kRecognitions[] = {
    {recognition, draft, A::submit, in_review, kPerson, {}, kSubmitted, {E::use_documents}},
    {recognition, returned, A::submit, in_review, kPerson, {}, kSubmitted, {E::use_documents}},
    {recognition, draft, A::withdraw, withdrawn, kPerson, {}, {}, {}},
    {recognition, in_review, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {recognition, in_assessment, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {recognition, returned, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {recognition, in_review, A::take, in_review, kReviewer, {}, kCharge, {}},
    {recognition, in_review, A::give_back, in_review, kReviewer, {}, kCharge, {}},
    {recognition, in_review, A::return_to_person, returned, kReviewer, {}, kChargeWhy, {}},
    {recognition, in_review, A::send_to_expert, in_assessment, kReviewer, {}, kCharge, {}},
    {recognition, in_assessment, A::take, in_assessment, kAssessor, {}, kCharge, {}},
    {recognition, in_assessment, A::give_back, in_assessment, kAssessor, {}, kCharge, {}},
    {recognition,
     in_assessment,
     A::give_opinion,
     in_review,
     kAssessor,
     {},
     {G::in_charge, G::opinion},
     {}},
    {recognition, in_review, A::pass, in_approval, kReviewer, {}, {G::in_charge, G::opinion}, {}},
    {recognition, in_review, A::propose_refusal, in_approval, kReviewer, {}, kChargeWhy, {}},
};

// Special drugs: responsible doctor, institution's office, reviewer, approver.
constexpr Transition kDrugs[] = {
    {special_drug,
     draft,
     A::submit,
     with_office,
     kPrescribed,
     {When::assessed},
     kDrugSubmitted,
     {E::use_documents}},
    {special_drug,
     draft,
     A::submit,
     with_doctor,
     kPrescribed,
     {},
     kDrugSubmitted,
     {E::use_documents}},
    {special_drug,
     returned,
     A::submit,
     with_office,
     kPrescribed,
     {When::assessed},
     kDrugSubmitted,
     {E::use_documents}},
    {special_drug,
     returned,
     A::submit,
     with_doctor,
     kPrescribed,
     {},
     kDrugSubmitted,
     {E::use_documents}},
    {special_drug, draft, A::withdraw, withdrawn, kPrescribed, {}, {}, {}},
    {special_drug, with_doctor, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {special_drug, with_office, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {special_drug, in_review, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {special_drug, returned, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {special_drug,
     with_doctor,
     A::assess_drug,
     with_office,
     kDoctor,
     {},
     {G::tests, G::change_of_drug, G::named_doctor},
     {}},
    {special_drug, with_doctor, A::return_to_person, returned, kDoctor, {}, {G::reason}, {}},
    {special_drug, with_office, A::confirm_drug, in_review, kOffice, {}, {}, {}},
    {special_drug, with_office, A::send_back, with_doctor, kOffice, {}, {G::reason}, {}},
    {special_drug, in_review, A::take, in_review, kReviewer, {}, kCharge, {}},
    {special_drug, in_review, A::give_back, in_review, kReviewer, {}, kCharge, {}},
    {special_drug, in_review, A::return_to_person, returned, kReviewer, {}, kChargeWhy, {}},
    {special_drug, in_review, A::send_back, with_doctor, kReviewer, {}, kChargeWhy, {}},
    {special_drug,
     in_review,
     A::pass,
     in_approval,
     kReviewer,
     {},
     {G::in_charge, G::tests, G::change_of_drug, G::listed_drug},
     {}},
    {special_drug, in_review, A::propose_refusal, in_approval, kReviewer, {}, kChargeWhy, {}},
};

// Manual claims: looked through on pictures, then the originals, then money.
constexpr Transition kClaims[] = {
    {claim, draft, A::submit, in_review, kPerson, {}, kClaimed, {E::use_documents}},
    {claim, returned, A::submit, in_review, kPerson, {}, kClaimed, {E::use_documents}},
    {claim, draft, A::withdraw, withdrawn, kPerson, {}, {}, {}},
    {claim, in_review, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {claim, awaiting_originals, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {claim, returned, A::withdraw, withdrawn, kPerson, {}, {}, {E::release_documents}},
    {claim, in_review, A::take, in_review, kReviewer, {}, kCharge, {}},
    {claim, in_review, A::give_back, in_review, kReviewer, {}, kCharge, {}},
    {claim, in_review, A::return_to_person, returned, kReviewer, {}, kChargeWhy, {}},
    {claim, in_review, A::ask_for_originals, awaiting_originals, kReviewer, {}, kCharge, {}},
    {claim,
     awaiting_originals,
     A::tell_tracking,
     awaiting_originals,
     kPerson,
     {},
     {G::tracking},
     {}},
    {claim, awaiting_originals, A::receive_originals, in_review, kReceiver, {}, {}, {}},
    {claim, awaiting_originals, A::return_to_person, returned, kReceiver, {}, {G::reason}, {}},
    {claim,
     in_review,
     A::pass,
     in_approval,
     kReviewer,
     {},
     {G::in_charge, G::originals, G::lines, G::invoices, G::one_claim, G::ground, G::in_time},
     {}},
    {claim, in_review, A::propose_refusal, in_approval, kReviewer, {}, kChargeWhy, {}},
    {claim, in_approval, A::take, in_approval, kApprover, {}, kDecided, {}},
    {claim, in_approval, A::give_back, in_approval, kApprover, {}, kCharge, {}},
    {claim, in_approval, A::send_back, in_review, kApprover, {}, kChargeWhy, {}},
    {claim,
     in_approval,
     A::approve,
     paid,
     kApprover,
     {When::nothing_due},
     kDecidedLines,
     {E::settle_claim}},
    {claim,
     in_approval,
     A::approve,
     to_be_paid,
     kApprover,
     {},
     kDecidedLines,
     {E::settle_claim, E::queue_payment}},
    {claim, in_approval, A::refuse, refused, kApprover, {}, kDecidedWhy, {}},
    {claim, to_be_paid, A::record_paid, paid, kFinance, {}, kBankPaid, {}},
    {claim, to_be_paid, A::record_failed, payment_failed, kFinance, {}, kBankFailed, {}},
    {claim, payment_failed, A::record_failed, payment_failed, kFinance, {}, kBankFailed, {}},
    {claim, paid, A::record_paid, paid, kFinance, {}, kBankPaid, {}},
    {claim, paid, A::record_failed, payment_failed, kFinance, {}, kBankFailed, {}},
    {claim,
     payment_failed,
     A::correct_payee,
     to_be_paid,
     kPerson,
     {},
     {G::payee},
     {E::requeue_payment}},
    {claim, refused, A::appeal, appealed, kPerson, {}, kObjected, {}},
    {claim, to_be_paid, A::appeal, appealed, kPerson, {}, kObjected, {}},
    {claim, paid, A::appeal, appealed, kPerson, {}, kObjected, {}},
    {claim, appealed, A::record_paid, appealed, kFinance, {}, kBankPaid, {}},
    {claim, appealed, A::record_failed, appealed, kFinance, {}, kBankFailed, {}},
    {claim, appealed, A::take, appealed, kApprover, {}, kOtherEyes, {}},
    {claim, appealed, A::give_back, appealed, kApprover, {}, kCharge, {}},
    {claim,
     appealed,
     A::approve,
     paid,
     kApprover,
     {When::was_paid, When::nothing_due},
     kOtherEyesLines,
     {E::resettle_claim}},
    {claim,
     appealed,
     A::approve,
     to_be_paid,
     kApprover,
     {When::was_paid},
     kOtherEyesLines,
     {E::resettle_claim, E::queue_payment}},
    {claim,
     appealed,
     A::approve,
     paid,
     kApprover,
     {When::nothing_due},
     kOtherEyesLines,
     {E::settle_claim}},
    {claim,
     appealed,
     A::approve,
     to_be_paid,
     kApprover,
     {},
     kOtherEyesLines,
     {E::settle_claim, E::queue_payment}},
    // What was upheld still has to reach the person.
    {claim, appealed, A::uphold, payment_failed, kApprover, {When::came_back}, kOtherEyesWhy, {}},
    {claim, appealed, A::uphold, to_be_paid, kApprover, {When::under_way}, kOtherEyesWhy, {}},
    {claim, appealed, A::uphold, paid, kApprover, {When::was_paid}, kOtherEyesWhy, {}},
    {claim, appealed, A::uphold, upheld, kApprover, {}, kOtherEyesWhy, {}},
};

// Reports.
constexpr Transition kReports[] = {
    {report,
     draft,
     A::submit,
     in_review,
     kPerson,
     {},
     kSubmitted,
     {E::use_documents, E::keep_evidence}},
    {report, draft, A::withdraw, withdrawn, kPerson, {}, {}, {}},
    {report, in_review, A::take, in_review, kReviewer, {}, kCharge, {}},
    {report, in_review, A::give_back, in_review, kReviewer, {}, kCharge, {}},
    {report, in_review, A::close, closed, kReviewer, {}, kChargeWhy, {}},
};

template <class... Tables>
constexpr auto joined(const Tables&... tables) {
  std::array<Transition, (std::size(Tables{}) + ...)> out{};
  auto at = out.begin();
  ((at = std::ranges::copy(tables, at).out), ...);
  return out;
}
constexpr auto kTransitions = joined(kFilings, kRecognitions, granted_by_two(recognition), kDrugs,
                                     granted_by_two(special_drug), kClaims, kReports);

}  // namespace

std::span<const Transition> transitions() { return kTransitions; }

}  // namespace yitong::cases

#include "api/handlers.h"

namespace yitong::api {
namespace {

using identity::Action;

constexpr Route kRoutes[] = {
    {Method::post, "/v1/quotes", post_quote, false, Action::look_around},
    {Method::post, "/v1/settlements", post_settlement, true, Action::settle, About::body},
    {Method::get, "/v1/settlements", find_settlement, false, Action::read_settlement, About::query},
    {Method::get, "/v1/settlements/{id}", get_settlement, false, Action::read_settlement,
     About::settlement},
    {Method::get, "/v1/settlements/{id}/explanation", get_explanation, false,
     Action::read_settlement, About::settlement},
    {Method::get, "/v1/settlements/{id}/sheet", get_sheet, false, Action::read_settlement,
     About::settlement},
    {Method::get, "/v1/sheet-checks", check_sheet, false, Action::look_around},
    {Method::get, "/v1/people/{person}/settlements", list_settlements, false,
     Action::list_settlements},
    {Method::get, "/v1/people/{person}/year", get_year, false, Action::read_person},
    {Method::get, "/v1/people/{person}/coverage", get_coverage, false, Action::read_person},
    {Method::post, "/v1/reversals", post_reversal, true, Action::settle, About::body},
    {Method::post, "/v1/resettlements", post_resettlement, true, Action::resettle, About::body},
    {Method::get, "/v1/touched", list_touched, false, Action::read_late_policies, About::query},
    {Method::get, "/v1/accounts/{person}", get_account, false, Action::read_account},
    {Method::post, "/v1/account-inflows", post_inflow, true, Action::credit_account, About::body},
    {Method::post, "/v1/family-consents", post_consent, true, Action::share_account, About::body},
    {Method::get, "/v1/people/{person}/eligibility", get_eligibility, false,
     Action::read_eligibility},
    {Method::get, "/v1/people/{person}/contributions", get_contributions, false,
     Action::read_eligibility},
    {Method::post, "/v1/people/{person}/contributions", post_contribution, true,
     Action::write_contributions},
    {Method::post, "/v1/people/{person}/e-credentials", post_e_credential, false,
     Action::show_credential},
    {Method::post, "/v1/credential-checks", post_credential_check, true, Action::check_credential,
     About::body},
    {Method::get, "/v1/people/{person}/cards", get_cards, false, Action::read_person},
    {Method::post, "/v1/people/{person}/cards", post_card, true, Action::issue_card},
    {Method::post, "/v1/people/{person}/card-reports", post_card_report, true,
     Action::report_lost_card},
    {Method::post, "/v1/people/{person}/card-releases", post_card_release, true,
     Action::unfreeze_card},
    {Method::post, "/v1/people/{person}/documents", post_document, true, Action::add_document,
     About::path, true},
    {Method::get, "/v1/people/{person}/documents", list_documents, false, Action::read_documents},
    {Method::get, "/v1/people/{person}/documents/{id}/content", get_document_content, true,
     Action::read_documents},
    {Method::get, "/v1/people/{person}/documents/{id}/thumbnail", get_document_thumbnail, false,
     Action::read_documents},
    {Method::get, "/v1/people/{person}/documents/{id}/accesses", list_document_accesses, false,
     Action::read_document_accesses},
    {Method::remove, "/v1/people/{person}/documents/{id}", delete_document, true,
     Action::remove_document},
    {Method::get, "/v1/people/{person}/messages", list_messages, false, Action::read_messages},
    {Method::post, "/v1/people/{person}/messages/read", post_messages_read, true,
     Action::read_messages},
    {Method::post, "/v1/cases", post_case, true, Action::open_case, About::body},
    {Method::get, "/v1/cases/{no}", get_case, false, Action::read_case, About::one_case},
    {Method::get, "/v1/cases/{no}/sheet", get_case_sheet, false, Action::read_case,
     About::one_case},
    {Method::put, "/v1/cases/{no}/draft", put_case_draft, true, Action::open_case, About::one_case},
    {Method::post, "/v1/cases/{no}/actions", post_case_action, true, Action::act_on_case,
     About::one_case},
    {Method::post, "/v1/people/{person}/quotes", post_person_quote, false, Action::read_person},
    {Method::get, "/v1/people/{person}/cases", list_cases, false, Action::list_cases},
    {Method::get, "/v1/desk", get_desk, false, Action::read_desk},
    {Method::get, "/v1/desk/cases", list_desk_cases, false, Action::read_desk},
    {Method::get, "/v1/desk/statistics", get_desk_statistics, false, Action::read_desk},
    {Method::post, "/v1/desk/actions", post_desk_actions, true, Action::act_on_case, About::body},
    {Method::get, "/v1/case-kinds", get_case_kinds, false, Action::look_around},
    {Method::post, "/v1/bill-lists", post_bill_list, false, Action::look_around},
    {Method::post, "/v1/bill-workbooks", post_bill_workbook, false, Action::read_workbook,
     About::path, true},
    {Method::get, "/v1/payment-batches", list_payment_batches, false, Action::read_payments,
     About::query},
    {Method::post, "/v1/payment-batches", post_payment_batch, true, Action::pay_claims,
     About::query},
    {Method::get, "/v1/payment-batches/{no}/file", get_bank_file, false, Action::pay_claims,
     About::query},
    {Method::post, "/v1/payment-batches/{no}/results", post_bank_results, true, Action::pay_claims,
     About::query},
    {Method::get, "/v1/areas", list_areas, false, Action::look_around},
    {Method::get, "/v1/guide", get_guide, false, Action::look_around},
    {Method::get, "/v1/guide/pdf", get_guide_pdf, false, Action::look_around},
    {Method::get, "/v1/areas/{code}", get_area, false, Action::look_around},
    {Method::get, "/v1/catalogue/items", find_items, false, Action::look_around},
    {Method::get, "/v1/institutions", find_institutions, false, Action::look_around},
    {Method::get, "/v1/policies/{area}/{insurance}", get_policy, false, Action::look_around},
    {Method::post, "/v1/sessions", post_session, true, Action::sign_in},
    {Method::remove, "/v1/sessions/current", delete_session, true, Action::sign_out},
    {Method::get, "/v1/sessions", list_sessions, false, Action::read_me},
    {Method::remove, "/v1/sessions", delete_sessions, true, Action::sign_out},
    {Method::get, "/v1/sign-in-providers", list_providers, false, Action::look_around},
    {Method::post, "/v1/provider-requests", post_provider_request, false, Action::sign_in},
    {Method::post, "/v1/provider-sessions", post_provider_session, true, Action::sign_in},
    {Method::post, "/v1/passwords", post_password, true, Action::sign_in},
    {Method::post, "/v1/people/{person}/sign-in-codes", post_person_code, true,
     Action::give_sign_in_code},
    {Method::get, "/v1/people/{person}/sign-in-links", list_links, false,
     Action::read_sign_in_links},
    {Method::post, "/v1/people/{person}/sign-in-links", post_link, true, Action::link_sign_in},
    {Method::remove, "/v1/people/{person}/sign-in-links/{no}", delete_link, true,
     Action::unlink_sign_in},
    {Method::post, "/v1/staff/{account}/sign-in-codes", post_staff_code, true, Action::admit_staff,
     About::account},
    {Method::get, "/v1/staff/{account}/sign-in-links", list_links, false, Action::admit_staff,
     About::account},
    {Method::post, "/v1/staff/{account}/sign-in-links", post_link, true, Action::admit_staff,
     About::account},
    {Method::remove, "/v1/staff/{account}/sign-in-links/{no}", delete_link, true,
     Action::admit_staff, About::account},
    {Method::get, "/v1/people/{person}/refusals", list_person_refusals, false,
     Action::read_refusals},
    {Method::get, "/v1/refusals", list_refusals, false, Action::list_refusals},
    {Method::get, "/v1/me", get_me, false, Action::read_me},
    {Method::get, "/v1/people/{person}/delegates", list_delegates, false, Action::read_delegates},
    {Method::post, "/v1/people/{person}/delegates", post_delegate, true, Action::change_delegates},
    {Method::remove, "/v1/people/{person}/delegates/{no}", delete_delegate, true,
     Action::change_delegates},
    {Method::get, "/v1/demo/accounts", list_demo_accounts, false, Action::look_around},
    {Method::get, "/v1/demo/people", list_demo_people, false, Action::look_around},
    {Method::get, "/api", get_contract_page, false, Action::look_around},
    {Method::get, "/api/openapi.yaml", get_contract_yaml, false, Action::look_around},
    {Method::get, "/api/openapi.json", get_contract_json, false, Action::look_around},
};

Response served(const std::shared_ptr<const std::string>& bytes, std::string_view type) {
  Response response;
  response.content_type = type;
  response.shared_body = bytes;
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Answer get_contract_page(Call& call) {
  return served(call.deps.contract.page, "text/html; charset=utf-8");
}
Answer get_contract_yaml(Call& call) {
  return served(call.deps.contract.yaml, "application/yaml; charset=utf-8");
}
Answer get_contract_json(Call& call) {
  return served(call.deps.contract.json, "application/json; charset=utf-8");
}

}  // namespace yitong::api

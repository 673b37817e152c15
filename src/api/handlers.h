// One function an address of api/openapi.yaml, and the table of them.
#pragma once

#include <span>

#include "api/deps.h"
#include "api/json_writer.h"
#include "api/router.h"
#include "verbs/resettle.h"

namespace yitong::api {

std::span<const Route> routes();

/// POST /v1/quotes without the HTTP around it: also `yitong quote`.
Response quote(const Deps& deps, JsonParser& parser, std::string& body, Instant now);

/// The reply of POST /v1/settlements, as it is stored.
std::string render_settled(const verbs::Settled& settled);

/// What is answered while an outcome is unknown, and of a reversal.
std::string render_unknown(const ledger::MessageKey& key);
std::string render_reversed(const verbs::Reversed& reversed);
/// All three that a resettlement keeps.
verbs::RenderResettled all_renders();
/// Message id, person and institution, into the open object.
void write_key(JsonWriter& json, const ledger::MessageKey& key);

Answer post_quote(Call& call);
Answer post_person_quote(Call& call);
Answer post_settlement(Call& call);
Answer find_settlement(Call& call);
Answer get_settlement(Call& call);
Answer get_explanation(Call& call);
Answer get_sheet(Call& call);
Answer check_sheet(Call& call);
Answer get_guide_pdf(Call& call);
Answer list_settlements(Call& call);
Answer get_year(Call& call);
Answer get_coverage(Call& call);
Answer post_reversal(Call& call);
Answer post_resettlement(Call& call);
Answer list_touched(Call& call);
Answer get_account(Call& call);
Answer post_inflow(Call& call);
Answer post_consent(Call& call);
Answer get_eligibility(Call& call);
Answer get_contributions(Call& call);
Answer post_contribution(Call& call);
Answer post_e_credential(Call& call);
Answer post_credential_check(Call& call);
Answer get_cards(Call& call);
Answer post_card(Call& call);
Answer post_card_report(Call& call);
Answer post_card_release(Call& call);
Answer post_document(Call& call);
Answer list_documents(Call& call);
Answer get_document_content(Call& call);
Answer get_document_thumbnail(Call& call);
Answer list_document_accesses(Call& call);
Answer delete_document(Call& call);
Answer list_messages(Call& call);
Answer post_messages_read(Call& call);
Answer post_case(Call& call);
Answer get_case(Call& call);
Answer get_case_sheet(Call& call);
Answer put_case_draft(Call& call);
Answer post_case_action(Call& call);
Answer list_cases(Call& call);
Answer get_desk(Call& call);
Answer list_desk_cases(Call& call);
Answer post_desk_actions(Call& call);
Answer get_desk_statistics(Call& call);
Answer get_case_kinds(Call& call);
Answer post_bill_list(Call& call);
Answer post_bill_workbook(Call& call);
Answer list_payment_batches(Call& call);
Answer post_payment_batch(Call& call);
Answer get_bank_file(Call& call);
Answer post_bank_results(Call& call);
Answer list_areas(Call& call);
Answer get_area(Call& call);
Answer find_items(Call& call);
Answer find_institutions(Call& call);
Answer get_policy(Call& call);
Answer get_guide(Call& call);
Answer post_session(Call& call);
Answer delete_session(Call& call);
Answer list_sessions(Call& call);
Answer delete_sessions(Call& call);
Answer list_providers(Call& call);
Answer post_provider_request(Call& call);
Answer post_provider_session(Call& call);
Answer post_password(Call& call);
Answer post_person_code(Call& call);
Answer post_staff_code(Call& call);
Answer list_links(Call& call);
Answer post_link(Call& call);
Answer delete_link(Call& call);
Answer list_person_refusals(Call& call);
Answer list_refusals(Call& call);
Answer get_me(Call& call);
Answer list_delegates(Call& call);
Answer post_delegate(Call& call);
Answer delete_delegate(Call& call);
Answer list_demo_accounts(Call& call);
Answer list_demo_people(Call& call);
Answer get_contract_page(Call& call);
Answer get_contract_yaml(Call& call);
Answer get_contract_json(Call& call);

}  // namespace yitong::api

#include "api/handlers.h"

namespace yitong::api {
namespace {

constexpr Route kRoutes[] = {
    {Method::post, "/v1/quotes", post_quote},
    {Method::post, "/v1/settlements", post_settlement, true},
    {Method::get, "/v1/settlements", find_settlement},
    {Method::get, "/v1/settlements/{id}", get_settlement},
    {Method::get, "/v1/settlements/{id}/explanation", get_explanation},
    {Method::get, "/v1/settlements/{id}/sheet", get_sheet},
    {Method::get, "/v1/sheet-checks", check_sheet},
    {Method::get, "/v1/people/{person}/settlements", list_settlements},
    {Method::get, "/v1/people/{person}/year", get_year},
    {Method::get, "/v1/people/{person}/coverage", get_coverage},
    {Method::post, "/v1/reversals", post_reversal, true},
    {Method::post, "/v1/resettlements", post_resettlement, true},
    {Method::get, "/v1/touched", list_touched},
    {Method::get, "/v1/accounts/{person}", get_account},
    {Method::post, "/v1/account-inflows", post_inflow, true},
    {Method::post, "/v1/family-consents", post_consent, true},
    {Method::get, "/v1/areas", list_areas},
    {Method::get, "/v1/guide", get_guide},
    {Method::get, "/v1/guide/pdf", get_guide_pdf},
    {Method::get, "/v1/areas/{code}", get_area},
    {Method::get, "/v1/catalogue/items", find_items},
    {Method::get, "/v1/institutions", find_institutions},
    {Method::get, "/v1/policies/{area}/{insurance}", get_policy},
    {Method::get, "/v1/demo/people", list_demo_people},
    {Method::get, "/api", get_contract_page},
    {Method::get, "/api/openapi.yaml", get_contract_yaml},
    {Method::get, "/api/openapi.json", get_contract_json},
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

// One function an address of api/openapi.yaml, and the table of them.
#pragma once

#include <span>

#include "api/deps.h"
#include "api/router.h"
#include "verbs/settle.h"

namespace yitong::api {

std::span<const Route> routes();

/// POST /v1/quotes without the HTTP around it: also `yitong quote`.
Response quote(const Deps& deps, JsonParser& parser, std::string& body, Instant now);

/// The reply of POST /v1/settlements, as it is stored.
std::string render_settled(const verbs::Settled& settled);

Answer post_quote(Call& call);
Answer post_settlement(Call& call);
Answer find_settlement(Call& call);
Answer get_settlement(Call& call);
Answer post_reversal(Call& call);
Answer list_areas(Call& call);
Answer get_area(Call& call);
Answer find_items(Call& call);
Answer find_institutions(Call& call);
Answer get_policy(Call& call);
Answer get_guide(Call& call);
Answer list_demo_people(Call& call);
Answer get_contract_page(Call& call);
Answer get_contract_yaml(Call& call);
Answer get_contract_json(Call& call);

}  // namespace yitong::api

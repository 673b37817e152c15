// What all papers that are downloaded have in common.
#pragma once

#include <functional>

#include "api/query.h"
#include "api/router.h"

namespace yitong::api {

/// Of ?language=zh|en; Chinese where it is not told.
bool paper_language(Query& query);
/// Where people reach the pages, for addresses on paper: what the operator says, else where this
/// request came in.
std::string public_address(const Call& call);
/// application/pdf, shown rather than saved, and kept by nobody on the way. Drawn aside: it takes
/// longer than a settlement may wait, and who comes when too many are being drawn is told to come
/// again. `draw` keeps alive what it draws from.
Answer paper_reply(std::function<std::string()> draw, std::string name);

}  // namespace yitong::api

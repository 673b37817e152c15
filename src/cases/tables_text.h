// The tables as a page: docs/case-tables.md.
#pragma once

#include <string>

namespace yitong::cases {

std::string tables_markdown();

}  // namespace yitong::cases

// api/openapi.yaml as it is served: the text itself, as JSON, and as a page for people.
#pragma once

#include <memory>
#include <string>

#include "api/yaml.h"

namespace yitong::api {

struct Contract {
  std::shared_ptr<const std::string> yaml, json, page;
};

/// Errors: syntax with the line.
Result<Contract> read_contract(std::string text);

/// The page: every address, field, example and limit; Chinese first, without script.
std::string contract_page(const YamlNode& contract);

}  // namespace yitong::api

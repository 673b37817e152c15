#include "api/contract.h"

namespace yitong::api {

Result<Contract> read_contract(std::string text) {
  const auto tree = parse_yaml(text);
  if (!tree) return fail(tree.error());
  Contract out;
  out.json = std::make_shared<const std::string>(to_json(*tree));
  out.page = std::make_shared<const std::string>(contract_page(*tree));
  out.yaml = std::make_shared<const std::string>(std::move(text));
  return out;
}

}  // namespace yitong::api

#include "adjudication/bill_list.h"

#include "api/decimals.h"
#include "api/handlers.h"
#include "api/json_reader.h"
#include "api/problem.h"
#include "api/rules.h"

namespace yitong::api {
namespace {

constexpr std::string_view kListRule = "the list as CSV, at most 900000 bytes";
constexpr std::size_t kMaxList = 900'000;

bool is_list_text(std::string_view text) { return !text.empty() && text.size() <= kMaxList; }

void read_list(JsonValue& value, void* target) {
  std::string_view text;
  if (value.token(text, is_list_text)) *static_cast<std::string*>(target) = text;
}
constexpr Field kListFields[] = {{"list", kRequired, kListRule, read_list}};

}  // namespace

Answer post_bill_list(Call& call) {
  FaultList faults;
  std::string text;
  call.bench.parser.read(call.request.body, kListFields, &text, faults);
  if (!faults.empty()) return problem(faults);
  const auto list = read_bill_list(text);
  if (!list) return problem(list.error());
  Response response;
  JsonWriter json(response.body);
  json.begin_object().key("total").money(list->total).key("lines").begin_array();
  for (const BillLine& line : list->lines) {
    json.begin_object();
    if (!line.code.empty()) json.key("code").string(line.code);
    if (!line.name.empty()) json.key("name").string(line.name);
    if (line.date.is_set()) json.key("date").string(line.date.str());
    json.key("quantity").string(decimal(line.quantity_e4, 4));
    json.key("price").string(decimal(line.price_e6, 6)).key("amount").money(line.amount);
    json.end_object();
  }
  json.end_array().key("ignored").begin_array();
  for (const std::string& word : list->ignored) json.string(word);
  json.end_array().end_object();
  return response;
}

}  // namespace yitong::api

#include "adjudication/bill_list.h"

#include "api/decimals.h"
#include "api/deps.h"
#include "api/handlers.h"
#include "api/json_reader.h"
#include "api/problem.h"
#include "api/rules.h"
#include "documents/workbook.h"

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

/// `notes`: what was lost on the way from the file to the text.
Response shown_list(std::string_view text, const std::vector<std::string>& notes) {
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
  json.end_array().key("notes").begin_array();
  for (const std::string& note : notes) json.string(note);
  json.end_array().end_object();
  return response;
}

/// An Excel file, decoded in the inspector's process and read like CSV.
class Workbook final : public Aside {
 public:
  Workbook(std::shared_ptr<const DocumentDesk> desk, std::string body)
      : desk_(std::move(desk)), body_(std::move(body)) {}
  Done run(store::Store&, Instant) override {
    if (body_.size() > documents::kMaxWorkbookBytes)
      return problem(
          Error{ErrorCode::too_large, {}, std::to_string(body_.size()) + " bytes", "<= 5 MiB", {}});
    if (desk_->scan)
      if (auto clean = desk_->scan(body_); !clean) return problem(clean.error());
    const auto sheet = desk_->inspect(body_, documents::Purpose::list);
    if (!sheet) return problem(sheet.error());
    return shown_list(sheet->content, sheet->notes);
  }

 private:
  const std::shared_ptr<const DocumentDesk> desk_;
  const std::string body_;
};

}  // namespace

Answer post_bill_list(Call& call) {
  FaultList faults;
  std::string text;
  call.bench.parser.read(call.request.body, kListFields, &text, faults);
  if (!faults.empty()) return problem(faults);
  return shown_list(text, {});
}

Answer post_bill_workbook(Call& call) {
  if (!call.deps.documents) return problem(Error{ErrorCode::unsupported, {}, {}, {}, {}});
  return std::make_unique<Workbook>(call.deps.documents, std::move(call.request.body));
}

}  // namespace yitong::api

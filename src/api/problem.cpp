#include "api/problem.h"

#include <fmt/format.h>

#include "api/json_writer.h"
#include "base/check.h"

namespace yitong::api {
namespace {

constexpr std::string_view kRetryAfterSeconds = "1";

/// Errors may carry bytes of a body that is not UTF-8; a reply must not.
std::string printable(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  return "0x" + to_hex(text.substr(0, 16));
}

/// What these say beyond the table is the operator's: paths, statements, the system's words.
bool is_inside(ErrorCode code) {
  return code == ErrorCode::store_failed || code == ErrorCode::disk_full ||
         code == ErrorCode::corrupt || code == ErrorCode::io_failed;
}

}  // namespace

void write_fault(JsonWriter& json, const Error& whole) {
  const Error error = is_inside(whole.code) ? Error{whole.code, {}, {}, {}, {}} : whole;
  const ErrorText& row = text_of(error.code);
  json.begin_object();
  json.key("path").string(printable(error.path));
  json.key("code").string(row.code);
  json.key("found").string(printable(error.found));
  json.key("rule").string(printable(error.rule));
  json.key("title").text(row.title_zh, row.title_en);
  const bool own = !error.remedy.empty();
  json.key("remedy").text(own ? error.remedy : row.remedy_zh, own ? error.remedy : row.remedy_en);
  json.end_object();
}

namespace {

void write_detail(JsonWriter& json, std::size_t listed, std::size_t count) {
  if (count == listed) {
    json.text(fmt::format("共 {} 处有误，没有改变任何内容", count),
              fmt::format("{} {}; nothing was changed", count, count == 1 ? "fault" : "faults"));
  } else {
    json.text(fmt::format("共 {} 处有误，列出前 {} 处，没有改变任何内容", count, listed),
              fmt::format("{} faults, of which the first {} are listed; nothing was changed", count,
                          listed));
  }
}

}  // namespace

Response problem(const Errors& errors, std::size_t count) {
  YT_CHECK(!errors.empty());
  const ErrorText& first = text_of(errors.front().code);
  Response response;
  response.status = first.http_status;
  response.code = first.code;
  response.content_type = "application/problem+json; charset=utf-8";
  JsonWriter json(response.body);
  json.begin_object();
  json.key("type").string(fmt::format("https://yitong.example/errors/{}", first.code));
  json.key("title").text(first.title_zh, first.title_en);
  json.key("status").integer(first.http_status);
  json.key("detail");
  // A 5xx may have left a record; only refusals of the input promise that nothing but
  // the refusal itself is kept.
  if (first.http_status < 500)
    write_detail(json, errors.size(), count);
  else
    json.text(first.remedy_zh, first.remedy_en);
  json.key("code").string(first.code);
  json.key("errors").begin_array();
  for (const Error& error : errors) write_fault(json, error);
  json.end_array().end_object();
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (first.id == ErrorCode::too_many_attempts)
    response.headers.emplace_back("Retry-After", errors.front().found);
  if (response.status == 503) response.headers.emplace_back("Retry-After", kRetryAfterSeconds);
  return response;
}

Response problem(Error error) { return problem(Errors{std::move(error)}); }

std::string errors_markdown() {
  std::string out =
      "# 错误代码 · Error codes\n\n"
      "`yitong errors` 由 src/base/error.def 生成本页 · prints this page from "
      "src/base/error.def.\n\n"
      "| code | HTTP | 中文 | 改法 | English | Remedy |\n|---|---|---|---|---|---|\n";
  for (const ErrorText& row : all_errors())
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", row.code, row.http_status,
                       row.title_zh, row.remedy_zh, row.title_en, row.remedy_en);
  return out;
}

}  // namespace yitong::api

#include "api/paper_reply.h"

#include <algorithm>

#include "api/deps.h"

namespace yitong::api {
namespace {

bool is_language(std::string_view text) { return text == "zh" || text == "en"; }

bool is_host(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  };
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, fits);
}

}  // namespace

bool paper_language(Query& query) {
  return query.token("language", is_language, "zh | en") != "en";
}

std::string public_address(const Call& call) {
  if (!call.deps.public_address.empty()) return call.deps.public_address;
  const std::string_view host = call.request.header("Host");
  return is_host(host) ? "http://" + std::string(host) : std::string("http://localhost");
}

Response paper_reply(std::string pdf, const std::string& name) {
  Response response;
  response.content_type = "application/pdf";
  response.body = std::move(pdf);
  response.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + ".pdf\"");
  response.headers.emplace_back("Cache-Control", "private, no-store");
  return response;
}

}  // namespace yitong::api

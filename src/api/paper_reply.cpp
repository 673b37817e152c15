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

class Drawing final : public Aside {
 public:
  Drawing(std::function<std::string()> draw, std::string name)
      : draw_(std::move(draw)), name_(std::move(name)) {}
  Done run(store::Store&, Instant) override {
    Response response;
    response.content_type = "application/pdf";
    response.body = draw_();
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name_ + ".pdf\"");
    response.headers.emplace_back("Cache-Control", "private, no-store");
    return response;
  }

 private:
  const std::function<std::string()> draw_;
  const std::string name_;
};

}  // namespace

bool paper_language(Query& query) {
  return query.token("language", is_language, "zh | en") != "en";
}

std::string public_address(const Call& call) {
  if (!call.deps.public_address.empty()) return call.deps.public_address;
  const std::string_view host = call.request.header("Host");
  return is_host(host) ? "http://" + std::string(host) : std::string("http://localhost");
}

Answer paper_reply(std::function<std::string()> draw, std::string name) {
  return std::make_unique<Drawing>(std::move(draw), std::move(name));
}

}  // namespace yitong::api

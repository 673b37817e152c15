#include "server/product_site.h"

#include "api/problem.h"
#include "server/clock.h"
#include "server/packing.h"

namespace yitong::server {
namespace {

/// In demo mode without pages built, the contract is the best thing to show.
api::Response to_contract() {
  api::Response response;
  response.status = 302;
  response.content_type = "text/plain";
  response.headers.emplace_back("Location", "/api");
  response.route = "/";
  return response;
}

}  // namespace

ProductSite::ProductSite(api::Deps deps, StaticFiles files, store::CommitQueue& queue,
                         AsideThreads& asides, AsideThreads& others,
                         std::vector<store::Store> readers, AccessLog& log, const Health& writing)
    : deps_(std::move(deps)),
      files_(std::move(files)),
      queue_(queue),
      asides_(asides),
      others_(others),
      readers_(std::move(readers)),
      log_(log),
      writing_(writing),
      refusals_(queue) {
  for (store::Store& reader : readers_) {
    benches_.push_back(std::make_unique<api::Workbench>());
    benches_.back()->reader = &reader;
    benches_.back()->no_room = [this] { return queue_.full(); };
  }
}

void ProductSite::handle(std::size_t worker, api::Request& request, Respond respond) {
  api::Response response;
  if (operation(request, response)) return respond(std::move(response));
  const bool of_the_interface = request.path.starts_with("/v1/") || request.path == "/api" ||
                                request.path.starts_with("/api/");
  if (!of_the_interface) {
    const bool no_pages = files_.empty() && request.path == "/";
    return respond(no_pages ? to_contract() : files_.serve(request));
  }
  api::Answer answer = api::dispatch(api::routes(), request, now(), deps_, *benches_[worker]);
  const api::Asked& asked = benches_[worker]->asked;
  if (auto* ready = std::get_if<api::Response>(&answer)) {
    if (!ready->code.empty()) ready->asked = asked;
    pack(request, *ready);
    return respond(std::move(*ready));
  }
  if (!asked.account.empty())
    respond = [asked, respond = std::move(respond)](api::Response later) {
      if (!later.code.empty()) later.asked = asked;
      respond(std::move(later));
    };
  if (auto* work = std::get_if<std::unique_ptr<api::Aside>>(&answer))
    return aside(std::move(*work), std::move(respond));
  commit(std::move(std::get<std::unique_ptr<api::Commit>>(answer)), std::move(respond));
}

bool ProductSite::is_upload(api::Method method, std::string_view path) const {
  return method == api::Method::post && path.starts_with("/v1/people/") &&
         path.ends_with("/documents");
}

void ProductSite::aside(std::unique_ptr<api::Aside> aside, Respond respond) {
  const std::string_view route = aside->route;
  const std::shared_ptr<api::Aside> work = std::move(aside);
  AsideThreads& threads = work->waits_for_others ? others_ : asides_;
  const bool taken = threads.offer([this, work, respond, route](store::Store& reader) {
    auto done = work->run(reader, now());
    if (auto* commits = std::get_if<std::unique_ptr<api::Commit>>(&done)) {
      (*commits)->route = route;
      return commit(std::move(*commits), respond);
    }
    auto& response = std::get<api::Response>(done);
    response.route = route;
    respond(std::move(response));
  });
  if (taken) return;
  api::Response refused = api::problem({ErrorCode::overloaded, "", "", "what takes seconds", {}});
  refused.route = route;
  respond(std::move(refused));
}

void ProductSite::commit(std::unique_ptr<api::Commit> commit, Respond respond) {
  const std::string_view route = commit->route;
  commit->respond = [respond, route](api::Response response) {
    response.route = route;
    respond(std::move(response));
  };
  const Result<void> taken = queue_.offer(std::move(commit));
  if (taken) return;
  api::Response refused = api::problem(taken.error());
  refused.route = route;
  respond(std::move(refused));
}

/// Not ready: who balances load sends new requests elsewhere.
api::Response ProductSite::readiness() const {
  api::Response response;
  const std::string_view why = stopping_ ? "stopping" : writing_.code();
  if (!why.empty()) response.status = 503;
  response.body = R"({"status":")" + std::string(why.empty() ? "ready" : why) + R"("})";
  return response;
}

bool ProductSite::operation(const api::Request& request, api::Response& response) {
  const bool health = request.path == "/healthz", ready = request.path == "/readyz",
             metrics = request.path == "/metrics";
  if (!health && !ready && !metrics) return false;
  const std::string_view route = health ? "/healthz" : ready ? "/readyz" : "/metrics";
  if (request.method != api::Method::get && request.method != api::Method::head) {
    response = api::problem(
        {ErrorCode::not_allowed, "", std::string(name_of(request.method)), "GET, HEAD", {}});
    response.headers.emplace_back("Allow", "GET, HEAD");
  } else if (metrics) {
    metrics_.queue(queue_.waiting(), queue_.in_flight());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_.text();
  } else if (ready) {
    response = readiness();
  } else {
    response.body = R"({"status":"ok"})";
  }
  response.route = route;
  return true;
}

void ProductSite::tended(std::int64_t log_pages, bool writing, bool copying, bool sealing) {
  if (log_pages >= 0) metrics_.log_pages(log_pages);
  metrics_.failing("writing", writing);
  metrics_.failing("copying", copying);
  metrics_.failing("sealing", sealing);
}

void ProductSite::answered(const Exchange& exchange) {
  metrics_.request(exchange);
  if (!exchange.code.empty()) {
    metrics_.refusal(exchange.code);
    refusals_.note(exchange.code, exchange.asked ? *exchange.asked : api::Asked(), exchange.address,
                   now());
  }
  log_.request(exchange, now());
}

}  // namespace yitong::server

#include "cli/serve_command.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/handlers.h"
#include "cli/complain.h"
#include "server/app.h"
#include "server/clock.h"
#include "server/forwarded.h"

namespace yitong {
namespace {

/// A folder or file of the project: beside the working folder, or where it is installed with the
/// program.
std::string place_of(const std::string& relative) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path installed = program.parent_path().parent_path() / "share/yitong" / relative;
  return !fs::exists(relative, ignored) && fs::exists(installed, ignored) ? installed.string()
                                                                          : relative;
}

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

struct Sources {
  std::vector<std::string> policies = {place_of("policies")};
  std::vector<std::string> catalogues = {place_of("catalogues/demo")};
  std::string calendar = place_of("catalogues/calendar.csv");

  void add_to(CLI::App* command) {
    command->add_option("--policies", policies, "Policy files or folders")->capture_default_str();
    command->add_option("--calendar", calendar, "Working days, a CSV file");
    command->add_option("--catalogue", catalogues, "Folders of catalogue editions")
        ->capture_default_str();
  }
};

/// Without a session nothing but reference data is given out, except in a demonstration, whose
/// people are made up, and on loopback where the operator says so.
Result<void> decide_open(server::AppOptions& options, bool open, bool closed) {
  const std::string& address = options.http.address;
  if (open && !address.starts_with("127.") && address != "::1")
    return fail(ErrorCode::bad_value, "--open", address, "a loopback address");
  options.open = (options.demo || open) && !closed;
  return {};
}

int serve(const server::AppOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);  // who reads our log may go away
  auto app = server::App::start(options);
  if (!app) return complain(app.error(), 1);
  fmt::print(stderr, "http://{}:{}\n", options.http.address, (*app)->port());
  (*app)->run();
  return 0;
}

int quote(const Sources& sources, const std::string& path) {
  auto rules = verbs::load_rules(sources.policies, sources.catalogues);
  if (!rules) return complain(rules.error(), 1);
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  std::istream& in = path == "-" ? std::cin : file;
  if (!in) return complain({{ErrorCode::io_failed, path, {}, {}, {}}}, 1);
  std::ostringstream text;
  text << in.rdbuf();
  std::string body = std::move(text).str();
  api::Deps deps;
  deps.rules = std::move(*rules);
  api::JsonParser parser;
  const api::Response response = api::quote(deps, parser, body, server::now());
  std::cout << response.bytes() << '\n';
  return response.status == 200 ? 0 : 1;
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<server::AppOptions>();
  auto sources = std::make_shared<Sources>();
  options->http.workers = std::clamp(std::thread::hardware_concurrency(), 1u, 16u);
  options->web = place_of("web/dist");
  options->contract = place_of("api/openapi.yaml");
  CLI::App* serve_app = app.add_subcommand("serve", "Serve the interface and the pages");
  sources->add_to(serve_app);
  serve_app->add_option("--db", options->database, "SQLite file")->capture_default_str();
  serve_app->add_option("--key", options->key, "Master key file (the database's path with .key)");
  serve_app->add_option("--web", options->web, "Folder of the built pages")->capture_default_str();
  serve_app->add_option("--api", options->contract, "The contract, openapi.yaml")
      ->capture_default_str();
  serve_app->add_option("--address", options->http.address, "Address to bind")
      ->capture_default_str();
  serve_app->add_option("--port", options->http.port, "Port; 0 takes a free one")
      ->capture_default_str();
  serve_app->add_option("--public-address", options->public_address,
                        "Where people reach the pages; printed on sheets, such as https://…");
  serve_app->add_option("--threads", options->http.workers, "Worker threads")
      ->check(CLI::Range(1, 256));
  serve_app->add_option("--max-connections", options->http.max_connections, "Open connections")
      ->capture_default_str();
  serve_app->add_option("--max-body", options->http.max_body_bytes, "Bytes of a request's body")
      ->capture_default_str();
  serve_app->add_option("--queue", options->queue_capacity, "Settlements that may wait")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  serve_app
      ->add_option("--credential-seconds", options->credential_seconds,
                   "How long an e-credential can be shown")
      ->check(CLI::Range(5, 600))
      ->capture_default_str();
  serve_app->add_option("--documents", options->documents,
                        "Folder of uploads (the database's path with .documents)");
  serve_app->add_option("--clamd", options->clamd,
                        "ClamAV's daemon: unix:PATH or tcp:ADDRESS:PORT");
  serve_app->add_option("--oidc", options->oidc,
                        "File of identity providers that people sign in by (docs/identity.md)");
  serve_app
      ->add_option("--trusted-proxy", options->http.trusted_proxies,
                   "Address of a proxy whose X-Forwarded-For is believed; repeatable")
      ->check([](const std::string& text) {
        const bool fine = server::canonical_address(text) == text;
        return fine ? std::string() : "an IP address such as 10.0.0.2 or 2001:db8::2";
      });
  serve_app->add_flag("--clamd-optional", options->clamd_optional,
                      "Take uploads unscanned while ClamAV cannot be reached");
  serve_app->add_flag("--register-by-message", options->register_by_message,
                      "Settle invoices and family accounts step by step, as several nodes would");
  serve_app->add_flag("--demo", options->demo, "Put made-up people into an empty database");
  serve_app->add_flag("!--no-log", options->log, "No access log");
  auto closed = std::make_shared<bool>(false), open = std::make_shared<bool>(false);
  serve_app->add_flag("--closed", *closed, "Demand a session in a demonstration, too");
  serve_app->add_flag("--open", *open,
                      "Demand none, as a demonstration does: for benches, on loopback only");
  serve_app->callback([options, sources, open, closed, &exit_code] {
    if (auto fine = decide_open(*options, *open, *closed); !fine) {
      exit_code = complain(fine.error(), 1);
      return;
    }
    options->policies = sources->policies;
    // A made-up area with what no real one has on record yet.
    if (const std::string more = place_of("examples"); options->demo && is_there(more))
      options->policies.push_back(more);
    options->catalogues = sources->catalogues;
    options->calendar = sources->calendar;
    exit_code = serve(*options);
  });
}

void add_quote_command(CLI::App& app, int& exit_code) {
  auto sources = std::make_shared<Sources>();
  auto path = std::make_shared<std::string>();
  CLI::App* quote_app =
      app.add_subcommand("quote", "Quote one bill and print the reply of POST /v1/quotes");
  sources->add_to(quote_app);
  quote_app->add_option("bill", *path, "File with the request's body; - reads standard input")
      ->required();
  quote_app->callback([sources, path, &exit_code] { exit_code = quote(*sources, *path); });
}

}  // namespace yitong

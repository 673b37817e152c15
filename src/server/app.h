// The running product: rules, store, writer, pages and HTTP put together, from start to graceful
// stop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/http_server.h"

namespace yitong::server {

struct AppOptions {
  std::string database = "var/yitong.db";
  std::string key;  ///< file of the master key; empty: the database's path with ".key"
  std::vector<std::string> policies = {"policies"};
  std::vector<std::string> catalogues = {"catalogues/national-2024"};
  /// Working days; where the file is not there, terms in working days show no day.
  std::string calendar = "catalogues/calendar.csv";
  std::string web = "web/dist";  ///< may be absent
  std::string contract = "api/openapi.yaml";
  /// Where people reach the pages, for addresses on paper; empty: where the server listens.
  std::string public_address;
  /// Settlements that wait or are being written: a quarter of a second's work at most.
  std::size_t queue_capacity = 512;
  bool log = true;
  std::string documents;  ///< folder of uploads; empty: the database's path with ".documents"
  std::string inspector;  ///< program; empty: yitong-inspect beside this program
  /// Of ClamAV's daemon: "unix:PATH" or "tcp:ADDRESS:PORT"; empty: nothing is scanned.
  std::string clamd;
  bool clamd_optional = false;  ///< takes uploads unscanned while the daemon cannot be reached
  /// Every step between register and settlement in a transaction of its own, as several nodes would
  /// do it: for rehearsals and tests, and a little slower.
  bool register_by_message = false;
  std::int64_t credential_seconds = 60;  ///< how long an e-credential can be shown
  bool demo = false;  ///< made-up people and their settlements, see src/demo
  /// Callers without a session may do what the table of rights calls open. The command line allows
  /// it in a demonstration, and on loopback.
  bool open = false;
  HttpOptions http;
};

class App {
 public:
  /// Opens everything and binds. Errors: all faults of what could not be opened.
  static Result<std::unique_ptr<App>> start(const AppOptions& options);
  virtual ~App() = default;
  virtual std::uint16_t port() const = 0;
  /// Serves until stop() or a signal; what was accepted is on disk when it returns.
  virtual void run() = 0;
  virtual void stop() = 0;
};

}  // namespace yitong::server

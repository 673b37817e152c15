// HTTP/1.1 over Boost.Asio coroutines and Beast's parser, which only http_impl.h sees; a Site sees
// plain requests.
//
// A few worker threads, each with its own event loop and its own connections: a request is parsed,
// handled and answered on one thread, unless its reply waits for a commit. Limits stand on
// everything that a client can make grow.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "base/error.h"

namespace yitong::server {

/// Connections beyond the limit that hear why they are refused; more are closed without a word.
inline constexpr std::size_t kRefusals = 64;

struct HttpOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: a free one
  unsigned workers = 1;
  std::size_t max_connections = 1024;
  std::size_t max_body_bytes = 1 << 20;
  /// Bodies of all requests that are being received, handled or committed.
  std::size_t max_pending_bytes = 64 << 20;
  /// Uploads have a limit and a store of their own, so that they cannot keep settlements out.
  std::size_t max_upload_bytes = 20 << 20;
  std::size_t max_pending_upload_bytes = 64 << 20;
  std::uint32_t max_header_bytes = 16 << 10;
  std::size_t max_uri_bytes = 8 << 10;
  std::chrono::milliseconds idle{30'000};      ///< between two requests of a connection
  std::chrono::milliseconds receive{10'000};   ///< from a request's first byte to its last
  std::chrono::milliseconds deadline{10'000};  ///< from the last byte to the reply
  std::chrono::milliseconds upload_receive{120'000}, upload_deadline{60'000};
  std::chrono::milliseconds send{10'000};   ///< for the client to take each megabyte of the reply
  std::chrono::milliseconds linger{2'000};  ///< for a refused client to stop sending
  std::chrono::milliseconds grace{15'000};  ///< for requests in flight when the server stops
  /// Proxies whose X-Forwarded-For is believed; canonical addresses.
  std::vector<std::string> trusted_proxies;
  bool stop_on_signals =
      true;  ///< SIGTERM and SIGINT; a second one does not wait for requests in flight
};

/// What is told about a request once it is answered. Logs hold nothing that the client wrote, so
/// the last two go to the record of refusals only.
struct Exchange {
  std::string_view method, route;  ///< route: the template, such as "/v1/areas/{code}"
  int status = 0;
  std::int64_t micros = 0;
  std::string_view request_id;
  std::string_view code;  ///< of the first fault, for instance "overloaded"; empty for none
  std::size_t bytes_in = 0, bytes_out = 0;
  std::string_view address = {};  ///< of the client
  const api::Asked* asked = nullptr;
};

/// Gives the reply: once, from any thread, while the server lives. It may be dropped at any time.
using Respond = std::function<void(api::Response)>;

/// What stands behind the server. `worker` counts from 0; calls for one worker come from one
/// thread.
class Site {
 public:
  virtual ~Site() = default;
  /// Whether a body sent there is an upload, whose limits are other ones.
  virtual bool is_upload(api::Method, std::string_view /*path*/) const { return false; }
  virtual void handle(std::size_t worker, api::Request& request, Respond respond) = 0;
  virtual void answered(const Exchange& exchange) = 0;
  virtual void connections_changed(int by) = 0;
  virtual void in_flight_changed(int by) = 0;
  /// Once, when the server begins to stop.
  virtual void stopping() = 0;
};

class HttpServer {
 public:
  HttpServer(Site& site, HttpOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds and returns the port. Errors: io_failed.
  Result<std::uint16_t> listen();
  /// Serves until stop() and the last request in flight; uses the calling thread as the first
  /// worker.
  void run();
  /// From any thread. No new connections; idle ones close; requests in flight are answered.
  void stop();
  bool stopping() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace yitong::server

#include "server/http_server.h"

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <optional>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "api/problem.h"
#include "server/response_head.h"

namespace yitong::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using Task = asio::awaitable<void, Executor>;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<Executor>());
constexpr auto kSweepEvery = std::chrono::milliseconds(250);
constexpr std::size_t kReadBytes = 16 << 10;
constexpr std::size_t kSendBytes = 1 << 20;
constexpr std::size_t kMaxLingerBytes = 32 << 20;

struct Connection;

struct Worker {
  explicit Worker(std::size_t number) : number(number) {}
  std::size_t number;
  asio::io_context io{1};
  Timer sweeper{io.get_executor()};
  std::set<Connection*> connections;
  std::uint64_t requests = 0;
  std::int64_t date_second = -1;
  std::string date;
};

struct Connection;

/// Bytes of request bodies that are pending. Shared: a request's answer may come after the server.
using Pending = std::shared_ptr<std::atomic<std::size_t>>;

/// A request's share of the bytes that may be pending; freed when nobody knows the request any
/// more.
class Share {
 public:
  /// Null when there is no room.
  static std::shared_ptr<Share> take(const Pending& pending, std::size_t bytes, std::size_t limit) {
    if (pending->fetch_add(bytes) + bytes <= limit) return std::make_shared<Share>(pending, bytes);
    *pending -= bytes;
    return nullptr;
  }
  Share(Pending pending, std::size_t bytes) : pending_(std::move(pending)), bytes_(bytes) {}
  ~Share() { *pending_ -= bytes_; }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

 private:
  const Pending pending_;
  const std::size_t bytes_;
};

/// Where a reply arrives. Outlives the connection's interest in it, since a commit may end after
/// the deadline; touched on the connection's thread only.
struct Reply {
  std::optional<api::Response> response;
  Connection* waiting = nullptr;
  std::shared_ptr<Share> share;
};

struct Connection {
  Connection(Worker& worker, Socket socket) : worker(worker), socket(std::move(socket)) {}
  Worker& worker;
  Socket socket;
  std::string address;  ///< of the client, once it is known
  boost::beast::flat_buffer buffer{64 << 10};
  std::string head;
  std::vector<api::Header> headers;
  std::shared_ptr<Share> share;  ///< of the request that is being received
  Clock::time_point deadline = Clock::time_point::max();
  bool idle = true;  ///< between requests: may be closed at once when the server stops
  Timer arrived{socket.get_executor()};  ///< ends early when the reply is there
  bool upload = false;                   ///< what is being received
  bool timed_out = false;                ///< the sweeper cancelled what the coroutine waits for

  void expect_within(std::chrono::milliseconds time) { deadline = Clock::now() + time; }
};

/// `has_target`: the request line was read, so that what is too long comes behind it.
ErrorCode code_of(boost::system::error_code error, bool has_target) {
  if (error == http::error::body_limit) return ErrorCode::too_large;
  if (error != http::error::header_limit && error != http::error::buffer_overflow)
    return ErrorCode::malformed_http;
  return has_target ? ErrorCode::headers_too_large : ErrorCode::uri_too_long;
}

api::Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return api::Method::get;
    case http::verb::head: return api::Method::head;
    case http::verb::post: return api::Method::post;
    case http::verb::put: return api::Method::put;
    case http::verb::delete_: return api::Method::remove;
    default: return api::Method::other;
  }
}

std::string_view limit_of(ErrorCode code, bool upload) {
  switch (code) {
    case ErrorCode::too_large:
      return upload ? "a file <= max_upload_bytes (20 MiB)" : "body <= max_body_bytes (1 MiB)";
    case ErrorCode::uri_too_long: return "URI <= 8 KiB";
    case ErrorCode::headers_too_large: return "headers <= 16 KiB";
    case ErrorCode::overloaded: return "bodies of all requests <= max_pending_bytes (64 MiB)";
    default: return "HTTP/1.1";
  }
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Site& site, HttpOptions options) : site_(site), options_(std::move(options)) {
    for (unsigned i = 0; i < std::max(1u, options_.workers); ++i)
      workers_.push_back(std::make_unique<Worker>(i));
    acceptor_.emplace(workers_[0]->io.get_executor());
    signals_.emplace(workers_[0]->io.get_executor());
    std::random_device random;
    id_seed_ = (std::uint64_t{random()} << 32) | random();
  }

  Result<std::uint16_t> listen();
  void run();
  void stop();
  bool stopping() const { return stopping_; }

 private:
  using Parser = http::request_parser<http::string_body>;

  Task accept();
  Task refuse(std::shared_ptr<Connection> connection);
  Task serve(std::shared_ptr<Connection> connection);
  Task sweep(Worker& worker);
  Task watch_signals();
  asio::awaitable<bool, Executor> fill(Connection& connection);
  asio::awaitable<std::optional<ErrorCode>, Executor> receive(Connection& connection,
                                                              Parser& parser, bool& started);
  std::optional<ErrorCode> admit(Connection& connection, Parser& parser);
  asio::awaitable<api::Response, Executor> handle(Connection& connection, Parser& parser);
  asio::awaitable<bool, Executor> send(Connection& connection, const api::Response& response,
                                       bool keep_alive, bool with_body, std::string_view id);
  Task linger(Connection& connection);
  std::string next_id(Worker& worker);
  std::string_view date_of(Worker& worker);
  void close_idle(Worker& worker, bool all);

  Site& site_;
  const HttpOptions options_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::optional<Acceptor> acceptor_;
  std::optional<asio::basic_signal_set<Executor>> signals_;
  std::atomic<std::size_t> connections_{0};
  const Pending pending_bytes_ = std::make_shared<std::atomic<std::size_t>>(0);
  const Pending pending_upload_bytes_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::atomic<bool> stopping_{false};
  std::atomic<bool> impatient_{false};  ///< no more waiting for requests in flight
  std::atomic<Clock::time_point> stop_by_{Clock::time_point::max()};
  std::uint64_t id_seed_ = 0;
};

Result<std::uint16_t> HttpServer::Impl::listen() {
  boost::system::error_code error;
  const auto failed = [&](std::string_view what) {
    return fail(ErrorCode::io_failed, options_.address + ":" + std::to_string(options_.port),
                std::string(what) + ": " + error.message());
  };
  const auto address = asio::ip::make_address(options_.address, error);
  if (error) return failed("address");
  const asio::ip::tcp::endpoint endpoint(address, options_.port);
  if (acceptor_->open(endpoint.protocol(), error)) return failed("open");
  if (acceptor_->set_option(asio::socket_base::reuse_address(true), error))
    return failed("reuse_address");
  if (acceptor_->bind(endpoint, error)) return failed("bind");
  if (acceptor_->listen(asio::socket_base::max_listen_connections, error)) return failed("listen");
  return acceptor_->local_endpoint(error).port();
}

void HttpServer::Impl::run() {
  Worker& first = *workers_[0];
  asio::co_spawn(first.io, accept(), asio::detached);
  if (options_.stop_on_signals) {
    signals_->add(SIGTERM);
    signals_->add(SIGINT);
    asio::co_spawn(first.io, watch_signals(), asio::detached);
  }
  for (auto& worker : workers_) asio::co_spawn(worker->io, sweep(*worker), asio::detached);
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < workers_.size(); ++i)
    threads.emplace_back([this, i] { workers_[i]->io.run(); });
  first.io.run();
  for (std::thread& thread : threads) thread.join();
}

void HttpServer::Impl::stop() {
  if (stopping_.exchange(true)) {
    impatient_ = true;
    return;
  }
  site_.stopping();
  stop_by_ = Clock::now() + options_.grace;
  asio::post(workers_[0]->io, [this] {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
  });
  for (auto& worker : workers_)
    asio::post(worker->io, [this, &worker = *worker] { close_idle(worker, false); });
}

void HttpServer::Impl::close_idle(Worker& worker, bool all) {
  boost::system::error_code ignored;
  for (Connection* connection : worker.connections) {
    if (!all && !connection->idle) continue;
    connection->socket.close(ignored);
    connection->arrived.cancel();
  }
}

Task HttpServer::Impl::watch_signals() {
  while (true) {
    const auto [error, signal] = co_await signals_->async_wait(kAwait);
    if (error) co_return;
    stop();
  }
}

/// One timer a worker instead of one a read: overdue connections are cancelled, and the last one to
/// leave a stopping worker lets its loop end.
Task HttpServer::Impl::sweep(Worker& worker) {
  while (!stopping_ || !worker.connections.empty()) {
    worker.sweeper.expires_after(kSweepEvery);
    co_await worker.sweeper.async_wait(kAwait);
    const Clock::time_point now = Clock::now();
    boost::system::error_code ignored;
    for (Connection* connection : worker.connections) {
      if (connection->deadline > now) continue;
      connection->timed_out = true;
      connection->deadline = Clock::time_point::max();
      connection->socket.cancel(ignored);
    }
    if (stopping_ && (impatient_ || now >= stop_by_.load())) close_idle(worker, true);
  }
  if (worker.number == 0) signals_->cancel();
}

Task HttpServer::Impl::accept() {
  for (std::size_t next = 0;; next = (next + 1) % workers_.size()) {
    Worker& worker = *workers_[next];
    Socket socket(worker.io.get_executor());
    const auto [error] = co_await acceptor_->async_accept(socket, kAwait);
    if (error == asio::error::operation_aborted || stopping_) co_return;
    if (error) {  // for instance no descriptor left: leave the others time to close theirs
      Timer pause(workers_[0]->io.get_executor(), std::chrono::milliseconds(50));
      co_await pause.async_wait(kAwait);
      continue;
    }
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto connection = std::make_shared<Connection>(worker, std::move(socket));
    const auto peer = connection->socket.remote_endpoint(ignored);
    if (!ignored) connection->address = peer.address().to_string();
    const std::size_t open = ++connections_;
    if (open > options_.max_connections + kRefusals)
      --connections_;  // and the socket closes
    else if (open > options_.max_connections)
      asio::co_spawn(worker.io, refuse(connection), asio::detached);
    else
      asio::co_spawn(worker.io, serve(connection), asio::detached);
  }
}

Task HttpServer::Impl::refuse(std::shared_ptr<Connection> connection) {
  connection->worker.connections.insert(connection.get());
  const api::Response response =
      api::problem({ErrorCode::overloaded, "", "", "max connections", {}});
  const std::string id = next_id(connection->worker);
  site_.answered(
      {"-", "(connection)", response.status, 0, id, response.code, 0, response.body.size()});
  const bool sent = co_await send(*connection, response, false, true, id);
  if (sent) co_await linger(*connection);
  connection->worker.connections.erase(connection.get());
  --connections_;
}

Task HttpServer::Impl::serve(std::shared_ptr<Connection> connection) {
  connection->worker.connections.insert(connection.get());
  site_.connections_changed(1);
  bool keep_alive = true;
  while (keep_alive) {
    Parser parser;
    parser.header_limit(options_.max_header_bytes);
    parser.body_limit(boost::none);  // until the head says what may come
    bool started = false;
    const std::optional<ErrorCode> broken = co_await receive(*connection, parser, started);
    if (broken && !started) break;
    connection->idle = false;
    site_.in_flight_changed(1);
    const Clock::time_point begin = Clock::now();
    const std::string id = next_id(connection->worker);
    keep_alive = !broken && parser.get().keep_alive();
    const bool head_only = parser.is_header_done() && parser.get().method() == http::verb::head;
    const std::size_t bytes_in = parser.is_done() ? parser.get().body().size() : 0;
    api::Response response;  // g++ 12 destroys twice what a co_await inside ?: gives
    if (broken) {
      response =
          api::problem({*broken, "", "", std::string(limit_of(*broken, connection->upload)), {}});
    } else {
      response = co_await handle(*connection, parser);
    }
    keep_alive = keep_alive && !stopping_;
    const bool sent = co_await send(*connection, response, keep_alive, !head_only, id);
    const auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
    const std::string_view method =
        parser.is_header_done() ? api::name_of(method_of(parser.get().method())) : "-";
    site_.answered({method, response.route.empty() ? "(none)" : response.route, response.status,
                    micros, id, response.code, bytes_in, head_only ? 0 : response.bytes().size()});
    site_.in_flight_changed(-1);
    if (!sent) break;
    connection->share.reset();
    if (broken) co_await linger(*connection);
  }
  site_.connections_changed(-1);
  connection->worker.connections.erase(connection.get());
  --connections_;
}

/// Reads what the client has sent next; false at its end, an error or a time-out.
asio::awaitable<bool, Executor> HttpServer::Impl::fill(Connection& connection) {
  const auto space = connection.buffer.prepare(
      std::min(kReadBytes, connection.buffer.max_size() - connection.buffer.size()));
  const auto [error, bytes] = co_await connection.socket.async_read_some(space, kAwait);
  connection.buffer.commit(bytes);
  co_return !error && bytes > 0;
}

/// Reads one request. `started`: some of it arrived, so that its sender deserves to hear what is
/// wrong with it.
asio::awaitable<std::optional<ErrorCode>, Executor> HttpServer::Impl::receive(
    Connection& connection, Parser& parser, bool& started) {
  connection.idle = connection.buffer.size() == 0;
  connection.timed_out = false;
  connection.expect_within(options_.idle);
  if (connection.idle) {
    if (stopping_) co_return ErrorCode::request_timeout;
    const bool more = co_await fill(connection);
    if (!more) co_return ErrorCode::request_timeout;
  }
  connection.idle = false;
  started = true;
  connection.expect_within(options_.receive);
  std::size_t header_bytes = 0;
  while (!parser.is_done()) {
    boost::system::error_code error;
    const bool header_done = parser.is_header_done();
    const std::size_t taken = parser.put(connection.buffer.data(), error);
    connection.buffer.consume(taken);
    if (error && error != http::error::need_more)
      co_return code_of(error, !parser.get().target().empty());
    // Beast holds its limit against each piece that arrives, we hold it against all of them.
    if (!header_done) header_bytes += taken;
    if (header_bytes > options_.max_header_bytes) co_return ErrorCode::headers_too_large;
    if (!header_done && parser.is_header_done()) {
      if (parser.get().target().size() > options_.max_uri_bytes) co_return ErrorCode::uri_too_long;
      if (const auto refused = admit(connection, parser)) co_return *refused;
      const auto length = parser.content_length();
      parser.get().body().reserve((length ? *length : 0) + api::kBodyPadding);
      parser.eager(true);
      if (!parser.is_done() && parser.get()[http::field::expect].starts_with("100-")) {
        constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(connection.socket, asio::buffer(kContinue), kAwait);
      }
      continue;
    }
    if (parser.is_done()) break;
    const bool more = co_await fill(connection);
    if (!more) {
      if (!connection.timed_out) started = false;  // the client has gone
      co_return ErrorCode::request_timeout;
    }
  }
  connection.deadline = Clock::time_point::max();
  co_return std::nullopt;
}

/// Once the head is read: may the body come? Takes its share of what may be pending.
std::optional<ErrorCode> HttpServer::Impl::admit(Connection& connection, Parser& parser) {
  const auto& message = parser.get();
  const std::string_view target(message.target().data(), message.target().size());
  connection.upload =
      site_.is_upload(method_of(message.method()), target.substr(0, target.find('?')));
  const bool upload = connection.upload;
  const std::size_t limit = upload ? options_.max_upload_bytes : options_.max_body_bytes;
  const auto length = parser.content_length();
  if (length && *length > limit) return ErrorCode::too_large;
  parser.body_limit(limit);
  if (upload) connection.expect_within(options_.upload_receive);
  const std::size_t most = parser.chunked() ? limit : length ? std::size_t{*length} : 0;
  connection.share =
      Share::take(upload ? pending_upload_bytes_ : pending_bytes_, most,
                  upload ? options_.max_pending_upload_bytes : options_.max_pending_bytes);
  if (!connection.share) return ErrorCode::overloaded;
  return std::nullopt;
}

asio::awaitable<api::Response, Executor> HttpServer::Impl::handle(Connection& connection,
                                                                  Parser& parser) {
  auto& message = parser.get();
  api::Request request;
  request.method = method_of(message.method());
  const std::string_view target(message.target().data(), message.target().size());
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  connection.headers.clear();
  for (const auto& field : message)
    connection.headers.push_back({{field.name_string().data(), field.name_string().size()},
                                  {field.value().data(), field.value().size()}});
  request.headers = connection.headers;
  request.address = connection.address;
  request.body = std::move(message.body());

  auto reply = std::make_shared<Reply>();
  reply->share = std::move(connection.share);
  asio::io_context& io = connection.worker.io;
  site_.handle(connection.worker.number, request, [reply, &io](api::Response response) {
    const auto arrive = [](Reply& at, api::Response&& what) {
      at.response = std::move(what);
      if (at.waiting != nullptr) at.waiting->arrived.cancel();
    };
    if (io.get_executor().running_in_this_thread()) return arrive(*reply, std::move(response));
    asio::post(io, [reply, arrive, response = std::move(response)]() mutable {
      arrive(*reply, std::move(response));
    });
  });
  if (!reply->response) {
    reply->waiting = &connection;
    const auto patience = connection.upload ? options_.upload_deadline : options_.deadline;
    connection.arrived.expires_after(patience);
    co_await connection.arrived.async_wait(kAwait);
    reply->waiting = nullptr;
  }
  if (reply->response) co_return std::move(*reply->response);
  co_return api::problem({ErrorCode::deadline_exceeded, "", "", "within the deadline", {}});
}

asio::awaitable<bool, Executor> HttpServer::Impl::send(Connection& connection,
                                                       const api::Response& response,
                                                       bool keep_alive, bool with_body,
                                                       std::string_view id) {
  connection.head.clear();
  append_head(connection.head, response, id, date_of(connection.worker), keep_alive);
  const std::string_view body = with_body ? response.bytes() : std::string_view();
  connection.timed_out = false;
  bool sent = true;
  for (std::size_t at = 0; sent && (at == 0 || at < body.size()); at += kSendBytes) {
    const std::array<asio::const_buffer, 2> parts{
        asio::buffer(connection.head.data(), at == 0 ? connection.head.size() : 0),
        asio::buffer(body.substr(at, kSendBytes))};
    connection.expect_within(options_.send);
    const auto [error, bytes] = co_await asio::async_write(connection.socket, parts, kAwait);
    sent = !error;
  }
  connection.deadline = Clock::time_point::max();
  co_return sent;
}

/// Closing with unread bytes would reset the connection and lose the reply that says what was
/// wrong: read them first.
Task HttpServer::Impl::linger(Connection& connection) {
  boost::system::error_code ignored;
  connection.socket.shutdown(asio::socket_base::shutdown_send, ignored);
  connection.timed_out = false;
  connection.expect_within(options_.linger);
  std::size_t bytes = 0;
  for (bool more = true; more && bytes < kMaxLingerBytes && !connection.timed_out;) {
    bytes += connection.buffer.size();
    connection.buffer.clear();
    more = co_await fill(connection);
  }
}

std::string HttpServer::Impl::next_id(Worker& worker) {
  // SplitMix64 over a counter: unique within the process, unlike its neighbours, and says nothing
  // about load.
  std::uint64_t x =
      id_seed_ + (worker.requests++ * workers_.size() + worker.number + 1) * 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  x ^= x >> 31;
  std::string id(16, '0');
  for (std::size_t i = 0; i < 16; ++i) id[i] = "0123456789abcdef"[(x >> (60 - 4 * i)) & 15];
  return id;
}

std::string_view HttpServer::Impl::date_of(Worker& worker) {
  const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(
                                  std::chrono::system_clock::now().time_since_epoch())
                                  .count();
  if (second != worker.date_second) {
    worker.date_second = second;
    worker.date = http_date(second);
  }
  return worker.date;
}

HttpServer::HttpServer(Site& site, HttpOptions options)
    : impl_(std::make_unique<Impl>(site, std::move(options))) {}
HttpServer::~HttpServer() = default;
Result<std::uint16_t> HttpServer::listen() { return impl_->listen(); }
void HttpServer::run() { impl_->run(); }
void HttpServer::stop() { impl_->stop(); }
bool HttpServer::stopping() const { return impl_->stopping(); }

}  // namespace yitong::server

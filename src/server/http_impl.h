// What the server is made of: workers, connections, and what a request takes of the bytes that may
// be pending. Only http_server.cpp and http_exchange.cpp see this, and with it Boost.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "server/http_server.h"

namespace yitong::server {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;
using Task = asio::awaitable<void, Executor>;
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<Executor>());

struct Connection;

/// An event loop of one thread, and its connections.
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
  std::string peer;     ///< who is at the other end
  std::string address;  ///< of the client: the peer's, or whom a trusted proxy serves
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
  using Message = Parser::value_type;

  Task accept();
  Task refuse(std::shared_ptr<Connection> connection);
  Task serve(std::shared_ptr<Connection> connection);
  Task sweep(Worker& worker);
  Task watch_signals();
  asio::awaitable<bool, Executor> fill(Connection& connection);
  asio::awaitable<std::optional<ErrorCode>, Executor> receive(Connection& connection,
                                                              Parser& parser, bool& started);
  void note_client(Connection& connection, const Message& message);
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

}  // namespace yitong::server

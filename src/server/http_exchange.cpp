// One request after another of a connection: received within limits, handled, answered.
#include "api/problem.h"
#include "server/forwarded.h"
#include "server/http_impl.h"
#include "server/response_head.h"

namespace yitong::server {
namespace {

constexpr std::size_t kReadBytes = 16 << 10;
constexpr std::size_t kSendBytes = 1 << 20;
constexpr std::size_t kMaxLingerBytes = 32 << 20;

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
                    micros, id, response.code, bytes_in, head_only ? 0 : response.bytes().size(),
                    connection->address, &response.asked});
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

/// Once the head is read: whom a trusted proxy serves.
void HttpServer::Impl::note_client(Connection& connection, const Message& message) {
  connection.address = connection.peer;
  if (options_.trusted_proxies.empty()) return;
  std::string forwarded;
  for (const auto& field : message)
    if (boost::beast::iequals(field.name_string(), "X-Forwarded-For")) {
      if (!forwarded.empty()) forwarded += ',';
      forwarded.append(field.value().data(), field.value().size());
    }
  connection.address = client_address(connection.peer, forwarded, options_.trusted_proxies);
}

/// Once the head is read: may the body come? Takes its share of what may be pending.
std::optional<ErrorCode> HttpServer::Impl::admit(Connection& connection, Parser& parser) {
  const auto& message = parser.get();
  note_client(connection, message);
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

}  // namespace yitong::server

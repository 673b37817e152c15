#include "server/http_server.h"

#include <thread>

#include "server/forwarded.h"
#include "server/http_impl.h"

namespace yitong::server {
namespace {

constexpr auto kSweepEvery = std::chrono::milliseconds(250);

}  // namespace

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
    if (!ignored) connection->peer = canonical_address(peer.address().to_string());
    connection->address = connection->peer;
    const std::size_t open = ++connections_;
    if (open > options_.max_connections + kRefusals)
      --connections_;  // and the socket closes
    else if (open > options_.max_connections)
      asio::co_spawn(worker.io, refuse(connection), asio::detached);
    else
      asio::co_spawn(worker.io, serve(connection), asio::detached);
  }
}

HttpServer::HttpServer(Site& site, HttpOptions options)
    : impl_(std::make_unique<Impl>(site, std::move(options))) {}
HttpServer::~HttpServer() = default;
Result<std::uint16_t> HttpServer::listen() { return impl_->listen(); }
void HttpServer::run() { impl_->run(); }
void HttpServer::stop() { impl_->stop(); }
bool HttpServer::stopping() const { return impl_->stopping(); }

}  // namespace yitong::server

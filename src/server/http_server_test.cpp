#include "server/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace yitong::server {
namespace {

using namespace std::chrono_literals;

/// "/echo" gives the body back, "/later" answers from another thread, "/never" does not answer.
class TestSite final : public Site {
 public:
  ~TestSite() override { join(); }
  void handle(std::size_t, api::Request& request, Respond respond) override {
    ++handled_;
    api::Response response;
    response.route = "/test";
    response.body =
        std::string(request.path) + "|" + std::string(request.query) + "|" + request.body;
    if (request.path == "/never") {
      const std::scoped_lock lock(mutex_);
      kept_.push_back(std::move(respond));
    } else if (request.path == "/later") {
      const std::scoped_lock lock(mutex_);
      threads_.emplace_back([respond = std::move(respond), response]() mutable {
        std::this_thread::sleep_for(100ms);
        respond(std::move(response));
      });
    } else {
      respond(std::move(response));
    }
  }
  bool is_upload(api::Method method, std::string_view path) const override {
    return method == api::Method::post && path == "/upload";
  }
  void answered(const Exchange& exchange) override {
    EXPECT_EQ(exchange.request_id.size(), 16u);
    ++answered_;
  }
  void connections_changed(int by) override { connections_ += by; }
  void in_flight_changed(int by) override { in_flight_ += by; }
  void stopping() override { ++stops_; }
  void forget() {
    const std::scoped_lock lock(mutex_);
    kept_.clear();
  }
  void join() {
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

  std::atomic<int> handled_ = 0, answered_ = 0, connections_ = 0, in_flight_ = 0, stops_ = 0;

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::vector<Respond> kept_;
};

class HttpServerTest : public testing::Test {
 protected:
  void start(HttpOptions options = {}) {
    options.port = 0;
    options.stop_on_signals = false;
    if (options.workers == 1) options.workers = 2;
    server_ = std::make_unique<HttpServer>(site_, options);
    const auto port = server_->listen();
    ASSERT_TRUE(port) << port.error().front().str();
    port_ = *port;
    runner_ = std::thread([this] { server_->run(); });
  }
  void TearDown() override {
    if (!server_) return;
    server_->stop();
    runner_.join();
    site_.join();
    EXPECT_EQ(site_.connections_, 0);
    EXPECT_EQ(site_.in_flight_, 0);
  }
  int connect_to() const {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval patience{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
  }
  static void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  /// Until the server closes, or `enough` appeared.
  static std::string read_until(int fd, std::string_view enough) {
    std::string out;
    char chunk[4096];
    while (enough.empty() || out.find(enough) == std::string::npos) {
      const ssize_t n = recv(fd, chunk, sizeof chunk, 0);
      if (n <= 0) break;
      out.append(chunk, static_cast<std::size_t>(n));
    }
    return out;
  }
  std::string talk(std::string_view bytes, std::string_view enough = "") const {
    const int fd = connect_to();
    write_all(fd, bytes);
    std::string out = read_until(fd, enough);
    close(fd);
    return out;
  }

  TestSite site_;
  std::unique_ptr<HttpServer> server_;
  std::thread runner_;
  std::uint16_t port_ = 0;
};

constexpr std::string_view kClose = "Host: x\r\nConnection: close\r\n";

std::string post(std::string_view path, std::string_view body, std::string_view headers = kClose) {
  return "POST " + std::string(path) + " HTTP/1.1\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

TEST_F(HttpServerTest, AnswersWithSecurityHeaders) {
  start();
  const std::string answer = talk(post("/echo?a=1", "hello"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n/echo|a=1|hello")) << answer;
  for (const char* header :
       {"Content-Security-Policy: default-src 'self'", "nosniff", "no-referrer",
        "Connection: close", "X-Request-Id: ", "Cache-Control: no-store"})
    EXPECT_NE(answer.find(header), std::string::npos) << header;
}

TEST_F(HttpServerTest, KeepsAliveAndTakesPipelinedRequests) {
  start();
  const std::string answer = talk(post("/echo", "one", "Host: x\r\n") +
                                  post("/later", "two", "Host: x\r\n") + post("/echo", "three"));
  const std::size_t one = answer.find("/echo||one"), two = answer.find("/later||two"),
                    three = answer.find("/echo||three");
  EXPECT_LT(one, two) << answer;
  EXPECT_LT(two, three) << answer;
}

TEST_F(HttpServerTest, HeadHasNoBody) {
  start();
  const std::string answer = talk("HEAD /echo HTTP/1.1\r\n" + std::string(kClose) + "\r\n");
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
  EXPECT_NE(answer.find("Content-Length: 7\r\n"), std::string::npos) << answer;
}

TEST_F(HttpServerTest, LimitsAreAnsweredBeforeTheConnectionCloses) {
  HttpOptions options;
  options.max_body_bytes = 1000;
  start(options);
  const auto status = [&](std::string_view bytes) { return talk(bytes).substr(9, 3); };
  EXPECT_EQ(status(post("/echo", std::string(1000, 'x'))), "200");
  EXPECT_EQ(status(post("/echo", std::string(1001, 'x'))), "413");
  EXPECT_EQ(status(post("/echo", std::string(5'000'000, 'x'))), "413");
  const std::string chunk = "200\r\n" + std::string(0x200, 'x') + "\r\n";
  EXPECT_EQ(status("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk +
                   chunk + "0\r\n\r\n"),
            "413");
  EXPECT_EQ(status("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n"), "414");
  EXPECT_EQ(status("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n"), "431");
  EXPECT_EQ(status("GARBAGE\r\n\r\n"), "400");
  EXPECT_EQ(status("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"), "400");
}

TEST_F(HttpServerTest, UploadsHaveLimitsOfTheirOwn) {
  HttpOptions options;
  options.max_body_bytes = 1000;
  options.max_pending_bytes = 2500;
  options.max_upload_bytes = 3'000'000;
  options.max_pending_upload_bytes = 5'000'000;
  options.deadline = 100ms;
  options.upload_deadline = 150ms;
  start(options);
  const std::string large(3'000'000, 'x');
  const std::string answer = talk(post("/upload", large));
  EXPECT_EQ(answer.substr(9, 3), "200");
  EXPECT_TRUE(answer.ends_with("/upload||" + large));
  EXPECT_EQ(talk(post("/upload", large + "x")).substr(9, 3), "413");
  EXPECT_EQ(talk(post("/upload?x", large)).substr(9, 3), "200");
  EXPECT_EQ(talk(post("/uploads", large)).substr(9, 3), "413");
  // Announced and not sent: the refusal does not wait for it.
  const std::string refused =
      talk("POST /upload HTTP/1.1\r\nContent-Length: 209715200\r\n\r\n", "\r\n\r\n");
  EXPECT_EQ(refused.substr(9, 3), "413");
  EXPECT_NE(refused.find("20 MiB"), std::string::npos) << refused;
  const int slow = connect_to();
  write_all(slow, "POST /upload HTTP/1.1\r\nContent-Length: 3000000\r\n\r\nx");
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(talk(post("/upload", large)).substr(9, 3), "503") << "uploads have no room left";
  EXPECT_EQ(talk(post("/echo", std::string(1000, 'x'))).substr(9, 3), "200") << "others have";
  close(slow);
}

TEST_F(HttpServerTest, ExpectContinue) {
  start();
  const int fd = connect_to();
  write_all(fd,
            "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: "
            "100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_TRUE(read_until(fd, "\r\n\r\n").starts_with("HTTP/1.1 100 "));
  write_all(fd, "ok");
  EXPECT_TRUE(read_until(fd, "").ends_with("/echo||ok"));
  close(fd);
}

TEST_F(HttpServerTest, SlowClientsAreToldAndLetGo) {
  HttpOptions options;
  options.receive = 300ms;
  options.idle = 300ms;
  start(options);
  EXPECT_EQ(talk("POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nab").substr(9, 3), "408");
  EXPECT_EQ(talk("GET /ec").substr(9, 3), "408");
  EXPECT_EQ(talk(""), "");  // idle: closed without a word
}

TEST_F(HttpServerTest, DeadlineIsAnsweredWith503) {
  HttpOptions options;
  options.deadline = 200ms;
  start(options);
  const std::string answer = talk(post("/never", ""));
  EXPECT_EQ(answer.substr(9, 3), "503");
  EXPECT_NE(answer.find("deadline_exceeded"), std::string::npos);
  EXPECT_NE(answer.find("Retry-After: "), std::string::npos);
}

TEST_F(HttpServerTest, ConnectionsAreLimited) {
  HttpOptions options;
  options.max_connections = 2;
  start(options);
  const int a = connect_to(), b = connect_to();
  write_all(a, post("/echo", "a", "Host: x\r\n"));
  write_all(b, post("/echo", "b", "Host: x\r\n"));
  read_until(a, "||a");
  read_until(b, "||b");
  EXPECT_EQ(talk("GET / HTTP/1.1\r\n\r\n").substr(9, 3), "503");
  close(a);
  close(b);
}

TEST_F(HttpServerTest, ConnectionsFarBeyondTheLimitAreClosedWithoutAWord) {
  HttpOptions options;
  options.max_connections = 1;
  options.linger = 60s;
  start(options);
  std::vector<int> open{connect_to()};
  write_all(open[0], post("/echo", "a", "Host: x\r\n"));
  read_until(open[0], "||a");
  // Those that are told stay a while, until their senders have heard it.
  for (std::size_t i = 0; i < kRefusals; ++i) {
    open.push_back(connect_to());
    EXPECT_EQ(read_until(open.back(), "\r\n\r\n").substr(9, 3), "503");
  }
  EXPECT_EQ(talk("GET / HTTP/1.1\r\n\r\n"), "");
  for (const int fd : open) close(fd);
}

TEST_F(HttpServerTest, PendingBytesAreLimitedUntilNobodyKnowsTheRequest) {
  HttpOptions options;
  options.max_body_bytes = 1000;
  options.max_pending_bytes = 2500;
  options.deadline = 100ms;
  start(options);
  const std::string body(1000, 'x');
  EXPECT_EQ(talk(post("/never", body)).substr(9, 3), "503");
  EXPECT_EQ(talk(post("/never", body)).substr(9, 3), "503");
  // Both were answered, but their work still waits.
  const std::string third = talk(post("/echo", body));
  EXPECT_EQ(third.substr(9, 3), "503");
  EXPECT_NE(third.find("overloaded"), std::string::npos) << third;
  EXPECT_NE(third.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(talk("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").substr(9, 3), "503");
  EXPECT_EQ(talk(post("/echo", std::string(400, 'x'))).substr(9, 3), "200");
  site_.forget();
  EXPECT_EQ(talk(post("/echo", body)).substr(9, 3), "200");
}

TEST_F(HttpServerTest, StopAnswersWhatIsInFlightAndClosesIdleConnections) {
  start();
  const int idle = connect_to(), busy = connect_to();
  write_all(idle, post("/echo", "x", "Host: x\r\n"));
  read_until(idle, "||x");
  write_all(busy, post("/later", "y", "Host: x\r\n"));
  while (site_.handled_ < 2) std::this_thread::yield();
  server_->stop();
  const std::string answer = read_until(busy, "");
  EXPECT_TRUE(answer.ends_with("/later||y")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_EQ(read_until(idle, ""), "");
  EXPECT_EQ(site_.stops_, 1);
  close(idle);
  close(busy);
}

TEST_F(HttpServerTest, GraceEnds) {
  HttpOptions options;
  options.grace = 300ms;
  options.deadline = 60s;
  start(options);
  const int fd = connect_to();
  write_all(fd, post("/never", "", "Host: x\r\n"));
  while (site_.handled_ == 0) std::this_thread::yield();
}

TEST_F(HttpServerTest, ManyClientsAtOnce) {
  start();
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([this, i] {
      const int fd = connect_to();
      for (int n = 0; n < 50; ++n) {
        const std::string body = std::to_string(i) + "/" + std::to_string(n) + ".";
        write_all(fd, post(n % 25 == 0 ? "/later" : "/echo", body, "Host: x\r\n"));
        EXPECT_TRUE(read_until(fd, "||" + body).ends_with("||" + body));
      }
      close(fd);
    });
  for (std::thread& client : clients) client.join();
  // The last client may have its reply before the server has counted it.
  for (int i = 0; i < 500 && site_.answered_ < 400; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(site_.answered_, 400);
}

}  // namespace
}  // namespace yitong::server

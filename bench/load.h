// A load generator for one core: keep-alive connections over loopback, each with one request under
// way, driven by one epoll loop.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace yitong::bench {

using Clock = std::chrono::steady_clock;

[[noreturn]] inline void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// A blocking connection over loopback.
inline int connect_to(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int one = 1;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    give_up("connect");
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return socket;
}

struct Loaded {
  std::int64_t replies = 0, refused = 0;  ///< refused: any status but 200 and 201
  double seconds = 0;
  std::vector<std::int64_t> micros;  ///< of each reply, sorted

  void add(const Loaded& more) {
    replies += more.replies, refused += more.refused, seconds += more.seconds;
    micros.insert(micros.end(), more.micros.begin(), more.micros.end());
    std::ranges::sort(micros);
  }
  double rate() const { return static_cast<double>(replies) / seconds; }
  double milliseconds(double share) const {
    if (micros.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1));
    return static_cast<double>(micros[at]) / 1000;
  }
};

class Load {
 public:
  Load(std::uint16_t port, int connections, std::function<std::string()> next_request)
      : next_request_(std::move(next_request)), epoll_(::epoll_create1(0)) {
    connections_.resize(static_cast<std::size_t>(connections));
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      const int socket = connect_to(port);
      epoll_event event{EPOLLIN, {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
      connections_[i].socket = socket;
    }
  }
  ~Load() {
    for (const Connection& each : connections_) ::close(each.socket);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Replies that arrive after the time is over are waited for, and counted with their time. At
  /// most `most` requests are sent.
  Loaded run(std::chrono::milliseconds time,
             std::int64_t most = std::numeric_limits<std::int64_t>::max()) {
    const auto begin = Clock::now();
    const auto end = begin + time;
    std::size_t open = connections_.size();
    for (Connection& each : connections_) send(each);
    std::int64_t sent = static_cast<std::int64_t>(connections_.size());
    epoll_event events[64];
    while (open > 0) {
      const int ready = ::epoll_wait(epoll_, events, 64, -1);
      for (int i = 0; i < ready; ++i) {
        Connection& connection = connections_[events[i].data.u64];
        if (!receive(connection)) continue;
        if (Clock::now() < end && sent++ < most)
          send(connection);
        else
          --open;
      }
    }
    out_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::ranges::sort(out_.micros);
    return std::move(out_);
  }

 private:
  struct Connection {
    int socket = -1;
    std::string received;
    std::size_t whole = 0;  ///< bytes of the reply, once its head is there
    Clock::time_point sent;
  };

  void send(Connection& connection) {
    const std::string request = next_request_();
    connection.sent = Clock::now();
    connection.received.clear();
    connection.whole = 0;
    for (std::size_t done = 0; done < request.size();) {
      const ssize_t bytes =
          ::send(connection.socket, request.data() + done, request.size() - done, MSG_NOSIGNAL);
      if (bytes <= 0) give_up("send");
      done += static_cast<std::size_t>(bytes);
    }
  }

  /// True when the reply is whole.
  bool receive(Connection& connection) {
    char buffer[32 << 10];
    const ssize_t bytes = ::recv(connection.socket, buffer, sizeof buffer, 0);
    if (bytes <= 0) give_up("recv");
    std::string& text = connection.received;
    text.append(buffer, static_cast<std::size_t>(bytes));
    if (connection.whole == 0) {
      const std::size_t head = text.find("\r\n\r\n");
      if (head == text.npos) return false;
      const std::size_t length = text.find("Content-Length: ");
      std::size_t body = 0;
      if (length < head) std::from_chars(text.data() + length + 16, text.data() + head, body);
      connection.whole = head + 4 + body;
    }
    if (text.size() < connection.whole) return false;
    ++out_.replies;
    const std::string_view status = std::string_view(text).substr(9, 3);
    out_.refused += status != "201" && status != "200";
    if (status != "201" && status != "200" && out_.refused == 1)
      std::fprintf(stderr, "%s\n", text.c_str());
    out_.micros.push_back(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.sent)
            .count());
    return true;
  }

  std::function<std::string()> next_request_;
  int epoll_;
  std::vector<Connection> connections_;
  Loaded out_;
};

}  // namespace yitong::bench

// The real server as a child process, and what it costs.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "load.h"

namespace yitong::bench {

class ServerProcess {
 public:
  /// Returns once it is ready; `ready_seconds` is how long that took.
  ServerProcess(const std::string& program, const std::string& database) {
    const auto begin = Clock::now();
    int said[2];
    if (::pipe(said) != 0) give_up("pipe");
    pid_ = ::fork();
    if (pid_ < 0) give_up("fork");
    if (pid_ == 0) {
      ::dup2(said[1], 2);
      ::close(said[0]);
      ::execl(program.c_str(), program.c_str(), "serve", "--port", "0", "--no-log", "--open",
              "--db", database.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::close(said[1]);
    std::string text;
    char c = 0;
    while (text.find("http://") == text.npos || c != '\n')
      if (::read(said[0], &c, 1) != 1) {
        std::fprintf(stderr, "the server ended: %s\n", text.c_str());
        std::exit(1);
      } else {
        text += c;
      }
    said_ = said[0];
    port = static_cast<std::uint16_t>(std::atoi(text.c_str() + text.rfind(':') + 1));
    ready_seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  ~ServerProcess() { end(SIGTERM); }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  void end(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ::close(said_);
    pid_ = -1;
  }

  /// A figure of /metrics, such as "yitong_commit_batch_sum".
  double metric(const std::string& name) const {
    const int socket = connect_to(port);
    const std::string request = "GET /metrics HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
    if (::send(socket, request.data(), request.size(), 0) < 0) give_up("send");
    std::string text;
    char buffer[16 << 10];
    for (ssize_t bytes = 1; bytes > 0; text.append(buffer, static_cast<std::size_t>(bytes)))
      bytes = std::max<ssize_t>(0, ::recv(socket, buffer, sizeof buffer, 0));
    ::close(socket);
    const std::size_t at = text.find("\n" + name + " ");
    return at == text.npos ? 0 : std::atof(text.c_str() + at + name.size() + 2);
  }

  /// Processor time of all its threads so far.
  double micros() const {
    double sum = 0;
    for (const auto& task : std::filesystem::directory_iterator(folder() + "/task")) {
      double nanos = 0;
      std::ifstream(task.path() / "schedstat") >> nanos;
      sum += nanos / 1000;
    }
    return sum;
  }
  /// The most memory it has held, in MiB.
  double peak_mib() const {
    std::ifstream in(folder() + "/status");
    for (std::string line; std::getline(in, line);)
      if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) / 1024;
    return 0;
  }

  std::uint16_t port = 0;
  double ready_seconds = 0;

 private:
  std::string folder() const { return "/proc/" + std::to_string(pid_); }
  pid_t pid_ = -1;
  int said_ = -1;
};

}  // namespace yitong::bench

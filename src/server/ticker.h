// A thread that does one thing again and again until it is told to stop.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace yitong::server {

class Ticker {
 public:
  /// Calls `work` every `interval`, the first time after one.
  Ticker(std::chrono::milliseconds interval, std::function<void()> work);
  /// Stops without a further call; one that is under way ends first.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void run();

  const std::chrono::milliseconds interval_;
  const std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace yitong::server

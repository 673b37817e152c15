// Threads that think for the writer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "store/commit_queue.h"

namespace yitong::server {

class Crew final : public store::Crew {
 public:
  explicit Crew(unsigned threads);
  ~Crew() override;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void call(const std::function<void()>& help) override;
  void dismiss() override;

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable called_, ended_;
  const std::function<void()>* help_ = nullptr;  ///< null: dismissed
  std::uint64_t calls_ = 0;
  unsigned helping_ = 0;
  bool over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace yitong::server

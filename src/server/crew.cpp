#include "server/crew.h"

namespace yitong::server {

Crew::Crew(unsigned threads) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

Crew::~Crew() {
  {
    const std::scoped_lock lock(mutex_);
    over_ = true;
  }
  called_.notify_all();
  for (std::thread& each : threads_) each.join();
}

void Crew::call(const std::function<void()>& help) {
  {
    const std::scoped_lock lock(mutex_);
    help_ = &help;
    ++calls_;
  }
  called_.notify_all();
}

void Crew::dismiss() {
  std::unique_lock lock(mutex_);
  help_ = nullptr;  // who wakes up now is too late
  ended_.wait(lock, [this] { return helping_ == 0; });
}

void Crew::run() {
  std::uint64_t answered = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    called_.wait(lock, [&] { return over_ || (help_ != nullptr && calls_ != answered); });
    if (over_) return;
    answered = calls_;
    ++helping_;
    const std::function<void()>& help = *help_;
    lock.unlock();
    help();
    lock.lock();
    if (--helping_ == 0) ended_.notify_one();
  }
}

}  // namespace yitong::server

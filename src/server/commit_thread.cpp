#include "server/commit_thread.h"

#include <algorithm>

#include "server/clock.h"

namespace yitong::server {

namespace {

constexpr std::size_t kMostWritten = 4;
constexpr std::size_t kManyCome = 4;  ///< to a batch: more will

unsigned helpers() { return std::clamp(std::thread::hardware_concurrency() / 2, 1u, 3u); }

class Touch final : public store::Work {
 public:
  explicit Touch(std::function<void(const Result<void>&)> outcome) : outcome_(std::move(outcome)) {}
  void execute(store::Store& store, Instant) override { store.touch(); }
  void resolve(const Result<void>& committed) override { outcome_(committed); }

 private:
  const std::function<void(const Result<void>&)> outcome_;
};

}  // namespace

CommitThread::CommitThread(store::Store store, std::size_t capacity, Observe observe)
    : store_(std::move(store)),
      log_(store_.database().log()),
      observe_(std::move(observe)),
      queue_(capacity, [this] { wake(); }),
      finisher_([this] { run_finisher(); }),
      thread_([this] { run(); }) {
  for (unsigned i = 0; i < helpers(); ++i)
    helpers_.emplace_back([this] { writer_.help(); });
}

void CommitThread::finish() {
  if (!thread_.joinable()) return;
  queue_.close();
  wake();
  thread_.join();
  finisher_.join();
  writer_.end();
  for (std::thread& each : helpers_) each.join();
}

void CommitThread::wake() {
  work_ = true;
  work_.notify_one();
}

void CommitThread::touch(std::function<void(const Result<void>&)> outcome) {
  // Without room now, there is a next time.
  static_cast<void>(queue_.offer(std::make_unique<Touch>(std::move(outcome))));
}

void CommitThread::run() {
  // One that became due while another was decided needs no further wake-up: take until none is due.
  while (true) {
    work_ = false;  // before looking, so that an offer after the look is not missed
    // What fails here fails again, and is heard, when the log cannot grow.
    if (log_is_long_.exchange(false)) (void)store_.database().finish_log();
    Written written{.batch = {}, .begin = Clock::now(), .fault = {}};
    written.batch = writer_.write(now(), &written.fault);
    if (!written.batch.empty()) {
      must_pass_on(written.batch.size()) ? pass_on(std::move(written)) : finish(std::move(written));
      continue;
    }
    if (writer_.look(now())) continue;
    if (queue_.drained()) break;
    work_.wait(false);
  }
  const std::scoped_lock lock(mutex_);
  over_ = true;
  changed_.notify_all();
}

/// Whether somebody waits, or will soon, for whom the writer should be free, or it would overtake
/// another batch.
bool CommitThread::must_pass_on(std::size_t batch) {
  if (batch >= kManyCome || queue_.waiting() > 0) return true;
  const std::scoped_lock lock(mutex_);
  return finishing_ || !written_.empty();
}

void CommitThread::pass_on(Written written) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return written_.size() < kMostWritten; });
  written_.push_back(std::move(written));
  changed_.notify_all();
}

void CommitThread::finish(Written written) {
  const std::size_t size = written.batch.size();
  store::finish_batch(queue_, *log_, std::move(written.batch));
  using std::chrono::duration_cast, std::chrono::microseconds;
  const auto time = duration_cast<microseconds>(Clock::now() - written.begin);
  observe_(size, time.count(), written.fault);
}

void CommitThread::run_finisher() {
  std::vector<Written> taken;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      finishing_ = false;
      changed_.wait(lock, [this] { return over_ || !written_.empty(); });
      if (written_.empty()) return;
      taken.swap(written_);
      finishing_ = true;
      changed_.notify_all();
    }
    for (Written& each : taken) finish(std::move(each));  // the first sync serves them all
    taken.clear();
    if (queue_.drained()) wake();  // the writer, which waits for the last
  }
}

}  // namespace yitong::server

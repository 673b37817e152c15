// Copies the write-ahead log into the database file beside the writer, so that no commit waits for
// it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/sqlite/sqlite.h"

namespace yitong::server {

class CheckpointThread {
 public:
  explicit CheckpointThread(store::Checkpointer checkpointer);
  ~CheckpointThread();
  CheckpointThread(const CheckpointThread&) = delete;
  CheckpointThread& operator=(const CheckpointThread&) = delete;

 private:
  void run();

  store::Checkpointer checkpointer_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace yitong::server

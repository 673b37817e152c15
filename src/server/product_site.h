// What stands behind the HTTP server: the interface under /v1 and /api, the operator's pages and
// the files.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "api/handlers.h"
#include "server/access_log.h"
#include "server/aside_threads.h"
#include "server/health.h"
#include "server/http_server.h"
#include "server/metrics.h"
#include "server/refusal_notes.h"
#include "server/static_files.h"
#include "store/commit_queue.h"

namespace yitong::server {

class ProductSite final : public Site {
 public:
  /// One reader a worker. `queue`, `asides`, `others`, `log` and `writing` outlive it.
  ProductSite(api::Deps deps, StaticFiles files, store::CommitQueue& queue, AsideThreads& asides,
              AsideThreads& others, std::vector<store::Store> readers, AccessLog& log,
              const Health& writing);
  bool is_upload(api::Method method, std::string_view path) const override;

  void handle(std::size_t worker, api::Request& request, Respond respond) override;
  void answered(const Exchange& exchange) override;
  void connections_changed(int by) override { metrics_.connections(by); }
  void in_flight_changed(int by) override { metrics_.in_flight(by); }
  void stopping() override { stopping_ = true; }
  /// Told by the writer thread.
  void committed(std::size_t batch, std::int64_t micros) { metrics_.commits(batch, micros); }
  /// Brings refusals that wait to the journal; at the end all of them.
  void write_refusals(Instant now, bool all) { refusals_.flush(now, all); }
  /// Told each second: pages left in the log, and which chores fail.
  void tended(std::int64_t log_pages, bool writing, bool copying, bool sealing);

 private:
  bool operation(const api::Request& request, api::Response& response);
  api::Response readiness() const;
  void commit(std::unique_ptr<api::Commit> commit, Respond respond);
  void aside(std::unique_ptr<api::Aside> aside, Respond respond);

  const api::Deps deps_;
  const StaticFiles files_;
  store::CommitQueue& queue_;
  AsideThreads& asides_;
  AsideThreads& others_;  ///< for what waits for another server
  std::vector<store::Store> readers_;
  std::vector<std::unique_ptr<api::Workbench>> benches_;
  AccessLog& log_;
  const Health& writing_;
  Metrics metrics_;
  RefusalNotes refusals_;
  std::atomic<bool> stopping_{false};
};

}  // namespace yitong::server

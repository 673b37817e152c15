#include "server/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <sstream>

namespace yitong::server {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025,
                                                       0.005,  0.01,    0.025,  0.05,  0.1,
                                                       0.25,   0.5,     1.0,    2.5,   10.0};
const prometheus::Histogram::BucketBoundaries kBatch{1, 2, 4, 8, 16, 32, 64};

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Histogram>& latency =
      prometheus::BuildHistogram()
          .Name("yitong_http_seconds")
          .Help("Time from request to reply, by route")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("yitong_http_requests_total")
                                                          .Help("Requests by route and status")
                                                          .Register(registry);
  prometheus::Family<prometheus::Counter>& refusals = prometheus::BuildCounter()
                                                          .Name("yitong_refusals_total")
                                                          .Help("Refusals by error code")
                                                          .Register(registry);
  prometheus::Gauge& in_flight = prometheus::BuildGauge()
                                     .Name("yitong_http_in_flight")
                                     .Help("Requests being handled")
                                     .Register(registry)
                                     .Add({});
  prometheus::Gauge& connections = prometheus::BuildGauge()
                                       .Name("yitong_http_connections")
                                       .Help("Open connections")
                                       .Register(registry)
                                       .Add({});
  prometheus::Gauge& waiting = prometheus::BuildGauge()
                                   .Name("yitong_commit_waiting")
                                   .Help("Works that wait for a batch")
                                   .Register(registry)
                                   .Add({});
  prometheus::Gauge& committing = prometheus::BuildGauge()
                                      .Name("yitong_commit_in_flight")
                                      .Help("Works in the open batch")
                                      .Register(registry)
                                      .Add({});
  prometheus::Gauge& log_pages = prometheus::BuildGauge()
                                     .Name("yitong_log_pages")
                                     .Help("Pages of the log that are not yet in the database")
                                     .Register(registry)
                                     .Add({});
  prometheus::Family<prometheus::Gauge>& failing =
      prometheus::BuildGauge()
          .Name("yitong_failing")
          .Help("1 while the chore fails: writing, copying the log, sealing")
          .Register(registry);
  prometheus::Histogram& batch = prometheus::BuildHistogram()
                                     .Name("yitong_commit_batch")
                                     .Help("Works a commit")
                                     .Register(registry)
                                     .Add({}, kBatch);
  prometheus::Histogram& commit = prometheus::BuildHistogram()
                                      .Name("yitong_commit_seconds")
                                      .Help("Time of a batch")
                                      .Register(registry)
                                      .Add({}, kSeconds);

  /// What a route's replies of one status count in, found without looking labels up.
  struct OfRoute {
    prometheus::Histogram& latency;
    prometheus::Counter& requests;
  };
  OfRoute of(std::string_view route, int status) {
    const std::scoped_lock lock(mutex);
    const auto by_status = by_route.find(route);
    if (by_status != by_route.end())
      if (const auto known = by_status->second.find(status); known != by_status->second.end())
        return known->second;
    const std::string name(route);
    const OfRoute added{latency.Add({{"route", name}}, kSeconds),
                        requests.Add({{"route", name}, {"status", std::to_string(status)}})};
    return by_route[name].emplace(status, added).first->second;
  }
  std::mutex mutex;
  std::map<std::string, std::map<int, OfRoute>, std::less<>> by_route;
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::request(const Exchange& exchange) {
  const Families::OfRoute counted = families_->of(exchange.route, exchange.status);
  counted.latency.Observe(static_cast<double>(exchange.micros) / 1e6);
  counted.requests.Increment();
}

void Metrics::refusal(std::string_view code) {
  families_->refusals.Add({{"code", std::string(code)}}).Increment();
}

void Metrics::commits(std::size_t batch, std::int64_t micros) {
  families_->batch.Observe(static_cast<double>(batch));
  families_->commit.Observe(static_cast<double>(micros) / 1e6);
}

void Metrics::in_flight(int by) { families_->in_flight.Increment(by); }
void Metrics::connections(int by) { families_->connections.Increment(by); }

void Metrics::queue(std::size_t waiting, std::size_t in_flight) {
  families_->waiting.Set(static_cast<double>(waiting));
  families_->committing.Set(static_cast<double>(in_flight));
}

void Metrics::log_pages(std::int64_t pages) {
  families_->log_pages.Set(static_cast<double>(pages));
}

void Metrics::failing(std::string_view chore, bool failing) {
  families_->failing.Add({{"chore", std::string(chore)}}).Set(failing ? 1 : 0);
}

std::string Metrics::text() const {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families_->registry.Collect());
  return std::move(out).str();
}

}  // namespace yitong::server

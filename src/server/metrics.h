// What the server counts, in Prometheus' text format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/http_server.h"

namespace yitong::server {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  void request(const Exchange& exchange);
  /// A refusal by its public code, such as "overloaded".
  void refusal(std::string_view code);
  void commits(std::size_t batch, std::int64_t micros);
  void in_flight(int by);
  void connections(int by);
  void queue(std::size_t waiting, std::size_t in_flight);
  /// What the disk holds of the write-ahead log and is not yet in the database.
  void log_pages(std::int64_t pages);
  void failing(std::string_view chore, bool failing);

  /// The exposition, format 0.0.4.
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace yitong::server

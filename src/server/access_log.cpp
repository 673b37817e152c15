#include "server/access_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"

namespace yitong::server {

AccessLog::AccessLog(bool enabled) {
  if (!enabled) return;
  logger_ =
      std::make_shared<spdlog::logger>("yitong", std::make_shared<spdlog::sinks::stdout_sink_mt>());
  logger_->set_pattern("%v");
}

AccessLog::~AccessLog() { flush(); }

void AccessLog::request(const Exchange& exchange, Instant at) {
  if (!logger_) return;
  logger_->info(R"({{"at":"{}","event":"request","id":"{}","method":"{}","route":"{}","status":{},)"
                R"("code":"{}","micros":{},"in":{},"out":{}}})",
                at.str(), exchange.request_id, exchange.method, exchange.route, exchange.status,
                exchange.code, exchange.micros, exchange.bytes_in, exchange.bytes_out);
}

void AccessLog::event(std::string_view event, std::string_view text, Instant at) {
  if (!logger_) return;
  std::string quoted;
  append_json_string(quoted, text);
  logger_->info(R"({{"at":"{}","event":"{}","text":{}}})", at.str(), event, quoted);
  logger_->flush();
}

void AccessLog::flush() {
  if (logger_) logger_->flush();
}

}  // namespace yitong::server

#include "server/descriptors.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "server/http_server.h"

namespace yitong::server {
namespace {

/// Standard streams, the listening socket, the writer's, the checkpointer's and the sealer's files.
constexpr std::size_t kOwn = 20;
/// Of a worker: its event loop and its reader.
constexpr std::size_t kOfWorker = 6;
constexpr std::size_t kFewestConnections = 8;

}  // namespace

Result<std::size_t> connections_allowed(std::size_t wanted, unsigned workers) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
  static_cast<void>(::getrlimit(RLIMIT_NOFILE, &limit));
  const std::size_t kept = kOwn + kOfWorker * workers + kRefusals;
  if (limit.rlim_cur < kept + kFewestConnections)
    return fail(Error{ErrorCode::unsupported, "file descriptors", std::to_string(limit.rlim_cur),
                      "at least " + std::to_string(kept + kFewestConnections),
                      "Raise the limit: LimitNOFILE of the service, or ulimit -n"});
  return std::min<std::size_t>(wanted, limit.rlim_cur - kept);
}

}  // namespace yitong::server

#include "sim/server.h"

namespace yitong::sim {
namespace {

constexpr std::size_t kQueueCapacity = 40;  // small, so that it overflows now and then
constexpr int kCachePages = 2'000;

}  // namespace

Result<void> Server::start() {
  store::SqliteOptions options{.path = kDatabase,
                               .auto_checkpoint_pages = 0,
                               .cache_pages = kCachePages,
                               .vfs = vfs_.name()};
  auto database = store::open_sqlite(options);
  if (!database) return fail(std::move(database.error()));
  auto writer = store::Store::open(std::move(*database), Town::key());
  if (!writer) return fail(std::move(writer.error()));
  if (auto enrolled = town_.enrol(*writer); !enrolled) return enrolled;
  auto checkpointer = store::Checkpointer::open(options);
  if (!checkpointer) return fail(std::move(checkpointer.error()));
  options.read_only = true;
  auto reading = store::open_sqlite(options);
  if (!reading) return fail(std::move(reading.error()));
  auto reader = store::Store::open_reader(std::move(*reading), Town::key());
  if (!reader) return fail(std::move(reader.error()));
  writer_.emplace(std::move(*writer));
  reader_.emplace(std::move(*reader));
  checkpointer_.emplace(std::move(*checkpointer));
  queue_.emplace(kQueueCapacity);
  batches_.emplace(*queue_, *writer_);
  return {};
}

void Server::stop() {
  batches_.reset();
  queue_.reset();
  reader_.reset();
  checkpointer_.reset();
  writer_.reset();
}

void Server::checkpoint() {
  // What it cannot copy now it copies next time.
  static_cast<void>(checkpointer_->run());
}

}  // namespace yitong::sim
